"""Answers in JSON, and the redirect after a form."""

from collections.abc import Mapping
from typing import Any, Generic, TypeVar

import msgspec
from aiohttp import web

T = TypeVar("T")


class Page(msgspec.Struct, Generic[T], frozen=True):
    """One page of results; ``next`` is the cursor of the following one, None on the last."""

    items: list[T]
    next: str | None = None


def json_answer(value: Any, *, status: int = 200, headers: Mapping[str, str] | None = None) -> web.Response:
    """``value`` (a Struct, or a container of them) as ``application/json``, private unless ``headers`` say else."""
    response = web.Response(status=status, body=msgspec.json.encode(value), content_type="application/json")
    response.headers["Cache-Control"] = "no-store"
    response.headers.update(headers or {})
    return response


def see_other(location: str) -> web.Response:
    """303: the form is done, look there (so that a reload does not send it again)."""
    return web.Response(status=303, headers={"Location": location, "Cache-Control": "no-store"})
