"""Which comments ask something, and which of those the province has answered. Pure.

Thai marks a question by a word, mostly without a question mark; the words stand anywhere in a text without spaces, so
only those are taken that hardly ever are part of another word. A question is answered once a reply to it, direct or
further down, is an official one.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from services.strategy.voices import Remark

_ASKS: Final = re.compile(
    r"[?？]|ไหมค|ไหม(?=\s|$)|มั้ย|หรือไม่(?=\s|$|ค)|หรือเปล่า|หรือยัง|เมื่อไร|เมื่อไหร่|อย่างไร|ยังไง|ทำไม|ที่ไหน|ตรงไหน|"
    r"เท่าไร|เท่าไหร่|กี่(?:วัน|บาท|โมง|คน|ครั้ง|เดือน|ปี)|อะไรบ้าง|ขอทราบ|ขอสอบถาม|อยากทราบ|สอบถาม"
)


@dataclass(frozen=True, slots=True)
class Question:
    """A citizen's question under a post, and the first official answer; None while it is open."""

    remark: Remark
    thread: str
    answer: Remark | None

    @property
    def is_open(self) -> bool:
        return self.answer is None


def asks(text: str) -> bool:
    """Whether a text asks for something."""
    return _ASKS.search(text) is not None


def questions(threads: Mapping[str, Sequence[Remark]]) -> tuple[Question, ...]:
    """Every question in some threads, the newest first."""
    found = [question for thread, remarks in threads.items() for question in _of_thread(thread, remarks)]
    return tuple(sorted(found, key=lambda question: (question.remark.created, question.remark.id), reverse=True))


def _of_thread(thread: str, remarks: Sequence[Remark]) -> Iterable[Question]:
    asked = {remark.id: remark for remark in remarks if not remark.official and asks(remark.text)}
    answers: dict[str, Remark] = {}
    parents = {remark.id: remark.parent for remark in remarks}
    for reply in sorted((remark for remark in remarks if remark.official), key=lambda remark: remark.created):
        for ancestor in _ancestors(reply.parent, parents):
            if ancestor in asked:
                answers.setdefault(ancestor, reply)
    return [Question(remark, thread, answers.get(identity)) for identity, remark in asked.items()]


def _ancestors(start: str | None, parents: Mapping[str, str | None]) -> Iterable[str]:
    seen: set[str] = set()
    while start is not None and start not in seen:
        seen.add(start)
        yield start
        start = parents.get(start)
