"""When to learn, what takes over by itself, and what a training leaves behind when it fails."""

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest

from services.comments.learning.gate import Beside, Comparison, Verdict
from services.comments.learning.labels import Label
from services.comments.learning.lesson import Learnt, Lesson, Refused, Report, Step
from services.comments.learning.school import DIED, LONGEST_BESIDE, NOTHING, Busy, Rhythm, School
from services.comments.learning.versions import BY_GATE, Roll, Training, TrainingState, Trust, Version
from services.comments.model import State
from services.comments.spam.errors import ModelUnusable
from shared.errors import NotFound
from tests.support.comments import NOW

BETTER = Comparison(100, 0.2, 0.1, 0.3)
SAME = Comparison(100, 0.0, -0.005, 0.005)
KNOWN = tuple(Trust(name, True, 30, 1.0, 30.0) for name in ("m", "n"))
GOOD = Version("v1", "base", NOW, 100, Verdict(BETTER, SAME, 0.0), KNOWN)
BAD = Version("v2", "base", NOW, 100, Verdict(SAME, SAME, 0.0))


class Desk:
    """Registry, labels, tallies, models that serve, and a teacher who says what is to be said; all in memory."""

    def __init__(self, *reports: Report, watched: Beside | None = None) -> None:
        self.base = "base"
        self.reports = reports
        self.kept: dict[str, Version] = {}
        self.now = Roll()
        self.last: Training | None = None
        self.watched = watched or Beside(200, 5)
        self.labels = [label(0)]
        self.shadow_is_right = True
        self.lessons: list[Lesson] = []

    async def everything(self) -> list[Label]:
        return self.labels

    async def versions(self) -> list[Version]:
        return list(self.kept.values())

    async def version(self, identity: str) -> Version | None:
        return self.kept.get(identity)

    async def keep(self, version: Version) -> None:
        self.kept[version.id] = version

    async def drop(self, identity: str) -> None:
        del self.kept[identity]

    async def roll(self) -> Roll:
        return self.now

    async def change(self, plan: Callable[[Roll], Roll]) -> Roll:
        self.now = plan(self.now)
        return self.now

    async def training(self) -> Training | None:
        return self.last

    async def begin(self, training: Training) -> bool:
        if self.last and self.last.state is TrainingState.RUNNING:
            return False
        self.last = training
        return True

    async def note(self, training: Training) -> bool:
        self.last = training
        return True

    async def renew(self, training: Training) -> bool:
        return training == self.last

    async def beside(self, active: str, shadow: str) -> Beside:
        assert (active, shadow) == ("base", self.now.shadow)
        return self.watched

    def place(self, version: str) -> Path | None:
        return None if version == self.base else Path(version)

    def check(self, version: str) -> None:
        if version == "gone":
            raise ModelUnusable(version, "is not there")

    def both(self, texts: Sequence[str]) -> list[tuple[float | None, float | None]]:
        right, wrong = 0.9, 0.2
        rights = [self.shadow_is_right or "ต่าง" in text for text in texts]
        return [(wrong, right) if one else (right, wrong) for one in rights]

    async def follow(self, roll: Roll) -> None:
        assert roll == self.now

    async def teach(self, lesson: Lesson) -> AsyncIterator[Report]:
        self.lessons.append(lesson)
        for report in self.reports:
            yield report


def school_over(desk: Desk, folder: Path, *, hours: int = 24, promote: bool = True) -> School:
    ids = count(1)
    return School(
        registry=desk,
        labels=desk,
        tallies=desk,
        serving=desk,
        teacher=desk,
        folder=folder,
        rhythm=Rhythm(timedelta(hours=hours), promote=promote),
        clock=lambda: NOW,
        new_id=lambda _now: f"t{next(ids)}",
    )


def label(number: int, hours: float = 0.0, by: str = "m", text: str = "ข้อความ") -> Label:
    return Label(f"c{by}{number}", text, True, by, NOW + timedelta(hours=hours), "base", State.PUBLISHED)


async def test_a_new_version_is_kept_and_runs_in_shadow(tmp_path: Path) -> None:
    desk = Desk(Step(0, 2, "reading"), Step(1, 2, "fitting"), Learnt(GOOD))
    school = school_over(desk, tmp_path)
    (tmp_path / ".unfinished-x").mkdir()
    training = await school.begin("daeng")
    with pytest.raises(Busy):
        await school.begin("somchai")
    ended = await school.carry_out(training)
    assert (ended.state, ended.version, ended.problem) == (TrainingState.DONE, "v1", None)
    assert desk.last is not None
    assert (desk.last.step, desk.last.steps) == (2, 2)
    assert (desk.now.active("base"), desk.now.beside("base")) == ("base", "v1")
    assert not (tmp_path / ".unfinished-x").exists()


@pytest.mark.parametrize(
    ("reports", "state", "problem"),
    [
        ((Step(0, 2, "reading"),), TrainingState.FAILED, DIED),
        ((), TrainingState.FAILED, DIED),
        ((Refused(NOTHING),), TrainingState.DONE, NOTHING),
        ((Refused("model-unusable", "x"),), TrainingState.FAILED, "model-unusable"),
    ],
)
async def test_a_training_that_makes_no_version_changes_nothing(
    tmp_path: Path, reports: tuple[Report, ...], state: TrainingState, problem: str
) -> None:
    desk = Desk(*reports)
    school = school_over(desk, tmp_path)
    ended = await school.carry_out(await school.begin("daeng"))
    assert (ended.state, ended.version, ended.problem) == (state, None, problem)
    assert (desk.now, desk.kept) == (Roll(), {})
    assert await school.begin("daeng")


