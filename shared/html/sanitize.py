"""Other people's HTML made harmless.

    drop controls | make well nested, cap the depth | nh3 with the policy | one spelling for line ends

nh3 decides what is safe; the passes around it keep its cost linear and its output stable: sanitizing sanitized HTML
changes nothing. Where ``lenient``, HTML that cannot cost much (few tags, or each closed soon) goes to nh3 as it stands:
as safe, and half the price, but a second pass over tag soup may still move a tag.
"""

import re
from contextvars import ContextVar
from functools import lru_cache
from urllib.parse import urljoin

import nh3

from shared.fetch.errors import BadUrl
from shared.fetch.urls import HttpUrl
from shared.html.depth import MAX_DEPTH, well_nested
from shared.html.nesting import has_few_tags, has_long_tag, shallow
from shared.html.policy import Policy
from shared.html.unread import without_unread
from shared.text import printable

# A parser drops one line feed after <pre>: two passes would drop two.
_PRE = re.compile(r'(<pre(?: [a-z]+="[^"]*")*>)\n+')
# What `HttpUrl.parse` has nothing to say against; most addresses are such, and asking costs more than all the rest.
_HOST = r"https?://[a-z0-9-]+(?:\.[a-z0-9-]*[a-z][a-z0-9-]*)+"
_PLAIN_URL = re.compile(rf"{_HOST}(?:[/?#][!-~]{{0,1900}})?\Z")
_PLAIN_HOST = re.compile(rf"{_HOST}(?=[/?#]|\Z)")
FEW = 300  # start tags
_UNREAD = {"iframe", "noembed", "noframes", "script", "style", "svg", "template", "title"}
_NOT_IN_URLS = str.maketrans("", "", "\t\n")

# A path from the host's root, of which nothing has to be resolved: what most relative addresses are.
_ROOTED = re.compile(r"(?:/[A-Za-z0-9_~%+-][A-Za-z0-9_~%+.-]{0,200}){1,9}/?(?:\?[A-Za-z0-9_~%+.=&-]{1,200})?\Z")
# A place on the page itself, and pages that such a place is only appended to.
_PLACE = re.compile(r"#[A-Za-z0-9_~%+.=&/:-]{1,200}\Z")
_PLAIN_PAGE = re.compile(rf"({_HOST}/[A-Za-z0-9_~%+./=&?-]{{0,1000}}+)(?<!\?)(?:#[!-~]*+)?\Z")
# nh3 asks for the address of each relative URL while it cleans; the page they are relative to differs every time.
_base: ContextVar[str | None] = ContextVar("base", default=None)


class Sanitizer:
    """One policy, made ready once and used for every document."""

    def __init__(self, policy: Policy, *, max_depth: int = MAX_DEPTH, lenient: bool = False) -> None:
        self._tags = policy.tags
        self._max_depth = max_depth
        self._shallow = shallow(policy.tags) if lenient else None
        self._cleaner = nh3.Cleaner(
            tags=policy.tags,
            clean_content_tags=_UNREAD,
            attributes=dict(policy.attributes),
            set_tag_attribute_values={"img": {"loading": "lazy"}},
            link_rel=policy.link_rel,
            url_schemes=policy.schemes,
            url_relative=_absolute,
        )

    def clean(self, html: str, base: str | None = None) -> str:
        """``html`` without anything the policy does not name, relative URLs resolved against ``base``.

        Never raises. Without a base, or with one that is not an http(s) URL, relative URLs are dropped.
        """
        plain = printable(html)
        nested = self.harmless_to_parse(plain)
        token = _base.set(base)
        try:
            cleaned = self._cleaner.clean(nested)
        finally:
            _base.reset(token)
        if "&#" in nested:  # character references may have brought controls back
            cleaned = printable(cleaned)
        return _PRE.sub(r"\1", cleaned) if "<pre" in cleaned else cleaned

    def harmless_to_parse(self, html: str) -> str:
        """``html`` in a form that a parser reads in linear time."""
        if self._shallow is not None and not has_long_tag(html):
            if has_few_tags(html, FEW) or self._shallow.match(html):
                return html
            read = without_unread(html)
            if read is not html and self._shallow.match(read):
                return read
        return well_nested(html, self._tags, self._max_depth)


def _absolute(reference: str) -> str | None:
    """`absolute`, on the page being cleaned."""
    return absolute(reference, _base.get())


def absolute(reference: str, base: str | None) -> str | None:
    """What ``reference`` means on the page ``base``; None, which drops it, if that is nothing to link to."""
    if base is None:
        return None
    if _ROOTED.match(reference):
        host = _host(base)
        if host:
            return f"{host}{reference}"
    elif _PLACE.match(reference):
        page = _page(base)
        if page:
            return f"{page}{reference}"
    try:
        url = urljoin(base, reference.strip().translate(_NOT_IN_URLS))
        if not _PLAIN_URL.match(url):
            HttpUrl.parse(url)
    except (BadUrl, ValueError):
        return None
    return url


@lru_cache(maxsize=256)
def _host(base: str) -> str | None:
    """The scheme and host of a page's address, where it is as plain as most."""
    found = _PLAIN_HOST.match(base)
    return found[0] if found else None


@lru_cache(maxsize=256)
def _page(base: str) -> str | None:
    """A page's address without a place on it, where it is as plain as most."""
    found = _PLAIN_PAGE.match(base)
    return found[1] if found else None
