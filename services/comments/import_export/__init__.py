"""Comments move in from other sites and from our own exports, and move out."""
