-- A changed comment, if nobody has changed it meanwhile. All keys carry the hash tag of one thread.
-- KEYS: 1 thread, 2 records, 3 published, 4 history of the comment, 5 outbox, 6 replies, 7 gone
-- ARGV: 1 name in the thread, 2 record, 3 history line, 4 '1' if published, 5 revision that it replaces, 6 state,
--       7 name of the comment that it answers, or '', 8 since when the public sees it no more, ms, or '',
--       9 how many of those gone are remembered, 10 '1' if nothing of its history may stay
-- Returns {'replaced'} or {'stale'}.
local current = redis.call('HGET', KEYS[2], ARGV[1])
if not current or cjson.decode(current).rev ~= tonumber(ARGV[5]) then
  return {'stale'}
end
redis.call('HSET', KEYS[2], ARGV[1], ARGV[2])
if ARGV[10] == '1' then
  redis.call('DEL', KEYS[4])
end
redis.call('RPUSH', KEYS[4], ARGV[3])
local is_public = ARGV[4] == '1'
if is_public then
  redis.call('ZADD', KEYS[3], 0, ARGV[1])
else
  redis.call('ZREM', KEYS[3], ARGV[1])
end
if ARGV[7] ~= '' then
  local reply = ARGV[7] .. ' ' .. ARGV[1]
  if is_public then
    redis.call('ZADD', KEYS[6], 0, reply)
  else
    redis.call('ZREM', KEYS[6], reply)
  end
end
if ARGV[8] ~= '' then
  redis.call('ZADD', KEYS[7], ARGV[8], ARGV[1])
  redis.call('ZREMRANGEBYRANK', KEYS[7], 0, -1 - tonumber(ARGV[9]))
else
  redis.call('ZREM', KEYS[7], ARGV[1])
end
redis.call('HINCRBY', KEYS[1], 'version', 1)
redis.call('XADD', KEYS[5], 'MAXLEN', '~', 1000, '*', 'event', 'changed', 'name', ARGV[1], 'state', ARGV[6])
return {'replaced'}
