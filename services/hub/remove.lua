-- End a subscription and what waits to be delivered to it.
-- KEYS: record, topic's subscriptions, callback host's, all, due times and jobs of deliveries.
-- ARGV: identity, only if its lease ended by (ms; '' whenever). Returns {'removed'} or {'kept'}.
local lease = redis.call('ZSCORE', KEYS[4], ARGV[1])
if ARGV[2] ~= '' and lease and tonumber(lease) > tonumber(ARGV[2]) then
  return {'kept'}
end
redis.call('DEL', KEYS[1])
for index = 2, 5 do
  redis.call('ZREM', KEYS[index], ARGV[1])
end
redis.call('HDEL', KEYS[6], ARGV[1])
return {'removed'}
