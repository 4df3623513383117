-- Several budgets by the generic cell rate algorithm: all of them are spent from, or none.
-- KEYS: the budgets, of one hash tag; ARGV: emission interval in microseconds and burst of each.
-- Returns microseconds to wait, 0 if granted.
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local longest, arrivals = 0, {}
for i, key in ipairs(KEYS) do
  local interval, burst = tonumber(ARGV[2 * i - 1]), tonumber(ARGV[2 * i])
  local arrival = math.max(tonumber(redis.call('GET', key) or now), now) + interval
  arrivals[i] = arrival
  longest = math.max(longest, arrival - interval * burst - now)
end
if longest > 0 then
  return math.ceil(longest)
end
for i, key in ipairs(KEYS) do
  redis.call('SET', key, string.format('%.0f', arrivals[i]), 'PX', math.ceil((arrivals[i] - now) / 1000))
end
return 0
