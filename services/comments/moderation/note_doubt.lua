-- A comment that the filter was unsure of asks for a place on its day, or needs none any more.
-- KEYS: 1 places of the day (comment -> "margin sender likeness", or "= likeness" once a person has confirmed it)
-- ARGV: 1 comment, 2 margin, '=' for one that is confirmed, '' for one without a place, 3 sender ('-': unknown),
--       4 likeness, 5 most places, 6 most of one sender, 7 s until the day is forgotten
-- Returns {1} if it has a place.
local id, margin, sender, likeness, most = ARGV[1], ARGV[2], ARGV[3], ARGV[4], tonumber(ARGV[5])
local known = redis.call('HGET', KEYS[1], id)
if known then
  redis.call('HDEL', KEYS[1], id)
end
if margin == '' then
  return { 0 }
end

local others, of_sender, alike, confirmed, is_settled = {}, {}, nil, 0, false
local found = redis.call('HGETALL', KEYS[1])
for at = 1, #found, 2 do
  local far, whose, word = found[at + 1]:match('^(%S+) (%S+) (%S+)$')
  if far then
    local place = { id = found[at], margin = tonumber(far) }
    if word == likeness then
      alike = place
    else
      others[#others + 1] = place
      if whose == sender and sender ~= '-' then
        of_sender[#of_sender + 1] = place
      end
    end
  else
    confirmed = confirmed + 1
    is_settled = is_settled or found[at + 1] == '= ' .. likeness
  end
end

local function keep(value)
  redis.call('HSET', KEYS[1], id, value)
  redis.call('EXPIRE', KEYS[1], ARGV[7])
end

if margin == '=' then
  if known or confirmed < most then
    keep('= ' .. likeness)
  end
  return { 0 }
end

local mine = tonumber(margin)
local function last(places)
  local furthest = places[1]
  for _, place in ipairs(places) do
    if place.margin > furthest.margin then
      furthest = place
    end
  end
  return furthest
end
local leaves = alike
if not leaves and #of_sender >= tonumber(ARGV[6]) then
  leaves = last(of_sender)
elseif not leaves and #others >= most then
  leaves = last(others)
end
if is_settled or (leaves and leaves.margin <= mine) then
  return { 0 }
end
if leaves then
  redis.call('HDEL', KEYS[1], leaves.id)
end
keep(margin .. ' ' .. sender .. ' ' .. likeness)
return { 1 }
