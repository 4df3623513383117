-- A poll that brought nothing: only the source's pace is written, unless a later claim or a removal has overtaken it.
-- KEYS: source    ARGV: fence, pace    -> 1 | 0
local fence, record = unpack(redis.call("HMGET", KEYS[1], "fence", "record"))
if not record or fence ~= ARGV[1] then
  return 0
end
redis.call("HSET", KEYS[1], "pace", ARGV[2])
return 1
