"""What the files of an archive are called."""

from typing import Final

POSTS: Final = "posts.atom"
COMMENTS: Final = "comments.jsonl"
MISSING: Final = "comments.missing.txt"
"""Stands in the place of the comments where the one who wrote the archive could not reach them."""
MEDIA: Final = "media"
FACTS: Final = "facts.json"
