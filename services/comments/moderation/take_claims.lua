-- Claim comments that nobody works on, renew one's own.
-- KEYS: 1 claims (comment -> "until person"), 2 ends (comments by when their claim ends, ms), 3 news (a stream)
-- ARGV: 1 now, ms, 2 until, ms, 3 person, 4 most news kept, 5.. comments
-- Returns for each comment "until person" as it is now.
local now, held = tonumber(ARGV[1]), {}
for _, over in ipairs(redis.call('ZRANGE', KEYS[2], '-inf', now, 'BYSCORE', 'LIMIT', 0, 100)) do
  redis.call('HDEL', KEYS[1], over)
  redis.call('ZREM', KEYS[2], over)
end
for at = 5, #ARGV do
  local id, mine = ARGV[at], ARGV[2] .. ' ' .. ARGV[3]
  local known = redis.call('HGET', KEYS[1], id)
  local till, person = (known or '0 '):match('^(%d+) (.*)$')
  if tonumber(till) <= now or person == ARGV[3] then
    redis.call('HSET', KEYS[1], id, mine)
    redis.call('ZADD', KEYS[2], ARGV[2], id)
    if person ~= ARGV[3] then
      redis.call('XADD', KEYS[3], 'MAXLEN', '~', ARGV[4], '*', 'comment', id)
    end
    known = mine
  end
  held[#held + 1] = known
end
return held
