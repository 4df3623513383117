-- Comments of one thread from elsewhere, each once by its source. All keys carry the hash tag of the thread.
-- KEYS: 1 thread, 2 records, 3 published, 4 outbox, 5 sources (digest -> name), 6 replies, 7 gone,
--       8.. history of each comment
-- ARGV: 1 thread URL, then seven a comment: name in the thread, digest of its source, record, history line,
--       '1' if published, name of the comment that it answers, or '', since when the public sees it no more, ms, or ''
-- Returns one number a comment: 1 if it was written, 0 if it was there.
local written, news = {}, 0
for i = 8, #KEYS do
  local at = 2 + (i - 8) * 7
  local name = ARGV[at]
  local first = redis.call('HSETNX', KEYS[5], ARGV[at + 1], name) == 1
  local new = first and redis.call('HSETNX', KEYS[2], name, ARGV[at + 2]) == 1
  if new then
    redis.call('RPUSH', KEYS[i], ARGV[at + 3])
    if ARGV[at + 4] == '1' then
      redis.call('ZADD', KEYS[3], 0, name)
      if ARGV[at + 5] ~= '' then
        redis.call('ZADD', KEYS[6], 0, ARGV[at + 5] .. ' ' .. name)
      end
    end
    if ARGV[at + 6] ~= '' then
      redis.call('ZADD', KEYS[7], ARGV[at + 6], name)
    end
    news = news + 1
  end
  written[#written + 1] = new and 1 or 0
end
if news > 0 then
  redis.call('HSET', KEYS[1], 'url', ARGV[1])
  redis.call('HINCRBY', KEYS[1], 'version', 1)
  redis.call('XADD', KEYS[4], 'MAXLEN', '~', 1000, '*', 'event', 'imported', 'count', news)
end
return written
