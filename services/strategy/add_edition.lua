-- KEYS: editions. ARGV: how many the writer knows, the record. Answers the new number, or 0 if somebody was faster.
if redis.call('LLEN', KEYS[1]) ~= tonumber(ARGV[1]) then
  return 0
end
return redis.call('RPUSH', KEYS[1], ARGV[2])
