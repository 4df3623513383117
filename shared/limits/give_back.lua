-- Take one place of a budget back. KEYS[1] the budget; ARGV[1] its emission interval in microseconds.
local arrival = tonumber(redis.call('GET', KEYS[1]) or 0) - tonumber(ARGV[1])
local time = redis.call('TIME')
local left = arrival - (time[1] * 1000000 + time[2])
if left > 0 then
  redis.call('SET', KEYS[1], string.format('%.0f', arrival), 'PX', math.ceil(left / 1000))
else
  redis.call('DEL', KEYS[1])
end
return 0
