"""Posts as feeds: documents, links, rendering once per change, and the answers to those who ask."""
