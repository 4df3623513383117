"""What staff decide about entries: rules of sources and groups, pins, other names and groups, and what is too much."""
