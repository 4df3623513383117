-- Keep a subscription, in place of one of the same identity, unless a ceiling is reached.
-- KEYS: record, topic's subscriptions, callback host's, all; each set holds identities by the end of their leases;
-- names of callback hosts.
-- ARGV: now (ms), identity, record, end of the lease (ms), most a topic, most a host, host.
-- Returns {'active'} or {'full'}.
local function full(key, most)
  redis.call('ZREMRANGEBYSCORE', key, '-inf', ARGV[1])
  return not redis.call('ZSCORE', key, ARGV[2]) and redis.call('ZCARD', key) >= tonumber(most)
end
if full(KEYS[2], ARGV[5]) or full(KEYS[3], ARGV[6]) then
  return {'full'}
end
redis.call('SET', KEYS[1], ARGV[3])
for index = 2, 4 do
  redis.call('ZADD', KEYS[index], ARGV[4], ARGV[2])
end
redis.call('ZADD', KEYS[5], 0, ARGV[7])
return {'active'}
