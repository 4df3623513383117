"""How fast sources are polled: local feeds, ours and `reader`'s way through them, and the schedule alone."""
