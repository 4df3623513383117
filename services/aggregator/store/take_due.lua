-- Hand out sources whose time has come; until a moment nobody else gets them.
-- KEYS: due    ARGV: now ms, until ms, how many
-- -> ids
local ids = redis.call("ZRANGEBYSCORE", KEYS[1], "-inf", ARGV[1], "LIMIT", 0, ARGV[3])
for _, id in ipairs(ids) do
  redis.call("ZADD", KEYS[1], ARGV[2], id)
end
return ids
