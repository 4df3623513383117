-- The places of one post as they follow from its record, if that is still the one they were worked out from.
--
-- ARGV  1 id, 2 version, 3 places as JSON: list of {name, published, withdrawn}
-- KEYS  1 versions, 2 all, 3 sizes, 4 the index of its state, 5-7 those of the other states,
--       then for each view its published and its withdrawn index and its archive
-- Returns 1 if done, 0 if the post was written meanwhile (and so placed)
if redis.call('HGET', KEYS[1], ARGV[1]) ~= ARGV[2] then return 0 end
redis.call('ZADD', KEYS[2], 0, ARGV[1])
for i = 5, 7 do redis.call('ZREM', KEYS[i], ARGV[1]) end
redis.call('ZADD', KEYS[4], 0, ARGV[1])
for i, place in ipairs(cjson.decode(ARGV[3])) do
  local published, withdrawn, archive = KEYS[5 + 3 * i], KEYS[6 + 3 * i], KEYS[7 + 3 * i]
  if place.published ~= '' then redis.call('ZADD', published, 0, place.published) end
  if place.withdrawn ~= '' then redis.call('ZADD', withdrawn, 0, place.withdrawn) end
  redis.call('ZADD', archive, 'NX', redis.call('ZCARD', archive), ARGV[1])
  local size = redis.call('ZCARD', published)
  if size > 0 then redis.call('HSET', KEYS[3], place.name, size) end
end
return 1
