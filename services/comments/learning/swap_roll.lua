-- Another roll, if nobody has changed it meanwhile.
-- KEYS: 1 roll, JSON
-- ARGV: 1 number of the roll that is replaced (0: none), 2 the new one, JSON
-- Returns {'swapped'} or {'stale'}.
local current = redis.call('GET', KEYS[1])
local number = current and cjson.decode(current).number or 0
if number ~= tonumber(ARGV[1]) then
  return {'stale'}
end
redis.call('SET', KEYS[1], ARGV[2])
return {'swapped'}
