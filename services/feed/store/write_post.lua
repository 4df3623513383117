-- One write of one post: its record, its revision, its places in the indexes, the outbox, the answer to be repeated.
--
-- ARGV  1 change as JSON, 2 the new record, 3 the receipt, 4 the revision
--   change: id, slug, expected (version before, 0 for a new post), version, due (ms or 0), now (ms), event,
--           former (list of paths), views (list of {name, old_published, published, old_withdrawn, withdrawn}),
--           digest, keep (seconds)
-- KEYS  1 record, 2 versions, 3 slugs, 4 outbox, 5 changed, 6 sizes, 7 all, 8 due, 9 former addresses,
--       10 revisions, 11 the index of the state before, 12 that of the state after, 13 idempotency record,
--       then for each view its published and its withdrawn index and its archive
-- Returns {word, detail}: written | repeated receipt | mismatch | stale version | slug-taken
local change = cjson.decode(ARGV[1])
local idempotent = change.digest ~= ''

if idempotent then
  local known = redis.call('HMGET', KEYS[13], 'digest', 'receipt')
  if known[1] == change.digest then return {'repeated', known[2]} end
  if known[1] then return {'mismatch', ''} end
end

local version = tonumber(redis.call('HGET', KEYS[2], change.id) or 0)
if version ~= change.expected then return {'stale', tostring(version)} end

local owner = redis.call('HGET', KEYS[3], change.slug)
if owner and owner ~= change.id then return {'slug-taken', owner} end

redis.call('SET', KEYS[1], ARGV[2])
redis.call('HSET', KEYS[10], change.version, ARGV[4])
redis.call('HSET', KEYS[2], change.id, change.version)
redis.call('HSET', KEYS[3], change.slug, change.id)
redis.call('ZADD', KEYS[7], 0, change.id)
if KEYS[11] ~= KEYS[12] then redis.call('ZREM', KEYS[11], change.id) end
redis.call('ZADD', KEYS[12], 0, change.id)
if change.due > 0 then
  redis.call('ZADD', KEYS[8], change.due, change.id)
else
  redis.call('ZREM', KEYS[8], change.id)
end
for _, path in ipairs(change.former) do redis.call('HSETNX', KEYS[9], path, change.id) end

local function move(index, before, after)
  if before ~= after then
    if before ~= '' then redis.call('ZREM', index, before) end
    if after ~= '' then redis.call('ZADD', index, 0, after) end
  end
end

local names = {}
for i, view in ipairs(change.views) do
  local published, withdrawn, archive = KEYS[11 + 3 * i], KEYS[12 + 3 * i], KEYS[13 + 3 * i]
  move(published, view.old_published, view.published)
  move(withdrawn, view.old_withdrawn, view.withdrawn)
  -- In the order of first appearance, for ever: pages of the archive never move.
  if view.published ~= '' then redis.call('ZADD', archive, 'NX', redis.call('ZCARD', archive), change.id) end
  -- Never backwards, whichever instance's clock is behind: feeds take their time from here.
  local last = tonumber(redis.call('HGET', KEYS[5], view.name) or 0)
  redis.call('HSET', KEYS[5], view.name, string.format('%.0f', math.max(last, change.now)))
  local size = redis.call('ZCARD', published)
  if size > 0 then
    redis.call('HSET', KEYS[6], view.name, size)
  else
    redis.call('HDEL', KEYS[6], view.name)
  end
  names[i] = view.name
end

local views = #names > 0 and cjson.encode(names) or '[]'
redis.call('XADD', KEYS[4], 'MAXLEN', '~', 10000, '*', 'id', change.id, 'event', change.event, 'views', views)

if idempotent then
  redis.call('HSET', KEYS[13], 'digest', change.digest, 'receipt', ARGV[3])
  redis.call('EXPIRE', KEYS[13], change.keep)
end
return {'written', ''}
