-- What an instance has seen of the model that serves and of the one in shadow.
-- KEYS: 1 scores of the active version (hash: "first:bin" of its first comments, "day:bin" since),
--       2 comparisons with the shadow (hash: times, apart)
-- ARGV: 1 number of today, 2 how many comments are the first ones, 3 times, 4 apart, 5 seconds all of it is kept,
--       then a count for each bin
-- Returns {'noted'}.
local today, first = tonumber(ARGV[1]), 0
for at = 6, #ARGV do
  first = first + tonumber(redis.call('HGET', KEYS[1], 'first:' .. (at - 6)) or 0)
end
local when = first < tonumber(ARGV[2]) and 'first' or ARGV[1]
for at = 6, #ARGV do
  if tonumber(ARGV[at]) > 0 then
    redis.call('HINCRBY', KEYS[1], when .. ':' .. (at - 6), ARGV[at])
  end
end
for _, field in ipairs(redis.call('HKEYS', KEYS[1])) do
  local day = tonumber(field:match('^(%d+):'))
  if day and day < today - 1 then
    redis.call('HDEL', KEYS[1], field)
  end
end
redis.call('EXPIRE', KEYS[1], ARGV[5])
if tonumber(ARGV[3]) > 0 then
  redis.call('HINCRBY', KEYS[2], 'times', ARGV[3])
  redis.call('HINCRBY', KEYS[2], 'apart', ARGV[4])
  redis.call('EXPIRE', KEYS[2], ARGV[5])
end
return { 'noted' }
