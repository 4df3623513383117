"""Public feeds over HTTP: readable by scripts of any site, and never taken for anything but feeds."""

from typing import Final

from aiohttp import web

from shared.feed.formats import FORMATS, Format
from shared.http.view import View
from shared.web.views import view_answer

FORMAT: Final = f"{{format:{'|'.join(FORMATS)}}}"
"""The extension in a route's path."""
_HEADERS: Final = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Last-Modified, Link",
    "X-Content-Type-Options": "nosniff",
}


def format_of(request: web.Request) -> Format:
    """What the `FORMAT` of the request's path names."""
    return FORMATS[request.match_info["format"]]


def feed_answer(view: View, request: web.Request) -> web.Response:
    """The answer to a GET or HEAD for a view made by `shared.feed.views`."""
    return view_answer(view, request, _HEADERS)
