-- Tell the river everything about a source again: what `saket reindex` does.
-- KEYS: source, known, tombstones, outbox    ARGV: group, created ms, due ms or "", domain
local function tell(op, entry, position, arrival, claim, marks, copy)
  local rev = redis.call("HINCRBY", KEYS[1], "rev", 1)
  redis.call("XADD", KEYS[4], "*", "rev", rev, "op", op, "group", ARGV[1], "entry", entry,
    "position", position, "arrival", arrival, "claim", claim, "marks", marks or "", "copy", copy or "0")
end

tell("clear", ARGV[4], "0", "0", "")
if redis.call("HEXISTS", KEYS[1], "record") == 0 then
  return
end
tell("source", ARGV[4], ARGV[2], ARGV[3], "")
local known = redis.call("HGETALL", KEYS[2])
for i = 1, #known, 2 do
  local fields = cjson.decode(known[i + 1])
  tell("put", known[i], string.format("%.0f", fields[3]), string.format("%.0f", fields[2]), fields[4],
    fields[6] or "", fields[7] and "1" or "0")
end
local buried = redis.call("HGETALL", KEYS[3])
for i = 1, #buried, 2 do
  tell("bury", buried[i], string.format("%.0f", cjson.decode(buried[i + 1]).when_ms), "0", "")
end
