"""Watches the queue: somebody is told once when it grows too long or too old, and again a day later if it still is."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol

from services.comments.notices.model import Code, Notice
from services.comments.notices.settings import NoticeSettings
from services.comments.personal_data.retention import WARNED
from shared.clock import Clock
from shared.i18n import DEFAULT_LANGUAGE, mark, translations
from shared.ids import NewId

AGAIN_AFTER: Final = timedelta(days=1)
_CALM: Final = 0.8
"""The share of a limit below which the matter is over, so that a queue at its limit does not ring on and off."""
_SUBJECTS: Final = {
    Code.QUEUE_LONG: mark("%(held)s comments wait for a moderator"),
    Code.QUEUE_OLD: mark("A comment has waited for %(hours)s hours"),
    Code.QUEUE_ENDING: mark("Waiting comments will soon be erased undecided"),
}
_TEXT: Final = mark("%(held)s comments wait for a moderator; the first of them has waited for %(hours)s hours.")
_TEXTS: Final = {
    Code.QUEUE_ENDING: mark(
        "Comments about which nobody decides are erased %(kept)s days after they were last changed; the first of those"
        " that wait came %(days)s days ago."
    )
}


@dataclass(frozen=True, slots=True)
class Queue:
    """How much waits, and since when the first does."""

    held: int
    oldest: datetime | None

    def hours(self, now: datetime) -> float:
        return _hours(now - self.oldest) if self.oldest else 0.0


class Look(Protocol):
    """Looks at the queue."""

    async def __call__(self) -> Queue: ...


class Memory(Protocol):
    """What has been told. `begin` is True for one of all instances, when it was not or too long ago."""

    async def begin(self, code: Code, now: datetime, again: timedelta) -> bool: ...
    async def end(self, code: Code) -> None: ...


class Tell(Protocol):
    """Takes notices (`services.comments.notices.courier.Courier`)."""

    async def tell(self, notice: Notice) -> None: ...


def ratios(queue: Queue, settings: NoticeSettings, now: datetime) -> dict[Code, float]:
    """How near each limit is: 1 and above is too much."""
    hours, longest, ending = queue.hours(now), _hours(settings.longest), _hours(settings.erased_after) * WARNED
    return {
        Code.QUEUE_LONG: queue.held / settings.most,
        Code.QUEUE_OLD: hours / longest,
        Code.QUEUE_ENDING: hours / ending,
    }


def _hours(time: timedelta) -> float:
    return time.total_seconds() / 3600


class Watch:
    """One look at a time, by whoever calls `tick`; ``desk`` is where notices send people."""

    def __init__(
        self,
        *,
        look: Look,
        memory: Memory,
        tell: Tell,
        settings: NoticeSettings,
        desk: str,
        clock: Clock,
        new_id: NewId,
    ) -> None:
        self._look = look
        self._memory = memory
        self._tell = tell
        self._settings = settings
        self._desk = desk
        self._clock = clock
        self._new_id = new_id

    async def tick(self) -> bool:
        """Look, and tell what is new; whether anything was."""
        queue, now, told = await self._look(), self._clock(), False
        for code, ratio in ratios(queue, self._settings, now).items():
            if ratio >= 1 and await self._memory.begin(code, now, AGAIN_AFTER):
                await self._tell.tell(self._notice(code, queue, now))
                told = True
            elif ratio < _CALM:
                await self._memory.end(code)
        return told

    def _notice(self, code: Code, queue: Queue, now: datetime) -> Notice:
        say = translations(DEFAULT_LANGUAGE).gettext
        hours = queue.hours(now)
        kept = self._settings.erased_after.days
        figures = {"held": queue.held, "hours": f"{hours:.0f}", "days": f"{hours / 24:.0f}", "kept": kept}
        subject, text = say(_SUBJECTS[code]) % figures, say(_TEXTS.get(code, _TEXT)) % figures
        return Notice(self._new_id(now), code, now, subject, text, self._desk)
