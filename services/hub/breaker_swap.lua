-- Keep a breaker if the one that was read still holds; one that closes makes what it held due.
-- KEYS: breakers, held deliveries of the host, due times and jobs of deliveries.
-- ARGV: host, breaker that was read, new one ('' for a closed one that has nothing to remember), '1' if it closes, now (ms).
-- Returns {'kept'} or {'changed'} (somebody else was faster).
if (redis.call('HGET', KEYS[1], ARGV[1]) or '') ~= ARGV[2] then
  return {'changed'}
end
if ARGV[3] == '' then
  redis.call('HDEL', KEYS[1], ARGV[1])
else
  redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
end
if ARGV[4] == '1' then
  for _, identity in ipairs(redis.call('SMEMBERS', KEYS[2])) do
    local job = redis.call('HGET', KEYS[4], identity)
    if job and not cjson.decode(job).holder then
      redis.call('ZADD', KEYS[3], ARGV[5], identity)
    end
  end
  redis.call('DEL', KEYS[2])
end
return {'kept'}
