-- Take one source out of its turn, because a person asks for it or a push has come. Its domain's budget is charged with
-- the gap, not asked.
-- KEYS: due    ARGV: source, domain, now ms, until ms, gap ms
-- -> 1 | 0 while somebody else is at it
local due, source, domain, now, lease = KEYS[1], ARGV[1], ARGV[2], tonumber(ARGV[3]), ARGV[4]
local held, gap = due .. ":held:" .. domain, tonumber(ARGV[5])
local since = redis.call("ZSCORE", held, source)
if since and tonumber(since) > now then
  return 0
end
redis.call("ZREM", due .. ":line:" .. domain, source)
redis.call("ZADD", due, lease, source .. "@" .. domain)
redis.call("ZADD", held, lease, source)
redis.call("PEXPIRE", held, tonumber(lease) - now + 60000)
if gap > 0 then
  redis.call("SET", due .. ":rest:" .. domain, now + gap, "PX", gap + 60000)
end
return 1
