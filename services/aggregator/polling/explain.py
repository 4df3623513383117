"""Why a source is polled when it is, as sentences to be translated: pairs of a message and its values. Pure.

Values are times, numbers and texts; who shows them writes times in the reader's way.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from services.aggregator.model import Pace, Source, Subscription, Why
from services.aggregator.polling.moving import AGREEING, PROBATION
from services.aggregator.push import websub
from shared.i18n import mark

Value = datetime | timedelta | int | str
Sentence = tuple[str, dict[str, Value]]

WHY: Final = {
    Why.NEW: mark("It is new: the first visit comes as soon as there is a free place."),
    Why.RHYTHM: mark("That is a sixth of the usual time between its news: soon enough, and seldom in vain."),
    Why.FLOOR: mark("It brings news often, or the shortest interval was set: nothing is visited more often than that."),
    Why.CEILING: mark("It brings news seldom or asks to be visited seldom: once a day is the least."),
    Why.FRESH: mark("It said that its answer stays good until then (Cache-Control or Expires)."),
    Why.TTL: mark("The feed itself names this interval (ttl or sy:updatePeriod)."),
    Why.REST: mark("The feed asks to be left alone before then (skipHours or skipDays)."),
    Why.PUSHED: mark("Its hub delivers news by itself; visits are only the safety net."),
    Why.RENEWAL: mark("The subscription at its hub has to be renewed then."),
    Why.BACKOFF: mark("It did not work: after every failure the pause doubles, up to a day. It is never given up."),
    Why.RETRY_AFTER: mark("It asked not to be visited before then (Retry-After)."),
    Why.GONE: mark("Its publisher has closed it (410): it is visited only when somebody asks for it."),
}
_NEXT: Final = mark("Next visit: %(due)s.")
_NEVER: Final = mark("Next visit: only when asked to.")
_OVERDUE: Final = mark("The visit is due; it waits for its turn, or for the budget of the domain %(domain)s.")
_LAST: Final = mark("Last visit: %(attempt)s; last success: %(success)s.")
_FAILED: Final = mark("Failures in a row: %(count)d. The last one: %(code)s.")
_GAP: Final = mark("Usual time between its news: %(gap)s; its newest entry is of %(latest)s.")
_MOVED: Final = mark("It is fetched from %(address)s.")
_MOVING: Final = mark(
    "It says that it has moved to %(address)s. That is believed after %(days)d days and %(fetches)d visits that agree;"
    " so far: %(agreed)d, since %(since)s."
)
_HUB_TRUSTED: Final = mark("Hub %(hub)s: delivers; last delivery %(pushed)s, subscribed until %(expires)s.")
_HUB_UNPROVED: Final = mark("Hub %(hub)s: subscribed until %(expires)s, but it has delivered nothing yet.")
_HUB_SILENT: Final = mark("Hub %(hub)s: it kept news to itself %(missed)d times, so visits go on as without it.")
_HUB_ASKED: Final = mark("Hub %(hub)s: asked on %(requested)s, no answer yet.")


def explained(source: Source, subscription: Subscription | None, domain: str, now: datetime) -> Iterator[Sentence]:
    """The next visit and its reason first, then all that led to it."""
    pace = source.pace
    yield (_NEXT, {"due": pace.next_poll}) if pace.next_poll else (_NEVER, {})
    yield WHY[pace.why], {}
    if pace.next_poll and pace.next_poll <= now:
        yield _OVERDUE, {"domain": domain}
    if pace.last_attempt:
        yield _LAST, {"attempt": pace.last_attempt, "success": pace.last_success or "–"}
    yield from _history(pace)
    if subscription is not None:
        yield _hub(subscription, now)


def _history(pace: Pace) -> Iterator[Sentence]:
    if pace.error is not None:
        yield _FAILED, {"count": pace.failures, "code": f"{pace.error.code} {pace.error.detail}".strip()}
    if pace.rhythm is not None and pace.latest is not None:
        yield _GAP, {"gap": timedelta(seconds=pace.rhythm), "latest": pace.latest}
    if pace.address is not None:
        yield _MOVED, {"address": pace.address}
    if pace.moving is not None:
        moving = pace.moving
        yield (
            _MOVING,
            {
                "address": moving.url,
                "days": PROBATION.days,
                "fetches": AGREEING,
                "agreed": moving.agreed,
                "since": moving.since,
            },
        )


def _hub(known: Subscription, now: datetime) -> Sentence:
    if not websub.is_live(known, now) or known.expires is None:
        return _HUB_ASKED, {"hub": known.hub, "requested": known.requested}
    if known.pushed is None:
        return _HUB_UNPROVED, {"hub": known.hub, "expires": known.expires}
    if not websub.is_trusted(known, now):
        return _HUB_SILENT, {"hub": known.hub, "missed": known.missed}
    return _HUB_TRUSTED, {"hub": known.hub, "pushed": known.pushed, "expires": known.expires}
