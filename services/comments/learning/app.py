"""The composition root of learning."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

from aiohttp import web
from prometheus_client import CollectorRegistry

from services.comments.learning import metrics
from services.comments.learning.alarm_store import RedisAlarms
from services.comments.learning.alarms import Bell
from services.comments.learning.api import Comments, ModelsApi
from services.comments.learning.explaining import Asking
from services.comments.learning.worker_process import Classroom
from services.comments.learning.label_store import RedisLabels
from services.comments.learning.tasks import Lessons
from services.comments.learning.overview import Overlooking
from services.comments.learning.registry import RedisRegistry
from services.comments.learning.trainings import LearningConfig, School, Teacher
from services.comments.learning.serving import Serving
from services.comments.learning.tally_store import RedisTallies
from services.comments.learning.watch import Watch
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


def school_of(kit: Kit, config: LearningConfig, serving: Serving, teacher: Teacher | None = None) -> School:
    """The use cases, also for a command without a service around it; ``teacher`` is a process unless given."""
    return School(
        registry=RedisRegistry(kit.store),
        labels=RedisLabels(kit.store, secret=kit.secret, clock=kit.clock),
        tallies=RedisTallies(kit.store),
        serving=serving,
        teacher=teacher or Classroom(),
        folder=config.folder,
        rhythm=config.rhythm,
        clock=kit.clock,
        new_id=kit.new_id,
    )


def asking_of(kit: Kit, serving: Serving) -> Asking:
    """Answers about verdicts, also for a command."""
    return Asking(RedisLabels(kit.store, secret=kit.secret, clock=kit.clock), serving)


def learning(
    kit: Kit, config: LearningConfig, comments: Comments, collector: CollectorRegistry, bell: Bell | None = None
) -> Learning:
    """Wire it; ``bell`` tells people of alarms."""
    serving = Serving(config.base, config.folder)
    registry, tallies, alarms = RedisRegistry(kit.store), RedisTallies(kit.store), RedisAlarms(kit.store, bell)
    labels = RedisLabels(kit.store, secret=kit.secret, clock=kit.clock)
    school = school_of(kit, config, serving)
    lessons = Lessons(school)
    watch = Watch(
        registry=registry,
        labels=labels,
        tallies=tallies,
        alarms=alarms,
        serving=serving,
        school=school,
        lessons=lessons,
        clock=kit.clock,
    )
    metrics.show(collector, watch)
    api = ModelsApi(
        school=school,
        lessons=lessons,
        overlooking=Overlooking(registry=registry, alarms=alarms, watch=watch, labels=labels, serving=serving),
        asking=asking_of(kit, serving),
        registry=registry,
        comments=comments,
        base=serving.base,
        gate=kit.gate,
    )
    return Learning(serving, api.routes(), [background("comments-learning", watch.run), _ending(lessons)])


def _ending(lessons: Lessons) -> Context:
    async def context(_app: web.Application) -> AsyncIterator[None]:
        yield
        await lessons.stop()

    return context
