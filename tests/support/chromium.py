"""How tests start Debian's Chromium: without what it would look for on the network by itself."""

from typing import Final

CHROMIUM_OPTIONS: Final = (
    "--no-sandbox",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
)
