"""``saket learn`` and ``saket explain``: the filter learns from decisions, and says which of them moved a verdict."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

from services.comments.config import CommentsConfig
from services.comments.learning.app import asking_of, school_of
from services.comments.learning.classroom import Classroom
from services.comments.learning.lesson import Lesson, Report, Step
from services.comments.learning.registry import RedisRegistry
from services.comments.learning.serving import Serving
from services.comments.learning.versions import Training, Version
from services.comments.spam.run import ConsoleProgress
from services.comments.storage.threads import RedisThreads
from shared.environment import Environment
from shared.errors import NotFound
from shared.settings import SiteSettings
from shared.store.embedded import open_store
from shared.web.kit import Kit, make_kit
from shared.web.process import store_settings

_BY = "saket learn"
_FAILED = 1


@dataclass(frozen=True, slots=True)
class _Site:
    kit: Kit
    config: CommentsConfig
    serving: Serving


class _Told:
    """A teacher whose progress stands on the terminal."""

    def __init__(self, teacher: Classroom, progress: ConsoleProgress) -> None:
        self._teacher = teacher
        self._progress = progress

    async def teach(self, lesson: Lesson) -> AsyncIterator[Report]:
        print(f"{len(lesson.labels)} decisions to learn from")
        async for report in self._teacher.teach(lesson):
            if isinstance(report, Step):
                if report.step == 0:
                    self._progress.start(report.steps)
                self._progress.step(report.doing)
            yield report


async def learn(variables: Mapping[str, str]) -> int:
    """Learn once; the new version runs in shadow of the one that serves."""
    async with _site(variables) as site:
        school = school_of(site.kit, site.config.learning, site.serving, _Told(Classroom(), ConsoleProgress()))
        ended = await school.carry_out(await school.begin(_BY))
        version = await RedisRegistry(site.kit.store).version(ended.version) if ended.version else None
    print("\n".join(_report(ended, version)))
    return 0 if version else _FAILED


async def explain(variables: Mapping[str, str], identity: str) -> int:
    """The parts of a comment's score, and the decisions that moved it."""
    async with _site(variables) as site:
        comment = await RedisThreads(site.kit.store).comment(identity)
        if comment is None:
            raise NotFound("comment", identity)
        found = await asking_of(site.kit, site.serving).influences(comment.text, comment.judgement.model_version)
    print(f"score {comment.judgement.score:+.2f} by model {found.version}")
    for part in comment.judgement.parts:
        print(f"  {part.weight:+7.2f}  {part.kind:<5} {part.name}")
    print(f"learning moved it by {found.moved:+.2f} away from model {found.base}")
    for one in found.shown:
        kind = "spam" if one.label.spam else "ham"
        print(f"  {one.moved:+7.2f}  {kind:<4} {one.label.comment} by {one.label.moderator[:8]}")
    print(f"  {found.others:+7.2f}  others")
    return 0


@asynccontextmanager
async def _site(variables: Mapping[str, str]) -> AsyncIterator[_Site]:
    env = Environment(variables)
    settings, config = SiteSettings.read(env), CommentsConfig.read(env)
    env.check()
    async with open_store(store_settings(settings)) as store:
        kit = await make_kit(settings, store)
        yield _Site(kit, config, Serving(config.learning.base, config.learning.folder))


def _report(ended: Training, version: Version | None) -> list[str]:
    if version is None:
        return [f"nothing was learnt: {ended.problem}"]
    verdict = version.verdict
    gate = "passes the gate" if verdict.passed else f"does not pass the gate: {', '.join(verdict.failings)}"
    return [
        f"version {version.id} from {version.labels} decisions runs in shadow; it {gate}",
        f"  decisions: {_gain(verdict.recent.gain, verdict.recent.low, verdict.recent.high)}",
        f"  test set:  {_gain(verdict.frozen.gain, verdict.frozen.low, verdict.frozen.high)}",
        *(
            f"  {one.moderator[:8]} on {'spam' if one.spam else 'ham'}: {one.labels}, {one.trust:.0%} believed"
            for one in version.trusts
        ),
    ]


def _gain(gain: float, low: float, high: float) -> str:
    return f"{gain:+.3f} nats a text better [{low:+.3f}, {high:+.3f}]"
