"""Links, addresses and numbers in a comment, found and replaced by typed one-character tokens.

A token is one private-use character, so that n-grams see what stands beside a link and never which link it
is. A writer who types such a character himself merely claims to have a link.
"""

import re

URL, EMAIL, PHONE, HANDLE, NUMBER, LAUGH = (chr(0xE000 + n) for n in range(6))
NAMES = {
    URL: "<url>",
    EMAIL: "<email>",
    PHONE: "<phone>",
    HANDLE: "<handle>",
    NUMBER: "<number>",
    LAUGH: "<laugh>",
}

# Suffixes under which a bare "name.suffix" is taken for a link; others are mostly missing spaces.
_SUFFIXES = (
    "com|net|org|info|biz|co|io|me|cc|tv|ly|gl|gd|gg|to|in|xyz|top|vip|club|online|site|website|store|shop"
    "|live|life|win|bet|casino|app|dev|fun|icu|link|click|page|asia|work|loan|money|example|th|la|ph|us|uk"
)
_REST = r"[^\s\u0e00-\u0e7f<>\"'\ue000-\ue005]"  # Thai words are often glued to the end of a link
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
    r"|(?<=line)(?:\s?id)?\s?[:=]\s?@?[a-z0-9._-]{3,40}"
    r"|(?<=ไลน์)(?:\s?(?:id|ไอดี))?\s?[:=]?\s?@?(?=[a-z0-9._-]{0,39}\d)[a-z0-9._-]{3,40}",
    re.IGNORECASE,
)
_PHONE = re.compile(r"(?<!\d)(?:\+?66[ -]?|0)\d(?:[ .-]?\d){7,8}(?!\d)")
_LAUGH = re.compile(r"(?<![0-9a-z.,+-])5{3,}\+?(?![0-9a-z.,-])", re.IGNORECASE)  # ห้า sounds like "ha"
_NUMBER = re.compile(r"\d{7,}")
_IN_ORDER = ((_URL, URL), (_HANDLE, HANDLE), (_PHONE, PHONE), (_LAUGH, LAUGH), (_NUMBER, NUMBER))


def replace_tokens(text: str) -> tuple[str, tuple[str, ...]]:
    """The text with its tokens in place, and the lower-case hosts of its links in order."""
    text = _EMAIL.sub(EMAIL, text)
    hosts = tuple(_host(match.group()) for match in _URL.finditer(text))
    for pattern, token in _IN_ORDER:
        text = pattern.sub(token, text)
    return text, hosts


def readable(gram: str) -> str:
    """An n-gram as people may read it."""
    return "".join(NAMES.get(char, char) for char in gram)


def _host(link: str) -> str:
    match = _HOST.match(link)
    return match.group(1).lower().rstrip(".") if match else ""
