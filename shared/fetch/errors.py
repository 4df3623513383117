"""Why a fetch failed. Each error carries its figures; none carries a response body.

FetchFailed
├── BadUrl              not an http(s) URL that may be fetched
├── Refused             we would not go there
│   ├── AddressRefused  the host has an address that is not public
│   ├── PortRefused     neither 80 nor 443 and not allowed
│   ├── PageRefused     not one of the pages that its host may be asked for
│   └── RedirectRefused a redirect led somewhere it must not
├── TooManyRedirects
├── ConnectFailed       no connection, or it broke
├── DeadlineExceeded    too slow
├── BadResponse         not HTTP, or headers beyond the limits
├── BodyTooLarge        more bytes than allowed, counted after decompression
└── BadEncoding         a Content-Encoding we do not read, or a broken one
"""

from shared.errors import FetchFailed


class BadUrl(FetchFailed):
    """``url`` breaks the rule ``reason`` (``bad-scheme``, ``bad-host``, ``has-credentials``, …)."""

    code = "bad-url"

    def __init__(self, url: str, reason: str) -> None:
        super().__init__(f"{reason}: {url!r}")
        self.url = url
        self.reason = reason


class Refused(FetchFailed):
    """Base of what the guard forbids."""

    code = "fetch-refused"


class AddressRefused(Refused):
    """``host`` has the address ``address``, which is not public and not in SAKET_ALLOW_HOSTS."""

    code = "address-refused"

    def __init__(self, host: str, address: str) -> None:
        super().__init__(f"{host} is at {address}")
        self.host = host
        self.address = address


class PortRefused(Refused):
    """``port`` of ``host`` is neither 80 nor 443 and not in SAKET_ALLOW_HOSTS."""

    code = "port-refused"

    def __init__(self, host: str, port: int) -> None:
        super().__init__(f"{host}:{port}")
        self.host = host
        self.port = port


class PageRefused(Refused):
    """Of the host of ``url`` only named pages may be fetched, and this is none of them."""

    code = "page-refused"

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.url = url


class RedirectRefused(Refused):
    """The redirect to ``url`` breaks the rule ``reason`` (``downgrade``: from https to http)."""

    code = "redirect-refused"

    def __init__(self, url: str, reason: str) -> None:
        super().__init__(f"{reason}: {url}")
        self.url = url
        self.reason = reason


class TooManyRedirects(FetchFailed):
    """More than ``limit`` redirects."""

    code = "too-many-redirects"

    def __init__(self, limit: int) -> None:
        super().__init__(f"more than {limit}")
        self.limit = limit


class ConnectFailed(FetchFailed):
    """``reason`` is one of ``dns``, ``connect``, ``tls``, ``disconnected``."""

    code = "connect-failed"

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail


class DeadlineExceeded(FetchFailed):
    """``stage`` (``connect``, ``headers``, ``read``, ``total``) took longer than ``seconds``."""

    code = "deadline-exceeded"

    def __init__(self, stage: str, seconds: float) -> None:
        super().__init__(f"{stage} took more than {seconds:g} s")
        self.stage = stage
        self.seconds = seconds


class BadResponse(FetchFailed):
    """The answer is not HTTP, or its headers are beyond the limits; ``detail`` is the parser's complaint."""

    code = "bad-response"

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


class BodyTooLarge(FetchFailed):
    """The body has more than ``limit`` bytes."""

    code = "body-too-large"

    def __init__(self, limit: int) -> None:
        super().__init__(f"more than {limit} bytes")
        self.limit = limit


class BadEncoding(FetchFailed):
    """``encoding`` is ``reason``: ``unsupported``, ``stacked``, ``corrupt`` or ``truncated``."""

    code = "bad-encoding"

    def __init__(self, encoding: str, reason: str) -> None:
        super().__init__(f"{reason}: {encoding}")
        self.encoding = encoding
        self.reason = reason
