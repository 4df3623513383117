"""Put a prepared answer (`shared.http.view`) on aiohttp's wire."""

from collections.abc import Mapping

from aiohttp import web

from shared.http.view import View, respond


def view_answer(view: View, request: web.Request, extra: Mapping[str, str] | None = None) -> web.Response:
    """The answer to a GET or HEAD for ``view``, conditional requests and content codings included."""
    prepared = respond(view, request.method, request.headers)
    response = web.Response(status=prepared.status, headers=prepared.headers, body=prepared.body)
    if extra:
        response.headers.update(extra)
    return response
