"""The planet: the news of other sites, gathered politely and published again safely."""
