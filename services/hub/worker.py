"""The hub's loops: they claim work, run a bounded number of pieces at once, and outlive an absent store."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Final, Generic, TypeVar

from services.hub.errors import NotATopic
from services.hub.news import RedisNews
from services.hub.service import LEASE, Queue, Reception, Subscriptions
from shared.clock import Clock
from shared.errors import StoreError
from shared.ids import NewId
from shared.store.client import StreamEntry

log = logging.getLogger(__name__)

P = TypeVar("P")
_NEWS_BLOCK_MS: Final = 1000
_SWEEP_SECONDS: Final = 60.0


class Worker(Generic[P]):
    """Attends to one queue, ``slots`` pieces at once; looks at it every ``poll`` seconds, at once when rung."""

    def __init__(
        self,
        queue: Queue[P],
        attend: Callable[[P], Awaitable[None]],
    ) -> None:
        raise NotImplementedError
