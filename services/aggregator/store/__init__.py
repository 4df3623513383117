"""Sources and the schedule in the store: keys, records, server-side functions; no rules."""
