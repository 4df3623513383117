"""The feed service: posts become pages and feeds."""
