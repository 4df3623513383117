"""The digest of the shipped model's manifest, which names those of its files. Written by `make model`."""

SHIPPED = "55a2334a6754383cb5c4210772952ba3a4e510da3e1fa1b6ed4a88b5bafeac2a"
