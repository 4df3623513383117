"""Which issue a neighbour's entry is about, and what is learnt when a person says otherwise."""

from services.strategy.mapping import Lessons, Neighbour, issues_of, lessons_of, mistakes_of
from services.strategy.plan_file import read_plan
from tests.unit.strategy.builders import PLAN

PLANNED = read_plan(PLAN)
NOTHING = Lessons()


def entry(text: str = "", *labels: str, source: str = "s1", name: str = "e") -> Neighbour:
    return Neighbour(f"{source}/{name}", source, labels, text)


def test_labels_and_words_speak_for_an_issue() -> None:
    assert issues_of(PLANNED, entry("ข่าว", "เกษตร"), NOTHING) == ("rice",)
    assert issues_of(PLANNED, entry("ข่าว", "ข้าวหอมมะลิ"), NOTHING) == ("rice",)
    assert issues_of(PLANNED, entry("ช่วยชาวนาเก็บเกี่ยว"), NOTHING) == ("rice",)
    assert issues_of(PLANNED, entry("ข่าว", "กีฬา"), NOTHING) == ()
    assert issues_of(PLANNED, entry("ข่าว", " เกษตร "), NOTHING) == ("rice",)


def test_a_persons_word_counts_for_the_entry_and_is_learnt_for_its_source() -> None:
    wrong = entry("ละครชาวนา", "บันเทิง")
    strangers = lessons_of(PLANNED, wrong, [])
    assert {(lesson.issue, lesson.source, lesson.term) for lesson in strangers} == {("rice", "s1", "ชาวนา")}
    learnt = Lessons({wrong.id: ()}, frozenset(strangers))
    assert issues_of(PLANNED, wrong, learnt) == ()
    assert issues_of(PLANNED, entry("เรื่องของชาวนา", name="next"), learnt) == ()
    assert issues_of(PLANNED, entry("เรื่องของชาวนา", source="s2"), learnt) == ("rice",)
    assert issues_of(PLANNED, entry("เรื่องของชาวนา", "เกษตร", name="other"), learnt) == ("rice",)


def test_what_was_learnt_by_mistake_is_forgotten() -> None:
    wrong = entry("ช่วยชาวนา", "เกษตร")
    learnt = Lessons({wrong.id: ()}, frozenset(lessons_of(PLANNED, wrong, [])))
    assert {lesson.term for lesson in learnt.strangers} == {"เกษตร", "ชาวนา"}
    assert set(mistakes_of(PLANNED, wrong, ["rice"], learnt)) == learnt.strangers
    other = entry("ชาวนา", name="other")
    assert [lesson.term for lesson in mistakes_of(PLANNED, other, ["rice", "health"], learnt)] == ["ชาวนา"]
    assert mistakes_of(PLANNED, other, ["health"], learnt) == ()
    kept = Lessons({other.id: ("rice",)}, learnt.strangers)
    assert mistakes_of(PLANNED, other, ["rice", "health"], kept) == (), "it was there before: nothing is said of it"


def test_an_entry_can_be_put_into_an_issue_by_hand() -> None:
    found = entry("โรงพยาบาลใหม่")
    assert lessons_of(PLANNED, found, ["health"]) == ()
    assert issues_of(PLANNED, found, Lessons({found.id: ("health",)})) == ("health",)
