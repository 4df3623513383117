-- KEYS: the record. ARGV: the new version, the new record. Answers 1, or 0 if the current one is not just before it.
local kept = redis.call('GET', KEYS[1])
local version = kept and cjson.decode(kept).version or 0
if version + 1 ~= tonumber(ARGV[1]) then
  return 0
end
redis.call('SET', KEYS[1], ARGV[2])
return 1
