"""Rules of HTTP as pure functions over header fields: no sockets, no framework."""
