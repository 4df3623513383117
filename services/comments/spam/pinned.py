"""The digest of the shipped model's manifest, which names those of its files. Written by `make model`."""

SHIPPED = "6ddc65502bf2a067d82194d28f1eaa2afed267b22ecfe32b0540656be1ce2bde"
