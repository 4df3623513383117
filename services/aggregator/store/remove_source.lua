-- Forget a source and everything that came from it. Its counters stay, so that a returning source goes on counting.
-- KEYS: source, entries, known, tombstones, outbox, pins    ARGV: group, domain
-- -> "removed" | "missing"
if redis.call("HDEL", KEYS[1], "record") == 0 then
  return "missing"
end
redis.call("HDEL", KEYS[1], "pace", "hub")
redis.call("HINCRBY", KEYS[1], "fence", 1)
redis.call("DEL", KEYS[2], KEYS[3], KEYS[4], KEYS[6])
local rev = redis.call("HINCRBY", KEYS[1], "rev", 1)
redis.call("XADD", KEYS[5], "*", "rev", rev, "op", "clear", "group", ARGV[1], "entry", ARGV[2])
return "removed"
