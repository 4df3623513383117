-- Hand out sources whose time has come; until a moment nobody else gets them. A domain is asked by so many workers at a
-- time, and begun with so often: what has to wait stands in the domain's own line, first come, first served, and the
-- domain itself ("@<domain>") stands in the schedule for it.
-- KEYS: due    ARGV: now ms, until ms, how many, most at a time a domain, gap ms between two beginnings a domain
-- -> {when the next one is due (ms) or "", members "<source>@<domain>" ...}
-- Keys of a domain share the hash tag of KEYS[1]; which domains are touched is known only here.
local due, now, lease, limit = KEYS[1], tonumber(ARGV[1]), ARGV[2], tonumber(ARGV[3])
local most, gap = tonumber(ARGV[4]), tonumber(ARGV[5])
local KEPT = 60000
local taken, count = {}, 0

local function free_at(domain)
  local held = due .. ":held:" .. domain
  local is_full = redis.call("ZCARD", held) >= most
  if is_full and redis.call("ZREMRANGEBYSCORE", held, "-inf", now) > 0 then
    is_full = redis.call("ZCARD", held) >= most
  end
  if is_full then
    return tonumber(redis.call("ZRANGE", held, 0, 0, "WITHSCORES")[2]) + 1
  end
  return tonumber(redis.call("GET", due .. ":rest:" .. domain) or "0")
end

local function hand_out(source, domain)
  local held = due .. ":held:" .. domain
  redis.call("ZADD", due, lease, source .. "@" .. domain)
  redis.call("ZADD", held, lease, source)
  redis.call("PEXPIRE", held, tonumber(lease) - now + KEPT)
  if gap > 0 then
    redis.call("SET", due .. ":rest:" .. domain, now + gap, "PX", gap + KEPT)
  end
  count = count + 1
  taken[count + 1] = source .. "@" .. domain
end

local function next_in_line(domain)
  local line, at = due .. ":line:" .. domain, free_at(domain)
  if at > now then
    redis.call("ZADD", due, at, "@" .. domain)
    return
  end
  local first = redis.call("ZPOPMIN", line)
  if first[1] then
    hand_out(first[1], domain)
  end
  if redis.call("EXISTS", line) == 1 then
    redis.call("ZADD", due, math.max(now, free_at(domain)), "@" .. domain)
  else
    redis.call("ZREM", due, "@" .. domain)
  end
end

local function consider(source, domain, since)
  local line = due .. ":line:" .. domain
  local waiting, at = redis.call("EXISTS", line) == 1, free_at(domain)
  if not waiting and at <= now then
    return hand_out(source, domain)
  end
  redis.call("ZREM", due, source .. "@" .. domain)
  redis.call("ZADD", line, since, source)
  redis.call("ZADD", due, "NX", math.max(now + 1, at), "@" .. domain)
end

local looked, enough = 0, 50 + 10 * limit
while count < limit and looked < enough do
  local found = redis.call("ZRANGEBYSCORE", due, "-inf", now, "WITHSCORES", "LIMIT", 0, limit - count)
  if #found == 0 then
    break
  end
  for i = 1, #found, 2 do
    local source, domain = string.match(found[i], "^([^@]*)@(.*)$")
    looked = looked + 1
    if not domain then -- written by the first release, which knew no domains; its first poll puts it right
      redis.call("ZREM", due, found[i])
      consider(found[i], "-", found[i + 1])
    elseif source == "" then
      next_in_line(domain)
    else
      consider(source, domain, found[i + 1])
    end
  end
end
taken[1] = redis.call("ZRANGE", due, 0, 0, "WITHSCORES")[2] or ""
return taken
