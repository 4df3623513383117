"""YAML as a tree that knows the place of everything in it. Pure.

Only what a plan needs: mappings, lists and scalars in UTF-8. Anchors and aliases (with which a line can grow to
gigabytes), several documents and deep nesting are refused before anything is built.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import yaml
from yaml.events import AliasEvent, CollectionEndEvent, CollectionStartEvent, DocumentStartEvent, NodeEvent
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from shared.errors import FieldProblem, InvalidInput
from shared.text import clean_text

MOST_CHARACTERS: Final = 512 * 1024
_DEEPEST: Final = 12
_NULL: Final = "tag:yaml.org,2002:null"
_Loader: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: lines and columns from 1, and its path (``issues[0].goals[1].name``)."""

    line: int
    column: int
    path: str = ""

    def problem(self, code: str, detail: str = "") -> FieldProblem:
        """A broken rule at this place."""
        where = f"line {self.line}, column {self.column}"
        return FieldProblem(self.path, code, f"{where}: {detail}" if detail else where)

    def under(self, name: str) -> "Place":
        return Place(self.line, self.column, f"{self.path}.{name}" if self.path else name)


@dataclass(frozen=True, slots=True)
class Tree:
    """A value with its place: a text (None for an empty one), a list, or a mapping by name."""

    place: Place
    value: "str | list[Tree] | dict[str, Tree] | None"


def read_tree(text: str) -> Tree:
    """Raises `InvalidInput` for what is no YAML, or YAML of a kind that no plan needs."""
    if len(text) > MOST_CHARACTERS:
        raise InvalidInput(FieldProblem("", "too-long", f"at most {MOST_CHARACTERS} characters"))
    try:
        _check(clean_text(text))
        root = yaml.compose(clean_text(text), Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        raise InvalidInput(_syntax(error)) from error
    except yaml.YAMLError as error:
        raise InvalidInput(FieldProblem("", "bad-yaml", str(error))) from error
    if root is None:
        raise InvalidInput(FieldProblem("", "required", "the file is empty"))
    problems: list[FieldProblem] = []
    tree = _tree(root, "", problems)
    if problems:
        raise InvalidInput(*problems)
    return tree


def _check(text: str) -> None:
    depth = documents = 0
    for event in yaml.parse(text, Loader=_Loader):
        documents += isinstance(event, DocumentStartEvent)
        depth += isinstance(event, CollectionStartEvent) - isinstance(event, CollectionEndEvent)
        place = Place(event.start_mark.line + 1, event.start_mark.column + 1) if event.start_mark else Place(1, 1)
        if isinstance(event, AliasEvent) or (isinstance(event, NodeEvent) and event.anchor):
            raise InvalidInput(place.problem("no-anchors", "anchors and aliases are not read"))
        if depth > _DEEPEST:
            raise InvalidInput(place.problem("too-deep"))
        if documents > 1:
            raise InvalidInput(place.problem("several-documents"))


def _syntax(error: yaml.MarkedYAMLError) -> FieldProblem:
    mark = error.problem_mark or error.context_mark
    detail = " ".join(filter(None, (error.context, error.problem)))
    if mark is None:
        return FieldProblem("", "bad-yaml", detail)
    return Place(mark.line + 1, mark.column + 1).problem("bad-yaml", detail)


def _tree(node: Node, path: str, problems: list[FieldProblem]) -> Tree:
    place = Place(node.start_mark.line + 1, node.start_mark.column + 1, path)
    if isinstance(node, MappingNode):
        return Tree(place, dict(_members(node, place, problems)))
    if isinstance(node, SequenceNode):
        return Tree(place, [_tree(item, f"{path}[{at}]", problems) for at, item in enumerate(node.value)])
    scalar: ScalarNode = node  # type: ignore[assignment]  # there is no fourth kind
    return Tree(place, None if scalar.tag == _NULL else scalar.value)


def _members(node: MappingNode, place: Place, problems: list[FieldProblem]) -> Iterator[tuple[str, Tree]]:
    seen: set[str] = set()
    for key, value in node.value:
        at = Place(key.start_mark.line + 1, key.start_mark.column + 1, place.path)
        if not isinstance(key, ScalarNode):
            problems.append(at.problem("bad-key", "a name is expected here"))
            continue
        if key.value in seen:
            problems.append(at.under(key.value).problem("twice"))
        seen.add(key.value)
        yield key.value, _tree(value, at.under(key.value).path, problems)
