"""The comments of the site as the feed service puts them into an export: a line of JSON each."""

from collections.abc import AsyncIterator, Callable

from services.comments.import_export.exchange import to_line
from services.comments.model import State
from services.comments.wiring.standalone import exporter
from shared.store.client import Store


def comment_lines(store: Store) -> Callable[[bool], AsyncIterator[bytes]]:
    """For ``private`` everything, else what everybody may read."""

    async def lines(private: bool) -> AsyncIterator[bytes]:
        async for comment in exporter(store).all(private=private):
            if private or comment.state is State.PUBLISHED:
                yield to_line(comment) + b"\n"

    return lines
