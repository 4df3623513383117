-- What nobody has rung for a while has ended.
-- KEYS: 1 what rings (hash: name -> {since, last, alarm}, JSON), 2 stream of events
-- ARGV: 1 the last time that counts, ms, 2 now, ms, 3 most events
-- Returns the alarms that ended, JSON.
local ended = {}
local all = redis.call('HGETALL', KEYS[1])
for at = 1, #all, 2 do
  local record = cjson.decode(all[at + 1])
  if record.last < tonumber(ARGV[1]) then
    local alarm = record.alarm
    redis.call('HDEL', KEYS[1], all[at])
    redis.call('XADD', KEYS[2], 'MAXLEN', '~', ARGV[3], '*',
      'event', 'ended', 'code', alarm.code, 'detail', alarm.detail, 'at', ARGV[2])
    ended[#ended + 1] = cjson.encode(alarm)
  end
end
return ended
