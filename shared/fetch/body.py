"""A response body, gathered under a cap."""

from collections.abc import Iterable

from shared.fetch.decoding import Decoder
from shared.fetch.errors import BodyTooLarge


class BodyReader:
    """Counts bytes before and after decoding; `BodyTooLarge` as soon as either count passes ``limit``.

    The wire is counted too: empty frames and members cost time and yield nothing.
    """

    def __init__(self, decoder: Decoder, limit: int) -> None:
        self._decoder = decoder
        self._limit = limit
        self._received = 0
        self._produced = 0
        self._pieces: list[bytes] = []

    @property
    def size(self) -> int:
        """How much memory it takes, or took on the wire."""
        return max(self._received, self._produced)

    def feed(self, data: bytes) -> None:
        self._received += len(data)
        self._check(self._received)
        self._keep(self._decoder.feed(data))

    def finish(self) -> bytes:
        """The decoded body."""
        self._decoder.finish()
        return b"".join(self._pieces)

    def _keep(self, pieces: Iterable[bytes]) -> None:
        for piece in pieces:
            self._produced += len(piece)
            self._check(self._produced)
            self._pieces.append(piece)

    def _check(self, size: int) -> None:
        if size > self._limit:
            raise BodyTooLarge(self._limit)
