"""From bytes to entries: everything that happens to a body, in sealed worker processes and after them."""
