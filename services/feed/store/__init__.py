"""Where posts are kept: keys, records and server-side functions. No rules."""
