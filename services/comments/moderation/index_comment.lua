-- Bring the moderation index up to comments' revisions. Idempotent; an older revision never overtakes a newer one.
-- KEYS: 1 places (id -> "revision state place facets"), 2 version, 3 facets ("state facet place", all of score 0),
--       4 authors ("author name.thread", all of score 0), 5 news (a stream), 6.. one sorted set a state
-- ARGV: 1 number of the state that makes no news while it lasts, 2 most news kept, then five a comment: its id,
--       revision, number of its state among KEYS[6..] from 1, place, facets (words; "a:" starts its author's)
-- Returns {number of comments that were not newer already}.
local indexed = 0

local function member_of(facet, id, state, place)
  local author = facet:match('^a:(.+)$')
  if author then
    return KEYS[4], author .. ' ' .. id:match('%.(.+)$') .. '.' .. id:match('^(.-)%.')
  end
  return KEYS[3], state .. ' ' .. facet .. ' ' .. place
end

local function take_off(id, state, place, facets)
  redis.call('ZREM', KEYS[5 + tonumber(state)], place)
  for facet in facets:gmatch('%S+') do
    redis.call('ZREM', member_of(facet, id, state, place))
  end
end

local function put_up(id, state, place, facets)
  redis.call('ZADD', KEYS[5 + tonumber(state)], 0, place)
  for facet in facets:gmatch('%S+') do
    local key, member = member_of(facet, id, state, place)
    redis.call('ZADD', key, 0, member)
  end
end

for at = 3, #ARGV, 5 do
  local id, revision, state, place, facets = ARGV[at], ARGV[at + 1], ARGV[at + 2], ARGV[at + 3], ARGV[at + 4]
  local known, newer, before = redis.call('HGET', KEYS[1], id), false, ARGV[1]
  if known then
    local known_revision, known_state, known_place, known_facets = known:match('^(%d+) (%d+) (%S+) ?(.*)$')
    newer, before = tonumber(known_revision) > tonumber(revision), known_state
    if not newer then
      take_off(id, known_state, known_place, known_facets)
    end
  end
  if not newer then
    redis.call('HSET', KEYS[1], id, revision .. ' ' .. state .. ' ' .. place .. ' ' .. facets)
    put_up(id, state, place, facets)
    redis.call('INCR', KEYS[2])
    if before ~= ARGV[1] or state ~= ARGV[1] then
      redis.call('XADD', KEYS[5], 'MAXLEN', '~', ARGV[2], '*', 'comment', id)
    end
    indexed = indexed + 1
  end
end
return {indexed}
