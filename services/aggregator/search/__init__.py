"""Search in what was gathered: an index of one's own on each machine, derived from the river."""
