"""Links, addresses and numbers in a comment, found and replaced by typed one-character tokens.

A token is one private-use character, so that n-grams see what stands beside a link and never which link it
is. A writer who types such a character himself merely claims to have a link.
"""

import re
from typing import NamedTuple

from services.comments.spam.traced import Replacement, Traced

URL, EMAIL, PHONE, HANDLE, NUMBER, LAUGH, ACCOUNT, OFFICIAL = (chr(0xE000 + n) for n in range(8))
NAMES = {
    URL: "<url>",
    EMAIL: "<email>",
    PHONE: "<phone>",
    HANDLE: "<handle>",
    NUMBER: "<number>",
    LAUGH: "<laugh>",
    ACCOUNT: "<account>",
    OFFICIAL: "<official-url>",
}

_READABLE = str.maketrans(NAMES)

# Suffixes under which a bare "name.suffix" is taken for a link; others are mostly missing spaces.
_SUFFIXES = (
    "com|net|org|info|biz|co|io|me|cc|tv|ly|gl|gd|gg|to|in|xyz|top|vip|club|online|site|website|store|shop"
    "|live|life|win|bet|casino|app|dev|fun|icu|link|click|page|asia|work|loan|money|example|th|la|ph|us|uk"
)
_REST = r"[^\s\u0e00-\u0e7f<>\"'\ue000-\ue007]"  # Thai words are often glued to the end of a link
_URL = re.compile(
    rf"(?:https?://|www\.){_REST}+"
    rf"|(?<![a-z0-9@._-])(?:[a-z0-9-]{{1,63}}\.){{1,5}}(?:{_SUFFIXES})(?![a-z0-9-])(?::\d{{1,5}})?(?:[/?#]{_REST}*)?",
    re.IGNORECASE,
)
_HOST = re.compile(r"^(?:https?://)?(?:[^/@?#]*@)?([^/:?#]+)", re.IGNORECASE)
_EMAIL = re.compile(
    r"(?<![a-z0-9._+/-])[a-z0-9._+-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,4}(?![a-z0-9-])",
    re.IGNORECASE,
)
_HANDLE = re.compile(
    r"(?<![a-z0-9])@[a-z0-9][a-z0-9._-]{1,39}"
    r"|(?:(?<=line)|(?<=telegram)|(?<=whatsapp)|(?<=wechat))(?:\s?id)?\s?[:=]\s?@?[a-z0-9._-]{3,40}"
    r"|(?<=ไลน์)(?:\s?(?:id|ไอดี))?\s?[:=]?\s?@?(?=[a-z0-9._-]{0,39}\d)[a-z0-9._-]{3,40}"
    r"|(?<=ไลน์)(?:\s?(?:id|ไอดี))?\s?[:=]\s?[a-z0-9._-]{3,40}",
    re.IGNORECASE,
)
_PHONE = re.compile(r"(?<!\d)(?:\+?66[ -]?|0)\d(?:[ .-]?\d){7,8}(?!\d)")
_ACCOUNT = re.compile(r"(?<![\d-])\d{3}-\d-\d{5}-\d(?![\d-])|(?<=บัญชี)\s?:?\s?\d{10}(?!\d)")
_LAUGH = re.compile(r"(?<![0-9a-z.,+-])5{3,}\+?(?![0-9a-z.,-])", re.IGNORECASE)  # ห้า sounds like "ha"
_NUMBER = re.compile(r"\d{7,}")
_LONG = re.compile(r"\d[\d .-]{6}")  # in every account, telephone and long number
_OFFICIAL = (".go.th", ".mi.th", ".ac.th")
_CHAT_HOSTS = frozenset({"line.me", "lin.ee", "t.me", "telegram.me", "wa.me", "m.me", "liff.line.me"})

