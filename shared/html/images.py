"""Images of other sites' HTML, before it is sanitized: those nobody sees go, those loaded late get their address.

A tracking pixel is one pixel large, hidden, or comes from a place that serves nothing else. Lazy images carry the real
address in ``data-src`` or the like, and often again in a ``noscript`` behind them. Embedded players, which no policy
lets in, become links. Nothing here is a security decision.
"""

import re
from html import escape, unescape
from typing import Final
from urllib.parse import urlsplit

from shared.html.unread import without_unread

_IMAGE: Final = re.compile(r"<[iI][mM][gG](?=[\s/])([^<>]*+)>")
_ATTRIBUTE: Final = re.compile(r"""([A-Za-z][A-Za-z0-9:-]*+)\s*+=\s*+(?:"([^"<>]*+)"|'([^'<>]*+)'|([^\s"'<>=`]++))""")
_LATE: Final = (
    "data-src",
    "data-lazy-src",
    "data-original",
    "data-orig-file",
    "data-lazy",
    "data-url",
    "data-srcset",
    "srcset",
)
_STAND_IN: Final = r"(?:placeholder|spacer|blank|lazy[-_.]?load|/1x1|pixel|grey|gray)\b"
_PLACEHOLDER: Final = re.compile(rf"data:|.*{_STAND_IN}[^/]*\Z", re.IGNORECASE)
_STAND_IN_NAME: Final = re.compile(_STAND_IN, re.IGNORECASE)
_TINY: Final = frozenset({"0", "1", "0p", "1p"})
HIDDEN: Final = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|(?:width|height)\s*:\s*[01]px", re.IGNORECASE)
_TRACKERS: Final = frozenset(
    {
        "pixel.wp.com", "stats.wordpress.com", "feeds.wordpress.com", "www.google-analytics.com", "ad.doubleclick.net",
        "pixel.quantserve.com", "b.scorecardresearch.com", "sb.scorecardresearch.com", "www.facebook.com", "t.co",
        "pi.feedsportal.com", "da.feedsportal.com", "feedads.g.doubleclick.net", "pheedo.com", "a.rfihub.com",
        "counter.yadro.ru", "hits.truehits.in.th", "lvs.truehits.in.th", "track.hubspot.com", "mf.feeds.reuters.com",
    }
)  # fmt: skip
_DOUBTS: Final = sorted(
    {host.rpartition(".")[0][-9:] for host in _TRACKERS - {"t.co"}}
    | {"//t.co", "@t.co", "/~", "/tr?", "/b?", "/pixel", "/beacon", "utm.gif", "/counter"}
)
_DOUBTFUL: Final = re.compile("|".join(map(re.escape, _DOUBTS)))
_STAND_INS: Final = ("placeholder", "spacer", "blank", "lazy", "1x1", "pixel", "grey", "gray")
DOUBTFUL: Final = (*_STAND_INS, *_DOUBTS)
"""The address of a tracker or a stand-in has one of these in it, in small letters; so may others."""
# An image with nothing about it that would have to be looked into, but for its address.
_PLAIN: Final = re.compile(
    r"(?:\s++(?:"
    r'src="(?P<src>(?:https?://(?P<host>[a-z0-9.-]++)|\.{0,2}+(?!//))/(?:[^"&]++|&(?:amp|#0?38);)*+)"'
    r'|(?:width|height)="(?:[2-9]|\d\d)[^"]*+"'
    r'|(?!(?:src|width|height|style|data-src)[\s=])[a-z][a-z0-9-]*+(?:="[^"]*+")?+'
    r"))*+\s*+/?\Z"
)
_TRACKING_PATHS: Final = ("/~r/", "/~ff/", "/tr?", "/b?", "/pixel", "/beacon", "/__utm.gif", "/countertest/")
_OF_INTEREST: Final = re.compile("<(img|iframe|embed|video|audio)", re.IGNORECASE)
_PLAYER: Final = re.compile(r"<(?:iframe|embed)(?=\s)([^<>]*+)>", re.IGNORECASE)
_PLAYER_END: Final = re.compile(r"</(?:iframe|embed|video|audio|source)\s*>", re.IGNORECASE)
_RECORDING: Final = re.compile(r"<(?:video|audio|source)(?=\s)([^<>]*+)>", re.IGNORECASE)


def settled(html: str) -> str:
    """``html`` with only images that are there to be seen, and links instead of players."""
    names = {name.lower() for name in _OF_INTEREST.findall(html)}
    if "img" in names:
        late = _Images()
        html = _IMAGE.sub(late.settle, html)
        if late.found_late and "<noscript" in html:
            html = without_unread(html, frozenset({"noscript"}))
    if not names.isdisjoint(("iframe", "embed")):
        html = _PLAYER_END.sub("", _PLAYER.sub(_link, html))
    if not names.isdisjoint(("video", "audio")):
        html = _PLAYER_END.sub("", _RECORDING.sub(_link, html))
    return html


class _Images:
    """Settles one image after the other; ``found_late`` if any of them waited for a script."""

    def __init__(self) -> None:
        self.found_late = False

    def settle(self, tag: re.Match[str]) -> str:
        if _is_plain(tag[1]):
            return tag[0]
        attributes = _attributes(tag[1])
        late = _late_address(attributes)
        if late:
            self.found_late = True
            attributes["src"] = late
        if _is_tracker(attributes):
            return ""
        if not late:
            return tag[0]
        kept = (
            f'{name}="{escape(attributes[name])}"'
            for name in ("src", "alt", "width", "height", "title")
            if name in attributes
        )
        return f"<img {' '.join(kept)}>"


def _is_plain(text: str) -> bool:
    """Whether an image is to be seen as it stands, at a glance: a tenth of what reading its attributes takes."""
    found = _PLAIN.match(text)
    if found is None or not found["src"] or found["host"] in _TRACKERS:
        return False
    source = found["src"]
    return not (any(part in source for part in _TRACKING_PATHS) or _STAND_IN_NAME.search(source, source.rfind("/")))


def _attributes(text: str) -> dict[str, str]:
    return {name.lower(): unescape(double or single or bare) for name, double, single, bare in _ATTRIBUTE.findall(text)}


def _late_address(attributes: dict[str, str]) -> str:
    """The address that a script would have put in; '' where ``src`` is the real one."""
    if attributes.get("src") and not _PLACEHOLDER.match(attributes["src"]) and "data-src" not in attributes:
        return ""
    for name in _LATE:
        address = attributes.get(name, "").strip()
        if name.endswith("srcset"):
            address = address.rpartition(",")[2].split()[0] if address.rpartition(",")[2].split() else ""
        if address and not address.startswith("data:"):
            return address
    return ""


def _is_tracker(attributes: dict[str, str]) -> bool:
    if attributes.get("width", "")[:2] in _TINY or attributes.get("height", "")[:2] in _TINY:
        return True
    if "style" in attributes and HIDDEN.search(attributes["style"]):
        return True
    source = attributes.get("src", "")
    if not _DOUBTFUL.search(source.lower()):
        return False
    try:
        host = (urlsplit(source).hostname or "").lower()
    except ValueError:
        return True
    if host in _TRACKERS:
        return True
    return any(part in source for part in _TRACKING_PATHS) and source.rpartition(".")[2][:4] not in {
        "jpg",
        "jpeg",
        "png",
        "webp",
    }


def _link(tag: re.Match[str]) -> str:
    address = _attributes(tag[1]).get("src", "").strip()
    if not address.startswith(("http://", "https://", "//", "/")):
        return tag[0]
    return f'<a href="{escape(address)}">{escape(address)}</a>'
