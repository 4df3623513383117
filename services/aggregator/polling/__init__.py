"""When and how sources are asked: the shared schedule, one poll, what its answer means."""
