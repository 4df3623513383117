"""Put a prepared answer (`shared.http.view`) on aiohttp's wire."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from aiohttp import web

from shared.http.view import Prepared, View, respond

_NOTHING: Final[Mapping[str, str]] = MappingProxyType({})


class Shown(NamedTuple):
    """What an answer was made from: one of the view's, and the header fields that its address adds to any of them."""

    view: View
    prepared: Prepared
    extra: Mapping[str, str]


SHOWN: Final = web.ResponseKey("shown", Shown)


def view_answer(view: View, request: web.Request, extra: Mapping[str, str] = _NOTHING) -> web.Response:
    """The answer to a GET or HEAD for ``view``, conditional requests and content codings included.

    ``extra`` header fields are the same for every request to the address. See `shared.web.front` for what comes of it
    if the view has a ``version``.
    """
    prepared = respond(view, request.method, request.headers)
    response = web.Response(status=prepared.status, headers={**prepared.headers, **extra}, body=prepared.body)
    response[SHOWN] = Shown(view, prepared, extra)
    return response
