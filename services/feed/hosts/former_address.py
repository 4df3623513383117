"""Addresses that posts had on the hosts they were moved from, in the one spelling under which they are kept. Pure.

Only what names a post counts: the path, and of the query WordPress's ``p`` and ``page_id``. Hosts, Blogger's ``m=1``
for phones, tracking parameters, a slash at the end and the spelling of escapes do not.
"""

import re
from typing import Final
from urllib.parse import parse_qsl, unquote, urlsplit

from shared.text import clean_text

NAMING: Final = ("p", "page_id")
_MOST: Final = 2000
# Most addresses: nothing escaped, nothing to normalise, no query but a post's number. Parsing costs ten times that.
_PLAIN: Final = re.compile(
    r"(?:https?://[a-z0-9.-]+)?((?:/[A-Za-z0-9._~-]+)+|(?=/))/*(\?(?:p|page_id)=[0-9]{1,20})?", re.ASCII
)


def former_key(address: str) -> str:
    """``/2013/05/slug.html``, ``/?p=12``: what ``address`` (with or without a host) is kept under; '' for none."""
    if (plain := _PLAIN.fullmatch(address)) and len(address) <= _MOST:
        path, naming = plain.groups("")
        return f"{path or '/'}{naming}" if path or naming else ""
    return parsed_key(address)


def parsed_key(address: str) -> str:
    """`former_key` of any address."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    path = clean_text(unquote(parts.path, errors="replace")).rstrip("/")
    key = f"{path or '/'}{_naming(parts.query)}"
    return key if key.startswith("/") and key != "/" and len(key) <= _MOST else ""


def _naming(query: str) -> str:
    """The number of a post, if the query has one."""
    if not query:
        return ""
    try:
        given = dict(parse_qsl(query, max_num_fields=50))
    except ValueError:  # far too many fields
        return ""
    found = ((name, given[name]) for name in NAMING if given.get(name, "").isdecimal())
    return next((f"?{name}={number}" for name, number in found), "")
