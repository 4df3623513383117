-- End a claim without counting the try: the delivery is held until the breaker closes or lets a probe out.
-- KEYS: breakers, held deliveries of the host, due times and jobs of deliveries.
-- ARGV: host, breaker that was read, identity, token, due again (ms), milliseconds to keep the set of held ones.
-- Returns {'parked'}, {'changed'} (the breaker is another one) or {'lost'} (the claim was not ours).
if (redis.call('HGET', KEYS[1], ARGV[1]) or '') ~= ARGV[2] then
  return {'changed'}
end
local known = redis.call('HGET', KEYS[4], ARGV[3])
local job = known and cjson.decode(known)
if not job or job.holder ~= ARGV[4] then
  return {'lost'}
end
job.holder, job.tries = nil, math.max(job.tries - 1, 0)
redis.call('HSET', KEYS[4], ARGV[3], cjson.encode(job))
redis.call('ZADD', KEYS[3], ARGV[5], ARGV[3])
redis.call('SADD', KEYS[2], ARGV[3])
redis.call('PEXPIRE', KEYS[2], ARGV[6])
return {'parked'}
