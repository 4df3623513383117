"""The digest of the shipped model's manifest, which names those of its files. Written by `make model`."""

SHIPPED = "b6b851c0d2f525cdb05e563c8e909b8450ad4944aabee67cebdca9067e9eee75"
