"""Where a redirect leads and what goes along (RFC 9110 section 15.4). Pure."""

from dataclasses import replace
from http import HTTPStatus

from shared.fetch.errors import RedirectRefused
from shared.fetch.message import FetchRequest, Headers
from shared.fetch.urls import HttpUrl

_STATUSES = frozenset({301, 302, 303, 307, 308})
_POST_BECOMES_GET = frozenset({301, 302})
_CREDENTIALS = frozenset({"authorization", "cookie", "proxy-authorization"})
_ABOUT_THE_BODY = frozenset({"content-type", "content-encoding", "content-language"})


def target(url: HttpUrl, status: int, headers: Headers) -> HttpUrl | None:
    """The URL that this answer of ``url`` redirects to, None if it is no redirect.

    Raises `BadUrl` for a Location that may not be fetched and `RedirectRefused` for one that gives up TLS.
    """
    location = headers.get("Location")
    if status not in _STATUSES or location is None:
        return None
    there = url.join(location)
    if url.scheme == "https" and there.scheme == "http":
        raise RedirectRefused(str(there), "downgrade")
    return there


def follow(request: FetchRequest, status: int, here: HttpUrl, there: HttpUrl) -> FetchRequest:
    """The request to send ``there``: without credentials on another origin, as GET where RFC or custom say so."""
    headers = request.headers if here.origin == there.origin else request.headers.without(_CREDENTIALS)
    following = replace(request, url=str(there), headers=headers)
    if _becomes_get(request.method, status):
        return replace(following, method="GET", body=None, headers=headers.without(_ABOUT_THE_BODY))
    return following


def _becomes_get(method: str, status: int) -> bool:
    return (status == HTTPStatus.SEE_OTHER and method != "HEAD") or (status in _POST_BECOMES_GET and method == "POST")
