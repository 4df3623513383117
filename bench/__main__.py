"""``make bench``, or some of it: ``python -m bench serving publishing``."""

import argparse
import asyncio
from collections.abc import Callable

from bench.comments import comments
from bench.learning import learning
from bench.login import login
from bench.moderating import moderating
from bench.moving import moving
from bench.pages import pages
from bench.polling import polling, sources
from bench.publishing import publishing
from bench.reading import reading
from bench.serving import serving
from bench.spam import spam
from bench.table import Row, show

_SECTIONS: dict[str, tuple[str, Callable[[], list[Row]]]] = {
    "serving": ("Serving (one process on one core, 16 keep-alive clients on another)", lambda: asyncio.run(serving())),
    "publishing": ("Publishing (from POST to the feed, one client)", lambda: asyncio.run(publishing())),
    "comments": ("Comments (decided and fsynced, all cores), beside Isso and Waline", lambda: asyncio.run(comments())),
    "moderating": (
        "Moderating (the queue over few and very many stored comments, one client)",
        lambda: asyncio.run(moderating()),
    ),
    "login": ("Logins that are refused (one client)", lambda: asyncio.run(login())),
    "moving": ("Moving in from WordPress (read, mended, sanitized, fsynced; all cores)", moving),
    "spam": ("The spam decision (CPU of one process; other filters on the same split)", spam),
    "learning": ("Learning (the version in shadow, campaigns, trainings)", learning),
    "polling": ("Polling (local feeds, two processes, all cores)", lambda: asyncio.run(polling())),
    "sources": ("Many sources (their memory, their list, their schedule)", lambda: asyncio.run(sources())),
    "pages": ("Pages (10,000 posts and 100,000 comments behind them)", lambda: asyncio.run(pages())),
    "reading": ("Reading (parse and sanitize, CPU of one process)", reading),
}


def main() -> None:
    """Run the sections asked for, one after the other, so that nothing disturbs its neighbour."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("section", nargs="*", help=f"any of {', '.join(_SECTIONS)}; all unless some are named")
    names = parser.parse_args().section or list(_SECTIONS)
    if unknown := set(names) - set(_SECTIONS):
        parser.error(f"no section is called {', '.join(sorted(unknown))}")
    for name in names:
        title, measured = _SECTIONS[name]
        show(title, measured())


if __name__ == "__main__":
    main()
