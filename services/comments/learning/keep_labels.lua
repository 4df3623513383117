-- What some comments teach as they stand now. An older revision of a comment never overtakes a newer one.
-- KEYS: 1 labels (comment -> "revision record"; no record: it teaches nothing), 2 ends (comments by the time at which
--       theirs is forgotten, ms), 3 kinds (how many legitimate and spam labels there are)
-- ARGV: 1 now, ms, 2 most labels, then four a comment: identifier, revision, record or '', when it is forgotten, ms
-- Returns {number of labels kept, legitimate ones that there are, spam that there is}.
local function count(line, by)
  if line and line:find('{', 1, true) then
    -- within a text its quotes would be escaped
    redis.call('HINCRBY', KEYS[3], line:find('"spam":true', 1, true) and 'spam' or 'legitimate', by)
  end
end

local function put(comment, line)
  count(redis.call('HGET', KEYS[1], comment), -1)
  redis.call('HSET', KEYS[1], comment, line)
  count(line, 1)
end

local function forget(comments)
  for _, comment in ipairs(comments) do
    count(redis.call('HGET', KEYS[1], comment), -1)
    redis.call('HDEL', KEYS[1], comment)
    redis.call('ZREM', KEYS[2], comment)
  end
end

-- The oldest of whoever has said most, a hundredth more than has to go: nobody's flood makes the others forgotten.
local function make_room(most)
  local by, all = {}, redis.call('ZRANGE', KEYS[2], 0, -1)
  for _, comment in ipairs(all) do
    local who = (redis.call('HGET', KEYS[1], comment) or ''):match('"moderator":"([^"]*)"') or ''
    by[who] = by[who] or {}
    table.insert(by[who], comment)
  end
  local surplus = math.min(#all, #all - most + math.floor(most / 100))
  local gone = {}
  for _ = 1, surplus do
    local largest
    for who, theirs in pairs(by) do
      local left = #theirs - (gone[who] or 0)
      local best = largest and #by[largest] - (gone[largest] or 0) or 0
      if left > best or (left == best and largest and who < largest) then
        largest = who
      end
    end
    gone[largest] = (gone[largest] or 0) + 1
    forget({ by[largest][gone[largest]] })
  end
end

if redis.call('EXISTS', KEYS[3]) == 0 then
  -- a store from before they were counted: once
  for _, line in ipairs(redis.call('HVALS', KEYS[1])) do
    count(line, 1)
  end
end
local kept = 0
for at = 3, #ARGV, 4 do
  local known = redis.call('HGET', KEYS[1], ARGV[at])
  if not known or tonumber(known:match('^%d+')) <= tonumber(ARGV[at + 1]) then
    put(ARGV[at], ARGV[at + 1] .. ' ' .. ARGV[at + 2])
    redis.call('ZADD', KEYS[2], ARGV[at + 3], ARGV[at])
    kept = kept + 1
  end
end
forget(redis.call('ZRANGE', KEYS[2], '-inf', ARGV[1], 'BYSCORE', 'LIMIT', 0, 100))
if redis.call('ZCARD', KEYS[2]) > tonumber(ARGV[2]) then
  make_room(tonumber(ARGV[2]))
end
local kinds = redis.call('HMGET', KEYS[3], 'legitimate', 'spam')
return { kept, tonumber(kinds[1] or 0), tonumber(kinds[2] or 0) }
