"""The addresses of Blogger and WordPress, so that nobody who comes with one is lost."""
