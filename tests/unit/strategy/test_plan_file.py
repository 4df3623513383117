"""Plan files: what is read, and that every error is told with its place."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.strategy.model import Baseline, Better, Follow, Partner, PartnerKind, Plan, Span
from services.strategy.plan_file import plan_text, read_plan
from services.strategy.writing import write_plan
from services.strategy.yamltree import MOST_CHARACTERS
from shared.errors import InvalidInput, MalformedBody
from tests.unit.strategy.builders import PLAN, plans


def wrong(text: str) -> list[tuple[str, str, str]]:
    with pytest.raises(InvalidInput) as caught:
        read_plan(text)
    return [(problem.field, problem.code, problem.detail) for problem in caught.value.problems]


def changed(old: str, new: str) -> str:
    assert old in PLAN
    return PLAN.replace(old, new)


def test_a_plan_is_read_whole() -> None:
    plan = read_plan(PLAN)
    assert (plan.years, plan.vision) == (Span(2561, 2565), "มหานครข้าวหอมมะลิ")
    rice, health = plan.issues
    assert (rice.national, rice.agencies, rice.follow) == ((2, 5), ("สำนักงานเกษตร",), Follow(("เกษตร",), ("ชาวนา",)))
    (indicator,) = rice.indicators
    assert indicator.baseline == Baseline(2560, 350)
    assert indicator.targets == {2561: 360, 2562: 1370.5}
    assert (indicator.measured, indicator.better) == ({2561: 365}, Better.HIGHER)
    assert health.goals == ()
    assert plan.partners == (Partner("จังหวัดขอนแก่น", PartnerKind.PROVINCE, "", "https://khonkaen.example/feed"),)


@settings(max_examples=60)
@given(plans())
def test_what_is_written_is_read_back(plan: Plan) -> None:
    assert read_plan(write_plan(plan)) == plan


def test_thai_digits_are_years_and_numbers() -> None:
    text = changed("first_year: 2561", "first_year: ๒๕๖๑").replace("2561: 365", "๒๕๖๑: ๓๖๕.๕")
    assert read_plan(text).issues[0].indicators[0].measured == {2561: 365.5}


@pytest.mark.parametrize(
    ("old", "new", "field", "code", "place"),
    [
        ("first_year: 2561", "first_year: 2018", "plan.first_year", "not-a-year", "line 4, column 15"),
        ("last_year: 2565", "last_year: 2560", "plan.last_year", "out-of-order", "line 5, column 14"),
        ("  vision: มหานครข้าวหอมมะลิ\n", "", "plan.vision", "required", ""),
        ("vision:", "visoin:", "plan.visoin", "unknown-field", "did you mean 'vision'?"),
        ("key: rice", "key: Rice!", "issues[0].key", "bad-key", "line 8, column 10"),
        ("key: rice", "key: edit", "issues[0].key", "reserved", "line 8, column 10"),
        ("key: health", "key: rice", "issues[1].key", "twice", "line 22, column 10: rice"),
        ("name: สุขภาพดี", "name: ข้าวหอมมะลิ", "issues[1].name", "twice", "line 23, column 11"),
        ("name: ข้าวหอมมะลิ", "name: ข้าว/นา", "issues[0].name", "bad-name", "line 9, column 11"),
        ("name: ข้าวหอมมะลิ", 'name: "\\u200b"', "issues[0].name", "required", "line 9, column 11"),
        ("[สำนักงานเกษตร]", "[ก, ข/ค]", "issues[0].agencies", "bad-name", "line 11"),
        ("[2, 5]", f"[{'1' * 5000}]", "issues[0].national[0]", "unknown-value", "line 10, column 16"),
        ("2561: 365", "2561: 365, ๒๕๖๑: 5", "issues[0].goals[0].indicators[0].measured.๒๕๖๑", "twice", "line 21"),
        ("2561: 365", "2561: '1,5'", "issues[0].goals[0].indicators[0].measured.2561", "not-a-number", "line 21"),
        ("2561: 365", "2561: 1_0", "issues[0].goals[0].indicators[0].measured.2561", "not-a-number", "line 21"),
        ("2561: 365", "2561: 1e300", "issues[0].goals[0].indicators[0].measured.2561", "not-a-number", "line 21"),
        ("[2, 5]", "[2, 7]", "issues[0].national[1]", "unknown-value", "line 10, column 19"),
        ("[2, 5]", "2", "issues[0].national", "not-a-list", ""),
        ("2561: 365", "2561: มาก", "issues[0].goals[0].indicators[0].measured.2561", "not-a-number", "line 21"),
        ("2561: 365", "2561: .inf", "issues[0].goals[0].indicators[0].measured.2561", "not-a-number", ""),
        ("2561: 365", "61: 365", "issues[0].goals[0].indicators[0].measured.61", "not-a-year", ""),
        ("value: 350", "value: ''", "issues[0].goals[0].indicators[0].baseline.value", "not-a-number", ""),
        ("unit: กก.", "unit: [กก.]", "issues[0].goals[0].indicators[0].unit", "not-a-text", ""),
        ("https://khonkaen.example/feed", "javascript:alert(1)", "partners[0].feed", "bad-url", "line 25"),
        ("kind: province", "kind: planet", "partners[0].kind", "unknown-value", "province, agency"),
        ("key: health", "key: health\n    key: health", "issues[1].key", "twice", "line 23"),
        ("name: สุขภาพดี", "name: สุขภาพดี\n    ? [a]\n    : b", "issues[1]", "bad-key", ""),
    ],
)
def test_every_error_has_its_place(old: str, new: str, field: str, code: str, place: str) -> None:
    found = [problem for problem in wrong(changed(old, new)) if problem[:2] == (field, code)]
    assert found, wrong(changed(old, new))
    assert place in found[0][2]


def test_all_errors_are_told_at_once() -> None:
    text = changed("key: rice", "key: ''").replace("[2, 5]", "[9]").replace("unit: กก.", "units: กก.")
    assert {code for _, code, _ in wrong(text)} == {"required", "unknown-value", "unknown-field"}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "required"),
        ("plan: [", "bad-yaml"),
        ("a: &x 1\nb: *x", "no-anchors"),
        ("a: &a [1]", "no-anchors"),
        ("a: 1\n---\nb: 2", "several-documents"),
        ("[" * 60 + "]" * 60, "too-deep"),
        ("- " * 500 + "x", "too-deep"),
        ("x" * (MOST_CHARACTERS + 1), "too-long"),
        ("just a text", "not-a-mapping"),
        ("plan: 3\nissues: 4", "not-a-mapping"),
    ],
)
def test_hostile_files_end_in_an_error(text: str, code: str) -> None:
    assert code in {problem[1] for problem in wrong(text)}


@given(st.text(max_size=300) | st.text("{}[]:-?&*!|>'\"%@` \n,ab1", max_size=200))
def test_nothing_but_invalid_input_comes_of_any_text(text: str) -> None:
    with pytest.raises(InvalidInput):
        read_plan(text)


def test_bytes_must_be_utf8() -> None:
    assert plan_text("\ufeffก".encode()) == "ก"
    with pytest.raises(MalformedBody):
        plan_text("แผนพัฒนา".encode("tis-620"))
