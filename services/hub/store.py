"""`services.hub.service.Subscriptions` in Redis. Records are JSON of the dataclasses."""

from datetime import datetime, timedelta
from typing import Final

import msgspec

from services.hub import keys
from services.hub.model import Ceilings, Claim, Edition, Intent, Reading, Subscription
from shared.clock import from_ms, to_ms
from shared.store.client import Script, Store, Value

_ACTIVATE = Script.load("services.hub", "activate.lua")
_REMOVE = Script.load("services.hub", "remove.lua")
_DISTRIBUTE = Script.load("services.hub", "distribute.lua")
_EDITION_KEPT: Final = timedelta(days=40)  # longer than any lease
_AT_ONCE: Final = 100


class RedisSubscriptions:
    """Everything under ``{hub}``."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def activate(self, subscription: Subscription, ceilings: Ceilings, now: datetime) -> bool:
        arguments: list[Value] = [
            to_ms(now),
            subscription.identity,
            msgspec.json.encode(subscription),
            to_ms(subscription.expires),
            ceilings.per_topic,
            ceilings.per_host,
            subscription.host,
        ]
        word = await self._store.call(_ACTIVATE, [*_places(subscription), keys.HOSTS], arguments)
        return bool(word == [b"active"])

    async def is_full(self, intent: Intent, ceilings: Ceilings, now: datetime) -> bool:
        after = f"({to_ms(now)}"
        topic, host = keys.of_topic(intent.path), keys.of_host(intent.host)
        known, of_topic, of_host = await self._store.batch(
            [
                ("ZSCORE", topic, intent.identity),
                ("ZCOUNT", topic, after, "+inf"),
                ("ZCOUNT", host, after, "+inf"),
            ]
        )
        return known is None and (of_topic >= ceilings.per_topic or of_host >= ceilings.per_host)

    async def get(self, identity: str) -> Subscription | None:
        raw = await self._store.execute("GET", keys.record(identity))
        return None if raw is None else msgspec.json.decode(raw, type=Subscription)

    async def remove(self, identity: str) -> None:
        await self._remove(identity, "")

    async def remove_lapsed(self, now: datetime) -> int:
        lapsed = await self._store.execute("ZRANGEBYSCORE", keys.ALL, "-inf", to_ms(now), "LIMIT", 0, _AT_ONCE)
        return sum([await self._remove(identity.decode(), to_ms(now)) for identity in lapsed])

    async def forget(self, path: str) -> None:
        await self._store.execute("DEL", keys.edition(path))

    async def are_there(self, path: str, now: datetime) -> bool:
        return bool(await self._store.execute("ZCOUNT", keys.of_topic(path), f"({to_ms(now)}", "+inf"))

    async def distribute(self, look: Claim[datetime], edition: Edition, now: datetime) -> Reading:
        word = await self._store.call(
            _DISTRIBUTE,
            [
                keys.edition(edition.path),
                keys.of_topic(edition.path),
                keys.DELIVERIES.due,
                keys.DELIVERIES.jobs,
                keys.LOOKS.jobs,
            ],
            [
                to_ms(now),
                edition.path,
                look.token,
                edition.version,
                edition.content_type,
                edition.body,
                int(_EDITION_KEPT.total_seconds() * 1000),
                msgspec.json.encode(None),
                to_ms(edition.heard),
            ],
        )
        return Reading(word[0].decode())

    async def edition(self, path: str) -> Edition | None:
        fields = await self._store.execute("HMGET", keys.edition(path), "version", "type", "body", "heard")
        if fields[0] is None:
            return None
        version, content_type, body, heard = fields
        return Edition(path, version.decode(), content_type.decode(), body, from_ms(int(heard or 0)))

    async def _remove(self, identity: str, lapsed_by: int | str) -> bool:
        subscription = await self.get(identity)
        if subscription is None:
            return False
        queue = keys.DELIVERIES
        places = [*_places(subscription), queue.due, queue.jobs, keys.HOSTS, keys.BREAKERS]
        word = await self._store.call(_REMOVE, places, [identity, lapsed_by, subscription.host])
        return bool(word == [b"removed"])


def _places(subscription: Subscription) -> list[str]:
    return [
        keys.record(subscription.identity),
        keys.of_topic(subscription.path),
        keys.of_host(subscription.host),
        keys.ALL,
    ]
