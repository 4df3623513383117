"""`reader` (lemon24/reader) through the same feeds, run by the interpreter of its own environment.

``rival.py ADDRESSES DATABASE``: prints, of a first round and of four in which nothing has changed, the seconds
that passed and those of its processor time.
"""

import sys
import time
from pathlib import Path

from reader import make_reader  # type: ignore[import-not-found]  # lives in an environment of its own

_WORKERS = 10


def main(addresses: str, database: str) -> None:
    """``addresses`` is a file that names a feed a line."""
    rival = make_reader(database)
    for address in Path(addresses).read_text(encoding="utf-8").split():
        rival.add_feed(address)
    for _ in range(5):
        begun, used = time.perf_counter(), time.process_time()
        rival.update_feeds(workers=_WORKERS, scheduled=False)
        print(time.perf_counter() - begun, time.process_time() - used, flush=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
