"""The named rules, each with its weight in log-odds. Pure.

A rule looks at how a comment was made and sent, never at what it is about: complaints about gambling or
loan sharks, and anger at officials, must pass.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

from services.comments.spam.model import Context, Part
from services.comments.spam.native import skeleton
from services.comments.spam.normalise import (
    DRESSED,
    HIDDEN,
    MIXED,
    NUMERALS,
    SPACED,
    Normalised,
    normalise,
)
from services.comments.spam.tokens import APART, HANDLE, NAMES, OFFICIAL, URL, is_official

MANY_LINKS = 3
TOO_FAST_SECONDS = 3.0
_NO_LINKS = str.maketrans("", "", URL + OFFICIAL + HANDLE)
_NO_TOKENS = str.maketrans("", "", "".join(NAMES))
_MARKS = " .,:;!-"
_SPOKEN_OF = frozenset({"blocked-domain", "known-campaign"})
_ECHO_LENGTH = 8  # letters of the title, spacing aside, that a comment must repeat to count as speaking of it
_FAMILIAR = 0.25  # the share of a comment's letters that stand in such a stretch
SHORTENERS = frozenset(
    [
        "bit.ly",
        "bitly.com",
        "bl.ink",
        "buff.ly",
        "cutt.ly",
        "goo.gl",
        "is.gd",
        "lihi.cc",
        "lihi1.cc",
        "lihi1.com",
        "lihi2.cc",
        "lihi3.cc",
        "ow.ly",
        "qrco.de",
        "rb.gy",
        "rebrand.ly",
        "s.id",
        "shorturl.asia",
        "shorturl.at",
        "t.co",
        "t.ly",
        "t2m.io",
        "tiny.cc",
        "tinyurl.com",
        "urlr.me",
        "v.gd",
        "wa.link",
    ]
)

# Offices and state banks by the letters under which people know their sites, none of them a common word.
BORROWED = frozenset(
    (
        *(
            "gov",
            "goth",
            "thaigov",
            "govth",
            "egov",
            "moi",
            "dopa",
            "dlt",
            "dltgo",
            "sso",
            "ssogo",
            "moph",
            "nhso",
            "dsi",
        ),
        *(
            "pea",
            "mea",
            "pwa",
            "mwa",
            "rd",
            "dol",
            "doh",
            "moac",
            "doae",
            "thaid",
            "paotang",
            "krungthai",
            "gsb",
            "baac",
        ),
        *("ghb", "ktb", "thailandpost", "damrongdham"),
    )
)
_LABEL_PARTS = re.compile(r"[.-]")
_OFFICIAL_INSIDE = re.compile(r"[.-](?:go|mi|ac)[.-]th[.-]")


@dataclass(frozen=True, slots=True)
class Rule:
    """``weight`` (log-odds) counts when ``applies``."""

    name: str
    weight: float
    applies: Callable[[Normalised, Context], bool]


def _trick(name: str) -> Callable[[Normalised, Context], bool]:
    return lambda text, _: name in text.tricks


def _shortener(text: Normalised, _: Context) -> bool:
    return any(host in SHORTENERS for host in text.hosts)


def _blocked(text: Normalised, context: Context) -> bool:
    """A host of the operator's list, or below one."""
    return any(
        host == domain or host.endswith(f".{domain}") for host in text.hosts for domain in context.blocked_domains
    )


def _official_links(text: Normalised, _: Context) -> bool:
    return bool(text.hosts) and all(map(is_official, text.hosts))


def _borrowed_name(text: Normalised, _: Context) -> bool:
    """A host that is named after an office, outside ``.th``, where names are given to whom they belong."""
    return any(
        not host.endswith(".th")
        and (_OFFICIAL_INSIDE.search(host) or not BORROWED.isdisjoint(_LABEL_PARTS.split(host)))
        for host in text.hosts
    )


def _only_link(text: Normalised, _: Context) -> bool:
    return bool(text.hosts) and not text.text.translate(_NO_LINKS).strip(_MARKS)


def _first_with_link(text: Normalised, context: Context) -> bool:
    return context.first_comment and bool(text.hosts) and not _official_links(text, context)


def _too_fast(_: Normalised, context: Context) -> bool:
    return context.seconds_to_submit is not None and context.seconds_to_submit < TOO_FAST_SECONDS


def _echoes_thread(text: Normalised, context: Context) -> bool:
    """The comment, without links, has a good part of its letters from the post's title."""
    if text.hosts or not context.thread_title:
        return False
    stretches, letters = _stretches(context.thread_title), skeleton(text.text)[0]
    found = [at for at in range(len(letters) - _ECHO_LENGTH + 1) if letters[at : at + _ECHO_LENGTH] in stretches]
    covered = {at + more for at in found for more in range(_ECHO_LENGTH)}
    return len(covered) > _FAMILIAR * len(letters)


@lru_cache(maxsize=256)
def _stretches(title: str) -> frozenset[str]:
    letters = skeleton(normalise(title).text)[0]
    return frozenset(letters[at : at + _ECHO_LENGTH] for at in range(len(letters) - _ECHO_LENGTH + 1))


RULES = (
    Rule("only-link", 1.5, _only_link),
    Rule("many-links", 1.0, lambda text, _: len(text.hosts) >= MANY_LINKS),
    Rule("shortener", 1.2, _shortener),
    Rule("blocked-domain", 6.0, _blocked),
    Rule("known-campaign", 4.0, lambda _, context: context.known_campaign),
    Rule("first-comment-link", 0.5, _first_with_link),
    Rule("official-links", -1.5, _official_links),
    Rule("borrowed-name", 2.0, _borrowed_name),
    Rule("hidden-characters", 0.4, _trick(HIDDEN)),  # some sites copy as such
    Rule("spaced-letters", 1.5, _trick(SPACED)),
    Rule("styled-letters", 0.5, _trick(DRESSED)),
    Rule("mixed-scripts", 1.0, _trick(MIXED)),
    Rule("numerals-for-letters", 0.5, _trick(NUMERALS)),  # text messages are full of them
    Rule("link-written-apart", 0.4, _trick(APART)),
    Rule("no-form", 0.3, lambda _, context: not context.has_form),
    Rule("too-fast", 1.5, _too_fast),
    Rule("echoes-thread", -0.5, _echoes_thread),
)


def says_nothing(text: Normalised) -> bool:
    """Whether there is no word beside links, names and numbers."""
    return not text.text.translate(_NO_TOKENS).strip(_MARKS)


def spoken_of(parts: Iterable[Part]) -> bool:
    """Whether one of the rules fired behind which stands what a person has said."""
    return any(part.kind == "rule" and part.name in _SPOKEN_OF for part in parts)


def fired(text: Normalised, context: Context) -> tuple[Part, ...]:
    """The rules that apply, as parts of the score."""
    return tuple(Part("rule", rule.name, rule.weight) for rule in RULES if rule.applies(text, context))
