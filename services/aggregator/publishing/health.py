"""How the sources are doing, for their publishers and for us: a page, and the same as JSON and CSV."""

import csv
import io
from collections.abc import Sequence
from datetime import datetime
from typing import Final, Protocol

import msgspec
from aiohttp import web

from services.aggregator import paging
from services.aggregator.model import Listed, Place, Subscription
from services.aggregator.polling.explain import explained
from services.aggregator.publishing import wording
from services.aggregator.publishing.chart import chart
from services.aggregator.publishing.telling import told
from services.aggregator.sources.register import Register, host_of
from services.aggregator.store.domain import domain_of
from shared.clock import Clock, rfc3339_or_none
from shared.i18n import translations
from shared.web.answers import Page, json_answer
from shared.web.language import language_of
from shared.web.pages import Pages
from shared.web.routing import Route

_SOURCES: Final = 50
_PUBLIC: Final = {"Access-Control-Allow-Origin": "*", "Cache-Control": "no-cache"}
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


class Subscriptions(Protocol):
    """Which sources push."""

    async def subscriptions(self, sources: Sequence[str]) -> list[Subscription | None]: ...


class HealthOut(msgspec.Struct, frozen=True):
    """A source's health; ``intervals`` in seconds, ``advice`` what to do about its error, in the language asked for."""

    id: str
    url: str
    title: str
    group: str | None
    state: str
    entries: int
    last_success: str | None
    last_attempt: str | None
    next_poll: str | None
    why: str
    intervals: tuple[int, ...]
    error: str | None
    advice: str | None
    findings: tuple[str, ...]
    push: str


class HealthPages:
    """``/planet/sources``, ``.json`` and ``.csv``."""

    def __init__(self, register: Register, pushes: Subscriptions, pages: Pages, clock: Clock) -> None:
        self._register = register
        self._pushes = pushes
        self._pages = pages
        self._clock = clock

    def routes(self) -> list[Route]:
        """To be mounted under the service's prefix."""
        query = ("source", "cursor", "lang")
        return [
            Route(
                method="GET",
                path="/sources",
                handler=self.page,
                summary="How the sources are doing",
                query=query,
                produces="text/html",
            ),
            Route(
                method="GET",
                path="/sources.json",
                handler=self.json,
                summary="How the sources are doing, for programs",
                query=query,
                returns=Page[HealthOut],
                cors=True,
            ),
            Route(
                method="GET",
                path="/sources.csv",
                handler=self.csv,
                summary="How the sources are doing, for spreadsheets",
                query=query,
                produces="text/csv",
                cors=True,
            ),
        ]

    async def page(self, request: web.Request) -> web.Response:
        """Every source: state, visits, what is wrong in words and what to do about it."""
        listed, pushes, after = await self._listed(request)
        language, now = language_of(request), self._clock()
        return self._pages.render(
            request,
            "sources.html",
            rows=[_row(each, push, language, now) for each, push in zip(listed, pushes, strict=True)],
            only=request.query.get("source") or "",
            states=wording.STATES,
            after=paging.encode(after),
        )

    async def json(self, request: web.Request) -> web.Response:
        """The same for programs."""
        listed, pushes, after = await self._listed(request)
        out = [_out(each, push, language_of(request), self._clock()) for each, push in zip(listed, pushes, strict=True)]
        return json_answer(Page(out, paging.encode(after)), headers=_PUBLIC)

    async def csv(self, request: web.Request) -> web.Response:
        """The same for spreadsheets, which must not take a title for a formula; a page of it, like the others."""
        listed, pushes, after = await self._listed(request)
        out = [_out(each, push, language_of(request), self._clock()) for each, push in zip(listed, pushes, strict=True)]
        text = io.StringIO()
        writer = csv.writer(text)
        writer.writerow(HealthOut.__struct_fields__)
        for each in out:
            writer.writerow([_cell(getattr(each, name)) for name in HealthOut.__struct_fields__])
        headers = {**_PUBLIC, "Content-Disposition": 'attachment; filename="sources.csv"'}
        if after is not None:
            headers["Link"] = f'</planet/sources.csv?cursor={paging.encode(after)}>; rel="next"'
        body = "\ufeff" + text.getvalue()
        return web.Response(text=body, content_type="text/csv", charset="utf-8", headers=headers)

    async def _listed(self, request: web.Request) -> tuple[list[Listed], list[Subscription | None], Place | None]:
        chosen = request.query.get("source")
        if chosen:
            listed, after = [await self._register.source(chosen)], None
        else:
            listed, after = await self._register.sources(paging.place_of(request.query), _SOURCES)
        return listed, await self._pushes.subscriptions([each.source.id for each in listed]), after


def _row(listed: Listed, push: Subscription | None, language: str, now: datetime) -> dict[str, object]:
    """What the page shows of one source."""
    source, say = listed.source, translations(language).gettext
    error = source.pace.error
    return {
        "source": source,
        "entries": listed.entries,
        "host": host_of(source),
        "chart": chart(source.pace.intervals),
        "sentences": _sentences(listed, push, language, now),
        "advice": say(wording.in_words(error)) if error else "",
        "code": wording.status_of(error) if error else "",
        "findings": [say(wording.FINDINGS[code]) for code in source.facts.findings if code in wording.FINDINGS],
        "push": _push(push),
    }


def _out(listed: Listed, push: Subscription | None, language: str, now: datetime) -> HealthOut:
    source, say = listed.source, translations(language).gettext
    pace = source.pace
    return HealthOut(
        id=source.id,
        url=source.url,
        title=source.title,
        group=source.group,
        state=pace.state.value,
        entries=listed.entries,
        last_success=rfc3339_or_none(pace.last_success),
        last_attempt=rfc3339_or_none(pace.last_attempt),
        next_poll=rfc3339_or_none(pace.next_poll),
        why=" ".join(_sentences(listed, push, language, now)),
        intervals=pace.intervals,
        error=wording.status_of(pace.error) if pace.error else None,
        advice=say(wording.in_words(pace.error)) if pace.error else None,
        findings=source.facts.findings,
        push=_push(push),
    )


def _sentences(listed: Listed, push: Subscription | None, language: str, now: datetime) -> list[str]:
    sentences = explained(listed.source, push, domain_of(listed.source), now)
    return [told(message, values, language) for message, values in sentences]


def _push(push: Subscription | None) -> str:
    return push.state.value if push else "none"


def _cell(value: object) -> str:
    """A tuple as words; a text that a spreadsheet would run as a formula with an apostrophe in front."""
    text = " ".join(map(str, value)) if isinstance(value, tuple) else "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text
