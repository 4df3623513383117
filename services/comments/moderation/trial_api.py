"""A trial of the spam decision: what it says of some texts that nobody has sent."""

from aiohttp import web

from services.comments.moderation import present, wire
from services.comments.posting.judging import Judging
from services.comments.threads.thread import Directory
from shared.errors import FieldProblem, InvalidInput
from shared.staff.model import Scope
from shared.web.answers import json_answer
from shared.web.body import BodyReader
from shared.web.routing import Route

MOST_TEXTS = 500
MOST_TRIED = 20_000


class TrialApi:
    """For moderators, and for those who make models."""

    def __init__(self, judging: Judging, bodies: BodyReader, directory: Directory) -> None:
        self._judging = judging
        self._bodies = bodies
        self._directory = directory

    def routes(self) -> list[Route]:
        return [
            Route(
                method="POST",
                path="/api/decide",
                handler=self.trial,
                summary="What the spam decision says of some texts; nothing is stored",
                scope=Scope.MODERATION,
                or_scope=Scope.MODELS,
                body=wire.TextsIn,
                returns=list[wire.TriedOut],
            ),
        ]

    async def trial(self, request: web.Request) -> web.Response:
        body = await self._bodies.json(request, wire.TextsIn)
        _check_texts(body.texts)
        thread = await self._directory.find(body.thread, "thread") if body.thread else None
        tried = await self._judging.tried(body.texts, thread.title if thread else "")
        return json_answer([present.tried_out(decision) for decision in tried])


def _check_texts(texts: list[str]) -> None:
    problems = [
        FieldProblem(f"texts[{at}]", "too-long", f"at most {MOST_TRIED} characters")
        for at, text in enumerate(texts)
        if len(text) > MOST_TRIED
    ]
    if not 1 <= len(texts) <= MOST_TEXTS:
        problems.append(FieldProblem("texts", "out-of-range", f"1..{MOST_TEXTS} texts"))
    if problems:
        raise InvalidInput(*problems)
