-- Comments that were indexed and have not come to be.
-- KEYS: 1 places (id -> "revision state place facets"), 2 version, 3 facets, 4 authors, 5.. one sorted set a state
-- ARGV: their ids
-- Returns {number of comments that were indexed}.
local dropped = 0
for _, id in ipairs(ARGV) do
  local known = redis.call('HGET', KEYS[1], id)
  if known then
    local state, place, facets = known:match('^%d+ (%d+) (%S+) ?(.*)$')
    redis.call('ZREM', KEYS[4 + tonumber(state)], place)
    for facet in facets:gmatch('%S+') do
      local author = facet:match('^a:(.+)$')
      if author then
        redis.call('ZREM', KEYS[4], author .. ' ' .. id:match('%.(.+)$') .. '.' .. id:match('^(.-)%.'))
      else
        redis.call('ZREM', KEYS[3], state .. ' ' .. facet .. ' ' .. place)
      end
    end
    redis.call('HDEL', KEYS[1], id)
    redis.call('INCR', KEYS[2])
    dropped = dropped + 1
  end
end
return {dropped}
