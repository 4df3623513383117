-- Make the stream and its consumer group, from the first news on, unless they exist.
-- KEYS: stream. ARGV: group. Returns {'open'}.
local answer = redis.pcall('XGROUP', 'CREATE', KEYS[1], ARGV[1], '0', 'MKSTREAM')
if answer.err and not string.find(answer.err, 'BUSYGROUP', 1, true) then
  return answer
end
return {'open'}
