-- Members of a sorted set after a cursor, the newest first (or the oldest), down to a least score.
-- KEYS: set    ARGV: cursor's member or "", its score, how many, least score, "1" for newest first
-- -> member, score, member, score …
local newest = ARGV[5] == "1"
local start = 0
if ARGV[1] ~= "" then
  local rank = redis.call(newest and "ZREVRANK" or "ZRANK", KEYS[1], ARGV[1])
  if rank then
    start = rank + 1
  else
    -- The member that the page ended with is gone: of those with its score only some came before it.
    start = newest and redis.call("ZCOUNT", KEYS[1], "(" .. ARGV[2], "+inf")
      or redis.call("ZCOUNT", KEYS[1], "-inf", "(" .. ARGV[2])
    for _, member in ipairs(redis.call("ZRANGEBYSCORE", KEYS[1], ARGV[2], ARGV[2])) do
      if (newest and member > ARGV[1]) or (not newest and member < ARGV[1]) then
        start = start + 1
      end
    end
  end
end
if newest then
  return redis.call("ZREVRANGEBYSCORE", KEYS[1], "+inf", ARGV[4], "WITHSCORES", "LIMIT", start, ARGV[3])
end
return redis.call("ZRANGEBYSCORE", KEYS[1], ARGV[4], "+inf", "WITHSCORES", "LIMIT", start, ARGV[3])
