"""The digest of the shipped model's manifest, which names those of its files. Written by `make model`."""

SHIPPED = "7bfb019c891888baac4d2c112b826de7b596b5973b0569d5c16cbd2e6ee033b4"