async def test_without_labels_no_process_is_started(tmp_path: Path) -> None:
    desk = Desk(Learnt(GOOD))
    desk.labels = []
    school = school_over(desk, tmp_path)
    assert (await school.carry_out(await school.begin("daeng"))).problem == NOTHING
    assert desk.lessons == []


async def test_without_a_base_model_there_is_nothing_to_move(tmp_path: Path) -> None:
    desk = Desk()
    desk.base = ""
    with pytest.raises(ModelUnusable):
        await school_over(desk, tmp_path).begin("daeng")


@pytest.mark.parametrize(
    ("version", "watched", "right", "promote", "promoted"),
    [
        (GOOD, Beside(200, 5), True, True, True),
        (BAD, Beside(200, 5), True, True, False),
        (GOOD, Beside(20, 0), True, True, False),
        (GOOD, Beside(200, 100), True, True, False),
        (GOOD, Beside(200, 5), False, True, False),
        (GOOD, Beside(200, 5), True, False, False),
    ],
)
async def test_only_what_passed_and_was_watched_and_is_borne_out_takes_over_by_itself(
    tmp_path: Path, *, version: Version, watched: Beside, right: bool, promote: bool, promoted: bool
) -> None:
    desk = Desk(Learnt(version), watched=watched)
    school = school_over(desk, tmp_path, promote=promote)
    await school.carry_out(await school.begin("daeng"))
    desk.labels, desk.shadow_is_right = [label(number, hours=1) for number in range(30)], right
    assert await school.promote_if_better() is promoted
    assert (desk.now.active("base") == version.id) is promoted
    assert not promoted or desk.now.history[-1].by == BY_GATE
    assert not await school.promote_if_better()


async def test_what_somebody_went_back_from_does_not_serve_again_by_itself(tmp_path: Path) -> None:
    """The same labels make the same version again, which had been watched on enough comments."""
    desk = Desk(Learnt(GOOD))
    school = school_over(desk, tmp_path)
    await school.carry_out(await school.begin("daeng"))
    assert await school.promote_if_better()
    await school.activate("base", "daeng")
    await school.carry_out(await school.begin("daeng"))
    assert desk.now.beside("base") == "v1"
    assert not await school.promote_if_better()
    assert (await school.activate("v1", "daeng")).active("base") == "v1", "a person may"


async def test_the_gate_does_not_write_over_what_a_person_does_meanwhile(tmp_path: Path) -> None:
    class Hasty(Desk):
        async def beside(self, active: str, shadow: str) -> Beside:
            await school.activate("base", "daeng")
            return await super().beside(active, shadow)

    desk = Hasty(Learnt(GOOD))
    school = school_over(desk, tmp_path)
    await school.carry_out(await school.begin("daeng"))
    assert not await school.promote_if_better()
    assert [one.by for one in desk.now.history] == ["daeng"]


async def test_what_is_being_watched_is_not_replaced_before_it_was_seen_enough(tmp_path: Path) -> None:
    """Where fewer comments come than a version has to be watched on, each would begin anew, and none ever serve."""
    desk = Desk(Learnt(GOOD), watched=Beside(99, 0))
    school = school_over(desk, tmp_path)
    await school.carry_out(await school.begin("daeng"))
    desk.labels = [label(number, hours=-1) for number in range(20)]
    desk.last = Training("t", "schedule", NOW - timedelta(hours=30))
    assert not await school.is_due()
    desk.watched = Beside(100, 0)
    assert await school.is_due()
    desk.watched, desk.kept["v1"] = Beside(99, 0), replace(GOOD, verdict=BAD.verdict)
    assert await school.is_due(), "what has not passed is not waited for"
    desk.kept["v1"] = replace(GOOD, created=NOW - LONGEST_BESIDE - timedelta(hours=1))
    assert await school.is_due(), "nor is anything waited for for ever"
    desk.kept["v1"] = GOOD
    assert await school_over(desk, tmp_path, promote=False).is_due(), "nor where only people let a version serve"


async def test_nobody_outvotes_what_another_moderator_has_seen_since(tmp_path: Path) -> None:
    """Neither a known account's flood nor an unknown one's lets a version serve that is worse for somebody."""
    desk = Desk(Learnt(GOOD))
    school = school_over(desk, tmp_path)
    await school.carry_out(await school.begin("daeng"))
    desk.shadow_is_right = False
    worse = [label(number, hours=1) for number in range(20)]
    for by in ("n", "stranger"):
        desk.labels = [*worse, *(label(number, hours=1, by=by, text="ต่าง") for number in range(500))]
        assert not await school.promote_if_better()
    desk.labels = [label(number, hours=1, by="stranger") for number in range(500)]
    assert await school.promote_if_better(), "nor can a stranger hold it up"


async def test_a_version_that_nobody_knows_or_can_read_never_serves(tmp_path: Path) -> None:
    desk = Desk()
    school = school_over(desk, tmp_path)
    with pytest.raises(NotFound):
        await school.activate("v9", "daeng")
    desk.kept["gone"] = GOOD
    with pytest.raises(ModelUnusable):
        await school.activate("gone", "daeng")
    assert desk.now == Roll()
    assert (await school.activate("base", "daeng")).active("base") == "base"


async def test_it_is_time_to_learn_when_there_is_something_new_and_the_last_time_was_long_ago(tmp_path: Path) -> None:
    desk = Desk()
    school = school_over(desk, tmp_path)
    assert not await school.is_due()
    desk.labels = [label(number, hours=-25) for number in range(20)]
    assert await school.is_due()
    assert not await school_over(desk, tmp_path, hours=0).is_due()
    desk.last = Training("t", "schedule", NOW - timedelta(hours=24))
    assert not await school.is_due()
    desk.labels = [label(number, hours=-1) for number in range(20)]
    assert await school.is_due()
    desk.last = Training("t", "schedule", NOW - timedelta(hours=2))
    assert not await school.is_due()
