-- What an instance has seen of the model that serves and of the one in shadow.
-- KEYS: 1 scores of the active version (hash: "first:bin" of its first comments, "day:bin" since),
--       2 comparisons with the shadow (hash: times, apart), 3 senders of the day (hash: sender -> comments)
-- ARGV: 1 number of today, 2 how many comments are the first ones, 3 seconds all of it is kept, 4 seconds senders are,
--       5 how many bins there are, 6 most comments of a sender, then three a comment: sender, bin,
--       'same' or 'apart' from the shadow or '' without one
-- Returns {how many of them counted}.
local today, first, bins, most = tonumber(ARGV[1]), 0, tonumber(ARGV[5]), tonumber(ARGV[6])
for bin = 0, bins - 1 do
  first = first + tonumber(redis.call('HGET', KEYS[1], 'first:' .. bin) or 0)
end
local counted, times, apart = 0, 0, 0
for at = 7, #ARGV, 3 do
  if redis.call('HINCRBY', KEYS[3], ARGV[at], 1) <= most then
    local when = first < tonumber(ARGV[2]) and 'first' or ARGV[1]
    redis.call('HINCRBY', KEYS[1], when .. ':' .. ARGV[at + 1], 1)
    first = first + 1
    counted = counted + 1
    times = times + (ARGV[at + 2] == '' and 0 or 1)
    apart = apart + (ARGV[at + 2] == 'apart' and 1 or 0)
  end
end
for _, field in ipairs(redis.call('HKEYS', KEYS[1])) do
  local day = tonumber(field:match('^(%d+):'))
  if day and day < today - 1 then
    redis.call('HDEL', KEYS[1], field)
  end
end
redis.call('EXPIRE', KEYS[1], ARGV[3])
redis.call('EXPIRE', KEYS[3], ARGV[4])
if times > 0 then
  redis.call('HINCRBY', KEYS[2], 'times', times)
  redis.call('HINCRBY', KEYS[2], 'apart', apart)
  redis.call('EXPIRE', KEYS[2], ARGV[3])
end
return { counted }
