-- The right to write what a poll finds. Each claim has a higher fence than the one before, which it ends.
-- KEYS: source    -> {fence, record, pace, subscription or ""} | {} for a source that is not there
local record, pace, hub = unpack(redis.call("HMGET", KEYS[1], "record", "pace", "hub"))
if not record then
  return {}
end
return { redis.call("HINCRBY", KEYS[1], "fence", 1), record, pace or record, hub or "" }
