-- A new comment, once per Idempotency-Key. All keys carry the hash tag of one thread.
-- KEYS: 1 thread, 2 records, 3 published, 4 history of the comment, 5 outbox, 6 replies,
--       7 idempotency (absent: no key was sent)
-- ARGV: 1 name in the thread, 2 record, 3 history line, 4 '1' if published, 5 thread URL, 6 state,
--       7 name of the comment that it answers, or '', 8 body digest, 9 seconds to remember the key
-- Returns {'added'}, or {'seen', name, body digest} for a key that was used before.
if KEYS[7] then
  local seen = redis.call('HMGET', KEYS[7], 'name', 'body')
  if seen[1] then
    return {'seen', seen[1], seen[2]}
  end
  redis.call('HSET', KEYS[7], 'name', ARGV[1], 'body', ARGV[8])
  redis.call('EXPIRE', KEYS[7], ARGV[9])
end
redis.call('HSET', KEYS[2], ARGV[1], ARGV[2])
redis.call('RPUSH', KEYS[4], ARGV[3])
if ARGV[4] == '1' then
  redis.call('ZADD', KEYS[3], 0, ARGV[1])
  if ARGV[7] ~= '' then
    redis.call('ZADD', KEYS[6], 0, ARGV[7] .. ' ' .. ARGV[1])
  end
end
redis.call('HSET', KEYS[1], 'url', ARGV[5])
redis.call('HINCRBY', KEYS[1], 'version', 1)
redis.call('XADD', KEYS[5], 'MAXLEN', '~', 1000, '*', 'event', 'added', 'name', ARGV[1], 'state', ARGV[6])
return {'added'}
