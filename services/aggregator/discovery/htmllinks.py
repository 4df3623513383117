"""The hub and the topic that an HTML page names in its ``<link>`` elements (WebSub section 4). Pure.

Such a page is no feed, and its news still come sooner by push than by polling. Only its beginning is looked at.
"""

import re
from html import unescape
from typing import Final
from urllib.parse import urljoin

from shared.html.tokens import tokens

_LOOKED_AT: Final = 64 * 1024
_LONGEST_TAG: Final = 4096
_MOST_HUBS: Final = 10
_ATTRIBUTE: Final = re.compile(
    r"""([a-z-]++)[\t\n\f\r ]*+=[\t\n\f\r ]*+(?:"([^"]*+)"|'([^']*+)'|([^\t\n\f\r "'>]++))""", re.IGNORECASE
)


def named_in(body: bytes, url: str) -> tuple[tuple[str, ...], str]:
    """The hubs and the self address, '' if there is none; relative ones are resolved against ``url``."""
    hubs: list[str] = []
    own = ""
    for kind, name, attributes in tokens(body[:_LOOKED_AT].decode("utf-8", "replace")):
        if kind != "start" or name != "link" or len(attributes) > _LONGEST_TAG:
            continue
        relations, target = _link(attributes, url)
        if "hub" in relations and target:
            hubs.append(target)
        if "self" in relations:
            own = own or target
    return tuple(hubs[:_MOST_HUBS]), own


def _link(attributes: str, url: str) -> tuple[set[str], str]:
    values = {
        name.lower(): unescape(double or single or bare)
        for name, double, single, bare in _ATTRIBUTE.findall(attributes)
    }
    return set(values.get("rel", "").lower().split()), _joined(url, values.get("href", ""))


def _joined(url: str, reference: str) -> str:
    try:
        return urljoin(url, reference.strip()) if reference else ""
    except ValueError:  # brackets that are no IPv6 address
        return ""
