"""What staff may ask the hub as JSON: who subscribes, and how the callbacks' hosts are doing.

A callback's address is often all that protects it, so these answers are for staff and are kept by nobody.
"""

from aiohttp import web
from msgspec import Struct

from services.hub.figures import HostFacts, Listing
from services.hub.places import hosts_before, subscription_place
from services.hub.service import Records
from shared.clock import Clock, rfc3339, rfc3339_or_none
from shared.http.paging import read_limit, write_cursor
from shared.staff.model import Scope
from shared.web.answers import Page, json_answer
from shared.web.routing import Route


class SubscriptionOut(Struct, frozen=True):
    """An active subscription; ``waiting``: something is on its way to it."""

    topic: str
    callback: str
    host: str
    expires: str
    signed: bool
    waiting: bool


class HostOut(Struct, frozen=True):
    """A callback host; ``breaker`` is closed, open or half-open, and lets the next delivery out at ``until``."""

    host: str
    subscriptions: int
    waiting: int
    breaker: str
    until: str | None
    last_success: str | None
    last_failure: str | None
    why: str | None


class StaffApi:
    """Every route needs the scope ``posts``: whoever publishes may see how it travels."""

    def __init__(self, records: Records, clock: Clock) -> None:
        self._records = records
        self._clock = clock

    def routes(self) -> list[Route]:
        return [
            Route(
                method="GET",
                path="/api/subscriptions",
                handler=self.subscriptions,
                summary="Active subscriptions, those whose lease ends first in front",
                scope=Scope.POSTS,
                or_scope=Scope.VIEW,
                returns=Page[SubscriptionOut],
                query=("cursor", "limit"),
            ),
            Route(
                method="GET",
                path="/api/hosts",
                handler=self.hosts,
                summary="Callback hosts by name: last success, last failure and why, breaker, deliveries that wait",
                scope=Scope.POSTS,
                or_scope=Scope.VIEW,
                returns=Page[HostOut],
                query=("cursor", "limit"),
            ),
        ]

    async def subscriptions(self, request: web.Request) -> web.Response:
        after, limit = subscription_place(request.query.get("cursor")), read_limit(request.query.get("limit"))
        listings, place = await self._records.subscriptions(after, limit)
        return json_answer(Page([_subscription_out(each) for each in listings], write_cursor(place)))

    async def hosts(self, request: web.Request) -> web.Response:
        start, limit = hosts_before(request.query.get("cursor")), read_limit(request.query.get("limit"))
        found = await self._records.hosts(start, limit + 1, self._clock())
        following = str(start + limit) if len(found) > limit else None
        return json_answer(Page([_host_out(each) for each in found[:limit]], write_cursor(following)))


def _subscription_out(listing: Listing) -> SubscriptionOut:
    return SubscriptionOut(
        listing.topic, listing.callback, listing.host, rfc3339(listing.expires), listing.signed, listing.waiting
    )


def _host_out(facts: HostFacts) -> HostOut:
    return HostOut(
        facts.host,
        facts.subscriptions,
        facts.waiting,
        facts.breaker.state.value,
        rfc3339_or_none(facts.breaker.until),
        rfc3339_or_none(facts.last_success),
        rfc3339_or_none(facts.last_failure),
        facts.why,
    )
