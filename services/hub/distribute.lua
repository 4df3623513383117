-- Keep an edition and put one delivery for each active subscription of the topic, all or nothing.
-- KEYS: edition, topic's subscriptions, due times and jobs of deliveries, jobs of looks.
-- ARGV: now (ms), path, token of the look, version, content type, body, milliseconds to keep the edition, payload,
-- time of the news (ms).
-- Returns {'distributed'}, {'unchanged'} or {'overtaken'} (the look is no longer the caller's).
local now = tonumber(ARGV[1])
local look = redis.call('HGET', KEYS[5], ARGV[2])
if not look or cjson.decode(look).holder ~= ARGV[3] then
  return {'overtaken'}
end
if redis.call('HGET', KEYS[1], 'version') == ARGV[4] then
  return {'unchanged'}
end
redis.call('HSET', KEYS[1], 'path', ARGV[2], 'version', ARGV[4], 'type', ARGV[5], 'body', ARGV[6],
  'heard', ARGV[9])
redis.call('PEXPIRE', KEYS[1], ARGV[7])
for _, identity in ipairs(redis.call('ZRANGEBYSCORE', KEYS[2], '(' .. ARGV[1], '+inf')) do
  -- As in queue_put.lua: a delivery under way keeps its lease and is followed by this edition.
  local known = redis.call('HGET', KEYS[4], identity)
  local job = known and cjson.decode(known) or {}
  local held = job.holder and tonumber(redis.call('ZSCORE', KEYS[3], identity) or 0) > now
  job.version, job.payload, job.tries = ARGV[4], ARGV[8], 0
  redis.call('HSET', KEYS[4], identity, cjson.encode(job))
  if not held then
    redis.call('ZADD', KEYS[3], now, identity)
  end
end
return {'distributed'}
