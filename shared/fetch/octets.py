"""Header fields are octets (RFC 9110 section 5.5): what is no UTF-8 goes out as it came in.

In text such octets are lone surrogates (PEP 383). aiohttp reads them like that and leaves them out when it writes.
"""

from typing import TYPE_CHECKING

from aiohttp import client_reqrep
from aiohttp.http_writer import StreamWriter

from shared.fetch.message import NO_TEXT

if TYPE_CHECKING:
    from multidict import CIMultiDict


class OctetWriter(StreamWriter):
    """aiohttp's own, but for fields that are no text."""

    async def write_headers(self, status_line: str, headers: "CIMultiDict[str]") -> None:
        """Checked by aiohttp first: no value can begin another field."""
        await super().write_headers(status_line, headers)
        if any(not value.isascii() and NO_TEXT.search(value) for value in headers.values()):
            lines = [status_line, *(f"{name}: {value}" for name, value in headers.items()), "", ""]
            self._headers_buf = "\r\n".join(lines).encode("utf-8", "surrogateescape")


def write_octets() -> None:
    """For all requests of this process: neither a session nor a request can be told which writer to use."""
    client_reqrep.StreamWriter = OctetWriter  # type: ignore[attr-defined]
