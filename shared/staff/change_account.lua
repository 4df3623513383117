-- Put an account if it is still at the version it was read at, and never without an administrator; end the sessions
-- that it has outgrown and write the change down, all in this one call.
-- KEYS: accounts, sessions, journal. ARGV: name, record, expected version (-1: none), entry ('' for none), most entries
local function active_admin(record)
  local account = cjson.decode(record)
  return account.role == 'admin' and not account.disabled
end
local function other_admin()
  local accounts = redis.call('HGETALL', KEYS[1])
  for at = 1, #accounts, 2 do
    if accounts[at] ~= ARGV[1] and active_admin(accounts[at + 1]) then
      return true
    end
  end
  return false
end
local current = redis.call('HGET', KEYS[1], ARGV[1])
local version = current and (cjson.decode(current).version or 0) or -1
if version ~= tonumber(ARGV[3]) then
  return {'stale'}
end
if current and active_admin(current) and not active_admin(ARGV[2]) and not other_admin() then
  return {'last-admin'}
end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
local generation = cjson.decode(ARGV[2]).generation
local sessions = redis.call('HGETALL', KEYS[2])
for at = 1, #sessions, 2 do
  local session = cjson.decode(sessions[at + 1])
  if session.account == ARGV[1] and session.generation ~= generation then
    redis.call('HDEL', KEYS[2], sessions[at])
  end
end
if ARGV[4] ~= '' then
  redis.call('XADD', KEYS[3], 'MAXLEN', ARGV[5], '*', 'entry', ARGV[4])
end
return {'done'}
