-- Give claims back.
-- KEYS: 1 claims (comment -> "until person"), 2 ends (comments by when their claim ends, ms), 3 news (a stream)
-- ARGV: 1 person, '' for whoever it is, 2 most news kept, 3.. comments
-- Returns {number of claims given back}.
local given = 0
for at = 3, #ARGV do
  local known = redis.call('HGET', KEYS[1], ARGV[at])
  if known and (ARGV[1] == '' or known:match('^%d+ (.*)$') == ARGV[1]) then
    redis.call('HDEL', KEYS[1], ARGV[at])
    redis.call('ZREM', KEYS[2], ARGV[at])
    redis.call('XADD', KEYS[3], 'MAXLEN', '~', ARGV[2], '*', 'comment', ARGV[at])
    given = given + 1
  end
end
return {given}
