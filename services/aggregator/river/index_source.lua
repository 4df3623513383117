-- Bring the river up to what a source's outbox tells. Repeating it, or being overtaken, changes nothing: every event
-- has a number, and a number that was applied is not applied again.
-- KEYS: revs, versions, owners, claims, sources, groups, due,
--       river of all, of the source, of the group, of the region; arrivals of the same four; tombstones of the same four;
--       news of all, of the group; alike, marks, leads, followers, copies, log, named
-- ARGV: source, group, names of the four views, then per event: rev, op, entry, position, arrival, claim, marks, kind,
--       names
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
  return "{planet}:news:" .. (name ~= "" and "g:" .. name or "ungrouped")
end

local function log(op, member)
  redis.call("XADD", LOG, "MAXLEN", "~", LOGGED, "*", "op", op, "member", member)
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
  if lead and group_of(lead) == name then
    redis.call("ZREM", news_of(name), member)
  else
    redis.call("ZADD", news_of(name), position, member)
  end
  redis.call("HINCRBY", KEYS[2], name ~= "" and "g:" .. name or "ungrouped", 1)
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
  log("drop", member)
end

-- Who leads what reads like this: an entry of another source, not long before or after, with enough marks in common.
local function lead_by_marks(member, position, marks)
  local names, votes = words_of(marks), {}
  local others = #names > 0 and redis.call("HMGET", ALIKE, unpack(names)) or {}
  for i, mark in ipairs(names) do
    local other = others[i]
    if other and other ~= member then
      local lead = redis.call("HGET", LEADS, other) or other
      local at = redis.call("ZSCORE", KEYS[8], lead)
      if at and source_of(lead) ~= source and math.abs(tonumber(at) - tonumber(position)) <= WINDOW then
        votes[lead] = (votes[lead] or 0) + (string.sub(mark, 1, 1) == "u" and SAME_ADDRESS or 1)
        if votes[lead] >= ENOUGH then
          return lead
        end
      end
    end
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

local apply = {}

function apply.source(domain, created, due)
  redis.call("ZADD", KEYS[5], created, source)
  redis.call("HSET", KEYS[6], source, group)
  if due ~= "" then
    redis.call("ZADD", KEYS[7], "NX", due, source .. "@" .. domain)
  end
end

function apply.touch() end

function apply.put(entry, position, arrival, claim, marks, kind, names)
  local member = ref(entry)
  for i = 8, 11 do
    redis.call("ZADD", KEYS[i], position, member)
  end
  for i = 12, 15 do
    redis.call("ZADD", KEYS[i], arrival, member)
  end
  for i = 16, 19 do
    redis.call("ZREM", KEYS[i], member)
  end
  redis.call("HSET", KEYS[4], member, claim)
  local owner = own(member, claim, kind, names)
  local lead = redis.call("HGET", LEADS, member)
  if not lead and redis.call("HGET", MARKS, member) ~= marks then
    if kind == COPY and owner then
      lead = redis.call("HGET", LEADS, owner) or owner
    else
      lead = lead_by_marks(member, position, marks)
    end
    if lead and lead ~= member then
      follow(member, lead)
    else
      lead = nil
    end
  end
  unmark(member, nil)
  redis.call("HSET", MARKS, member, marks)
  local shown = {}
  for _, mark in ipairs(words_of(marks)) do
    shown[#shown + 1] = mark
    shown[#shown + 1] = lead or member
  end
  if #shown > 0 then
    redis.call("HSET", ALIKE, unpack(shown))
  end
  show(member, group, lead)
  log("put", member)
end

function apply.drop(entry)
  forget(ref(entry))
end

function apply.bury(entry, moment)
  for i = 16, 19 do
    redis.call("ZADD", KEYS[i], moment, ref(entry))
  end
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
end

for i = 7, #ARGV, 9 do
  local rev = tonumber(ARGV[i])
  if rev > applied then
    apply[ARGV[i + 1]](ARGV[i + 2], ARGV[i + 3], ARGV[i + 4], ARGV[i + 5], ARGV[i + 6], ARGV[i + 7],
      ARGV[i + 8])
    applied = rev
    if ARGV[i + 1] ~= "source" then
      count = count + 1
    end
  end
end
if applied > first then
  redis.call("HSET", KEYS[1], source, applied)
  for i = 3, 6 do
    redis.call("HINCRBY", KEYS[2], ARGV[i], 1)
  end
end
return count
