"""Photos and files that go with posts: received, checked, made into web pictures, kept, and served."""
