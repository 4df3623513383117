-- A reader's report on the text of a comment, once a reader.
-- KEYS: 1 reports on the comment (reader -> "when its text was written, ms, and weight")
-- ARGV: 1 when the text was written, 2 weight, 3 seconds to remember, 4.. names of the reader, the first one counts
-- Returns the weight of all reports on this text, as a text.
local known = false
for i = 4, #ARGV do
  local said = redis.call('HGET', KEYS[1], ARGV[i])
  known = known or (said and said:match('^%S+') == ARGV[1])
end
if not known then
  for i = 4, #ARGV do
    redis.call('HSET', KEYS[1], ARGV[i], ARGV[1] .. ' ' .. (i == 4 and ARGV[2] or '0'))
  end
  redis.call('EXPIRE', KEYS[1], ARGV[3])
end
local total = 0
for _, said in ipairs(redis.call('HVALS', KEYS[1])) do
  local written, weight = said:match('^(%S+) (%S+)$')
  if written == ARGV[1] then
    total = total + tonumber(weight)
  end
end
return string.format('%.3f', total)
