-- What was decided about a campaign, or that it was undone.
-- KEYS: 1 campaigns (id -> record, JSON), 2 ends (ids by when they are forgotten, ms)
-- ARGV: 1 id, 2 the sentence, JSON; '' to undo, 3 the decision that is undone, 4 when the campaign is forgotten, ms
-- Returns {record}, or {} if there is no such campaign, or another decision has followed the one to be undone.
local raw = redis.call('HGET', KEYS[1], ARGV[1])
if not raw then
  return {}
end
local record = cjson.decode(raw)
if ARGV[2] == '' then
  if not record.sentence or record.sentence.decision ~= ARGV[3] then
    return {}
  end
  record.former, record.sentence = record.sentence, nil
else
  record.sentence, record.former = cjson.decode(ARGV[2]), nil
end
local encoded = cjson.encode(record)
redis.call('HSET', KEYS[1], ARGV[1], encoded)
redis.call('ZADD', KEYS[2], ARGV[4], ARGV[1])
return { encoded }
