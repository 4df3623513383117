-- After polls: when their sources are due next, unless a push has asked for one meanwhile or the lease was lost.
-- KEYS: due
-- ARGV: now ms, then per poll: source, domain, until ms as handed out, until ms as asked for since (a renewal may be under
--       way), next ms or "", domain of the next poll, ms for which the domain wants to be left alone
local due, now = KEYS[1], tonumber(ARGV[1])
local again = due .. ":again"
local has_pushes = redis.call("EXISTS", again) == 1

local function next_time(source, planned)
  local wanted = has_pushes and redis.call("HGET", again, source)
  if not wanted then
    return planned
  end
  redis.call("HDEL", again, source)
  return (planned == "" or tonumber(wanted) < tonumber(planned)) and wanted or planned
end

local function settle(source, domain, lease, asked, planned, there)
  local member = source .. "@" .. domain
  local held = redis.call("ZSCORE", due, member)
  if held ~= lease and held ~= asked then
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

local function release(source, domain, lease, asked, pause)
  local held, rest = due .. ":held:" .. domain, due .. ":rest:" .. domain
  local mine = redis.call("ZSCORE", held, source)
  if mine == lease or mine == asked then
    redis.call("ZREM", held, source)
  end
  local has_line = redis.call("EXISTS", due .. ":line:" .. domain) == 1
  if pause == 0 and not has_line then
    return
  end
  local at = tonumber(redis.call("GET", rest) or "0")
  if pause > 0 and now + pause > at then
    at = now + pause
    redis.call("SET", rest, at, "PX", pause)
  end
  if has_line then
    redis.call("ZADD", due, math.max(now, at), "@" .. domain)
  end
end

for i = 2, #ARGV, 7 do
  settle(ARGV[i], ARGV[i + 1], ARGV[i + 2], ARGV[i + 3], ARGV[i + 4], ARGV[i + 5])
  release(ARGV[i], ARGV[i + 1], ARGV[i + 2], ARGV[i + 3], tonumber(ARGV[i + 6]))
end
