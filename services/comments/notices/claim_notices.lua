-- Take jobs that are due, for as long as a lease lasts.
-- KEYS: 1 due (jobs by time, ms), 2 jobs (id -> JSON)
-- ARGV: 1 now, ms, 2 until, ms, 3 how many
-- Returns the jobs.
local taken = {}
for _, id in ipairs(redis.call('ZRANGE', KEYS[1], '-inf', ARGV[1], 'BYSCORE', 'LIMIT', 0, ARGV[3])) do
  local job = redis.call('HGET', KEYS[2], id)
  if job then
    redis.call('ZADD', KEYS[1], ARGV[2], id)
    taken[#taken + 1] = job
  else
    redis.call('ZREM', KEYS[1], id)
  end
end
return taken
