"""Which sources there are: the register, its JSON interface, lists of feeds (OPML)."""
