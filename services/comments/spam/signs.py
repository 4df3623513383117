"""What a text does and how it is built: few features that carry over from one trade, and one language, to others. Pure.

acts told by phrases (asks to chat, offers work, complains ...) | contacts and links | sums | length and dress
some of them together: who offers and can be reached, who speaks of an offer, who links and offers nothing, who flatters
or explains and says nothing of this place, its people or oneself
"""

import re

from services.comments.spam.phrases import acts
from services.comments.spam.tokens import EMAIL, HANDLE, NAMES, PHONE, URL

_SUM = re.compile(
    r"[฿$€£] ?0|0 ?(?:บาท|฿|usdt?|dollars?|baht|eur|euros?|pounds?|k\b|แสน|หมื่น|พัน|ล้าน)"
    r"|(?<=หลัก)(?:พัน|หมื่น|แสน|ล้าน)|(?<=ละ)(?:ร้อย|พัน|หมื่น|แสน)"
)
_SUM_HINTS = ("0", "ละ", "หลัก")  # in every sum
_EMOJI = re.compile("[\u2190-\u21ff\u25a0-\u27bf\u2b00-\u2bff\U0001f300-\U0001faff]")
_LENGTHS = (15, 40, 80, 160, 320)  # characters at which a text counts as longer
_MARKS = {"percent": "%", "question": "?", "exclamation": "!", "quotation": '"', "hashtag": "#", "numeral": "0"}
_REACHED = frozenset({NAMES[URL], NAMES[EMAIL], NAMES[HANDLE], NAMES[PHONE], "asks-to-chat"})
_OFFERS = (
    *("offers-game", "offers-money", "offers-work", "offers-growth", "offers-flesh", "offers-goods", "offers-luck"),
    *("offers-audience", "asks-for-followers", "poses-as-office", "asks-to-join", "names-game-of-chance"),
)
_LURES = frozenset(_OFFERS) | {"asks-to-click", "asks-to-chat", "hurries", "assures", "bears-witness"}
_SPEAKS = frozenset({"asks", "asks-officials", "tells-of-harm", "opposes", "curses", "speaks-of-own", "names-office"})
_HERE = _SPEAKS | {"speaks-of-place", "speaks-dialect", "thanks-or-mourns", "is-polite", "points-to"}
_TOLD = 80  # characters in which somebody from here says so


def signs(normal: str, letters: str, at: list[int]) -> dict[str, int]:
    """The signs of a normal text (``letters`` and ``at`` are its skeleton), each with the place where it shows."""
    if not normal:
        return {}
    found = acts(normal, letters, at)
    found |= {name: normal.index(token) for token, name in NAMES.items() if token in normal}
    found |= {name: normal.index(mark) for name, mark in _MARKS.items() if mark in normal}
    if any(map(normal.__contains__, _SUM_HINTS)) and (match := _SUM.search(normal)):
        found["sum"] = match.start()
    return found | _together(found) | _shape(normal, nowhere=_HERE.isdisjoint(found))


def _together(found: dict[str, int]) -> dict[str, int]:
    """Who offers and can be reached, speaks of offers, links and offers nothing, quotes harm, flatters or explains."""
    offered, speaks = [name for name in _OFFERS if name in found], not _SPEAKS.isdisjoint(found)
    flatters, searched, nowhere = "flatters" in found, "writes-for-search" in found, _HERE.isdisjoint(found)
    pairs = {
        "offers-and-can-be-reached": offered and not _REACHED.isdisjoint(found),
        "speaks-of-offers": offered and speaks,
        "offers-and-nothing-else": offered and not speaks,
        "harm-by-offers": offered and "tells-of-harm" in found,
        "links-without-lure": NAMES[URL] in found and _LURES.isdisjoint(found),
        "flatters-for-search": flatters and searched,
        "flatters-of-nowhere": flatters and nowhere,
        "search-of-nowhere": searched and nowhere,
    }
    first = found[offered[0]] if offered else found.get(NAMES[URL], 0)
    return {name: first for name, holds in pairs.items() if holds}


def _shape(normal: str, *, nowhere: bool) -> dict[str, int]:
    emoji = _EMOJI.findall(normal)
    dress = {f"emoji:{min(len(emoji), 3)}": normal.index(emoji[0])} if emoji else {}
    length = sum(len(normal) >= limit for limit in _LENGTHS)
    prose = {f"of-nowhere:{length}": 0} if nowhere and len(normal) >= _TOLD else {}
    return dress | prose | {f"length:{length}": 0}
