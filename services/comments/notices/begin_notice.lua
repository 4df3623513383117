-- Whether a matter is told now: it was not, or so long ago that it is told again.
-- KEYS: 1 told (code -> when, ms); ARGV: 1 code, 2 now, ms, 3 again after, ms
-- Returns {1} or {0}.
local told = redis.call('HGET', KEYS[1], ARGV[1])
if told and tonumber(ARGV[2]) - tonumber(told) < tonumber(ARGV[3]) then
  return {0}
end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
return {1}
