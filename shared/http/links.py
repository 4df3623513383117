"""The Link header field (RFC 8288): written for our own feeds, read from anybody's."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote, unquote_to_bytes, urljoin

_TARGET = re.compile(r"[\s,]*<([^<>]*)>")
_PARAMETER = re.compile(r'\s*;\s*([^\s=;,"]+)(?:\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;,"]*)))?', re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_UNQUOTABLE = re.compile(r"[^\t\x20-\x7e]")
_TARGET_SAFE = "%/?:@!$&'()*+,;=-._~#[]"


@dataclass(frozen=True, slots=True)
class WebLink:
    """A typed link: ``rel`` may hold several relations; ``anchor`` names another context than the page itself."""

    target: str
    rel: str
    type: str | None = None
    title: str | None = None
    anchor: str | None = None

    @property
    def relations(self) -> frozenset[str]:
        return frozenset(self.rel.lower().split())


def build_links(links: Iterable[WebLink]) -> str:
    """The field value. Whatever a header cannot carry is percent-encoded, so no text can break out of its line."""
    return ", ".join(_build(link) for link in links)


def parse_links(field: str, base: str = "") -> tuple[WebLink, ...]:
    """The links of a field value, relative references resolved against ``base``.

    Reading stops at the first thing that is no link; links without a ``rel`` are left out.
    """
    links: list[WebLink] = []
    position = 0
    while target := _TARGET.match(field, position):
        parameters, position = _parameters(field, target.end())
        if "rel" in parameters:
            links.append(_link(urljoin(base, target[1].strip()), parameters))
    return tuple(links)


def targets(links: Iterable[WebLink], relation: str) -> tuple[str, ...]:
    """Where the links of one relation lead, those that speak of the page itself."""
    return tuple(link.target for link in links if relation in link.relations and link.anchor is None)


def _build(link: WebLink) -> str:
    parts = [f"<{_uri(link.target)}>", f"rel={_quoted(link.rel)}"]
    if link.type:
        parts.append(f"type={_quoted(link.type)}")
    if link.title:
        parts.append(_title(link.title))
    if link.anchor:
        parts.append(f'anchor="{_uri(link.anchor)}"')
    return "; ".join(parts)


def _uri(target: str) -> str:
    return quote(target, safe=_TARGET_SAFE, errors="replace")


def _quoted(value: str) -> str:
    plain = _UNQUOTABLE.sub("", value)
    return '"' + plain.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _title(title: str) -> str:
    """In RFC 8187 form where the plain one cannot hold it, as Thai."""
    if _UNQUOTABLE.search(title):
        return f"title*=UTF-8''{quote(title, safe='', errors='replace')}"
    return f"title={_quoted(title)}"


def _parameters(field: str, position: int) -> tuple[dict[str, str], int]:
    """The first occurrence of each parameter counts (RFC 8288 section 3.3 for ``rel``)."""
    parameters: dict[str, str] = {}
    while match := _PARAMETER.match(field, position):
        quoted, token = match[2], match[3]
        value = _ESCAPED.sub(r"\1", quoted) if quoted is not None else token or ""
        parameters.setdefault(match[1].lower(), value)
        position = match.end()
    return parameters, position


def _link(target: str, parameters: dict[str, str]) -> WebLink:
    return WebLink(
        target,
        parameters["rel"],
        parameters.get("type"),
        _decoded(parameters["title*"]) if "title*" in parameters else parameters.get("title"),
        parameters.get("anchor"),
    )


def _decoded(value: str) -> str:
    """An RFC 8187 value; whatever its charset is said to be, UTF-8 is the only one in use."""
    return unquote_to_bytes(value.rpartition("'")[2]).decode("utf-8", "replace")
