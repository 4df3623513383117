-- Replace a record that is still there: a last use never brings back what was revoked meanwhile.
-- KEYS: records. ARGV: digest, record
if redis.call('HEXISTS', KEYS[1], ARGV[1]) == 1 then
  redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
end
return {'done'}
