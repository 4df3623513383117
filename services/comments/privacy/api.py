"""Requests for one's data: by citizens on a page and over JSON, and what staff do about them."""

from collections.abc import Sequence

from aiohttp import web

from services.comments import present
from services.comments.addresses import PREFIX
from services.comments.personal_data.pseudonyms import Pseudonyms
from services.comments.personal_data.retention import Rule
from services.comments.privacy.requests import Privacy, Wish
from services.comments.privacy.wire import DoneOut, ProofIn, WishIn, WishOut
from services.comments.web.senders import Senders
from services.comments.wire import StatusOut
from services.comments.wording import problem_words
from shared.clock import rfc3339
from shared.errors import InvalidInput
from shared.staff.model import Scope
from shared.web.answers import json_answer
from shared.web.auth import Gate
from shared.web.body import FORM, BodyReader
from shared.web.language import translator
from shared.web.pages import Pages
from shared.web.routing import Route


class PrivacyApi:
    """``/privacy`` for people, ``/api/privacy/requests`` for programs, ``/api/moderation/privacy`` for staff."""

    def __init__(
        self,
        *,
        privacy: Privacy,
        senders: Senders,
        pseudonyms: Pseudonyms,
        table: Sequence[Rule],
        pages: Pages,
        bodies: BodyReader,
        gate: Gate,
    ) -> None:
        self._privacy = privacy
        self._senders = senders
        self._pseudonyms = pseudonyms
        self._table = table
        self._pages = pages
        self._bodies = bodies
        self._gate = gate

    def routes(self) -> list[Route]:
        one = "/api/moderation/privacy/{id}"
        return [
            Route(
                method="GET",
                path="/privacy",
                handler=self.page,
                summary="What is kept about citizens, and a form to ask for it",
                query=("lang",),
                produces="text/html",
            ),
            Route(
                method="POST",
                path="/privacy",
                handler=self.ask_page,
                summary="Ask for one's data by e-mail address, plain form",
                consumes=(FORM,),
                query=("lang",),
                produces="text/html",
            ),
            Route(
                method="POST",
                path="/api/privacy/requests",
                handler=self.ask,
                summary="Ask for one's data by e-mail address; staff make sure before anything is done",
                body=WishIn,
                returns=StatusOut,
                status=202,
            ),
            Route(
                method="GET",
                path="/api/moderation/privacy",
                handler=self.waiting,
                summary="Requests for data that wait",
                scope=Scope.MODERATION,
                returns=list[WishOut],
            ),
            Route(
                method="POST",
                path=f"{one}/confirm",
                handler=self.confirm,
                summary="Do what was asked for, saying what proved that it may be done",
                scope=Scope.MODERATION,
                body=ProofIn,
                returns=DoneOut,
            ),
            Route(
                method="POST",
                path=f"{one}/refuse",
                handler=self.refuse,
                summary="Do nothing, saying why",
                scope=Scope.MODERATION,
                body=ProofIn,
                returns=WishOut,
            ),
        ]

    async def page(self, request: web.Request) -> web.Response:
        return self._page(request)

    async def ask_page(self, request: web.Request) -> web.Response:
        self._gate.check_origin(request)
        form, say = await self._bodies.form(request), translator(request)
        email, kind, words = (form.get(name, "") for name in ("email", "kind", "words"))
        try:
            await self._privacy.ask(email, kind, words, await self._sender(request))
        except InvalidInput as error:
            problems = tuple(problem_words(problem, say) for problem in error.problems)
            return self._page(request, email=email, words=words, problems=problems, status=422)
        return self._page(request, asked=True)

    async def ask(self, request: web.Request) -> web.Response:
        body = await self._bodies.json(request, WishIn)
        await self._privacy.ask(body.email, body.kind, body.words, await self._sender(request))
        return json_answer(StatusOut("received"), status=202)

    async def waiting(self, _request: web.Request) -> web.Response:
        return json_answer([_wish_out(wish) for wish in await self._privacy.waiting()])

    async def confirm(self, request: web.Request) -> web.Response:
        body, actor = await self._bodies.json(request, ProofIn), await self._actor(request)
        wish, told = await self._privacy.confirm(request.match_info["id"], body.proof, actor)
        return json_answer(DoneOut(_wish_out(wish), [present.data_out(t.comment, [*t.history]) for t in told]))

    async def refuse(self, request: web.Request) -> web.Response:
        body, actor = await self._bodies.json(request, ProofIn), await self._actor(request)
        return json_answer(_wish_out(await self._privacy.refuse(request.match_info["id"], body.proof, actor)))

    async def _actor(self, request: web.Request) -> str:
        return (await self._gate.require(request, Scope.MODERATION)).name

    async def _sender(self, request: web.Request) -> str:
        return await self._pseudonyms.of("privacy", self._senders.prefix(request))

    def _page(
        self,
        request: web.Request,
        *,
        email: str = "",
        words: str = "",
        problems: tuple[str, ...] = (),
        asked: bool = False,
        status: int = 200,
    ) -> web.Response:
        return self._pages.render(
            request,
            "privacy.html",
            status=status,
            table=self._table,
            email=email,
            words=words,
            problems=problems,
            asked=asked,
            prefix=PREFIX,
        )


def _wish_out(wish: Wish) -> WishOut:
    return WishOut(
        id=wish.id,
        email=wish.email,
        kind=wish.kind,
        words=wish.words,
        created=rfc3339(wish.created),
        stage=wish.stage,
        actor=wish.actor,
        proof=wish.proof,
        comments=wish.comments,
    )
