"""What authors do with posts: rules, states, revisions, the schedule, and the API."""
