"""The digest of the shipped model's manifest, which names those of its files. Written by `make model`."""

SHIPPED = "fbc43d5824529d005a58af419f41fd08967bfeb1fcdbff61a4c4b359ab234481"
