"""What is kept about citizens, and how it goes again: sealed traffic records, export, erasure, the daily purge."""
