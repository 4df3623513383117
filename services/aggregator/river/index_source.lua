-- Bring the river up to what a source's outbox tells. Repeating it, or being overtaken, changes nothing: every event
-- has a number, and a number that was applied is not applied again.
-- KEYS: revs, versions, owners, claims, sources, groups, due,
--       river of all, of the source, of the group; arrivals of the same three; tombstones of the same three
-- ARGV: source, group, names of the three views, then per event: rev, op, entry, position, arrival, claim
-- -> how many events were applied that change what feeds show
local source, group = ARGV[1], ARGV[2]
local applied = tonumber(redis.call("HGET", KEYS[1], source) or "0")
local first, count = applied, 0

local function ref(entry)
  return source .. "/" .. entry
end

local function forget(member)
  for i = 8, 13 do
    redis.call("ZREM", KEYS[i], member)
  end
  local claim = redis.call("HGET", KEYS[4], member)
  if claim then
    redis.call("HDEL", KEYS[4], member)
    if redis.call("HGET", KEYS[3], claim) == member then
      redis.call("HDEL", KEYS[3], claim)
    end
  end
end

local apply = {}

function apply.source(domain, created, due)
  redis.call("ZADD", KEYS[5], created, source)
  redis.call("HSET", KEYS[6], source, group)
  if due ~= "" then
    redis.call("ZADD", KEYS[7], "NX", due, source .. "@" .. domain)
  end
end

function apply.touch() end

function apply.put(entry, position, arrival, claim)
  local member = ref(entry)
  for i = 8, 10 do
    redis.call("ZADD", KEYS[i], position, member)
  end
  for i = 11, 13 do
    redis.call("ZADD", KEYS[i], arrival, member)
  end
  for i = 14, 16 do
    redis.call("ZREM", KEYS[i], member)
  end
  redis.call("HSET", KEYS[4], member, claim)
  redis.call("HSETNX", KEYS[3], claim, member)
end

function apply.drop(entry)
  forget(ref(entry))
end

function apply.bury(entry, moment)
  for i = 14, 16 do
    redis.call("ZADD", KEYS[i], moment, ref(entry))
  end
end

function apply.clear(domain)
  for _, member in ipairs(redis.call("ZRANGE", KEYS[9], 0, -1)) do
    forget(member)
  end
  for _, member in ipairs(redis.call("ZRANGE", KEYS[15], 0, -1)) do
    for i = 14, 16 do
      redis.call("ZREM", KEYS[i], member)
    end
  end
  redis.call("ZREM", KEYS[5], source)
  redis.call("HDEL", KEYS[6], source)
  redis.call("ZREM", KEYS[7], source .. "@" .. domain)
end

for i = 6, #ARGV, 6 do
  local rev = tonumber(ARGV[i])
  if rev > applied then
    apply[ARGV[i + 1]](ARGV[i + 2], ARGV[i + 3], ARGV[i + 4], ARGV[i + 5])
    applied = rev
    if ARGV[i + 1] ~= "source" then
      count = count + 1
    end
  end
end
if applied > first then
  redis.call("HSET", KEYS[1], source, applied)
  for i = 3, 5 do
    redis.call("HINCRBY", KEYS[2], ARGV[i], 1)
  end
end
return count
