"""A plan file (YAML, described in ``docs/plan.md``) becomes a `Plan`, or a list of everything that is wrong. Pure."""

import re
from collections.abc import Hashable, Iterable
from typing import Final

from services.strategy.model import (
    NATIONAL_ISSUES,
    Baseline,
    Better,
    Follow,
    Goal,
    Indicator,
    Issue,
    Partner,
    PartnerKind,
    Plan,
    Span,
)
from services.strategy.reading import Members
from services.strategy.yamltree import Place, read_tree
from shared.errors import FieldProblem, InvalidInput, MalformedBody, SaketError
from shared.fetch.urls import HttpUrl

_KEY: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
_RESERVED: Final = frozenset(
    {"edit", "measure", "neighbours", "network", "report", "plan", "api", "healthz", "readyz", "metrics"}
)
"""Keys that would hide another page."""
_NAME, _TEXT, _LONGEST_PLAN = 100, 4000, 30
_MOST_ISSUES, _MOST_GOALS, _MOST_INDICATORS, _MOST_PARTNERS, _MOST_NAMES = 30, 30, 50, 500, 100


def plan_text(raw: bytes) -> str:
    """The text of a plan file. Raises `MalformedBody` for what is not UTF-8."""
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise MalformedBody(FieldProblem("", "not-utf-8", f"byte {error.start}")) from error


def read_plan(text: str) -> Plan:
    """Raises `InvalidInput` with every problem, each with its line, column and path."""
    problems: list[FieldProblem] = []
    root = Members(read_tree(text), problems)
    head = root.member("plan")
    if head is None:
        problems.append(root.place.under("plan").problem("required"))
    title, years, vision = _head(head) if head else ("", Span(0, 0), "")
    plan = Plan(
        title=title,
        years=years,
        vision=vision,
        issues=root.each("issues", _MOST_ISSUES, _issue),
        partners=root.each("partners", _MOST_PARTNERS, _partner),
    )
    root.done()
    if not plan.issues:
        problems.append(root.place.under("issues").problem("required"))
    problems += _doubles(plan, root.place)
    if problems:
        raise InvalidInput(*problems)
    return plan


def _head(members: Members) -> tuple[str, Span, str]:
    title = members.line("title", _NAME * 2, required=True)
    vision = members.lines("vision", _TEXT, required=True)
    first, last = members.numbered_year("first_year"), members.numbered_year("last_year")
    if first and last and not first <= last < first + _LONGEST_PLAN:
        members.problems.append(members.place.under("last_year").problem("out-of-order", f"{first} to {last}"))
    members.done()
    return title, Span(first, last), vision


def _issue(members: Members) -> Issue:
    issue = Issue(
        key=_key(members),
        name=members.line("name", _NAME, required=True),
        description=members.lines("description", _TEXT),
        national=members.whole_numbers("national", NATIONAL_ISSUES),
        agencies=members.texts("agencies", _MOST_NAMES, _NAME),
        follow=_follow(members.member("follow")),
        goals=members.each("goals", _MOST_GOALS, _goal),
    )
    if issue.key in _RESERVED:
        members.problems.append(members.place.under("key").problem("reserved", issue.key))
    members.done()
    return issue


def _follow(members: Members | None) -> Follow:
    if members is None:
        return Follow()
    follow = Follow(members.texts("labels", _MOST_NAMES, _NAME), members.texts("words", _MOST_NAMES, _NAME))
    members.done()
    return follow


def _goal(members: Members) -> Goal:
    goal = Goal(
        members.line("name", _NAME * 5, required=True), members.each("indicators", _MOST_INDICATORS, _indicator)
    )
    members.done()
    return goal


def _indicator(members: Members) -> Indicator:
    indicator = Indicator(
        key=_key(members),
        name=members.line("name", _NAME * 3, required=True),
        unit=members.line("unit", _NAME, required=True),
        better=Better(members.one_of("better", tuple(Better), Better.HIGHER)),
        baseline=_baseline(members.member("baseline")),
        targets=members.by_year("targets"),
        measured=members.by_year("measured"),
        source=members.line("source", _NAME * 5),
    )
    members.done()
    return indicator


def _baseline(members: Members | None) -> Baseline | None:
    if members is None:
        return None
    year, value = members.numbered_year("year"), members.numeral("value")
    members.done()
    return Baseline(year, value) if year and value is not None else None


def _partner(members: Members) -> Partner:
    partner = Partner(
        name=members.line("name", _NAME * 2, required=True),
        kind=PartnerKind(members.one_of("kind", tuple(PartnerKind), PartnerKind.AGENCY)),
        home=_address(members, "home"),
        feed=_address(members, "feed"),
    )
    members.done()
    return partner


def _key(members: Members) -> str:
    key = members.line("key", _NAME, required=True)
    if key and not _KEY.fullmatch(key):
        rule = "1 to 40 of a-z, 0-9 and -, with a letter or digit at both ends"
        members.problems.append(members.place.under("key").problem("bad-key", rule))
    return key


def _address(members: Members, name: str) -> str:
    url = members.line(name, 2000)
    try:
        return str(HttpUrl.parse(url)) if url else ""
    except SaketError as error:
        members.problems.append(members.place.under(name).problem("bad-url", str(error)))
        return ""


def _doubles(plan: Plan, root: Place) -> Iterable[FieldProblem]:
    """Names by which something is found must be one thing's only."""
    indicators = [indicator.key for issue in plan.issues for indicator in issue.indicators]
    for what, names in (
        ("issues[].key", [issue.key for issue in plan.issues]),
        ("issues[].name", [issue.name for issue in plan.issues]),
        ("indicators[].key", indicators),
    ):
        for name in _twice(names):
            yield FieldProblem(root.under(what).path, "twice", str(name))


def _twice(names: Iterable[Hashable]) -> list[Hashable]:
    seen: set[Hashable] = set()
    return [name for name in names if name and (name in seen or seen.add(name))]  # type: ignore[func-returns-value]
