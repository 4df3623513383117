"""The models' JSON API: what there is, train, activate and go back, and which labels moved a verdict."""

from typing import Protocol

from aiohttp import web

from services.comments.learning import present, wire
from services.comments.learning.explaining import Explaining
from services.comments.learning.overview import Overseeing
from services.comments.learning.promotion import Promotion
from services.comments.learning.tasks import TrainingTasks
from services.comments.learning.trainings import Busy, Trainings
from services.comments.learning.versions import Roll, Training
from services.comments.model import Comment
from shared.errors import NotFound
from shared.staff.model import Scope
from shared.web.answers import json_answer
from shared.web.auth import Gate
from shared.web.language import translator
from shared.web.routing import Route

_MODELS = "/api/models"


class Comments(Protocol):
    """The comments, as far as questions about verdicts go."""

    async def comment(self, identity: str) -> Comment | None: ...


class Registry(Protocol):
    """What serves, and the training under way."""

    async def roll(self) -> Roll: ...
    async def training(self) -> Training | None: ...


class ModelsApi:
    """Routes about models need the scope ``models``; the question about a comment needs ``moderation``."""

    def __init__(
        self,
        *,
        trainings: Trainings,
        promotion: Promotion,
        tasks: TrainingTasks,
        overseeing: Overseeing,
        explaining: Explaining,
        registry: Registry,
        comments: Comments,
        base: str,
        gate: Gate,
    ) -> None:
        self._trainings = trainings
        self._promotion = promotion
        self._tasks = tasks
        self._overlooking = overseeing
        self._asking = explaining
        self._registry = registry
        self._comments = comments
        self._base = base
        self._gate = gate

    def routes(self) -> list[Route]:
        return [
            Route(
                method="GET",
                path=_MODELS,
                handler=self.models,
                summary="Versions of the spam model, which one serves, the training under way, and alarms",
                scope=Scope.MODELS,
                returns=wire.ModelsOut,
                query=("lang",),
            ),
            Route(
                method="POST",
                path=_MODELS,
                handler=self.train,
                summary="Learn from moderators' decisions, in another process; the answer tells how it goes",
                scope=Scope.MODELS,
                returns=wire.TrainingOut,
                status=202,
            ),
            Route(
                method="GET",
                path=f"{_MODELS}/training",
                handler=self.training,
                summary="How the last training goes, or how it ended",
                scope=Scope.MODELS,
                returns=wire.TrainingOut,
            ),
            Route(
                method="POST",
                path=f"{_MODELS}/{{version}}/activate",
                handler=self.activate,
                summary="Let a version serve, a new one or an earlier one; every instance follows within seconds",
                scope=Scope.MODELS,
                returns=wire.ActivatedOut,
            ),
            Route(
                method="GET",
                path="/api/moderation/comments/{id}/influences",
                handler=self.influences,
                summary="Which moderators' decisions moved the score of a comment, and how far",
                scope=Scope.MODERATION,
                or_scope=Scope.MODELS,
                returns=wire.InfluencesOut,
            ),
        ]

    async def models(self, request: web.Request) -> web.Response:
        translate = translator(request)
        return json_answer(present.models_out(await self._overlooking.overview(), translate))

    async def train(self, request: web.Request) -> web.Response:
        """A second request while a training is under way is told of that one."""
        by = (await self._gate.require(request, Scope.MODELS)).name
        try:
            training = await self._trainings.begin(by)
        except Busy:
            return json_answer(present.training_out(await self._last()), status=202)
        self._tasks.start(training)
        return json_answer(present.training_out(training), status=202)

    async def training(self, _request: web.Request) -> web.Response:
        return json_answer(present.training_out(await self._last()))

    async def activate(self, request: web.Request) -> web.Response:
        by = (await self._gate.require(request, Scope.MODELS)).name
        before = (await self._registry.roll()).active(self._base)
        roll = await self._promotion.activate(request.match_info["version"], by)
        return json_answer(wire.ActivatedOut(roll.active(self._base), before))

    async def influences(self, request: web.Request) -> web.Response:
        identity = request.match_info["id"]
        comment = await self._comments.comment(identity)
        if comment is None:
            raise NotFound("comment", identity)
        found = await self._asking.influences(comment.text, comment.judgement.model_version)
        return json_answer(present.influences_out(found))

    async def _last(self) -> Training:
        training = await self._registry.training()
        if training is None:
            raise NotFound("training", "last")
        return training
