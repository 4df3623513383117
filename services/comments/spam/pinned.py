"""The digest of the shipped model's manifest, which names those of its files. Written by `make model`."""

SHIPPED = "bb76aa3da63d4cb2805fe3608d677f723ecdb3fef85bb5798de3faa89cff4273"
