"""Where the comment service is reached: the public addresses that feeds, pages and answers name. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Final
from urllib.parse import quote, urlencode

from services.comments.model import Comment

PREFIX: Final = "/comments"
_NOTHING: Final[Mapping[str, str]] = MappingProxyType({})
_REMEMBERED: Final = 1024  # addresses of threads in their quoted form: all comments of a thread need the same


@dataclass(frozen=True, slots=True)
class Addresses:
    """Absolute addresses under the site's public origin ``base_url``."""

    base_url: str

    def thread_page(self, url: str) -> str:
        return self._at(f"/threads?url={_quoted(url)}")

    def comment(self, comment: Comment) -> str:
        """Where a published comment is read."""
        return self.at(comment.url, comment.id)

    def at(self, url: str, identity: str) -> str:
        """The place of a comment on the page of its thread."""
        return f"{self.thread_page(url)}#{anchor(identity)}"

    def thread_feed(self, url: str, extension: str = "atom", extra: Mapping[str, str] = _NOTHING) -> str:
        """The feed of a thread; ``extra`` are the parameters of a part of it."""
        return self._at(f"/feeds/thread.{extension}?url={_quoted(url)}{_more('&', extra)}")

    def replies_feed(self, identity: str, extension: str = "atom", extra: Mapping[str, str] = _NOTHING) -> str:
        """The feed of the answers to a comment."""
        return self._at(f"/feeds/replies.{extension}?id={quote(identity, safe='')}{_more('&', extra)}")

    def all_feed(self, extension: str = "atom", extra: Mapping[str, str] = _NOTHING) -> str:
        return self._at(f"/feeds/all.{extension}{_more('?', extra)}")

    def queue_feed(self) -> str:
        return self._at("/feeds/queue.atom")

    def ledger_feed(self) -> str:
        return self._at("/feeds/ledger.atom")

    def console(self) -> str:
        return self._at("/moderation")

    def receipt(self, receipt: str) -> str:
        """The page of a receipt: a secret address."""
        return self._at(f"/receipts/{quote(receipt, safe='')}")

    def topics(self, comment: Comment) -> list[str]:
        """The feeds that a comment stands in; that of its answers, too, which ends with it."""
        answered = [comment.parent] if comment.parent else []
        ended = [] if comment.published else [comment.id]
        return [self.thread_feed(comment.url), *map(self.replies_feed, [*answered, *ended]), self.all_feed()]

    def posts_feed(self) -> str:
        """The feed in which the posts of this site are found."""
        return f"{self.base_url}/feeds/posts.atom"

    def _at(self, path: str) -> str:
        return f"{self.base_url}{PREFIX}{path}"


@lru_cache(_REMEMBERED)
def _quoted(url: str) -> str:
    return quote(url, safe="")


LOCAL: Final = Addresses("")
"""The same as paths: a redirect or a link never leaves the origin that the browser is on."""


def in_language(address: str, language: str) -> str:
    """The address of a page in the reader's language, '' for the site's own (`shared.web.language.carried`)."""
    if not language:
        return address
    return f"{address}{'&' if '?' in address else '?'}lang={language}"


def _more(mark: str, extra: Mapping[str, str]) -> str:
    return f"{mark}{urlencode(extra)}" if extra else ""


def anchor(identity: str) -> str:
    """The name of a comment within a page."""
    return f"c-{identity.rpartition('.')[2]}"
