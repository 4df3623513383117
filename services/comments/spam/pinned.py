"""The digest of the shipped model's manifest, which names those of its files. Written by `make model`."""

SHIPPED = "ede78bdf405f62b3b565d0affbd3c14c993e1f27102c103a65b528ad51c5c28e"
