"""The only way comments are written and erased (`writer`, `erasing`), and what follows each write (`aftermath`)."""
