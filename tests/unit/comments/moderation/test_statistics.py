"""Figures counted by hand, tables, CSV, and a plot."""

from dataclasses import replace
from datetime import datetime, timedelta

from services.comments import changes
from services.comments.model import Action, Comment, Judgement, State
from services.comments.moderation.ledger import VOID, Entry, Fact, chained
from services.comments.moderation.statistics.drawing import svg_of
from services.comments.moderation.statistics.figures import Material, figures
from services.comments.moderation.statistics.tables import TABLES, as_csv
from tests.support.comments import NOW, a_comment

TODAY = NOW.date()


def decided(comment: Comment, action: Action, decision: str, hours: float) -> Comment:
    now = NOW + timedelta(hours=hours)
    return changes.decided(comment, action, decision=decision, actor="daeng", reason="", now=now).comment


def entry(last: Entry | None, action: str, hours: float, *ids: str, undoes: str | None = None) -> Entry:
    number = last.number + 1 if last else 1
    return chained(Fact(f"d{number}", NOW + timedelta(hours=hours), "daeng", action, ids, undoes=undoes), last)


def held(number: int, probability: float) -> Comment:
    return a_comment(number, state=State.HELD, judgement=Judgement(probability, 0.0, (), "m1"))


def material() -> Material:
    """Four held comments: one approved though likely spam, one spam, one undone, one void; a fifth still waits."""
    one, two, three, four, five = (held(number, 0.9) for number in range(1, 6))
    chain = [entry(None, "approve", 1, one.id)]
    chain.append(entry(chain[-1], "spam", 2, two.id, four.id))
    chain.append(entry(chain[-1], "reject", 3, three.id))
    chain.append(entry(chain[-1], changes.UNDO, 4, three.id, undoes="d3"))
    chain.append(entry(chain[-1], VOID, 4, four.id, undoes="d2"))
    after = [decided(one, Action.APPROVE, "d1", 1), decided(two, Action.SPAM, "d2", 2), three, four]
    hours: list[datetime] = [NOW, NOW + timedelta(minutes=5), NOW + timedelta(hours=1)]
    return Material(chain, {comment.id: comment for comment in after}, [five.id.partition(".")[2]], hours)


def test_figures_are_those_counted_by_hand() -> None:
    found = figures(material(), TODAY - timedelta(days=1), TODAY)
    assert (found.decided, found.waiting) == (2, 1)
    assert (found.median_hours, found.slowest_hours) == (1.5, 1.9)
    assert (found.agreed, found.judged) == (1, 2), "spam as the filter said, and one approved against it"
    assert (found.falsely_held, found.held) == (1, 2)
    assert (found.undone, found.decisions) == (1, 3)
    assert [(day.came, day.decided) for day in found.days] == [(0, 0), (3, 2)]
    assert [count for _, count in found.campaign_hours] == [2, 1]


def test_who_confirms_what_is_public_has_kept_nobody_waiting() -> None:
    public = a_comment()
    chain = [replace(entry(None, "approve", 500, public.id), confirmed=(public.id,))]
    confirmed = decided(public, Action.APPROVE, "d1", 500)
    found = figures(Material(chain, {public.id: confirmed}, (), ()), TODAY, TODAY + timedelta(days=30))
    assert (found.decided, found.median_hours, found.judged, found.decisions) == (0, None, 0, 1)


def test_no_decisions_are_no_figures() -> None:
    found = figures(Material((), {}, (), ()), TODAY, TODAY)
    assert (found.median_hours, found.slowest_hours, found.judged) == (None, None, 0)
    assert all(make(found) for make in TABLES.values())


def test_tables_become_csv_and_plots() -> None:
    found = figures(material(), TODAY - timedelta(days=1), TODAY)
    table = TABLES["load"](found)
    assert as_csv(table, table.columns) == "\ufeffDay,came in,decided\r\n28/02,0,0\r\n01/03,3,2\r\n"
    for make in TABLES.values():
        drawn = svg_of(make(found))
        assert drawn.startswith(b"<?xml")
        assert drawn == svg_of(make(found)), "the same figures are the same bytes"
    assert svg_of(replace(table, rows=()))
