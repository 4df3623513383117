"""``make bench``."""

import asyncio

from bench.reading import reading
from bench.serving import serving
from bench.table import show


def main() -> None:
    """Run everything, one after the other, so that nothing disturbs its neighbour."""
    show("Serving (one process, 16 keep-alive clients on the same machine)", asyncio.run(serving()))
    show("Reading (parse and sanitize, CPU of one process)", reading())


if __name__ == "__main__":
    main()
