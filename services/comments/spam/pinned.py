"""The digest of the shipped model's manifest, which names those of its files. Written by `make model`."""

SHIPPED = "08381332a233c2a034c66141af6a52efe3f4a30c1504553243ec393160aab1f5"
