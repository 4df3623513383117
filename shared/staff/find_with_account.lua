-- A session or token, and the account that it speaks for: one call with every request.
-- KEYS: records, accounts. ARGV: digest
local record = redis.call('HGET', KEYS[1], ARGV[1])
if not record then
  return {}
end
local name = cjson.decode(record).account
if type(name) ~= 'string' then
  return {record}
end
return {record, redis.call('HGET', KEYS[2], name)}
