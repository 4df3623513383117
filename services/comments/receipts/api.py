"""A receipt over JSON: look, change, withdraw, appeal, take along, erase."""

from aiohttp import web

from services.comments import present, wire
from services.comments.model import Comment
from services.comments.proofs.receipt import comment_of
from services.comments.receipts.service import Receipts
from services.comments.web.senders import TOUCHED
from services.comments.writing.erasing import Erasing
from shared.clock import rfc3339, rfc3339_or_none
from shared.web.answers import json_answer
from shared.web.body import BodyReader
from shared.web.language import translator
from shared.web.routing import Route


class ReceiptApi:
    """``/api/receipts/<receipt>``: whoever has the address is the author."""

    def __init__(self, receipts: Receipts, erasing: Erasing, bodies: BodyReader) -> None:
        self._receipts = receipts
        self._erasing = erasing
        self._bodies = bodies

    def routes(self) -> list[Route]:
        one = "/api/receipts/{receipt}"
        return [
            Route(
                method="GET",
                path=one,
                handler=self.show,
                summary="What became of one's own comment",
                returns=wire.ReceiptOut,
                query=("lang",),
            ),
            Route(
                method="PATCH",
                path=one,
                handler=self.edit,
                summary="Change one's own comment",
                body=wire.EditIn,
                returns=wire.ReceiptOut,
                query=("lang",),
            ),
            Route(
                method="DELETE",
                path=one,
                handler=self.withdraw,
                summary="Withdraw one's own comment",
                returns=wire.ReceiptOut,
                query=("lang",),
            ),
            Route(
                method="POST",
                path=f"{one}/appeal",
                handler=self.appeal,
                summary="Ask for another look, once",
                body=wire.ReasonIn,
                returns=wire.ReceiptOut,
                query=("lang",),
            ),
            Route(
                method="GET",
                path=f"{one}/data",
                handler=self.data,
                summary="Everything that is kept about one's own comment",
                returns=wire.DataOut,
            ),
            Route(
                method="POST",
                path=f"{one}/erase",
                handler=self.erase,
                summary="Erase one's own comment and everything that is kept about it",
                returns=wire.ReceiptOut,
                query=("lang",),
            ),
        ]

    async def show(self, request: web.Request) -> web.Response:
        return self._answer(request, await self._receipts.comment(_secret(request)))

    async def edit(self, request: web.Request) -> web.Response:
        body = await self._bodies.json(request, wire.EditIn)
        return self._answer(request, await self._receipts.edit(_secret(request), body.text))

    async def withdraw(self, request: web.Request) -> web.Response:
        return self._answer(request, await self._receipts.withdraw(_secret(request)))

    async def appeal(self, request: web.Request) -> web.Response:
        words = (await self._bodies.json(request, wire.ReasonIn)).reason if request.can_read_body else ""
        return self._answer(request, await self._receipts.appeal(_secret(request), words))

    async def data(self, request: web.Request) -> web.Response:
        comment, history = await self._receipts.told(_secret(request))
        return json_answer(present.data_out(comment, history))

    async def erase(self, request: web.Request) -> web.Response:
        comment = await self._receipts.comment(_secret(request))
        return self._answer(request, await self._erasing.erase(comment))

    def _answer(self, request: web.Request, comment: Comment) -> web.Response:
        editable = self._receipts.editable(comment)
        return json_answer(
            present.receipt_out(
                comment,
                rfc3339(self._receipts.editable_until(comment)) if editable else None,
                rfc3339_or_none(self._receipts.kept_until(comment)),
                appealable=self._receipts.appealable(comment),
                translate=translator(request),
            )
        )


def _secret(request: web.Request) -> str:
    secret = request.match_info["receipt"]
    request[TOUCHED] = comment_of(secret)
    return secret
