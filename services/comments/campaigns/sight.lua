-- A comment was seen: which of the campaigns it belongs to, or a new one. One call, whatever their number. A comment
-- that is a member already is counted once.
-- KEYS: 1 campaigns (id -> record, JSON), 2 bands ("number:digits" -> id), 3 ends (ids by when they are forgotten, ms),
--       4 members ("id comment", all of score 0)
-- ARGV: 1 now, ms, 2 window, ms, 3 comment, 4 thread, 5 author, 6 signature, 7 id for a new campaign,
--       8 ms a decided campaign is kept, 9 most comments of a campaign, 10 most campaigns,
--       11 digits a bin, 12 bins a band, 13 bins that have to agree, 14 most comments of all campaigns
-- Returns {record}.
local now, signature = tonumber(ARGV[1]), ARGV[6]
local digits, band, agreeing = tonumber(ARGV[11]), tonumber(ARGV[12]) * tonumber(ARGV[11]), tonumber(ARGV[13])
local few = 8

local function bands_of(text)
  local found = {}
  for at = 1, #text, band do
    found[#found + 1] = at .. ':' .. text:sub(at, at + band - 1)
  end
  return found
end

local function forget(id)
  local raw = redis.call('HGET', KEYS[1], id)
  if raw then
    for _, name in ipairs(bands_of(cjson.decode(raw).signature)) do
      if redis.call('HGET', KEYS[2], name) == id then
        redis.call('HDEL', KEYS[2], name)
      end
    end
  end
  redis.call('HDEL', KEYS[1], id)
  redis.call('ZREM', KEYS[3], id)
  redis.call('ZREMRANGEBYLEX', KEYS[4], '[' .. id .. ' ', '(' .. id .. '!')
end

local function alike(one, other)
  if one == other then
    return #one / digits
  end
  local same = 0
  for at = 1, #one, digits do
    if one:sub(at, at + digits - 1) == other:sub(at, at + digits - 1) then
      same = same + 1
    end
  end
  return same
end

local function nearest(names)
  local best, most, asked = nil, agreeing - 1, {}
  for _, id in ipairs(redis.call('HMGET', KEYS[2], unpack(names))) do
    if id and not asked[id] then
      asked[id] = true
      local raw = redis.call('HGET', KEYS[1], id)
      local record = raw and cjson.decode(raw)
      local same = record and alike(record.signature, signature) or 0
      if same > most then
        best, most = record, same
      end
    end
  end
  return best
end

local function noted(list, word)
  for _, known in ipairs(list) do
    if known == word then
      return
    end
  end
  if #list < few then
    list[#list + 1] = word
  end
end

for _, id in ipairs(redis.call('ZRANGE', KEYS[3], '-inf', now, 'BYSCORE', 'LIMIT', 0, 10)) do
  forget(id)
end
local names = bands_of(signature)
local record = nearest(names)
if not record or record.count >= tonumber(ARGV[9]) then
  local before = record
  record = { id = ARGV[7], signature = signature, first = now, count = 0, threads = {}, authors = {} }
  record.sentence = before and before.sentence
  if redis.call('HLEN', KEYS[1]) >= tonumber(ARGV[10]) or redis.call('ZCARD', KEYS[4]) >= tonumber(ARGV[14]) then
    forget(redis.call('ZRANGE', KEYS[3], 0, 0)[1])
  end
  local fields = {}
  for _, name in ipairs(names) do
    fields[#fields + 1] = name
    fields[#fields + 1] = record.id
  end
  redis.call('HSET', KEYS[2], unpack(fields))
end
record.last = now
record.count = record.count + redis.call('ZADD', KEYS[4], 0, record.id .. ' ' .. ARGV[3])
noted(record.threads, ARGV[4])
noted(record.authors, ARGV[5])
local encoded = cjson.encode(record)
redis.call('HSET', KEYS[1], record.id, encoded)
redis.call('ZADD', KEYS[3], now + tonumber(record.sentence and ARGV[8] or ARGV[2]), record.id)
return { encoded }
