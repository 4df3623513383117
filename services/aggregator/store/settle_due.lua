-- After polls: when their sources are due next, unless a push has asked for one meanwhile or the lease was lost.
-- KEYS: due
-- ARGV: now ms, then per poll: source, domain, until ms as handed out, next ms or "", domain of the next poll,
--       ms for which the domain wants to be left alone
local due, now = KEYS[1], tonumber(ARGV[1])
local again = due .. ":again"

local function next_time(source, planned)
  local wanted = redis.call("HGET", again, source)
  if not wanted then
    return planned
  end
  redis.call("HDEL", again, source)
  return (planned == "" or tonumber(wanted) < tonumber(planned)) and wanted or planned
end

local function settle(source, domain, lease, planned, there)
  local member = source .. "@" .. domain
  if redis.call("ZSCORE", due, member) ~= lease then
    return
  end
  local moment = next_time(source, planned)
  if moment == "" or there ~= domain then
    redis.call("ZREM", due, member)
  end
  if moment ~= "" then
    redis.call("ZADD", due, moment, source .. "@" .. there)
  end
end

local function release(source, domain, lease, pause)
  local held, rest = due .. ":held:" .. domain, due .. ":rest:" .. domain
  if redis.call("ZSCORE", held, source) == lease then
    redis.call("ZREM", held, source)
  end
  local at = tonumber(redis.call("GET", rest) or "0")
  if pause > 0 and now + pause > at then
    at = now + pause
    redis.call("SET", rest, at, "PX", pause)
  end
  if redis.call("EXISTS", due .. ":line:" .. domain) == 1 then
    redis.call("ZADD", due, math.max(now, at), "@" .. domain)
  end
end

for i = 2, #ARGV, 6 do
  settle(ARGV[i], ARGV[i + 1], ARGV[i + 2], ARGV[i + 3], ARGV[i + 4])
  release(ARGV[i], ARGV[i + 1], ARGV[i + 2], tonumber(ARGV[i + 5]))
end
