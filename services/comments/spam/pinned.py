"""The digest of the shipped model's manifest, which names those of its files. Written by `make model`."""

SHIPPED = "26353ea455c0b88f64ed4278202872af49754853705290061ff87c1fff81a479"
