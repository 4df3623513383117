"""The names of comments within their thread: ULIDs, so that their order is that of time. Pure.

A comment from elsewhere gets the same name whenever it comes, from its time and what it is called there.
"""

import hashlib
from datetime import datetime
from typing import Final

from services.comments.threads.thread import key_of
from shared.clock import from_ms
from shared.ids import ulid

_AS_DIGITS: Final = str.maketrans("0123456789abcdefghjkmnpqrstvwxyz", "0123456789abcdefghijklmnopqrstuv")
"""From Crockford's digits to those of `int`."""
_TIME: Final = 10  # characters
_RANDOM_BYTES: Final = 10


def imported_name(source: str, created: datetime) -> str:
    """The name of a comment that is called ``source`` elsewhere."""
    digest = hashlib.blake2b(source.encode("utf-8", "surrogatepass"), digest_size=_RANDOM_BYTES).digest()
    return ulid(created, int.from_bytes(digest))


def moment_of(name: str) -> datetime:
    """When the comment of this name was made."""
    return from_ms(int(name[:_TIME].translate(_AS_DIGITS), 32))


def own_name(identity: str, created: datetime) -> str | None:
    """The name in an identifier of ours, if it says the time that its comment was made."""
    name = identity.rpartition(".")[2]
    return name if key_of(identity) and name[:_TIME] == ulid(created, 0)[:_TIME] else None
