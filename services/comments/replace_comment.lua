-- A changed comment, if nobody has changed it meanwhile. All keys carry the hash tag of one thread.
-- KEYS: 1 thread, 2 records, 3 published, 4 history of the comment, 5 outbox
-- ARGV: 1 name in the thread, 2 record, 3 history line, 4 '1' if published, 5 revision that it replaces, 6 state
-- Returns {'replaced'} or {'stale'}.
local current = redis.call('HGET', KEYS[2], ARGV[1])
if not current or cjson.decode(current).rev ~= tonumber(ARGV[5]) then
  return {'stale'}
end
redis.call('HSET', KEYS[2], ARGV[1], ARGV[2])
redis.call('RPUSH', KEYS[4], ARGV[3])
if ARGV[4] == '1' then
  redis.call('ZADD', KEYS[3], 0, ARGV[1])
else
  redis.call('ZREM', KEYS[3], ARGV[1])
end
redis.call('HINCRBY', KEYS[1], 'version', 1)
redis.call('XADD', KEYS[5], 'MAXLEN', '~', 1000, '*', 'event', 'changed', 'name', ARGV[1], 'state', ARGV[6])
return {'replaced'}
