-- Write what one poll found, unless a later claim or a removal has overtaken it.
-- KEYS: source, entries, known, tombstones, outbox, pins
-- ARGV: fence, pace, record or "" if what the feed says of itself is the same, group,
--       count of puts, per put: id, entry, known, position ms, arrival ms, claim, marks,
--         kind, names of its source or origin
--       count of notes, per note: id, digest
--       count of ids to forget, the ids
--       count of burials, per burial: id, tombstone, when ms
-- -> "applied" | "lost"
local held, record = unpack(redis.call("HMGET", KEYS[1], "fence", "record"))
if not record or held ~= ARGV[1] then
  return "lost"
end
redis.call("HSET", KEYS[1], "pace", ARGV[2])

local function tell(op, entry, position, arrival, claim, marks, kind, names)
  local rev = redis.call("HINCRBY", KEYS[1], "rev", 1)
  redis.call("XADD", KEYS[5], "*", "rev", rev, "op", op, "group", ARGV[4], "entry", entry,
    "position", position, "arrival", arrival, "claim", claim, "marks", marks or "", "kind", kind or "0",
    "names", names or "")
end

local at = 5
local function take()
  local value = ARGV[at]
  at = at + 1
  return value
end

if ARGV[3] ~= "" then
  redis.call("HSET", KEYS[1], "record", ARGV[3])
  tell("touch", "", "0", "0", "")
end
for _ = 1, tonumber(take()) do
  local id, entry, known = take(), take(), take()
  local position, arrival, claim, marks, kind, names = take(), take(), take(), take(), take(), take()
  redis.call("HSET", KEYS[2], id, entry)
  redis.call("HSET", KEYS[3], id, known)
  redis.call("HDEL", KEYS[4], id)
  tell("put", id, position, arrival, claim, marks, kind, names)
end
for _ = 1, tonumber(take()) do
  local id, digest = take(), take()
  local known = redis.call("HGET", KEYS[3], id)
  if known then
    redis.call("HSET", KEYS[3], id, (string.gsub(known, '^%["[^"]*"', '["' .. digest .. '"', 1)))
  end
end
for _ = 1, tonumber(take()) do
  local id = take()
  redis.call("HDEL", KEYS[2], id)
  redis.call("HDEL", KEYS[3], id)
  redis.call("SREM", KEYS[6], id)
  tell("drop", id, "0", "0", "")
end
for _ = 1, tonumber(take()) do
  local id, tombstone, moment = take(), take(), take()
  redis.call("HSET", KEYS[4], id, tombstone)
  tell("bury", id, moment, "0", "")
end
return "applied"
