"""Decisions over HTTP: taken, taken back, confirmed by a second person; and the ledger of them."""

import re

from aiohttp import web

from services.comments.moderation import present, wire
from services.comments.moderation.ledger_store import RedisLedger
from services.comments.moderation.proposals import Proposals
from services.comments.moderation.recording import Once
from services.comments.proofs import receipt
from shared.http.paging import bad_cursor, read_cursor, read_limit, write_cursor
from shared.staff.model import Scope
from shared.web.answers import Page, json_answer
from shared.web.auth import Gate
from shared.web.body import BodyReader
from shared.web.idempotency import key_of
from shared.web.routing import Route

_NUMBER = re.compile(r"\d{1,15}", re.ASCII)


class DecidingApi:
    """Deciding needs the scope ``moderation``, confirming ``review``, and the ledger may be read with ``view``."""

    def __init__(self, *, proposals: Proposals, ledger: RedisLedger, bodies: BodyReader, gate: Gate) -> None:
        self._proposals = proposals
        self._ledger = ledger
        self._bodies = bodies
        self._gate = gate

    def routes(self) -> list[Route]:
        one = "/api/moderation/decisions/{decision}"
        return [
            Route(
                method="POST",
                path="/api/moderation/decisions",
                handler=self.decide,
                summary="Decide about comments, or about all of a campaign (Idempotency-Key)",
                scope=Scope.MODERATION,
                body=wire.DecisionIn,
                returns=wire.RulingOut,
            ),
            Route(
                method="GET",
                path="/api/moderation/decisions/pending",
                handler=self.pending,
                summary="Decisions that wait for a second person",
                scope=Scope.MODERATION,
                or_scope=Scope.VIEW,
                returns=Page[wire.ProposalOut],
            ),
            Route(
                method="POST",
                path=f"{one}/undo",
                handler=self.undo,
                summary="Take a decision back, however long ago (Idempotency-Key)",
                scope=Scope.MODERATION,
                returns=wire.RulingOut,
            ),
            Route(
                method="POST",
                path=f"{one}/confirm",
                handler=self.confirm,
                summary="Be the second person: carry out what somebody else proposed",
                scope=Scope.REVIEW,
                returns=wire.RulingOut,
            ),
            Route(
                method="POST",
                path=f"{one}/decline",
                handler=self.decline,
                summary="Let nothing come of a decision that waits",
                scope=Scope.MODERATION,
                status=204,
            ),
            Route(
                method="GET",
                path="/api/moderation/ledger",
                handler=self.ledger,
                summary="The hash-chained record of decisions, oldest first",
                scope=Scope.MODERATION,
                or_scope=Scope.VIEW,
                returns=Page[wire.EntryOut],
                query=("cursor", "limit"),
            ),
        ]

    async def decide(self, request: web.Request) -> web.Response:
        actor, body = await self._actor(request), await self._bodies.json(request, wire.DecisionIn)
        order = body.order()
        once = _once(request, actor, order.digest)
        return json_answer(present.ruling_out(await self._proposals.decide(order, actor, once)))

    async def pending(self, _request: web.Request) -> web.Response:
        return json_answer(Page([present.proposal_out(each) for each in await self._proposals.everything()]))

    async def undo(self, request: web.Request) -> web.Response:
        actor, decision = await self._actor(request), request.match_info["decision"]
        once = _once(request, actor, f"undo {decision}")
        return json_answer(present.ruling_out(await self._proposals.undo(decision, actor, once)))

    async def confirm(self, request: web.Request) -> web.Response:
        person = (await self._gate.require(request, Scope.REVIEW)).person
        return json_answer(present.ruling_out(await self._proposals.confirm(request.match_info["decision"], person)))

    async def decline(self, request: web.Request) -> web.Response:
        await self._proposals.decline(request.match_info["decision"])
        return web.Response(status=204)

    async def ledger(self, request: web.Request) -> web.Response:
        after, limit = read_cursor(request.query.get("cursor")) or "0", read_limit(request.query.get("limit"))
        if not _NUMBER.fullmatch(after):
            raise bad_cursor()
        entries = await self._ledger.entries(int(after), limit + 1)
        page, more = entries[:limit], len(entries) > limit
        items = [present.entry_out(entry) for entry in page]
        return json_answer(Page(items, write_cursor(str(page[-1].number)) if more else None))

    async def _actor(self, request: web.Request) -> str:
        return (await self._gate.require(request, Scope.MODERATION)).person


def _once(request: web.Request, actor: str, order: str) -> Once | None:
    """Keys are each person's own."""
    key = key_of(request.headers)
    return Once(receipt.digest(f"{actor} {key}"), order) if key else None
