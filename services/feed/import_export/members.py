"""What the files of an archive are called."""

from typing import Final

POSTS: Final = "posts.atom"
COMMENTS: Final = "comments.jsonl"
MEDIA: Final = "media"
FACTS: Final = "facts.json"
