"""Reading the members of a YAML tree as what they should be; whatever is not is noted with its place. Pure."""

import re
from collections.abc import Callable, Collection, Iterator
from difflib import get_close_matches
from typing import Final, TypeVar

from services.strategy.yamltree import Place, Tree
from shared.errors import FieldProblem
from shared.text import clean_line, clean_text, naming_problem

T = TypeVar("T")
FIRST_YEAR: Final = 2475
"""The first year of constitutional government: nothing here is older, and a year of the Common Era is noticed."""
LAST_YEAR: Final = 2700
LARGEST: Final = 1e15
"""No figure is larger, whatever it counts: beyond, neighbouring whole numbers are the same to a computer."""
_NUMBER: Final = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d+)?(?:[eE][+-]?\d{1,3})?")


class Members:
    """The members of one mapping. Every name that is asked for is known; `done` notes all others."""

    def __init__(self, tree: Tree, problems: list[FieldProblem]) -> None:
        self.place = tree.place
        self.problems = problems
        self._asked: set[str] = set()
        self._members: dict[str, Tree] = {}
        if isinstance(tree.value, dict):
            self._members = tree.value
        else:
            problems.append(tree.place.problem("not-a-mapping", "names with values are expected here"))

    def line(self, name: str, most: int, *, required: bool = False) -> str:
        """A text on one line."""
        return self._text(name, most, clean_line, required=required)

    def lines(self, name: str, most: int, *, required: bool = False) -> str:
        """A text that may have several lines."""
        return self._text(name, most, lambda text: clean_text(text).strip(), required=required)

    def name(self, name: str, most: int) -> str:
        """The line that must be there, and of which an address can be made."""
        found = self.line(name, most, required=True)
        if found and (problem := naming_problem(found)):
            self.note(name, *problem)
        return found

    def names(self, name: str, most: int, longest: int) -> tuple[str, ...]:
        """`texts` of which addresses can be made."""
        found = self.texts(name, most, longest)
        for problem in filter(None, map(naming_problem, found)):
            self.note(name, *problem)
        return found

    def texts(self, name: str, most: int, longest: int) -> tuple[str, ...]:
        """A list of at most ``most`` lines, each once."""
        found = [clean_line(self.scalar(item, longest)) for item in self._items(name, most)]
        return tuple(dict.fromkeys(filter(None, found)))

    def each(self, name: str, most: int, read: Callable[["Members"], T]) -> tuple[T, ...]:
        """A list of mappings."""
        return tuple(read(Members(item, self.problems)) for item in self._items(name, most))

    def one_of(self, name: str, allowed: Collection[str], usual: str) -> str:
        """One of some words."""
        found = self.line(name, 100) or usual
        if found not in allowed:
            self.note(name, "unknown-value", f"one of {', '.join(allowed)}")
            return usual
        return found

    def member(self, name: str) -> "Members | None":
        """A mapping in the mapping."""
        tree = self._get(name)
        return None if tree is None or tree.value is None else Members(tree, self.problems)

    def by_year(self, name: str) -> dict[int, float]:
        """Values by year of the Buddhist era."""
        tree = self._get(name)
        if tree is None or tree.value is None:
            return {}
        if not isinstance(tree.value, dict):
            self.problems.append(tree.place.problem("not-a-mapping", "years with values are expected here"))
            return {}
        found: dict[int, float] = {}
        for word, item in tree.value.items():
            year, value = self.year(word, item.place), self.number(item)
            if year in found:  # once in Thai digits, once in others
                self.problems.append(item.place.problem("twice", str(year)))
            if year and value is not None:
                found[year] = value
        return found

    def whole_numbers(self, name: str, allowed: Collection[int]) -> tuple[int, ...]:
        """A list of some numbers."""
        numbers = [self._whole(item, allowed) for item in self._items(name, len(allowed))]
        return tuple(dict.fromkeys(number for number in numbers if number is not None))

    def scalar(self, tree: Tree, most: int) -> str:
        """The text of a tree."""
        if not isinstance(tree.value, str):
            self.problems.append(tree.place.problem("not-a-text", "a text is expected here"))
            return ""
        if len(tree.value) > most:
            self.problems.append(tree.place.problem("too-long", f"at most {most} characters"))
        return tree.value

    def number(self, tree: Tree) -> float | None:
        """`read_number`; None (noted) for what is none."""
        word = self.scalar(tree, 40)
        value = read_number(word)
        if value is None:
            self.problems.append(tree.place.problem("not-a-number", word[:40]))
        return value

    def year(self, word: str, place: Place) -> int:
        """A year of the Buddhist era; 0 (noted) for what is none."""
        year = int(word) if word.isdecimal() and len(word) <= len(str(LAST_YEAR)) else 0
        if not FIRST_YEAR <= year <= LAST_YEAR:
            self.problems.append(place.problem("not-a-year", f"{word[:20]!r}: a Buddhist-era year such as 2569"))
            return 0
        return year

    def numeral(self, name: str) -> float | None:
        """The number that must be there."""
        tree = self._required(name)
        return None if tree is None else self.number(tree)

    def numbered_year(self, name: str) -> int:
        """The year that must be there; 0 (noted) if it is not."""
        tree = self._required(name)
        return 0 if tree is None else self.year(self.scalar(tree, 20), tree.place)

    def done(self) -> None:
        """Note every member that nobody asked for, with the name that may have been meant."""
        for name, tree in self._members.items():
            if name not in self._asked:
                near = get_close_matches(name, self._asked, 1)
                hint = f"did you mean {near[0]!r}?" if near else f"known here: {', '.join(sorted(self._asked))}"
                self.problems.append(tree.place.problem("unknown-field", hint))

    def note(self, name: str, code: str, detail: str = "") -> None:
        """Note a broken rule at the place of a member, or at that of the mapping if it is not there."""
        tree = self._members.get(name)
        self.problems.append((tree.place if tree else self.place.under(name)).problem(code, detail))

    def _text(self, name: str, most: int, clean: Callable[[str], str], *, required: bool) -> str:
        tree = self._required(name) if required else self._get(name)
        if tree is None or tree.value is None:
            return ""
        text = clean(self.scalar(tree, most))
        if required and not text and isinstance(tree.value, str):
            self.problems.append(tree.place.problem("required"))
        return text

    def _required(self, name: str) -> Tree | None:
        tree = self._get(name)
        if tree is None or tree.value is None:
            self.note(name, "required")
            return None
        return tree

    def _get(self, name: str) -> Tree | None:
        self._asked.add(name)
        return self._members.get(name)

    def _items(self, name: str, most: int) -> Iterator[Tree]:
        tree = self._get(name)
        if tree is None or tree.value is None:
            return
        if not isinstance(tree.value, list):
            self.problems.append(tree.place.problem("not-a-list", "a list is expected here"))
            return
        if len(tree.value) > most:
            self.problems.append(tree.place.problem("too-many", f"at most {most}"))
        yield from tree.value[:most]

    def _whole(self, tree: Tree, allowed: Collection[int]) -> int | None:
        word = self.scalar(tree, 10)
        if not word.isdecimal() or len(word) > len(str(max(allowed))) or int(word) not in allowed:
            self.problems.append(tree.place.problem("unknown-value", f"one of {', '.join(map(str, allowed))}"))
            return None
        return int(word)


def read_number(text: str) -> float | None:
    """A number up to `LARGEST`, in Thai digits or others, thousands grouped by commas or not; None for what is none."""
    word = text.strip()
    if not word or not _NUMBER.fullmatch(word):
        return None
    try:
        value = float(word.replace(",", ""))
    except ValueError:  # a sign or an exponent alone
        return None
    return value if abs(value) <= LARGEST else None
