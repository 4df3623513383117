-- Let an item be worked on with this version; it replaces one that waits.
-- While somebody works on it, its lease is left alone: the new version becomes due when the work is settled.
-- KEYS: due times, jobs. ARGV: now (ms), item, version, payload.
local now = tonumber(ARGV[1])
local known = redis.call('HGET', KEYS[2], ARGV[2])
local job = known and cjson.decode(known) or {}
local held = job.holder and tonumber(redis.call('ZSCORE', KEYS[1], ARGV[2]) or 0) > now
job.version, job.payload, job.tries = ARGV[3], ARGV[4], 0
redis.call('HSET', KEYS[2], ARGV[2], cjson.encode(job))
if not held then
  redis.call('ZADD', KEYS[1], now, ARGV[2])
end
return {'queued'}
