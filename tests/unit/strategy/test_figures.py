"""Every figure of a report against a small example that was counted by hand (the definitions: docs/report.md)."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from services.strategy.period import Period
from services.strategy.plan_file import read_plan
from services.strategy.progress import Level
from services.strategy.report.csvfile import csv_of
from services.strategy.report.facts import (
    CommentFact,
    DecisionFact,
    Facts,
    Fate,
    NeighbourFact,
    PostFact,
    ReachFact,
)
from services.strategy.report.figures import Report, report_of
from services.strategy.report.pdf import pdf_of
from services.strategy.report.plots import PLOTS, svg_of
from services.strategy.report.tables import Table, tables
from tests.unit.strategy.builders import PLAN

QUARTER = Period(2562, 1)
"""October to December 2018."""
OCTOBER = datetime(2018, 10, 5, 3, 0, tzinfo=UTC)
DECEMBER = datetime(2018, 12, 31, 16, 59, tzinfo=UTC)  # the last minute of the year in Thailand
AFTER = datetime(2018, 12, 31, 17, 0, tzinfo=UTC)
DAY = timedelta(days=1)
PLANNED = read_plan(PLAN.replace("2561: 365", "2561: 365, 2562: 1000"))


def post(when: datetime, issue: str, agency: str = "", thread: str = "") -> PostFact:
    return PostFact(when, issue, agency, thread or f"/{issue}-{when.isoformat()}")


def comment(name: str, when: datetime, *, asks: bool = False, **more: object) -> CommentFact:
    fields = {"thread": "/rice", "parent": None, "official": False, "fate": Fate.PUBLISHED, **more}
    return CommentFact(id=name, created=when, asks=asks, **fields)  # type: ignore[arg-type]


def example(now: datetime = AFTER) -> Report:
    posts = [
        post(OCTOBER, "ข้าวหอมมะลิ", "สำนักงานเกษตร", "/rice"),
        post(DECEMBER, "ข้าวหอมมะลิ", "อื่น"),
        post(AFTER, "ข้าวหอมมะลิ"),  # the next quarter
        post(OCTOBER - 30 * DAY, "สุขภาพดี", thread="/old"),  # the one before, still talked about
        post(OCTOBER, "นอกแผน"),
        post(OCTOBER, ""),
    ]
    comments = [
        comment("q1", OCTOBER, asks=True),
        comment("a1", OCTOBER + 2 * DAY, parent="r1", official=True),
        comment("r1", OCTOBER + DAY, parent="q1"),
        comment("q2", OCTOBER + DAY, asks=True),
        comment("a2", AFTER + 5 * DAY, parent="q2", official=True),  # answered later: answered
        comment("q3", OCTOBER, asks=True),
        comment("spam", OCTOBER, asks=True, fate=Fate.REFUSED),
        comment("wait", OCTOBER, fate=Fate.WAITING, thread="/old"),
        comment("gone", OCTOBER, fate=Fate.WITHDRAWN, thread="/unknown"),
        comment("late", AFTER),
    ]
    decisions = [
        DecisionFact(OCTOBER, "approve", (3600.0, 10_800.0), undoes=False),
        DecisionFact(DECEMBER, "spam", (7200.0,), undoes=False),
        DecisionFact(DECEMBER, "undo", (), undoes=True),
        DecisionFact(AFTER, "spam", (1.0,), undoes=False),
    ]
    neighbours = [
        NeighbourFact(OCTOBER, "s1", ("rice",)),
        NeighbourFact(OCTOBER, "s1", ("rice", "health")),
        NeighbourFact(OCTOBER, "s2", ("rice",)),
        NeighbourFact(OCTOBER, "s2", ()),
    ]
    reach = [ReachFact(month, 10, 5, 2, 16) for month in QUARTER.months]
    return report_of(PLANNED, Facts(QUARTER, now, posts, comments, decisions, neighbours, reach))


def test_posts_by_issue_and_month() -> None:
    assert example().issues.rows == (
        ("ข้าวหอมมะลิ", (1, 0, 1)),
        ("สุขภาพดี", (0, 0, 0)),
        ("นอกแผน", (1, 0, 0)),
        ("", (1, 0, 0)),
    )
    assert example().issues.silent == ("สุขภาพดี",)
    assert example().posts == 4


def test_months_to_come_are_not_counted_as_silence() -> None:
    running = example(now=datetime(2018, 11, 20, tzinfo=UTC))
    assert len(running.issues.months) == 2
    assert running.issues.rows[0] == ("ข้าวหอมมะลิ", (1, 0))


def test_posts_by_agency() -> None:
    assert example().agencies.rows == (("สำนักงานเกษตร", (1, 0, 0)), ("อื่น", (0, 0, 1)))


def test_posts_by_agency_and_issue() -> None:
    found = example().sectors
    assert found.issues == ("ข้าวหอมมะลิ", "สุขภาพดี")
    assert found.rows == (("สำนักงานเกษตร", (1, 0)), ("อื่น", (1, 0)))
    assert found.silent == ()


def test_who_was_given_an_issue_and_said_nothing_is_named() -> None:
    report = report_of(PLANNED, Facts(QUARTER, AFTER, [post(OCTOBER, "", "สำนักงานเกษตร")], [], [], [], []))
    assert report.sectors.issues[-1] == ""
    assert report.sectors.silent == (("สำนักงานเกษตร", "ข้าวหอมมะลิ"),)
    (table,) = (table for table in tables(report, str, "th") if table.key == "sectors")
    assert "สำนักงานเกษตร – ข้าวหอมมะลิ" in table.remark


def test_comments_questions_and_answers_by_issue() -> None:
    rice, health, elsewhere = example().talks
    assert (rice.issue, rice.comments, rice.questions, rice.answered) == ("ข้าวหอมมะลิ", 5, 3, 2)
    days = (AFTER + 5 * DAY - OCTOBER - DAY) / DAY
    assert rice.days == pytest.approx((2 + days) / 2)
    assert (health.issue, health.comments, health.questions, health.days) == ("สุขภาพดี", 1, 0, None)
    assert (elsewhere.issue, elsewhere.comments) == ("", 1)


def test_moderation() -> None:
    found = example().moderation
    assert (found.received, found.published, found.waiting, found.refused, found.withdrawn) == (7, 4, 1, 1, 1)
    assert (found.decisions, found.undone, found.hours) == (2, 1, 2.0)


def test_indicators_of_the_periods_year() -> None:
    (measured,) = example().indicators
    assert (measured.progress.value, measured.progress.target) == (1000, 1370.5)
    assert measured.progress.level is Level.BEHIND
    assert measured.progress.share == pytest.approx((1000 - 350) / (1370.5 - 350))


def test_neighbours_by_issue() -> None:
    assert [(one.issue, one.entries, one.sources) for one in example().neighbours] == [
        ("ข้าวหอมมะลิ", 3, 2),
        ("สุขภาพดี", 1, 1),
    ]


def test_nothing_at_all_is_a_report_too() -> None:
    report = report_of(PLANNED, Facts(QUARTER, AFTER, [], [], [], [], []))
    assert report.issues.silent == ("ข้าวหอมมะลิ", "สุขภาพดี")
    assert report.moderation.hours is None
    for table in tables(report, str, "en"):
        assert csv_of(table)
        if table.key in PLOTS:
            assert svg_of(report, table, str, "en")


def test_a_table_is_told_in_csv_that_no_spreadsheet_runs() -> None:
    table = Table("x", "t", "m", ("a", "b"), (("=1+1", 1.23456), ("@x", None), ('ก "ข", ค', 3)))
    assert csv_of(table).decode("utf-8-sig").split("\r\n") == ["a,b", "'=1+1,1.2346", "'@x,", '"ก ""ข"", ค",3', ""]


@pytest.mark.parametrize("key", PLOTS)
def test_drawings_are_the_same_bytes_and_hold_text_as_text(key: str) -> None:
    report = example()
    table = next(table for table in tables(report, str, "th") if table.key == key)
    first, second = (svg_of(report, table, str, "th") for _ in range(2))
    assert first == second
    assert b"<text" in first


def test_what_people_wrote_is_never_markup() -> None:
    hostile = PLAN.replace("title: แผนพัฒนาจังหวัด", "title: '#panic() $x$ <b>'")
    hostile = hostile.replace("name: ข้าวหอมมะลิ", "name: '$frac$ #read(1)'")
    report = report_of(read_plan(hostile), Facts(QUARTER, AFTER, [], [], [], [], []))
    parts = tables(report, str, "th")
    assert pdf_of(report, parts, site="#panic()", title="$x$", language="th").startswith(b"%PDF-")
    drawn = {table.key: svg_of(report, table, str, "th") for table in parts if table.key in PLOTS}
    assert b"#read(1)" in drawn["issues"]


def test_long_names_have_room_beside_the_months_of_a_year() -> None:
    """Without it a name stands letter under letter, over the figures of the first month."""
    name = "การเพิ่มศักยภาพการผลิตสินค้าเกษตรและข้าวหอมมะลิให้มีมูลค่าสูง"
    issues = "".join(f"  - {{key: k{at}, name: {name} {at}}}\n" for at in range(20))
    planned = read_plan(PLAN.replace("partners:", f"{issues}partners:"))
    report = report_of(planned, Facts(Period(2562), AFTER + 365 * DAY, [], [], [], [], []))
    body = pdf_of(report, tables(report, str, "th"), site="s", title="t", language="th")
    assert 1 < len(re.findall(rb"/Type\s*/Page\b", body)) <= 5


def test_drawings_leave_room_for_themselves() -> None:
    name = "การเพิ่มศักยภาพการผลิตสินค้าเกษตรและข้าวหอมมะลิให้มีมูลค่าสูง"
    planned = read_plan(PLAN.replace("name: สุขภาพดี", f"name: {name}"))
    report = report_of(planned, Facts(Period(2562), AFTER + 365 * DAY, [], [], [], [], []))
    drawn = {table.key: svg_of(report, table, str, "th") for table in tables(report, str, "th") if table.key in PLOTS}
    for key in ("issues", "talks"):
        assert name.encode() not in drawn[key]
        assert name[:30].encode() in drawn[key]
    assert not re.search(rb">\xe2\x88\x920|>-0", drawn["talks"]), "less than no question"
    assert b"rotate(-90)" in drawn["issues"], "names of twelve months stand upright"
