-- End a subscription and what waits to be delivered to it; a host without any is forgotten.
-- KEYS: record, topic's subscriptions, callback host's, all, due times and jobs of deliveries, names of callback hosts,
-- breakers.
-- ARGV: identity, only if its lease ended by (ms; '' whenever), host. Returns {'removed'} or {'kept'}.
local lease = redis.call('ZSCORE', KEYS[4], ARGV[1])
if ARGV[2] ~= '' and lease and tonumber(lease) > tonumber(ARGV[2]) then
  return {'kept'}
end
redis.call('DEL', KEYS[1])
for index = 2, 5 do
  redis.call('ZREM', KEYS[index], ARGV[1])
end
redis.call('HDEL', KEYS[6], ARGV[1])
if redis.call('EXISTS', KEYS[3]) == 0 then
  redis.call('ZREM', KEYS[7], ARGV[3])
  redis.call('HDEL', KEYS[8], ARGV[3])
end
return {'removed'}
