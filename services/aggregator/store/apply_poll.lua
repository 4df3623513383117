-- Write what one poll found, unless a later claim or a removal has overtaken it.
-- KEYS: source, entries, known, tombstones, outbox, pins
-- ARGV: fence, pace, record or "" if what the feed says of itself is the same, group,
--       count of puts, per put: id, entry, then per put: id, known
--       names of the source, count of what tells the river of the puts, each (see index_source.lua) as it is
--       count of notes, per note: id, digest
--       count of ids to forget, the ids
--       count of burials, per burial: id, tombstone, when ms
-- -> "applied" | "lost"
local held, record = unpack(redis.call("HMGET", KEYS[1], "fence", "record"))
if not record or held ~= ARGV[1] then
  return "lost"
end
redis.call("HSET", KEYS[1], "pace", ARGV[2])

local function tell(op, entry, position, names)
  local rev = redis.call("HINCRBY", KEYS[1], "rev", 1)
  redis.call("XADD", KEYS[5], "*", "rev", rev, "op", op, "group", ARGV[4], "entry", entry,
    "position", position, "names", names or "")
end

local PART = 1000 -- words of one command, at most
local at = 5
local function take()
  local value = ARGV[at]
  at = at + 1
  return value
end

local function set_pairs(key, count)
  for i = at, at + 2 * count - 1, PART do
    redis.call("HSET", key, unpack(ARGV, i, math.min(i + PART, at + 2 * count) - 1))
  end
  at = at + 2 * count
end

if ARGV[3] ~= "" then
  redis.call("HSET", KEYS[1], "record", ARGV[3])
  tell("touch", "", "0")
end
local puts = tonumber(take())
if redis.call("EXISTS", KEYS[4]) == 1 then
  for i = 0, puts - 1 do
    redis.call("HDEL", KEYS[4], ARGV[at + 2 * i])
  end
end
set_pairs(KEYS[2], puts)
set_pairs(KEYS[3], puts)
local names = take()
for _ = 1, tonumber(take()) do
  tell("puts", take(), "0", names)
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
  tell("drop", id, "0")
end
for _ = 1, tonumber(take()) do
  local id, tombstone, moment = take(), take(), take()
  redis.call("HSET", KEYS[4], id, tombstone)
  tell("bury", id, moment)
end

-- The latest tombstones stay: they keep late pushes from bringing back what was withdrawn.
local MOST_STONES = 1000
if redis.call("HLEN", KEYS[4]) > MOST_STONES then
  local stones, all = {}, redis.call("HGETALL", KEYS[4])
  for i = 1, #all, 2 do
    stones[#stones + 1] = { all[i], cjson.decode(all[i + 1]).when_ms }
  end
  table.sort(stones, function(one, other) return one[2] > other[2] end)
  for i = MOST_STONES + 1, #stones do
    redis.call("HDEL", KEYS[4], stones[i][1])
  end
end
return "applied"
