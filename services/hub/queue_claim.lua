-- Lease what is due, what others held for too long included.
-- KEYS: due times, jobs. ARGV: now (ms), end of the lease (ms), token, most items.
-- Returns {'claimed', {item, version, tries, payload}, …}.
local claimed = {'claimed'}
for _, item in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', ARGV[1], 'LIMIT', 0, ARGV[4])) do
  local job = cjson.decode(redis.call('HGET', KEYS[2], item))
  job.tries, job.holder = job.tries + 1, ARGV[3]
  redis.call('HSET', KEYS[2], item, cjson.encode(job))
  redis.call('ZADD', KEYS[1], ARGV[2], item)
  claimed[#claimed + 1] = {item, job.version, job.tries, job.payload}
end
return claimed
