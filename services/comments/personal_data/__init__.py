"""What is kept about people: how long (`retention`), under which names (`pseudonyms`), sealed to whom (`sealing`)."""
