-- Bring the river up to what a source's outbox tells. Repeating it, or being overtaken, changes nothing: every event
-- has a number, and a number that was applied is not applied again.
-- KEYS: revs, versions, owners, claims, sources, groups, due,
--       river of all, of the source, of the group, of the region; arrivals of the same four; tombstones of the same four;
--       news of all, of the group; alike, marks, leads, followers, copies, log, named
-- ARGV: source, group, names of the four views, then per event: rev, op, entry, position, arrival, claim, marks, kind,
--       names; with "puts" many entries stand in place of one, as MessagePack: {entry, position, arrival, claim, marks,
--       kind, names} ..., the names of originals being those of the event
-- -> how many events were applied that change what feeds show
local source, group = ARGV[1], ARGV[2]
local applied = tonumber(redis.call("HGET", KEYS[1], source) or "0")
local first, count = applied, 0
local NEWS_OF_ALL, NEWS_OF_GROUP = KEYS[20], KEYS[21]
local ALIKE, MARKS, LEADS, FOLLOWERS, COPIES, LOG = KEYS[22], KEYS[23], KEYS[24], KEYS[25], KEYS[26], KEYS[27]
local NAMED = KEYS[28]
local ORIGINAL, COPY = "0", "1"
local ENOUGH = 6
local SAME_ADDRESS = 3
local WINDOW = 30 * 24 * 3600 * 1000
local LOGGED = 20000
local TOLD = 20 -- members in one entry of the log, at most
local PART = 1000 -- words of one command, at most
local VIEWS = { 0, 1 } -- those of the four views that anybody asks for
if group ~= "" then
  VIEWS[#VIEWS + 1] = 2
end
if ARGV[6] ~= "elsewhere" then
  VIEWS[#VIEWS + 1] = 3
end

local function ref(entry)
  return source .. "/" .. entry
end

local function words_of(text)
  local words = {}
  for word in string.gmatch(text, "%S+") do
    words[#words + 1] = word
  end
  return words
end

local function source_of(member)
  return string.match(member, "^[^/]+")
end

local function group_of(member)
  return redis.call("HGET", KEYS[6], source_of(member)) or ""
end

local function news_of(name)
  return "{planet}:news:g:" .. name
end

local function log(op, members)
  for i = 1, #members, TOLD do
    local told = table.concat(members, " ", i, math.min(i + TOLD - 1, #members))
    redis.call("XADD", LOG, "MAXLEN", "~", LOGGED, "*", "op", op, "member", told)
  end
end

local function in_parts(command, key, words)
  for i = 1, #words, PART do
    redis.call(command, key, unpack(words, i, math.min(i + PART - 1, #words)))
  end
end

local function add(words, one, another)
  local count = #words
  words[count + 1] = one
  words[count + 2] = another
end

local function values_of(found)
  local values = {}
  for _, value in pairs(found) do
    values[#values + 1] = value or nil
  end
  return values
end

-- -> field -> its value, false for none
local function looked_up(key, fields)
  local found = {}
  for i = 1, #fields, PART do
    local values = redis.call("HMGET", key, unpack(fields, i, math.min(i + PART - 1, #fields)))
    for at, value in ipairs(values) do
      found[fields[i + at - 1]] = value
    end
  end
  return found
end

-- Show a member wherever it is not led by a neighbour of its own group.
local function show(member, name, lead)
  local position = redis.call("ZSCORE", KEYS[8], member)
  if not position then
    return
  end
  if lead then
    redis.call("ZREM", NEWS_OF_ALL, member)
  else
    redis.call("ZADD", NEWS_OF_ALL, position, member)
  end
  if name == "" then
    return
  elseif lead and group_of(lead) == name then
    redis.call("ZREM", news_of(name), member)
  else
    redis.call("ZADD", news_of(name), position, member)
  end
  redis.call("HINCRBY", KEYS[2], "g:" .. name, 1)
end

local function follow(member, lead)
  local flock = redis.call("HGET", FOLLOWERS, member)
  redis.call("HDEL", FOLLOWERS, member)
  local members = (redis.call("HGET", FOLLOWERS, lead) or "")
  for each in string.gmatch(member .. " " .. (flock or ""), "%S+") do
    redis.call("HSET", LEADS, each, lead)
    members = members .. " " .. each
    show(each, group_of(each), lead)
  end
  redis.call("HSET", FOLLOWERS, lead, members)
end

-- The first of those that a member led leads the others from now on.
local function bequeath(member)
  local flock = redis.call("HGET", FOLLOWERS, member)
  redis.call("HDEL", FOLLOWERS, member)
  local heir, rest = nil, ""
  for each in string.gmatch(flock or "", "%S+") do
    if not heir then
      heir = each
      redis.call("HDEL", LEADS, each)
      show(each, group_of(each), nil)
    else
      rest = rest .. " " .. each
      redis.call("HSET", LEADS, each, heir)
      show(each, group_of(each), heir)
    end
  end
  if heir and rest ~= "" then
    redis.call("HSET", FOLLOWERS, heir, rest)
  end
  return heir
end

local function leave(member)
  local lead = redis.call("HGET", LEADS, member)
  if lead then
    redis.call("HDEL", LEADS, member)
    local rest = ""
    for each in string.gmatch(redis.call("HGET", FOLLOWERS, lead) or "", "%S+") do
      if each ~= member then
        rest = rest .. " " .. each
      end
    end
    if rest == "" then
      redis.call("HDEL", FOLLOWERS, lead)
    else
      redis.call("HSET", FOLLOWERS, lead, rest)
    end
  end
end

local function unmark(member, heir)
  for mark in string.gmatch(redis.call("HGET", MARKS, member) or "", "%S+") do
    if redis.call("HGET", ALIKE, mark) == member then
      if heir then
        redis.call("HSET", ALIKE, mark, heir)
      else
        redis.call("HDEL", ALIKE, mark)
      end
    end
  end
  redis.call("HDEL", MARKS, member)
end

local function forget(member)
  leave(member)
  unmark(member, bequeath(member))
  redis.call("HDEL", COPIES, member)
  for i = 8, 15 do
    redis.call("ZREM", KEYS[i], member)
  end
  redis.call("ZREM", NEWS_OF_ALL, member)
  redis.call("ZREM", NEWS_OF_GROUP, member)
  local claim = redis.call("HGET", KEYS[4], member)
  if claim then
    redis.call("HDEL", KEYS[4], member)
    if redis.call("HGET", KEYS[3], claim) == member then
      redis.call("HDEL", KEYS[3], claim)
    end
  end
  log("drop", { member })
end

-- Who leads what reads like this: an entry of another source, not long before or after, with enough marks in common.
-- ``alike`` and ``leads`` are what is known of the marks, and of the members that have them.
local function lead_by_marks(member, position, marks, alike, leads)
  local votes = {}
  for _, mark in ipairs(marks) do
    local other = alike[mark]
    local lead = other and other ~= member and (leads[other] or other)
    if lead and source_of(lead) ~= source then
      votes[lead] = (votes[lead] or 0) + (string.sub(mark, 1, 1) == "u" and SAME_ADDRESS or 1)
      if votes[lead] >= ENOUGH then
        local at = redis.call("ZSCORE", KEYS[8], lead)
        if at and math.abs(tonumber(at) - tonumber(position)) <= WINDOW then
          return lead
        end
        votes[lead] = -math.huge
      end
    end
  end
end

-- Who leads an entry from now on, which follows at once; nil for nobody.
local function find_lead(item, owner, alike, leads)
  local lead
  if item.kind == COPY and owner then
    lead = redis.call("HGET", LEADS, owner) or owner
  else
    lead = lead_by_marks(item.member, item.position, item.marks, alike, leads)
  end
  if lead and lead ~= item.member then
    follow(item.member, lead)
    return lead
  end
end

-- Whether a source or origin is known by one of these names, too.
local function is_same(one, other)
  for name in string.gmatch(one, "%S+") do
    if string.find(" " .. other .. " ", " " .. name .. " ", 1, true) then
      return true
    end
  end
  return false
end

-- An entry that says where it was first published leaves its id to an original: to the one that it was copied from, or
-- to any other whose id does not name somebody else.
-- -> the owner that was there, if this is the same entry once more
local function own(member, claim, kind, names)
  local owner = redis.call("HGET", KEYS[3], claim)
  local origin = owner and redis.call("HGET", COPIES, owner)
  local known = origin or (owner and redis.call("HGET", NAMED, source_of(owner))) or ""
  local same = owner and owner ~= member and is_same(known, names)
  if not owner then
    redis.call("HSET", KEYS[3], claim, member)
  elseif owner ~= member and origin and kind ~= COPY and (same or kind == ORIGINAL) then
    redis.call("HSET", KEYS[3], claim, member)
    if same then
      leave(owner)
      follow(owner, member)
    end
  end
  if kind == COPY then
    redis.call("HSET", COPIES, member, names)
  else
    redis.call("HDEL", COPIES, member)
    redis.call("HSET", NAMED, source, names)
  end
  return same and owner
end

-- An entry that was there before: it may be led, lead others, and had other marks.
local function put_again(item)
  local owner = own(item.member, item.claim, item.kind, item.names)
  local lead = redis.call("HGET", LEADS, item.member)
  if not lead and redis.call("HGET", MARKS, item.member) ~= item.said then
    local alike = looked_up(ALIKE, item.marks)
    lead = find_lead(item, owner, alike, looked_up(LEADS, values_of(alike)))
  end
  unmark(item.member, nil)
  redis.call("HSET", MARKS, item.member, item.said)
  for _, mark in ipairs(item.marks) do
    redis.call("HSET", ALIKE, mark, lead or item.member)
  end
  show(item.member, group, lead)
end

local function show_new(shown)
  in_parts("ZADD", NEWS_OF_ALL, shown)
  if group ~= "" then
    in_parts("ZADD", NEWS_OF_GROUP, shown)
  end
end

-- Entries that nobody knew. They lead nobody, and none leads another one of its source: so all that there is to know of
-- their marks and ids is read in one go, and most of what they add is written in one go.
local function put_new(items)
  local marks, claims, named = {}, {}, nil
  for _, item in ipairs(items) do
    claims[#claims + 1] = item.claim
    for _, mark in ipairs(item.marks) do
      marks[#marks + 1] = mark
    end
    named = item.kind ~= COPY and item.names or named
  end
  if named then
    redis.call("HSET", NAMED, source, named)
  end
  local owners, alike = looked_up(KEYS[3], claims), looked_up(ALIKE, marks)
  local leads = looked_up(LEADS, values_of(alike))
  local owned, marked, led, shown = {}, {}, {}, {}
  for _, item in ipairs(items) do
    local owner
    if owners[item.claim] or item.kind == COPY then
      in_parts("HSET", KEYS[3], owned)
      show_new(shown)
      owned, shown = {}, {}
      owner = own(item.member, item.claim, item.kind, item.names)
    else
      add(owned, item.claim, item.member)
    end
    owners[item.claim] = owners[item.claim] or item.member
    local lead = find_lead(item, owner, alike, leads)
    if owner then -- it may follow this one by now
      leads = looked_up(LEADS, values_of(alike))
    end
    if not lead then
      add(shown, item.position, item.member)
    end
    add(marked, item.member, item.said)
    for _, mark in ipairs(item.marks) do
      alike[mark] = lead or item.member
      add(led, mark, lead or item.member)
    end
  end
  in_parts("HSET", KEYS[3], owned)
  in_parts("HSET", MARKS, marked)
  in_parts("HSET", ALIKE, led)
  show_new(shown)
end

local function put_each(items)
  local members, positions, arrivals, claims, new = {}, {}, {}, {}, {}
  for i, item in ipairs(items) do
    members[i] = item.member
    add(positions, item.position, item.member)
    add(arrivals, item.arrival, item.member)
    add(claims, item.member, item.claim)
  end
  for _, view in ipairs(VIEWS) do
    in_parts("ZADD", KEYS[8 + view], positions)
    in_parts("ZADD", KEYS[12 + view], arrivals)
    in_parts("ZREM", KEYS[16 + view], members)
  end
  in_parts("HSET", KEYS[4], claims)
  local known = looked_up(MARKS, members)
  for _, item in ipairs(items) do
    if known[item.member] then
      put_new(new)
      new = {}
      put_again(item)
    else
      new[#new + 1] = item
    end
  end
  put_new(new)
  log("put", members)
  return #items
end

local function item_of(entry, position, arrival, claim, marks, kind, names)
  return { member = ref(entry), position = position, arrival = arrival, claim = claim, said = marks,
    marks = words_of(marks), kind = kind, names = names }
end

local apply = {}

function apply.source(domain, created, due)
  redis.call("ZADD", KEYS[5], created, source)
  redis.call("HSET", KEYS[6], source, group)
  if due ~= "" then
    redis.call("ZADD", KEYS[7], "NX", due, source .. "@" .. domain)
  end
  return 0
end

function apply.touch()
  return 1
end

function apply.put(...)
  return put_each({ item_of(...) })
end

function apply.puts(told, _, _, _, _, _, names)
  local items = {}
  for i, fields in ipairs(cmsgpack.unpack(told)) do
    items[i] = item_of(unpack(fields))
    if items[i].kind ~= COPY then
      items[i].names = names
    end
  end
  return put_each(items)
end

function apply.drop(entry)
  forget(ref(entry))
  return 1
end

function apply.bury(entry, moment)
  for _, view in ipairs(VIEWS) do
    redis.call("ZADD", KEYS[16 + view], moment, ref(entry))
  end
  return 1
end

function apply.clear(domain)
  for _, member in ipairs(redis.call("ZRANGE", KEYS[9], 0, -1)) do
    forget(member)
  end
  for _, member in ipairs(redis.call("ZRANGE", KEYS[17], 0, -1)) do
    for i = 16, 19 do
      redis.call("ZREM", KEYS[i], member)
    end
  end
  redis.call("ZREM", KEYS[5], source)
  redis.call("HDEL", KEYS[6], source)
  redis.call("HDEL", NAMED, source)
  redis.call("ZREM", KEYS[7], source .. "@" .. domain)
  return 1
end

for i = 7, #ARGV, 9 do
  local rev = tonumber(ARGV[i])
  if rev > applied then
    count = count + apply[ARGV[i + 1]](unpack(ARGV, i + 2, i + 8))
    applied = rev
  end
end
if applied > first then
  redis.call("HSET", KEYS[1], source, applied)
  for _, view in ipairs(VIEWS) do
    redis.call("HINCRBY", KEYS[2], ARGV[3 + view], 1)
  end
end
return count
