-- A source begins to be gathered. The same address again finds the source that there is.
-- KEYS: source, outbox    ARGV: record, group, created ms, due ms
-- -> {"created"} | {"exists", record}
local known = redis.call("HGET", KEYS[1], "record")
if known then
  return { "exists", known }
end
redis.call("HSET", KEYS[1], "record", ARGV[1])
local rev = redis.call("HINCRBY", KEYS[1], "rev", 1)
redis.call("XADD", KEYS[2], "*", "rev", rev, "op", "source", "group", ARGV[2], "position", ARGV[3], "arrival", ARGV[4])
return { "created" }
