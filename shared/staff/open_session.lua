-- Keep a session unless its account has outgrown it; sweep those that have ended and an account's oldest beyond the most.
-- KEYS: sessions, accounts, journal. ARGV: digest, record, digest that it replaces, last seen before which a session has
-- ended, opened before which it has (RFC 3339, UTC), most sessions of an account, entry, most entries
local session = cjson.decode(ARGV[2])
local record = redis.call('HGET', KEYS[2], session.account)
local account = record and cjson.decode(record)
if not account or account.disabled or (account.generation or 0) ~= session.generation then
  return {'outgrown'}
end
redis.call('HDEL', KEYS[1], ARGV[3])
local sessions = redis.call('HGETALL', KEYS[1])
local own = {}
for at = 1, #sessions, 2 do
  local other = cjson.decode(sessions[at + 1])
  if other.seen < ARGV[4] or other.opened < ARGV[5] then
    redis.call('HDEL', KEYS[1], sessions[at])
  elseif other.account == session.account then
    own[#own + 1] = {digest = sessions[at], opened = other.opened}
  end
end
table.sort(own, function(a, b) return a.opened > b.opened end)
for at = tonumber(ARGV[6]), #own do
  redis.call('HDEL', KEYS[1], own[at].digest)
end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
redis.call('XADD', KEYS[3], 'MAXLEN', ARGV[8], '*', 'entry', ARGV[7])
return {'open'}
