"""Which strategic issue a neighbour's entry is about. Pure.

    a person has said so | a label that the plan follows | a word in the text that the plan follows

Thai has no spaces between words: a word is found anywhere in the folded text. Where a person takes an entry out of an
issue, the terms that had put it there mean something else to that source from then on, until a person puts an entry
in again that has them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from services.strategy.model import Issue, Plan
from shared.text import clean_line


@dataclass(frozen=True, slots=True)
class Neighbour:
    """An entry of another site: ``id`` is ``source/entry``; ``text`` is its title and summary."""

    id: str
    source: str
    labels: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Lesson:
    """To ``source``, ``term`` does not mean ``issue``."""

    issue: str
    source: str
    term: str


@dataclass(frozen=True, slots=True)
class Lessons:
    """``placed``: entries with the keys of the issues that a person has put them in, perhaps none."""

    placed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    strangers: frozenset[Lesson] = frozenset()


def folded(text: str) -> str:
    """A text as it is compared: one line, no difference between upper and lower case."""
    return clean_line(text).casefold()


def terms(issue: Issue, entry: Neighbour) -> tuple[str, ...]:
    """The labels and words that speak for the issue, as the plan writes them."""
    labels, text = set(map(folded, entry.labels)), folded(entry.text)
    by_label = (label for label in (*issue.follow.labels, issue.name) if folded(label) in labels)
    by_word = (word for word in issue.follow.words if folded(word) in text)
    return tuple(dict.fromkeys((*by_label, *by_word)))


def issues_of(plan: Plan, entry: Neighbour, lessons: Lessons) -> tuple[str, ...]:
    """The keys of the issues that an entry is about."""
    if entry.id in lessons.placed:
        return lessons.placed[entry.id]
    return tuple(issue.key for issue in plan.issues if _speaks_of(issue, entry, lessons))


def lessons_of(plan: Plan, entry: Neighbour, issues: Iterable[str]) -> tuple[Lesson, ...]:
    """What is to be learnt when a person says that ``entry`` is about these issues and no others."""
    kept = set(issues)
    return _terms_of(entry, (issue for issue in plan.issues if issue.key not in kept))


def mistakes_of(plan: Plan, entry: Neighbour, issues: Iterable[str], lessons: Lessons) -> tuple[Lesson, ...]:
    """What is to be forgotten then: all that kept the entry out of issues that the person has put it into."""
    added = set(issues) - set(issues_of(plan, entry, lessons))
    return _terms_of(entry, (issue for issue in plan.issues if issue.key in added))


def _terms_of(entry: Neighbour, issues: Iterable[Issue]) -> tuple[Lesson, ...]:
    return tuple(Lesson(issue.key, entry.source, term) for issue in issues for term in terms(issue, entry))


def _speaks_of(issue: Issue, entry: Neighbour, lessons: Lessons) -> bool:
    return any(Lesson(issue.key, entry.source, term) not in lessons.strangers for term in terms(issue, entry))
