"""What readers may see: use cases over views, searches and selections."""
