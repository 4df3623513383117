-- Take the marks of sources away that are still the same.
-- KEYS: dirty    ARGV: mark, sources
for i = 2, #ARGV do
  if redis.call("HGET", KEYS[1], ARGV[i]) == ARGV[1] then
    redis.call("HDEL", KEYS[1], ARGV[i])
  end
end
