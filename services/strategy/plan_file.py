"""A plan file (YAML, described in ``docs/plan.md``) becomes a `Plan`, or a list of everything that is wrong. Pure."""

import re
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
from services.strategy.yamltree import read_tree
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
        root.note("plan", "required")
    title, years, vision = _head(head) if head else ("", Span(0, 0), "")
    reader = _Reader()
    plan = Plan(
        title=title,
        years=years,
        vision=vision,
        issues=root.each("issues", _MOST_ISSUES, reader.issue),
        partners=root.each("partners", _MOST_PARTNERS, reader.partner),
    )
    root.done()
    if not plan.issues:
        root.note("issues", "required")
    if problems:
        raise InvalidInput(*problems)
    return plan


def _head(members: Members) -> tuple[str, Span, str]:
    title = members.line("title", _NAME * 2, required=True)
    vision = members.lines("vision", _TEXT, required=True)
    first, last = members.numbered_year("first_year"), members.numbered_year("last_year")
    if first and last and not first <= last < first + _LONGEST_PLAN:
        members.note("last_year", "out-of-order", f"{first} to {last}")
    members.done()
    return title, Span(first, last), vision


class _Reader:
    """Reads the parts of one file. Names by which something is found must be one thing's only."""

    def __init__(self) -> None:
        self._seen: set[tuple[str, str]] = set()

    def issue(self, members: Members) -> Issue:
        issue = Issue(
            key=self._key(members, "issue key"),
            name=members.name("name", _NAME),
            description=members.lines("description", _TEXT),
            national=members.whole_numbers("national", NATIONAL_ISSUES),
            agencies=members.names("agencies", _MOST_NAMES, _NAME),
            follow=_follow(members.member("follow")),
            goals=members.each("goals", _MOST_GOALS, self._goal),
        )
        if issue.key in _RESERVED:
            members.note("key", "reserved", issue.key)
        self._once(members, "name", "issue name", issue.name)
        members.done()
        return issue

    def partner(self, members: Members) -> Partner:
        partner = Partner(
            name=members.line("name", _NAME * 2, required=True),
            kind=PartnerKind(members.one_of("kind", tuple(PartnerKind), PartnerKind.AGENCY)),
            home=_address(members, "home"),
            feed=_address(members, "feed"),
        )
        self._once(members, "name", "partner", partner.name)
        members.done()
        return partner

    def _goal(self, members: Members) -> Goal:
        goal = Goal(
            members.line("name", _NAME * 5, required=True),
            members.each("indicators", _MOST_INDICATORS, self._indicator),
        )
        members.done()
        return goal

    def _indicator(self, members: Members) -> Indicator:
        indicator = Indicator(
            key=self._key(members, "indicator key"),
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

    def _key(self, members: Members, what: str) -> str:
        key = members.line("key", _NAME, required=True)
        if key and not _KEY.fullmatch(key):
            members.note("key", "bad-key", "1 to 40 of a-z, 0-9 and -, with a letter or digit at both ends")
        self._once(members, "key", what, key)
        return key

    def _once(self, members: Members, member: str, what: str, name: str) -> None:
        if name and (what, name) in self._seen:
            members.note(member, "twice", name)
        self._seen.add((what, name))


def _follow(members: Members | None) -> Follow:
    if members is None:
        return Follow()
    follow = Follow(members.texts("labels", _MOST_NAMES, _NAME), members.texts("words", _MOST_NAMES, _NAME))
    members.done()
    return follow


def _baseline(members: Members | None) -> Baseline | None:
    if members is None:
        return None
    year, value = members.numbered_year("year"), members.numeral("value")
    members.done()
    return Baseline(year, value) if year and value is not None else None


def _address(members: Members, name: str) -> str:
    url = members.line(name, 2000)
    try:
        return str(HttpUrl.parse(url)) if url else ""
    except SaketError as error:
        members.note(name, "bad-url", str(error))
        return ""
