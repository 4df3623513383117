-- Comments that were indexed and have not come to be.
-- KEYS: 1 places (id -> "revision state place"), 2 version, 3.. one sorted set a state; ARGV: their ids
-- Returns {number of comments that were indexed}.
local dropped = 0
for _, id in ipairs(ARGV) do
  local known = redis.call('HGET', KEYS[1], id)
  if known then
    local state, place = known:match('^%d+ (%d+) (.+)$')
    redis.call('ZREM', KEYS[2 + tonumber(state)], place)
    redis.call('HDEL', KEYS[1], id)
    redis.call('INCR', KEYS[2])
    dropped = dropped + 1
  end
end
return {dropped}
