-- Tell the river everything about a source again: what `saket reindex` does.
-- With its former group, a fence and another record it is edited first: what it told as a member of that group is taken
-- back there.
-- KEYS: source, known, tombstones, outbox
-- ARGV: group, created ms, due ms or "", domain, names of the source [, former group, fence, record]
-- -> "told" | "lost"
local group = ARGV[6] or ARGV[1]
if ARGV[7] then
  local held, record = unpack(redis.call("HMGET", KEYS[1], "fence", "record"))
  if not record or held ~= ARGV[7] then
    return "lost"
  end
  redis.call("HSET", KEYS[1], "record", ARGV[8])
end

local TOLD = 200 -- entries in one event, at most

local function tell(op, entry, position, arrival, names)
  local rev = redis.call("HINCRBY", KEYS[1], "rev", 1)
  redis.call("XADD", KEYS[4], "*", "rev", rev, "op", op, "group", group, "entry", entry,
    "position", position, "arrival", arrival or "0", "names", names or "")
end

tell("clear", ARGV[4], "0")
group = ARGV[1]
if redis.call("HEXISTS", KEYS[1], "record") == 0 then
  return "told"
end
tell("source", ARGV[4], ARGV[2], ARGV[3])
local known, puts = redis.call("HGETALL", KEYS[2]), {}
for i = 1, #known, 2 do
  local fields = cjson.decode(known[i + 1])
  local kind = fields[7] == true and "1" or string.format("%.0f", fields[7] or 0)
  puts[#puts + 1] = { known[i], string.format("%.0f", fields[3]), string.format("%.0f", fields[2]), fields[4],
    fields[6] or "", kind, fields[8] or "" }
  if #puts == TOLD or i + 2 > #known then
    tell("puts", cmsgpack.pack(puts), "0", "0", ARGV[5])
    puts = {}
  end
end
local buried = redis.call("HGETALL", KEYS[3])
for i = 1, #buried, 2 do
  tell("bury", buried[i], string.format("%.0f", cjson.decode(buried[i + 1]).when_ms))
end
return "told"
