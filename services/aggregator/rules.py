"""What becomes of entries by the rules of a source and of its group: kept or left out, labelled, limited. Pure.

A condition holds where all that it names does: a label, words (Thai-aware: case, width and invisible marks do not
count), a pattern. Patterns are RE2's, whose matching takes linear time whatever somebody writes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

import re2

from shared.errors import FieldProblem, InvalidInput
from shared.thai.spelling import folded

MOST_CONDITIONS: Final = 50
_LONGEST: Final = 500
_MOST_PER_DAY: Final = 10_000
_LOOKED_AT: Final = 64 * 1024
_MOST_MEMORY: Final = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Condition:
    """Empty parts hold always; ``text`` and ``pattern`` look at title, summary and content without markup."""

    label: str = ""
    text: str = ""
    pattern: str = ""


@dataclass(frozen=True, slots=True)
class Rules:
    """``include``: only entries for which one of these holds; ``exclude``: none for which one does.

    ``labels`` renames labels ('' drops one), ``strategy`` maps labels to strategic issues, ``per_day`` limits how many
    new entries a source may bring on a day.
    """

    include: tuple[Condition, ...] = ()
    exclude: tuple[Condition, ...] = ()
    labels: tuple[tuple[str, str], ...] = ()
    strategy: tuple[tuple[str, str], ...] = ()
    per_day: int | None = None


NO_RULES: Final = Rules()


class Judged(Protocol):
    """What rules look at."""

    @property
    def title(self) -> str: ...
    @property
    def labels(self) -> tuple[str, ...]: ...


@dataclass(frozen=True, slots=True)
class Labelled:
    """The labels an entry gets, and the strategic issues that follow from them."""

    labels: tuple[str, ...]
    strategy: tuple[str, ...]


def joined(group: Rules, source: Rules) -> Rules:
    """What either excludes is left out; the source's own includes, mappings and limit go before its group's."""
    return Rules(
        include=source.include or group.include,
        exclude=(*group.exclude, *source.exclude),
        labels=tuple((dict(group.labels) | dict(source.labels)).items()),
        strategy=tuple((dict(group.strategy) | dict(source.strategy)).items()),
        per_day=source.per_day if source.per_day is not None else group.per_day,
    )


def lets_in(rules: Rules, entry: Judged, words: str) -> bool:
    """Whether an entry is kept; ``words`` are its texts without markup."""
    if not rules.include and not rules.exclude:
        return True
    text = folded(words[:_LOOKED_AT])
    if rules.include and not any(_holds(each, entry, words, text) for each in rules.include):
        return False
    return not any(_holds(each, entry, words, text) for each in rules.exclude)


def labelled(rules: Rules, labels: Sequence[str]) -> Labelled:
    """Labels renamed, each once, and their issues."""
    renamed = {folded(old): new for old, new in rules.labels}
    issues = {folded(label): issue for label, issue in rules.strategy}
    kept = dict.fromkeys(renamed.get(folded(label), label) for label in labels)
    names = tuple(label for label in kept if label)
    found = dict.fromkeys(issues[folded(label)] for label in (*names, *labels) if folded(label) in issues)
    return Labelled(names, tuple(found))


def check(rules: Rules) -> None:
    """Raises `InvalidInput` with everything that is wrong."""
    problems = [
        problem
        for field in ("include", "exclude")
        for index, condition in enumerate(getattr(rules, field))
        for problem in _problems(f"{field}[{index}]", condition)
    ]
    problems += [
        FieldProblem(field, "too-many", str(MOST_CONDITIONS))
        for field in ("include", "exclude", "labels", "strategy")
        if len(getattr(rules, field)) > MOST_CONDITIONS
    ]
    if rules.per_day is not None and not 0 < rules.per_day <= _MOST_PER_DAY:
        problems.append(FieldProblem("per_day", "out-of-range", f"1-{_MOST_PER_DAY}"))
    if problems:
        raise InvalidInput(*problems)


def _problems(field: str, condition: Condition) -> list[FieldProblem]:
    parts = (condition.label, condition.text, condition.pattern)
    if not any(part.strip() for part in parts):
        return [FieldProblem(field, "missing", "label, text or pattern")]
    if any(len(part) > _LONGEST for part in parts):
        return [FieldProblem(field, "too-long", str(_LONGEST))]
    try:
        _compiled(condition.pattern)
    except re2.error as error:
        reason = error.args[0] if error.args else ""
        detail = reason.decode("utf-8", "replace") if isinstance(reason, bytes) else str(reason)
        return [FieldProblem(f"{field}.pattern", "bad-pattern", detail[:_LONGEST])]
    return []


def _holds(condition: Condition, entry: Judged, words: str, text: str) -> bool:
    if condition.label and folded(condition.label) not in map(folded, entry.labels):
        return False
    if condition.text and not all(word in text for word in folded(condition.text).split()):
        return False
    return not condition.pattern or _compiled(condition.pattern).search(words[:_LOOKED_AT]) is not None


def _compiled(pattern: str) -> "re2._Regexp[str]":
    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    options.max_mem = _MOST_MEMORY
    return re2.compile(pattern, options)
