-- Make a source due no later than that, if it is to be polled at all; one that is being polled, right after that.
-- KEYS: due    ARGV: source, domain, now ms, due ms
local due, source, domain, moment = KEYS[1], ARGV[1], ARGV[2], ARGV[4]
local held = redis.call("ZSCORE", due .. ":held:" .. domain, source)
if held and tonumber(held) > tonumber(ARGV[3]) then
  local wanted = redis.call("HGET", due .. ":again", source)
  if not wanted or tonumber(moment) < tonumber(wanted) then
    redis.call("HSET", due .. ":again", source, moment)
  end
elseif redis.call("ZSCORE", due .. ":line:" .. domain, source) then
  redis.call("ZADD", due .. ":line:" .. domain, "LT", 0, source)
else
  redis.call("ZADD", due, "XX", "LT", moment, source .. "@" .. domain)
end
