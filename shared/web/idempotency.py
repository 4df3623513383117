"""The Idempotency-Key header: a client's name for one request, so that sending it again does nothing twice."""

import re
from collections.abc import Mapping
from typing import Final

from shared.errors import FieldProblem, InvalidInput

HEADER: Final = "Idempotency-Key"
_KEY: Final = re.compile(r"[\x21-\x7e]{1,200}")


def key_of(headers: Mapping[str, str]) -> str | None:
    """The key that a request came with, if any. Raises `InvalidInput` for one that breaks the rule."""
    return checked_key(headers.get(HEADER))


def checked_key(key: str | None) -> str | None:
    """A key from wherever it came (a plain form has it in a field). Raises `InvalidInput`."""
    if key is not None and not _KEY.fullmatch(key):
        raise InvalidInput(FieldProblem(HEADER, "bad-key", "1..200 visible ASCII characters"))
    return key
