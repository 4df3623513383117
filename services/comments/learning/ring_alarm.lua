-- Something is (still) wrong.
-- KEYS: 1 what rings (hash: name -> {since, last, alarm}, JSON), 2 stream of events
-- ARGV: 1 name, 2 alarm, JSON, 3 now, ms, 4 code, 5 detail, 6 most events
-- Returns {'new'} or {'known'}.
local known = redis.call('HGET', KEYS[1], ARGV[1])
local since = known and cjson.decode(known).since or tonumber(ARGV[3])
local record = { since = since, last = tonumber(ARGV[3]), alarm = cjson.decode(ARGV[2]) }
redis.call('HSET', KEYS[1], ARGV[1], cjson.encode(record))
if known then
  return { 'known' }
end
redis.call('XADD', KEYS[2], 'MAXLEN', '~', ARGV[6], '*', 'event', 'raised', 'code', ARGV[4], 'detail', ARGV[5], 'at', ARGV[3])
return { 'new' }
