-- Take a mark away if it is still the same.
-- KEYS: dirty    ARGV: source, mark
if redis.call("HGET", KEYS[1], ARGV[1]) == ARGV[2] then
  redis.call("HDEL", KEYS[1], ARGV[1])
end
