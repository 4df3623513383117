"""The subscriber's half of WebSub (W3C Recommendation, 23 January 2018). Pure: decisions over plain values.

A signed push is the feed itself, any other is nothing. A hub is trusted to push once it has done so, and no longer than
it does: what it accepts is a promise, what it delivers is a proof.
"""

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlencode

from services.aggregator.model import Subscription, SubscriptionState
from shared.feed.iri import web_url
from shared.http.links import parse_links, targets

LEASE: Final = timedelta(days=10)
_SHORTEST_LEASE: Final = timedelta(minutes=1)
_LONGEST_LEASE: Final = timedelta(days=90)
_RENEW_AFTER: Final = 0.8
_PATIENCE: Final = timedelta(hours=1)
_MOST_MISSED: Final = 2
"""Once may be a race between push and poll; a hub that keeps news to itself twice in a row is a silent one."""
_DIGESTS: Final = {"sha256": hashlib.sha256, "sha384": hashlib.sha384, "sha512": hashlib.sha512}


@dataclass(frozen=True, slots=True)
class Offer:
    """A feed's invitation: ask ``hub`` for ``topic``."""

    hub: str
    topic: str


def offer(link_fields: Iterable[str], url: str, hubs: tuple[str, ...], self_url: str) -> Offer | None:
    """What the answer from ``url`` offers: its Link fields first, then what stands in the feed (section 4)."""
    links = [link for field in link_fields for link in parse_links(field, url)]
    hub = next(filter(None, map(web_url, targets(links, "hub"))), None) or next(iter(hubs), None)
    topic = next(filter(None, map(web_url, targets(links, "self"))), None) or self_url
    return Offer(hub, topic) if hub and topic else None


def wants_request(known: Subscription | None, offered: Offer, now: datetime) -> bool:
    """Nothing asked yet, another hub or topic, no answer for long, or a lease near its end."""
    if known is None or (known.hub, known.topic) != (offered.hub, offered.topic):
        return True
    if known.state is SubscriptionState.PENDING:
        return now >= known.requested + _PATIENCE
    return now >= renewal(known)


def renewal(subscription: Subscription) -> datetime:
    """When an active subscription should be asked for again, well before its lease ends."""
    if subscription.expires is None:
        return subscription.requested + _PATIENCE
    return subscription.requested + (subscription.expires - subscription.requested) * _RENEW_AFTER


def delivered(subscription: Subscription, now: datetime) -> Subscription:
    """A signed push has come: the hub keeps its promise."""
    return replace(subscription, pushed=now, missed=0)


def missed(subscription: Subscription | None, last_attempt: datetime | None, now: datetime) -> Subscription | None:
    """The subscription after a poll found news that its hub should have pushed since ``last_attempt``; None if it did.

    What was published before the lease began was never promised.
    """
    if subscription is None or not is_live(subscription, now) or last_attempt is None:
        return None
    if last_attempt < subscription.requested or (subscription.pushed and subscription.pushed >= last_attempt):
        return None
    return replace(subscription, missed=subscription.missed + 1)


def is_trusted(subscription: Subscription | None, now: datetime) -> bool:
    """Whether polling may slow down: the hub has delivered during this subscription, and kept nothing back since."""
    if subscription is None or not is_live(subscription, now):
        return False
    return subscription.pushed is not None and subscription.missed < _MOST_MISSED


def is_live(subscription: Subscription | None, now: datetime) -> bool:
    """Whether pushes may be counted on; also while a renewal is under way."""
    return subscription is not None and subscription.expires is not None and subscription.expires > now


def request(offered: Offer, known: Subscription | None, token: str, secret: str, now: datetime) -> Subscription:
    """The subscription to keep while the hub thinks. A renewal keeps callback and secret: pushes go on meanwhile."""
    if known is not None and (known.hub, known.topic) == (offered.hub, offered.topic):
        return replace(known, state=SubscriptionState.PENDING, requested=now)
    return Subscription(
        hub=offered.hub,
        topic=offered.topic,
        token=token,
        secret=secret,
        state=SubscriptionState.PENDING,
        requested=now,
    )


def is_as_good_as_fetched(subscription: Subscription, now: datetime, quiet: timedelta) -> bool:
    """Whether a signed push may be read instead of its source.

    Not if the secret went to the hub in plain text while the feed itself is fetched by TLS; and of a burst all but the
    first are better answered by one fetch, once it is ``quiet`` again.
    """
    is_secret = subscription.hub.startswith("https:") or not subscription.topic.startswith("https:")
    return is_secret and (subscription.pushed is None or now - subscription.pushed >= quiet)


def due_after_push(last_attempt: datetime | None, now: datetime, quiet: timedelta) -> datetime:
    """At once, but pushes that come in a burst wait until ``quiet`` has passed since the last poll."""
    return now if last_attempt is None else max(now, last_attempt + quiet)


def leaving_body(subscription: Subscription, callback: str) -> bytes:
    """The form that asks for its end (section 5.1)."""
    fields = {"hub.mode": "unsubscribe", "hub.topic": subscription.topic, "hub.callback": callback}
    return urlencode(fields).encode()


def farewell(query: Mapping[str, str]) -> str:
    """The challenge of a hub that asks whether a subscription that we do not have may end: it may. '' otherwise."""
    return query.get("hub.challenge", "") if query.get("hub.mode") == "unsubscribe" else ""


def request_body(subscription: Subscription, callback: str) -> bytes:
    """The form that asks for it (section 5.1)."""
    fields = {
        "hub.mode": "subscribe",
        "hub.topic": subscription.topic,
        "hub.callback": callback,
        "hub.secret": subscription.secret,
        "hub.lease_seconds": str(int(LEASE.total_seconds())),
    }
    return urlencode(fields).encode()


def confirmed(subscription: Subscription, query: Mapping[str, str], now: datetime) -> Subscription | None:
    """The active subscription if the hub verifies what we asked for (section 5.3), else None."""
    asked = subscription.state is SubscriptionState.PENDING and query.get("hub.mode") == "subscribe"
    if not asked or query.get("hub.topic") != subscription.topic or not query.get("hub.challenge"):
        return None
    seconds = query.get("hub.lease_seconds", "")
    lease = timedelta(seconds=int(seconds[:9])) if seconds.isascii() and seconds.isdigit() else LEASE
    lease = max(_SHORTEST_LEASE, min(lease, _LONGEST_LEASE))
    return replace(subscription, state=SubscriptionState.ACTIVE, requested=now, expires=now + lease)


def is_denial(subscription: Subscription, query: Mapping[str, str]) -> bool:
    """The hub says no to what we asked for (section 5.2)."""
    return query.get("hub.mode") == "denied" and query.get("hub.topic") == subscription.topic


def is_signed(header: str | None, secret: str, body: bytes) -> bool:
    """Whether ``X-Hub-Signature`` proves that the sender knows the secret (section 7.1); SHA-1 proves nothing."""
    method, _, given = (header or "").strip().partition("=")
    digest = _DIGESTS.get(method.lower())
    if digest is None:
        return False
    expected = hmac.new(secret.encode(), body, digest).hexdigest()
    return hmac.compare_digest(expected.encode(), given.strip().lower().encode("utf-8", "replace"))