# Links written so that only people see them: "a (dot) com", "a . com", "https : //".
_CLEAR = "com|net|org|info|xyz|top|vip|club|online|site|shop|live|bet|casino|asia|example|co|io|cc|me|ly"
_DOT = re.compile(
    r"(?<=[a-z0-9])(?: ?[(\[{<] ?(?:\.|dot) ?[)\]}>] ?|\. | \. ?| ?[·,] ?| (?:dot|ดอท|จุด) ?)"
    rf"(?=(?:{_CLEAR})(?![a-z0-9]))"
)
_AT = re.compile(r"(?<=[a-z0-9]) ?[(\[] ?(?:at|@) ?[)\]] ?(?=[a-z0-9])")
_SCHEME = re.compile(r"(?<![a-z0-9])(?:https?|hxxps?) ?: ?/ ?/ ?(?=[a-z0-9])")
_LATIN_OR_DIGIT = re.compile("[a-z0-9]", re.IGNORECASE)  # in every link, handle and number
_PLAIN_SCHEMES = frozenset({"http://", "https://"})


class _Step(NamedTuple):
    """What ``pattern`` finds is written so, in texts that hold one of ``hints``: a glance costs less than a search."""

    hints: tuple[str, ...]
    pattern: re.Pattern[str]
    written: Replacement


def replace_tokens(text: Traced) -> tuple[Traced, tuple[str, ...], bool]:
    """The text with its tokens in place, the lower-case hosts of its links, and whether a link was written apart."""
    if not _LATIN_OR_DIGIT.search(text.text):
        return text, (), False
    whole = _step_by_step(text, _WAYS_ROUND)
    apart = whole.text != text.text
    text = _step_by_step(whole, (_EMAILS,))
    hosts: tuple[str, ...] = ()
    if "." in text.text or "://" in text.text:
        hosts = tuple(_host(match.group()) for match in _URL.finditer(text.text))
        text = text.put(_URL, lambda match: _kind_of_link(_host(match.group())))
    text = _step_by_step(text, _HANDLES)
    return _step_by_step(text, _NUMBERS if _LONG.search(text.text) else _LAUGHTER), hosts, apart


def readable(gram: str) -> str:
    """An n-gram as people may read it."""
    return gram.translate(_READABLE)


def _step_by_step(text: Traced, steps: tuple[_Step, ...]) -> Traced:
    for step in steps:
        if any(map(text.text.__contains__, step.hints)):
            text = text.put(step.pattern, step.written)
    return text


def _always(instead: str) -> Replacement:
    return lambda _: instead


def _scheme(match: re.Match[str]) -> str:
    return match[0] if match[0] in _PLAIN_SCHEMES else "https://"


_ANYTHING = ("",)
_DOTS = (".", ",", "·", "dot", "ดอท", "จุด")
_PLACES = ("@", "line", "telegram", "whatsapp", "wechat", "ไลน์")
_WAYS_ROUND = (
    _Step(_DOTS, _DOT, _always(".")),
    _Step(("(", "["), _AT, _always("@")),
    _Step(("/",), _SCHEME, _scheme),
)
_EMAILS = _Step(("@",), _EMAIL, _always(EMAIL))
_HANDLES = (_Step(_PLACES, _HANDLE, _always(HANDLE)),)
_LAUGHTER = (_Step(("555",), _LAUGH, _always(LAUGH)),)
_NUMBERS = (
    _Step(_ANYTHING, _ACCOUNT, _always(ACCOUNT)),
    _Step(_ANYTHING, _PHONE, _always(PHONE)),
    *_LAUGHTER,
    _Step(_ANYTHING, _NUMBER, _always(NUMBER)),
)


def is_official(host: str) -> bool:
    """Whether a host is of a government office, the forces or a school."""
    return host.endswith(_OFFICIAL)


def _kind_of_link(host: str) -> str:
    if host in _CHAT_HOSTS:
        return HANDLE
    return OFFICIAL if is_official(host) else URL


def _host(link: str) -> str:
    match = _HOST.match(link)
    return match.group(1).lower().rstrip(".") if match else ""
