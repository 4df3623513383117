-- What staff say about a thread: closed, open, or as its age says. An earlier decision never overtakes a later one.
-- KEYS: 1 thread
-- ARGV: 1 thread URL, 2 what was said, JSON, '' for nothing, 3 the decision, 4 the decision that it takes back, or ''
-- Returns {'turned'}, also if it was so already, or {'overtaken'}.
-- Decisions are ULIDs, whose first ten characters are the millisecond; within one the last to come holds.
local last = redis.call('HGET', KEYS[1], 'turned') or ''
if last == ARGV[3] then
  return {'turned'}
end
if (ARGV[4] ~= '' and last ~= ARGV[4]) or last:sub(1, 10) > ARGV[3]:sub(1, 10) then
  return {'overtaken'}
end
redis.call('HSET', KEYS[1], 'url', ARGV[1], 'turned', ARGV[3])
if ARGV[2] == '' then
  redis.call('HDEL', KEYS[1], 'door')
else
  redis.call('HSET', KEYS[1], 'door', ARGV[2])
end
redis.call('HINCRBY', KEYS[1], 'version', 1)
return {'turned'}
