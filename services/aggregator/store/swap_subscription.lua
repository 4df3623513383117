-- Replace a source's subscription if it is still the one that was read.
-- KEYS: source    ARGV: the one that was read or "", the new one or ""
-- -> 1 | 0
local current = redis.call("HGET", KEYS[1], "hub") or ""
if current ~= ARGV[1] or redis.call("HEXISTS", KEYS[1], "record") == 0 then
  return 0
end
if ARGV[2] == "" then
  redis.call("HDEL", KEYS[1], "hub")
else
  redis.call("HSET", KEYS[1], "hub", ARGV[2])
end
return 1
