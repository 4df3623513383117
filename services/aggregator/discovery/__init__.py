"""From a page to its feeds and hubs."""
