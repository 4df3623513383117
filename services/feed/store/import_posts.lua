-- Posts from elsewhere, each once by its id and by its name: records, revisions, places in the indexes, one event for all of them.
--
-- ARGV  1 command as JSON, then for each post its record
--   command: cargo, changed (view -> ms), posts (list of {id, name, slug, slugs, version, due (ms or 0), former,
--            views (list of {name, published, withdrawn, place (absent: not in the archive)}),
--            past (number of revisions)}); after its record come, for each post, version and revision in turn
-- KEYS  1 versions, 2 slugs, 3 outbox, 4 changed, 5 sizes, 6 all, 7 due, 8 former addresses, 9 bases of cargoes,
--       10 names, then for each post its record, its revisions, the index of its state, and for each view its published and its
--       withdrawn index and its archive
-- Returns a word for each post: written | there | slug-taken
local command = cjson.decode(ARGV[1])
local key, arg = 11, 2
local words, views, last = {}, {}, false

-- A cargo stands in an archive behind what was there before it came, in an order of its own, whatever comes meanwhile.
local function base(name, archive)
  local field = command.cargo .. ' ' .. name
  local known = redis.call('HGET', KEYS[9], field)
  if known then return tonumber(known) end
  local top = redis.call('ZRANGE', archive, -1, -1, 'WITHSCORES')
  local first = math.max(redis.call('ZCARD', archive), top[2] and math.floor(tonumber(top[2])) + 1 or 0)
  redis.call('HSET', KEYS[9], field, first)
  return first
end

local function stand(post, at)
  for i, view in ipairs(post.views) do
    local published, withdrawn, archive = KEYS[at + 3 * i], KEYS[at + 1 + 3 * i], KEYS[at + 2 + 3 * i]
    if view.published ~= '' then redis.call('ZADD', published, 0, view.published) end
    if view.withdrawn ~= '' then redis.call('ZADD', withdrawn, 0, view.withdrawn) end
    if view.place then
      redis.call('ZADD', archive, 'NX', string.format('%.17g', base(view.name, archive) + view.place), post.id)
    end
    views[view.name] = published
  end
end

for n, post in ipairs(command.posts) do
  local owner = redis.call('HGET', KEYS[2], post.slug)
  if redis.call('HEXISTS', KEYS[1], post.id) == 1 or redis.call('HEXISTS', KEYS[10], post.name) == 1 then
    words[n] = 'there'
  elseif owner and owner ~= post.id then
    words[n] = 'slug-taken'
  else
    redis.call('SET', KEYS[key], ARGV[arg])
    for i = 1, post.past do redis.call('HSET', KEYS[key + 1], ARGV[arg + 2 * i - 1], ARGV[arg + 2 * i]) end
    redis.call('HSET', KEYS[1], post.id, post.version)
    redis.call('HSET', KEYS[10], post.name, post.id)
    redis.call('HSET', KEYS[2], post.slug, post.id)
    for _, slug in ipairs(post.slugs) do redis.call('HSETNX', KEYS[2], slug, post.id) end
    redis.call('ZADD', KEYS[6], 0, post.id)
    redis.call('ZADD', KEYS[key + 2], 0, post.id)
    if post.due > 0 then redis.call('ZADD', KEYS[7], post.due, post.id) end
    for _, path in ipairs(post.former) do redis.call('HSETNX', KEYS[8], path, post.id) end
    stand(post, key)
    words[n], last = 'written', post.id
  end
  key, arg = key + 3 + 3 * #post.views, arg + 1 + 2 * post.past
end

for name, moment in pairs(command.changed) do
  local before = tonumber(redis.call('HGET', KEYS[4], name) or 0)
  redis.call('HSET', KEYS[4], name, string.format('%.0f', math.max(before, moment)))
end
local names = {}
for name, published in pairs(views) do
  names[#names + 1] = name
  local size = redis.call('ZCARD', published)
  if size > 0 then redis.call('HSET', KEYS[5], name, size) end
end
if last then
  local changed = #names > 0 and cjson.encode(names) or '[]'
  redis.call('XADD', KEYS[3], 'MAXLEN', '~', 10000, '*', 'id', last, 'event', 'imported', 'views', changed)
end
return words
