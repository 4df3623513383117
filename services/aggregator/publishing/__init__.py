"""What was gathered, for others: entries, merged feeds, pages."""
