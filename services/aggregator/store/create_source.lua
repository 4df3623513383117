-- A source begins to be gathered. The same address again finds the source that there is.
-- KEYS: source, outbox    ARGV: record, pace, group, created ms, due ms, domain
-- -> {"created"} | {"exists", record, pace}
local record, pace = unpack(redis.call("HMGET", KEYS[1], "record", "pace"))
if record then
  return { "exists", record, pace or record }
end
redis.call("HSET", KEYS[1], "record", ARGV[1], "pace", ARGV[2])
local rev = redis.call("HINCRBY", KEYS[1], "rev", 1)
redis.call("XADD", KEYS[2], "*", "rev", rev, "op", "source", "group", ARGV[3], "entry", ARGV[6],
  "position", ARGV[4], "arrival", ARGV[5])
return { "created" }
