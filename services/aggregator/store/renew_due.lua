-- A worker is still at it: move the ends of its leases.
-- KEYS: due    ARGV: new until ms, ms to keep what is known of a domain, then per turn: source, domain, old until ms
-- -> 1 or 0 a turn: whether it was still this worker's
local due, lease, kept = KEYS[1], ARGV[1], ARGV[2]
local renewed = {}
for i = 3, #ARGV, 3 do
  local member, held = ARGV[i] .. "@" .. ARGV[i + 1], due .. ":held:" .. ARGV[i + 1]
  if redis.call("ZSCORE", due, member) == ARGV[i + 2] then
    redis.call("ZADD", due, lease, member)
    redis.call("ZADD", held, lease, ARGV[i])
    redis.call("PEXPIRE", held, kept)
    renewed[#renewed + 1] = 1
  else
    renewed[#renewed + 1] = 0
  end
end
return renewed
