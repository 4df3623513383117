"""A request as it goes over the wire (RFC 9112). Pure.

Header fields are octets (RFC 9110 section 5.5): what is no UTF-8, in text lone surrogates, goes out as it came in.
"""

import re
from typing import Final

from shared.fetch.decoding import ACCEPT_ENCODING
from shared.fetch.message import FetchRequest
from shared.fetch.urls import HttpUrl

CONTROL: Final = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
"""What no header field may hold."""
_WITH_BODY: Final = frozenset({"POST", "PUT", "PATCH"})


def wire_form(request: FetchRequest, url: HttpUrl, user_agent: str) -> bytes:
    """Head and body of ``request`` to ``url``; ``user_agent`` unless the request names another.

    ValueError for a field that would begin another one.
    """
    named = {name.lower() for name, _ in request.headers.items}
    fields = [("Host", url.authority), ("Accept-Encoding", ACCEPT_ENCODING)]
    if "user-agent" not in named:
        fields.append(("User-Agent", user_agent))
    if "accept" not in named:
        fields.append(("Accept", "*/*"))
    fields += request.headers.items
    if request.body is not None or request.method in _WITH_BODY:
        fields.append(("Content-Length", str(len(request.body or b""))))
        if request.body and "content-type" not in named:
            fields.append(("Content-Type", "application/octet-stream"))
    lines = [f"{request.method} {url.target} HTTP/1.1", *[f"{name}: {value}" for name, value in fields]]
    if CONTROL.search("".join(lines)):
        raise ValueError("a control character in a header field")
    head = "\r\n".join([*lines, "", ""]).encode("utf-8", "surrogateescape")
    return head + request.body if request.body else head
