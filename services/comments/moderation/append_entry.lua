-- The next entry of the ledger, if it follows the last one.
-- KEYS: 1 entries (a stream whose ids are "<number>-0"), 2 decisions (decision -> number)
-- ARGV: 1 number, 2 entry, 3 decision
-- Returns {'appended'} or {'overtaken'}.
local last = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)
local number = last[1] and tonumber(last[1][1]:match('^%d+')) or 0
if number + 1 ~= tonumber(ARGV[1]) then
  return {'overtaken'}
end
redis.call('XADD', KEYS[1], ARGV[1] .. '-0', 'entry', ARGV[2])
redis.call('HSET', KEYS[2], ARGV[3], ARGV[1])
return {'appended'}
