"""The page behind a receipt: what became of one's own comment, and what can be done about it."""

from collections.abc import Mapping

from aiohttp import web

from services.comments import wording
from services.comments.addresses import LOCAL, PREFIX, Addresses, in_language
from services.comments.model import TRANSITIONS, Action, Comment
from services.comments.proofs.receipt import comment_of
from services.comments.receipts.service import Receipts
from services.comments.web.senders import TOUCHED
from services.comments.wording import Translate
from services.comments.writing.erasing import Erasing
from shared.errors import Conflict, FieldProblem, InvalidInput
from shared.i18n import mark
from shared.web.answers import see_other
from shared.web.auth import Gate
from shared.web.body import FORM, BodyReader
from shared.web.language import carried, translator
from shared.web.pages import Pages
from shared.web.routing import Route

_TOO_LATE = mark("This is no longer possible.")


class ReceiptPages:
    """``/receipts/<receipt>``: whoever has the address is the author."""

    def __init__(
        self,
        *,
        receipts: Receipts,
        erasing: Erasing,
        addresses: Addresses,
        pages: Pages,
        bodies: BodyReader,
        gate: Gate,
    ) -> None:
        self._receipts = receipts
        self._erasing = erasing
        self._addresses = addresses
        self._pages = pages
        self._bodies = bodies
        self._gate = gate

    def routes(self) -> list[Route]:
        path = "/receipts/{receipt}"
        return [
            Route(
                method="GET",
                path=path,
                handler=self.show,
                summary="What became of one's own comment",
                query=("lang",),
                produces="text/html",
            ),
            Route(
                method="POST",
                path=path,
                handler=self.act,
                summary="Change, withdraw, appeal or erase, plain form",
                consumes=(FORM,),
                query=("lang",),
                status=303,
            ),
        ]

    async def show(self, request: web.Request) -> web.Response:
        comment = await self._receipts.comment(request.match_info["receipt"])
        return self._show(request, comment, comment.text)

    async def act(self, request: web.Request) -> web.StreamResponse:
        self._gate.check_origin(request)
        request[TOUCHED] = comment_of(request.match_info["receipt"])
        secret, say = request.match_info["receipt"], translator(request)
        form = await self._bodies.form(request)
        try:
            await self._do(secret, form)
        except (InvalidInput, Conflict) as error:
            comment = await self._receipts.comment(secret)
            text, status = form.get("text", comment.text), 409 if isinstance(error, Conflict) else 422
            return self._show(request, comment, text, problems=_words(error, say), status=status)
        return see_other(f"{in_language(LOCAL.receipt(secret), carried(request))}#main")

    async def _do(self, secret: str, form: Mapping[str, str]) -> None:
        match form.get("do"):
            case "edit":
                await self._receipts.edit(secret, form.get("text", ""))
            case "withdraw":
                await self._receipts.withdraw(secret)
            case "appeal":
                await self._receipts.appeal(secret, form.get("reason", ""))
            case "erase":
                await self._erasing.erase(await self._receipts.comment(secret))
            case _:
                raise InvalidInput(FieldProblem("do", "unknown", "edit, withdraw, appeal or erase"))

    def _show(
        self, request: web.Request, comment: Comment, text: str, *, problems: tuple[str, ...] = (), status: int = 200
    ) -> web.Response:
        say = translator(request)
        response = self._pages.render(
            request,
            "receipt.html",
            status=status,
            comment=comment,
            text=text,
            problems=problems,
            message=wording.to_author(comment.state, say),
            reasons=[wording.reason_to_author(reason, say) for reason in comment.standing.reasons],
            secret=request.match_info["receipt"],
            editable_until=self._receipts.editable_until(comment) if self._receipts.editable(comment) else None,
            kept_until=self._receipts.kept_until(comment),
            appealable=self._receipts.appealable(comment),
            withdrawable=(comment.state, Action.WITHDRAW) in TRANSITIONS,
            erasable=(comment.state, Action.ERASE) in TRANSITIONS,
            replies=self._addresses.replies_feed(comment.id),
            prefix=PREFIX,
        )
        response.headers["Cache-Control"] = "no-store"
        # The address is the secret: no other site may learn it. "no-referrer" would make browsers send Origin: null.
        response.headers["Referrer-Policy"] = "same-origin"
        return response


def _words(error: InvalidInput | Conflict, say: Translate) -> tuple[str, ...]:
    if isinstance(error, Conflict):
        return (say(_TOO_LATE),)
    return tuple(wording.problem_words(problem, say) for problem in error.problems)
