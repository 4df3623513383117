"""Alarms of the filter, told to people: what whoever watches the model rings."""

from collections.abc import Callable
from datetime import datetime
from typing import Final, Generic, Protocol, TypeVar

from services.comments.notices.model import Code, Notice
from shared.i18n import DEFAULT_LANGUAGE, mark, translations
from shared.ids import NewId

_RAISED: Final = mark("The spam filter needs attention: %(what)s")
_ENDED: Final = mark("The spam filter is well again: %(what)s")

Alarm = TypeVar("Alarm")


class Tell(Protocol):
    """Takes notices."""

    async def tell(self, notice: Notice) -> None: ...


class NoticeBell(Generic[Alarm]):
    """``words`` says what an alarm means, ``desk`` is where notices send people."""

    def __init__(self, tell: Tell, words: Callable[[Alarm], str], desk: str, new_id: NewId) -> None:
        self._tell = tell
        self._words = words
        self._desk = desk
        self._new_id = new_id

    async def raised(self, alarm: Alarm, at: datetime) -> None:
        """Something has begun to be wrong."""
        await self._ring(Code.ALARM, _RAISED, alarm, at)

    async def ended(self, alarm: Alarm, at: datetime) -> None:
        """It is over."""
        await self._ring(Code.ALARM_ENDED, _ENDED, alarm, at)

    async def _ring(self, code: Code, subject: str, alarm: Alarm, at: datetime) -> None:
        what = self._words(alarm)
        said = translations(DEFAULT_LANGUAGE).gettext(subject) % {"what": what}
        await self._tell.tell(Notice(self._new_id(at), code, at, said, what, self._desk))
