-- After a poll: when a source is due next, unless a push has asked for it meanwhile.
-- KEYS: due    ARGV: source, until ms as it was handed out, next ms or ""
if redis.call("ZSCORE", KEYS[1], ARGV[1]) ~= ARGV[2] then
  return
end
if ARGV[3] == "" then
  redis.call("ZREM", KEYS[1], ARGV[1])
else
  redis.call("ZADD", KEYS[1], ARGV[3], ARGV[1])
end
