"""A thread as it is shown: replies under what they answer, three levels deep. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from services.comments.model import Comment

LEVELS: Final = 3


@dataclass(slots=True)
class Node:
    """A comment and the replies below it; ``answers`` is what it answers, where it is not shown right below that."""

    comment: Comment
    level: int = 1
    answers: Comment | None = None
    replies: list["Node"] = field(default_factory=list)


def nest(comments: Iterable[Comment]) -> list[Node]:
    """Trees in the order given. A reply whose parent is not among them stands by itself at the first level.

    Deeper replies are shown at the last level, below the ancestor that stands one level up.
    """
    nodes = {comment.id: Node(comment) for comment in comments}
    roots: list[Node] = []
    for node in nodes.values():
        ancestors = _ancestors(node, nodes)
        node.level = min(len(ancestors) + 1, LEVELS)
        if len(ancestors) >= LEVELS:
            node.answers = ancestors[-1].comment
        siblings = ancestors[node.level - 2].replies if ancestors else roots
        siblings.append(node)
    return roots


def _ancestors(node: Node, nodes: dict[str, Node]) -> list[Node]:
    """From the root of the tree down to the parent."""
    line: dict[str, Node] = {}
    parent = node.comment.parent
    while parent in nodes and parent not in line and parent != node.comment.id:
        line[parent] = nodes[parent]
        parent = nodes[parent].comment.parent
    return [*line.values()][::-1]
