-- Take the right to poll a source until a moment. Each claim has a higher fence than the one before.
-- KEYS: source    ARGV: now ms, until ms
-- -> {"claimed", fence, record} | {"busy"} | {"missing"}
local record, busy_until = unpack(redis.call("HMGET", KEYS[1], "record", "until"))
if not record then
  return { "missing" }
end
if busy_until and tonumber(busy_until) > tonumber(ARGV[1]) then
  return { "busy" }
end
redis.call("HSET", KEYS[1], "until", ARGV[2])
return { "claimed", redis.call("HINCRBY", KEYS[1], "fence", 1), record }
