"""Threads: where one is (`thread`), whether it takes comments (`closing`), and what everybody may read (`reading`)."""
