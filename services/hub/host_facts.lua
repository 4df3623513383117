-- What is known of some callback hosts.
-- KEYS: breakers, due times of deliveries, then for each host its subscriptions and its facts. ARGV: now (ms), hosts.
-- Returns {'facts', {subscriptions, waiting, breaker, last success, last failure, why}, …}; '' where there is none.
local rows = {'facts'}
for index = 2, #ARGV do
  local subscriptions = KEYS[2 * index - 1]
  local facts = redis.call('HMGET', KEYS[2 * index], 'success', 'failure', 'why')
  rows[index] = {
    redis.call('ZCOUNT', subscriptions, '(' .. ARGV[1], '+inf'),
    redis.call('ZINTERCARD', 2, subscriptions, KEYS[2]),
    redis.call('HGET', KEYS[1], ARGV[index]) or '',
    facts[1] or '', facts[2] or '', facts[3] or '',
  }
end
return rows
