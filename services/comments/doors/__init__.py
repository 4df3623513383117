"""Staff close and open threads by hand (`services.comments.threads.closing` says what that means)."""
