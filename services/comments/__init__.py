"""The comment service: threads, the spam decision, moderation."""
