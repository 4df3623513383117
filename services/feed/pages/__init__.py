"""What people read in a browser: the news, a post, its discussion."""
