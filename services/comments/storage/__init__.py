"""Comments in Redis, one module for each way to look at them; `keys` says where everything lies. No rules."""
