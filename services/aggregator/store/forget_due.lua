-- A source that was removed after it had been handed out.
-- KEYS: due    ARGV: source, domain
redis.call("ZREM", KEYS[1], ARGV[1] .. "@" .. ARGV[2])
redis.call("ZREM", KEYS[1] .. ":line:" .. ARGV[2], ARGV[1])
redis.call("ZREM", KEYS[1] .. ":held:" .. ARGV[2], ARGV[1])
redis.call("HDEL", KEYS[1] .. ":again", ARGV[1])
