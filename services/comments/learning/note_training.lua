-- One training at a time: whoever holds the lease says how it goes.
-- KEYS: 1 lease (identifier of the training), 2 the last training, JSON
-- ARGV: 1 identifier, 2 the training, JSON, 3 ms the lease holds, 4 'begin', 'note', 'renew' (the lease alone) or 'end'
-- Returns {'kept'}, or {'held'} if another training has the lease, or this one has lost it.
local holder = redis.call('GET', KEYS[1])
if (ARGV[4] == 'begin' and holder) or (ARGV[4] ~= 'begin' and holder ~= ARGV[1]) then
  return {'held'}
end
if ARGV[4] ~= 'renew' then
  redis.call('SET', KEYS[2], ARGV[2])
end
if ARGV[4] == 'end' then
  redis.call('DEL', KEYS[1])
else
  redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[3])
end
return {'kept'}
