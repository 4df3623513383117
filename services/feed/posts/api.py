"""``/api/posts``: authors' programs write posts; everybody's may read those that are published."""

from collections.abc import Mapping
from typing import Final

import msgspec
from aiohttp import web

from services.feed.addresses import Addresses
from services.feed.errors import ChangedMeanwhile
from services.feed.model import ALL_POSTS, Status, version_tag
from services.feed.posts.publishing import Accepts, Once, Publishing
from services.feed.posts.wire import NewPost, PostItem, PostReceipt, post_item, receipt_item, submission_of
from services.feed.reading.library import Library
from shared.errors import FieldProblem, InvalidInput, PreconditionFailed
from shared.http.conditional import is_meant
from shared.http.paging import DEFAULT_LIMIT, read_count, read_cursor, write_cursor
from shared.ids import digest_id
from shared.staff.model import Principal, Scope
from shared.web.answers import Page, json_answer
from shared.web.auth import Gate
from shared.web.body import BodyReader
from shared.web.idempotency import key_of
from shared.web.routing import Route

_PATH: Final = "/api/posts"
_ONE: Final = f"{_PATH}/{{id}}"


class PostsApi:
    """Handlers over the use cases of authors and readers."""

    def __init__(
        self, publishing: Publishing, library: Library, gate: Gate, bodies: BodyReader, addresses: Addresses
    ) -> None:
        self._publishing = publishing
        self._library = library
        self._gate = gate
        self._bodies = bodies
        self._to = addresses

    def routes(self) -> list[Route]:
        """To be mounted at the root of the site."""
        return [
            Route(
                method="POST",
                path=_PATH,
                handler=self.create,
                summary="Make a post",
                scope=Scope.POSTS,
                body=NewPost,
                returns=PostReceipt,
                status=201,
            ),
            Route(
                method="GET",
                path=_PATH,
                handler=self.browse,
                summary="Posts; with a token, in every state, or in the one that is asked for",
                returns=Page[PostItem],
                query=("cursor", "limit", "status"),
            ),
            Route(
                method="GET",
                path=_ONE,
                handler=self.show,
                summary="One post in full",
                returns=PostItem,
            ),
            Route(
                method="PUT",
                path=_ONE,
                handler=self.edit,
                summary="Replace what a post says",
                scope=Scope.POSTS,
                body=NewPost,
                returns=PostReceipt,
            ),
            Route(
                method="DELETE",
                path=_ONE,
                handler=self.withdraw,
                summary="Withdraw a post; it leaves a tombstone",
                scope=Scope.POSTS,
                status=204,
            ),
        ]

    async def create(self, request: web.Request) -> web.Response:
        """201 with the receipt; a repeated Idempotency-Key gets the same answer again."""
        principal = await self._gate.require(request, Scope.POSTS)
        new = await self._bodies.json(request, NewPost)
        receipt = await self._publishing.create(
            submission_of(new), principal.name, once_of(request.headers, principal, new)
        )
        headers = {"Location": f"{_PATH}/{receipt.id}", "ETag": version_tag(receipt.version)}
        return json_answer(receipt_item(receipt, self._to), status=201, headers=headers)

    async def browse(self, request: web.Request) -> web.Response:
        """Staff see all posts, last made first; others the published ones, newest first."""
        place = read_cursor(request.query.get("cursor"))
        limit = read_count("limit", request.query.get("limit"), DEFAULT_LIMIT)
        if await self._is_staff(request):
            shelf = await self._library.everything(place, limit, _status(request.query.get("status")))
        else:
            shelf = await self._library.shelf(ALL_POSTS, place, limit)
        return json_answer(Page([post_item(post, self._to) for post in shelf.posts], write_cursor(shelf.next)))

    async def show(self, request: web.Request) -> web.Response:
        """The post; its ETag is what `If-Match` of an edit names."""
        staff = await self._is_staff(request)
        post = await self._library.by_id(request.match_info["id"], staff=staff)
        return json_answer(post_item(post, self._to, staff=staff), headers={"ETag": version_tag(post.version)})

    async def edit(self, request: web.Request) -> web.Response:
        """200 with the receipt; 412 with both versions if `If-Match` names another than the present one."""
        principal = await self._gate.require(request, Scope.POSTS)
        new = await self._bodies.json(request, NewPost)
        accepts = accepted(request.headers)
        try:
            receipt = await self._publishing.edit(request.match_info["id"], submission_of(new), accepts, principal.name)
        except ChangedMeanwhile as meanwhile:
            both = {"current": post_item(meanwhile.post, self._to, staff=True), "submitted": new}
            raise PreconditionFailed(meanwhile.current, both) from meanwhile
        return json_answer(receipt_item(receipt, self._to), headers={"ETag": version_tag(receipt.version)})

    async def withdraw(self, request: web.Request) -> web.Response:
        """204, also for a post that was withdrawn before."""
        principal = await self._gate.require(request, Scope.POSTS)
        await self._publishing.withdraw(request.match_info["id"], accepted(request.headers), principal.name)
        return web.Response(status=204)

    async def _is_staff(self, request: web.Request) -> bool:
        principal = await self._gate.principal(request)
        return principal is not None and principal.may(Scope.POSTS)


def _status(name: str | None) -> Status | None:
    if not name:
        return None
    if name not in set(Status):
        raise InvalidInput(FieldProblem("status", "unknown", ", ".join(Status)))
    return Status(name)


def accepted(headers: Mapping[str, str]) -> Accepts:
    """Which versions ``If-Match`` allows to be changed (RFC 9110 section 13.1.1); all without it."""
    return lambda version: is_meant(headers, version)


def once_of(headers: Mapping[str, str], principal: Principal, body: NewPost) -> Once | None:
    """The Idempotency-Key, which is each author's own, with a digest of what the body means."""
    key = key_of(headers)
    if key is None:
        return None
    meaning = msgspec.json.encode(body).decode()
    return Once(digest_id(f"{principal.name}\n{key}"), digest_id(meaning))
