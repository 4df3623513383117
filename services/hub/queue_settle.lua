-- End a claim: the work is done, or it is due again.
-- KEYS: due times, jobs. ARGV: now (ms), item, token, version, due again (ms, '' if done).
-- Returns {'settled'}, {'newer'} (another version came meanwhile and is due) or {'lost'} (the claim was not ours).
local known = redis.call('HGET', KEYS[2], ARGV[2])
local job = known and cjson.decode(known)
if not job or job.holder ~= ARGV[3] then
  return {'lost'}
end
job.holder = nil
local newer = job.version ~= ARGV[4]
if ARGV[5] == '' and not newer then
  redis.call('HDEL', KEYS[2], ARGV[2])
  redis.call('ZREM', KEYS[1], ARGV[2])
  return {'settled'}
end
redis.call('HSET', KEYS[2], ARGV[2], cjson.encode(job))
redis.call('ZADD', KEYS[1], newer and ARGV[1] or ARGV[5], ARGV[2])
return {newer and 'newer' or 'settled'}
