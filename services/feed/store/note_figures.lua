-- The figures of one post's discussion have changed, and with them the feeds that show them.
--
-- ARGV  1 id, 2 count, 3 the newest comment (ms, 0 without any), 4 now (ms), 5 views as JSON
-- KEYS  1 figures, 2 touched, 3 outbox
-- Returns 1 if they are news, else 0
local figures = ARGV[2] .. ':' .. ARGV[3]
if redis.call('HGET', KEYS[1], ARGV[1]) == figures then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], figures)
for _, name in ipairs(cjson.decode(ARGV[5])) do
  local last = tonumber(redis.call('HGET', KEYS[2], name) or 0)
  redis.call('HSET', KEYS[2], name, string.format('%.0f', math.max(last, tonumber(ARGV[4]))))
end
redis.call('XADD', KEYS[3], 'MAXLEN', '~', 10000, '*', 'id', ARGV[1], 'event', 'discussed', 'views', ARGV[5])
return 1
