-- Posts from elsewhere, each once by its id and by its name: records, revisions, places in the indexes, one event for all of them.
--
-- ARGV  1 command as JSON, then for each post its record
--   command: cargo, changed (view -> ms), views (names), posts (list of {id, name, slug, slugs, version, due (ms or 0),
--            state (1..4), former, views (list of {view (1..), published, withdrawn, place (absent: not in the archive)}),
--            past (number of revisions)}); after its record come, for each post, version and revision in turn
-- KEYS  1 versions, 2 slugs, 3 outbox, 4 changed, 5 sizes, 6 all, 7 due, 8 former addresses, 9 bases of cargoes,
--       10 names, 11..14 the indexes of the states, then for each view its published and its withdrawn index and its
--       archive, then for each post its record and its revisions
-- Returns a word for each post: written | there | slug-taken
--
-- What goes into one key is gathered and written at once: a call costs more than what it does.
local command = cjson.decode(ARGV[1])
local FIXED, MOST = 14, 1000
local hashes, sets, firsts = {}, {}, {}

local function gather(into, key, first, second)
  local list = into[key]
  if not list then
    list = {}
    into[key] = list
  end
  list[#list + 1] = first
  list[#list + 1] = second
end

local function write(lists, verb, flag)
  for key, list in pairs(lists) do
    for from = 1, #list, MOST do
      local upto = math.min(from + MOST - 1, #list)
      if flag then redis.call(verb, key, flag, unpack(list, from, upto)) else redis.call(verb, key, unpack(list, from, upto)) end
    end
  end
end

-- A hash as it is and as it will be: fields are asked for once, and what was put counts at once.
local function hash(key)
  local known = {}
  local this = {}
  function this.get(field)
    if known[field] == nil then known[field] = redis.call('HGET', key, field) end
    return known[field]
  end
  function this.put(field, value)
    known[field] = value
    gather(hashes, key, field, value)
  end
  function this.ask(fields)
    for from = 1, #fields, MOST do
      local upto = math.min(from + MOST - 1, #fields)
      local values = redis.call('HMGET', key, unpack(fields, from, upto))
      for i = from, upto do known[fields[i]] = values[i - from + 1] end
    end
  end
  return this
end

local versions, slugs, former, names = hash(KEYS[1]), hash(KEYS[2]), hash(KEYS[8]), hash(KEYS[10])
local asked = { ids = {}, names = {}, slugs = {}, former = {} }
for n, post in ipairs(command.posts) do
  asked.ids[n], asked.names[n], asked.slugs[n] = post.id, post.name, post.slug
  for _, path in ipairs(post.former) do asked.former[#asked.former + 1] = path end
end
versions.ask(asked.ids)
names.ask(asked.names)
slugs.ask(asked.slugs)
former.ask(asked.former)

-- A cargo stands in an archive behind what was there before it came, in an order of its own, whatever comes meanwhile.
local bases = {}
local function base(name, archive)
  if bases[name] then return bases[name] end
  local field = command.cargo .. ' ' .. name
  local first = tonumber(redis.call('HGET', KEYS[9], field) or nil)
  if not first then
    local top = redis.call('ZRANGE', archive, -1, -1, 'WITHSCORES')
    first = math.max(redis.call('ZCARD', archive), top[2] and math.floor(tonumber(top[2])) + 1 or 0)
    redis.call('HSET', KEYS[9], field, first)
  end
  bases[name] = first
  return first
end

local touched = {}
local function stand(post)
  for _, view in ipairs(post.views) do
    local at, name = FIXED + 3 * view.view - 2, command.views[view.view]
    if view.published ~= '' then gather(sets, KEYS[at], 0, view.published) end
    if view.withdrawn ~= '' then gather(sets, KEYS[at + 1], 0, view.withdrawn) end
    if view.place then
      gather(firsts, KEYS[at + 2], string.format('%.17g', base(name, KEYS[at + 2]) + view.place), post.id)
    end
    touched[name] = KEYS[at]
  end
end

local words, last = {}, false
local key, arg = FIXED + 3 * #command.views + 1, 2
for n, post in ipairs(command.posts) do
  local owner = slugs.get(post.slug)
  if versions.get(post.id) or names.get(post.name) then
    words[n] = 'there'
  elseif owner and owner ~= post.id then
    words[n] = 'slug-taken'
  else
    redis.call('SET', KEYS[key], ARGV[arg])
    for i = 1, post.past do redis.call('HSET', KEYS[key + 1], ARGV[arg + 2 * i - 1], ARGV[arg + 2 * i]) end
    versions.put(post.id, post.version)
    names.put(post.name, post.id)
    slugs.put(post.slug, post.id)
    for _, slug in ipairs(post.slugs) do
      if not slugs.get(slug) then slugs.put(slug, post.id) end
    end
    gather(sets, KEYS[6], 0, post.id)
    gather(sets, KEYS[10 + post.state], 0, post.id)
    if post.due > 0 then gather(sets, KEYS[7], post.due, post.id) end
    for _, path in ipairs(post.former) do
      if not former.get(path) then former.put(path, post.id) end
    end
    stand(post)
    words[n], last = 'written', post.id
  end
  key, arg = key + 2, arg + 1 + 2 * post.past
end
write(hashes, 'HSET')
write(sets, 'ZADD')
write(firsts, 'ZADD', 'NX')

for name, moment in pairs(command.changed) do
  local before = tonumber(redis.call('HGET', KEYS[4], name) or 0)
  redis.call('HSET', KEYS[4], name, string.format('%.0f', math.max(before, moment)))
end
local changed = {}
for name, published in pairs(touched) do
  changed[#changed + 1] = name
  local size = redis.call('ZCARD', published)
  if size > 0 then redis.call('HSET', KEYS[5], name, size) end
end
if last then
  local views = #changed > 0 and cjson.encode(changed) or '[]'
  redis.call('XADD', KEYS[3], 'MAXLEN', '~', 10000, '*', 'id', last, 'event', 'imported', 'views', views)
end
return words
