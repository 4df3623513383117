"""What a province calls itself and looks like: configuration that administrators change while the site runs."""
