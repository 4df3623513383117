"""A comment's words: cleaned once on their way in, searched, and written as HTML on their way out."""
