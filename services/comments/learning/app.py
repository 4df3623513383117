"""The composition root of learning."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

from aiohttp import web
from prometheus_client import CollectorRegistry

from services.comments.learning import metrics
from services.comments.learning.alarm_store import RedisAlarms
from services.comments.learning.alarms import Bell
from services.comments.learning.api import Comments, ModelsApi
from services.comments.learning.explaining import Explaining
from services.comments.learning.label_store import RedisLabels
from services.comments.learning.overview import Overseeing
from services.comments.learning.promotion import Promotion
from services.comments.learning.registry import RedisRegistry
from services.comments.learning.serving import Serving
from services.comments.learning.settings import LearningConfig
from services.comments.learning.tally_store import RedisTallies
from services.comments.learning.tasks import TrainingTasks
from services.comments.learning.trainings import Trainings, Worker
from services.comments.learning.watch import Watch
from services.comments.learning.worker_process import WorkerProcess
from shared.tasks import background
from shared.web.kit import Kit
from shared.web.routing import Route

Context = Callable[[web.Application], AsyncIterator[None]]


@dataclass(frozen=True, slots=True)
class Learning:
    """What the comment service needs of it: a judge that follows the roll, routes, and what runs beside."""

    serving: Serving
    routes: list[Route]
    contexts: list[Context]


def promotion_of(kit: Kit, config: LearningConfig, serving: Serving) -> Promotion:
    """What lets versions serve."""
    return Promotion(
        registry=RedisRegistry(kit.store),
        labels=labels_of(kit),
        tallies=RedisTallies(kit.store),
        serving=serving,
        automatic=config.rhythm.promote,
        clock=kit.clock,
    )


def trainings_of(kit: Kit, config: LearningConfig, serving: Serving, worker: Worker | None = None) -> Trainings:
    """What learns, also for a command without a service around it; ``worker`` is a process unless given."""
    return Trainings(
        registry=RedisRegistry(kit.store),
        labels=labels_of(kit),
        promotion=promotion_of(kit, config, serving),
        serving=serving,
        worker=worker or WorkerProcess(),
        folder=config.folder,
        every=config.rhythm.every,
        clock=kit.clock,
        new_id=kit.new_id,
    )


def labels_of(kit: Kit) -> RedisLabels:
    """What moderators have said."""
    return RedisLabels(kit.store, secret=kit.secret, clock=kit.clock)


def explaining_of(kit: Kit, serving: Serving) -> Explaining:
    """Answers about verdicts, also for a command."""
    return Explaining(labels_of(kit), serving)


def learning(
    kit: Kit, config: LearningConfig, comments: Comments, collector: CollectorRegistry, bell: Bell | None = None
) -> Learning:
    """Wire it; ``bell`` tells people of alarms."""
    serving = Serving(config.base, config.folder)
    registry, tallies, alarms = RedisRegistry(kit.store), RedisTallies(kit.store), RedisAlarms(kit.store, bell)
    labels, promotion, trainings = (
        labels_of(kit),
        promotion_of(kit, config, serving),
        trainings_of(kit, config, serving),
    )
    tasks = TrainingTasks(trainings)
    watch = Watch(
        registry=registry,
        labels=labels,
        tallies=tallies,
        alarms=alarms,
        serving=serving,
        promotion=promotion,
        trainings=trainings,
        tasks=tasks,
        clock=kit.clock,
    )
    metrics.show(collector, watch)
    api = ModelsApi(
        promotion=promotion,
        trainings=trainings,
        tasks=tasks,
        overseeing=Overseeing(registry=registry, alarms=alarms, watch=watch, labels=labels, serving=serving),
        explaining=explaining_of(kit, serving),
        registry=registry,
        comments=comments,
        base=serving.base,
        gate=kit.gate,
    )
    return Learning(serving, api.routes(), [background("comments-learning", watch.run), _ending(tasks)])


def _ending(tasks: TrainingTasks) -> Context:
    async def context(_app: web.Application) -> AsyncIterator[None]:
        yield
        await tasks.stop()

    return context
