-- Bring the moderation index up to a comment's revision. Idempotent; an older revision never overtakes a newer one.
-- KEYS: 1 places (id -> "revision state place"), 2 version, 3.. one sorted set a state
-- ARGV: 1 comment id, 2 revision, 3 number of its state among KEYS[3..] from 1, 4 place
-- Returns {'indexed'} or {'newer'}.
local known = redis.call('HGET', KEYS[1], ARGV[1])
if known then
  local revision, state, place = known:match('^(%d+) (%d+) (.+)$')
  if tonumber(revision) > tonumber(ARGV[2]) then
    return {'newer'}
  end
  redis.call('ZREM', KEYS[2 + tonumber(state)], place)
end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2] .. ' ' .. ARGV[3] .. ' ' .. ARGV[4])
redis.call('ZADD', KEYS[2 + tonumber(ARGV[3])], 0, ARGV[4])
redis.call('INCR', KEYS[2])
return {'indexed'}
