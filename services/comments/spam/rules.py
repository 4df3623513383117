"""The named rules, each with its weight in log-odds. Pure.

A rule looks at how a comment was made and sent, never at what it is about: complaints about gambling or
loan sharks, and anger at officials, must pass.
"""

from collections.abc import Callable
from dataclasses import dataclass

from services.comments.spam.model import Context, Part
from services.comments.spam.normalise import HIDDEN, SPACED, Normalised, normalise
from services.comments.spam.tokens import URL

MANY_LINKS = 3
TOO_FAST_SECONDS = 3.0
_ECHO_LENGTH = 12  # characters of the title that a comment must repeat to be taken for an answer to it

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
_OFFICIAL = (".go.th", ".mi.th", ".ac.th")


@dataclass(frozen=True, slots=True)
class Rule:
    """``weight`` (log-odds) counts when ``applies``."""

    name: str
    weight: float
    applies: Callable[[Normalised, Context], bool]


def _shortener(text: Normalised, _: Context) -> bool:
    return any(host in SHORTENERS for host in text.hosts)


def _official_links(text: Normalised, _: Context) -> bool:
    return bool(text.hosts) and all(host.endswith(_OFFICIAL) for host in text.hosts)


def _only_link(text: Normalised, _: Context) -> bool:
    return bool(text.hosts) and not text.text.replace(URL, "").strip(" .,:;!-")


def _first_with_link(text: Normalised, context: Context) -> bool:
    return context.first_comment and bool(text.hosts) and not _official_links(text, context)


def _too_fast(_: Normalised, context: Context) -> bool:
    return context.seconds_to_submit is not None and context.seconds_to_submit < TOO_FAST_SECONDS


def _echoes_thread(text: Normalised, context: Context) -> bool:
    """The comment, without links, repeats a stretch of the post's title."""
    if text.hosts or not context.thread_title:
        return False
    title = normalise(context.thread_title).text
    return any(title[at : at + _ECHO_LENGTH] in text.text for at in range(len(title) - _ECHO_LENGTH + 1))


RULES = (
    Rule("only-link", 1.5, _only_link),
    Rule("many-links", 1.0, lambda text, _: len(text.hosts) >= MANY_LINKS),
    Rule("shortener", 1.2, _shortener),
    Rule("first-comment-link", 0.5, _first_with_link),
    Rule("official-links", -1.5, _official_links),
    Rule("hidden-characters", 0.4, lambda text, _: HIDDEN in text.tricks),  # some sites copy as such
    Rule("spaced-letters", 0.8, lambda text, _: SPACED in text.tricks),
    Rule("no-form", 0.3, lambda _, context: not context.has_form),
    Rule("too-fast", 1.5, _too_fast),
    Rule("echoes-thread", -0.5, _echoes_thread),
)


def fired(text: Normalised, context: Context) -> tuple[Part, ...]:
    """The rules that apply, as parts of the score."""
    return tuple(Part("rule", rule.name, rule.weight) for rule in RULES if rule.applies(text, context))
