"""Feeds of comments.

an address | `window`: which part, and how written | `views`: from memory, or | `rendering`: made anew | `pages`
"""
