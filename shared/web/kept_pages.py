"""Public pages that are rendered once for every change of what they show, not once for every reader."""

from collections.abc import Awaitable, Callable, Hashable, Mapping
from functools import partial
from typing import Any, Final

from aiohttp import web

from shared.http.cache import ViewCache
from shared.http.view import View, make_view
from shared.web.language import language_of
from shared.web.pages import SECURITY_HEADERS, Pages
from shared.web.views import view_answer

Context = Callable[[], Awaitable[Mapping[str, Any]]]
"""Gathers what a template shows; asked only if something has changed."""

_MOST_BYTES: Final = 32 * 1024 * 1024


class KeptPages:
    """Pages of `Pages` in memory, with validators and compressed once. For pages that are the same for everyone."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages
        self._cache = ViewCache(entries=512, size=_MOST_BYTES)

    async def answer(self, request: web.Request, template: str, version: Hashable, context: Context) -> web.Response:
        """The page at this address as of ``version``, which changes with whatever the page shows."""
        language = language_of(request)
        key = (template, request.path_qs, language)
        render = partial(self._render, request, template, language, context)
        view = await self._cache.get(key, (self._pages.face, version), render)
        return view_answer(view, request, {**SECURITY_HEADERS, "Content-Language": language})

    async def _render(self, request: web.Request, template: str, language: str, context: Context) -> View:
        text = self._pages.page_text(request, template, language, await context())
        return make_view(text.encode(), content_type="text/html; charset=utf-8", cache_control="no-cache")
