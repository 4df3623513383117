"""Authors look after their own comments, by the secret address that each of them was given."""
