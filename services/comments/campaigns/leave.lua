-- A comment has another text now.
-- KEYS: 1 campaigns (id -> record, JSON), 2 members ("id comment", all of score 0)
-- ARGV: 1 id, 2 comment
-- Returns {number of comments that left}.
local left = redis.call('ZREM', KEYS[2], ARGV[1] .. ' ' .. ARGV[2])
local raw = left == 1 and redis.call('HGET', KEYS[1], ARGV[1])
if raw then
  local record = cjson.decode(raw)
  record.count = record.count - 1
  redis.call('HSET', KEYS[1], ARGV[1], cjson.encode(record))
end
return { left }
