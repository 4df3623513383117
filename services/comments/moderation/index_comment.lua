-- Bring the moderation index up to comments' revisions. Idempotent; an older revision never overtakes a newer one.
-- KEYS: 1 places (id -> "revision state place"), 2 version, 3.. one sorted set a state
-- ARGV, four a comment: its id, revision, number of its state among KEYS[3..] from 1, place
-- Returns {number of comments that were not newer already}.
local indexed = 0
for at = 1, #ARGV, 4 do
  local known = redis.call('HGET', KEYS[1], ARGV[at])
  local newer = false
  if known then
    local revision, state, place = known:match('^(%d+) (%d+) (.+)$')
    newer = tonumber(revision) > tonumber(ARGV[at + 1])
    if not newer then
      redis.call('ZREM', KEYS[2 + tonumber(state)], place)
    end
  end
  if not newer then
    redis.call('HSET', KEYS[1], ARGV[at], ARGV[at + 1] .. ' ' .. ARGV[at + 2] .. ' ' .. ARGV[at + 3])
    redis.call('ZADD', KEYS[2 + tonumber(ARGV[at + 2])], 0, ARGV[at + 3])
    redis.call('INCR', KEYS[2])
    indexed = indexed + 1
  end
end
return {indexed}
