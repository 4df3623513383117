"""The river: indexes over the entries of all sources, and who keeps them true."""
