-- The next entry of the ledger, if it follows the last one.
-- KEYS: 1 entries (a stream whose ids are "<number>-0"), 2 decisions (decision -> number), 3 open (decisions by time,
--       ms), 4 what an Idempotency-Key recorded (absent: no key was sent)
-- ARGV: 1 number, 2 entry, 3 decision, 4 time, ms, or '' if nothing is left to be done, 5 digest of the order,
--       6 seconds to remember the key
-- Returns {'appended'}, {'overtaken'}, or {'seen', decision} for a key that was used before.
if KEYS[4] then
  local seen = redis.call('HGET', KEYS[4], 'decision')
  if seen then
    return {'seen', seen}
  end
end
local last = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)
local number = last[1] and tonumber(last[1][1]:match('^%d+')) or 0
if number + 1 ~= tonumber(ARGV[1]) then
  return {'overtaken'}
end
redis.call('XADD', KEYS[1], ARGV[1] .. '-0', 'entry', ARGV[2])
redis.call('HSET', KEYS[2], ARGV[3], ARGV[1])
if ARGV[4] ~= '' then
  redis.call('ZADD', KEYS[3], ARGV[4], ARGV[3])
end
if KEYS[4] then
  redis.call('HSET', KEYS[4], 'decision', ARGV[3], 'order', ARGV[5])
  redis.call('EXPIRE', KEYS[4], ARGV[6])
end
return {'appended'}
