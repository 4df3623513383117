"""``/api/posts/<id>/revisions``: staff look back, compare and restore."""

from typing import Final

from aiohttp import web

from services.feed.addresses import Addresses
from services.feed.errors import ChangedMeanwhile
from services.feed.model import version_tag
from services.feed.posts.api import accepted
from services.feed.posts.revisions import History
from services.feed.posts.wire import (
    Difference,
    PostReceipt,
    RevisionDetail,
    RevisionItem,
    post_item,
    receipt_item,
    revision_detail,
    revision_item,
)
from shared.errors import PreconditionFailed
from shared.http.paging import DEFAULT_LIMIT, read_count
from shared.staff.model import Scope
from shared.web.answers import Page, json_answer
from shared.web.auth import Gate
from shared.web.routing import Route

_ALL: Final = "/api/posts/{id}/revisions"
_ONE: Final = f"{_ALL}/{{version}}"
_MOST: Final = 10**9


class RevisionsApi:
    """Handlers over the history of posts."""

    def __init__(self, history: History, gate: Gate, addresses: Addresses) -> None:
        self._history = history
        self._gate = gate
        self._to = addresses

    def routes(self) -> list[Route]:
        """To be mounted at the root of the site."""
        return [
            Route(
                method="GET",
                path=_ALL,
                handler=self.browse,
                summary="The history of a post, newest first",
                scope=Scope.POSTS,
                returns=Page[RevisionItem],
                query=("cursor", "limit"),
            ),
            Route(
                method="GET",
                path=_ONE,
                handler=self.show,
                summary="A post as it was",
                scope=Scope.POSTS,
                returns=RevisionDetail,
            ),
            Route(
                method="GET",
                path=f"{_ONE}/compare",
                handler=self.compare,
                summary="What changed since, up to the version named `to`",
                scope=Scope.POSTS,
                returns=list[Difference],
                query=("to",),
            ),
            Route(
                method="POST",
                path=f"{_ONE}/restore",
                handler=self.restore,
                summary="Let the post say again what it said then",
                scope=Scope.POSTS,
                returns=PostReceipt,
            ),
        ]

    async def browse(self, request: web.Request) -> web.Response:
        """A page of the history; the cursor is the version that the page before ended with."""
        cursor = request.query.get("cursor")
        before = _version(cursor, "cursor") if cursor else None
        limit = read_count("limit", request.query.get("limit"), DEFAULT_LIMIT)
        found = await self._history.of(request.match_info["id"], before, limit + 1)
        more = str(found[limit - 1].post.version) if len(found) > limit else None
        return json_answer(Page([revision_item(each) for each in found[:limit]], more))

    async def show(self, request: web.Request) -> web.Response:
        """One revision in full."""
        revision = await self._history.at(request.match_info["id"], _version(request.match_info["version"]))
        return json_answer(revision_detail(revision, self._to))

    async def compare(self, request: web.Request) -> web.Response:
        """The fields that differ; without ``to`` from the version to the one after it."""
        old = _version(request.match_info["version"])
        new = _version(request.query.get("to") or str(old + 1), "to")
        changed = await self._history.compare(request.match_info["id"], old, new)
        return json_answer([Difference(each.field, list(each.lines)) for each in changed])

    async def restore(self, request: web.Request) -> web.Response:
        """200 with the receipt of the edit; `If-Match` as with any edit."""
        principal = await self._gate.require(request, Scope.POSTS)
        post_id, version = request.match_info["id"], _version(request.match_info["version"])
        try:
            receipt = await self._history.restore(post_id, version, accepted(request.headers), principal.name)
        except ChangedMeanwhile as meanwhile:
            current = post_item(meanwhile.post, self._to, staff=True)
            raise PreconditionFailed(meanwhile.current, {"current": current}) from meanwhile
        return json_answer(receipt_item(receipt, self._to), headers={"ETag": version_tag(receipt.version)})


def _version(text: str, field: str = "version") -> int:
    return read_count(field, text, 1, most=_MOST)
