-- What is said about a page now. An older version of a thread never follows a newer one; the same may come again.
-- KEYS: 1 changed (a stream), 2 told (digest of a url -> version)
-- ARGV: 1 url, 2 count, 3 the newest comment (ms, 0 without any), 4 version, 5 digest of the url, 6 events to keep
-- Returns {'told'} or {'newer'}.
if tonumber(redis.call('HGET', KEYS[2], ARGV[5]) or 0) > tonumber(ARGV[4]) then
  return {'newer'}
end
redis.call('HSET', KEYS[2], ARGV[5], ARGV[4])
redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[6], '*',
  'url', ARGV[1], 'count', ARGV[2], 'updated', ARGV[3], 'version', ARGV[4])
return {'told'}
