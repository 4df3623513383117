"""What a moderator orders: checked with every problem at once. Pure."""

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import Final

from services.comments.grounds import Ground
from services.comments.model import MODERATOR_ACTIONS, Action
from services.comments.text.cleaning import clean_paragraphs
from shared.errors import FieldProblem, InvalidInput

MOST_IDS: Final = 200
MOST_WORDS: Final = 1000


@dataclass(frozen=True, slots=True)
class Order:
    """An action to take about some comments, or about all of a campaign; ``reason`` is meant for their authors."""

    action: Action
    ids: tuple[str, ...] = ()
    campaign: str | None = None
    reason: str = ""
    ground: str | None = None

    @property
    def digest(self) -> str:
        """What makes two orders the same one."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode("utf-8", "surrogatepass")).hexdigest()


def checked(order: Order) -> Order:
    """With a clean reason, and each comment once. Raises `InvalidInput`."""
    words = clean_paragraphs(order.reason)
    ids = tuple(dict.fromkeys(order.ids))
    problems = []
    if bool(ids) == (order.campaign is not None):
        problems.append(FieldProblem("ids", "missing", "either ids or campaign"))
    if len(ids) > MOST_IDS:
        problems.append(FieldProblem("ids", "out-of-range", f"1..{MOST_IDS} comments"))
    if order.action not in MODERATOR_ACTIONS:
        problems.append(FieldProblem("action", "unknown", ", ".join(MODERATOR_ACTIONS)))
    if len(words) > MOST_WORDS:
        problems.append(FieldProblem("reason", "too-long", f"at most {MOST_WORDS} characters"))
    if order.ground is not None and order.ground not in set(Ground):
        problems.append(FieldProblem("ground", "unknown", ", ".join(Ground)))
    if problems:
        raise InvalidInput(*problems)
    return Order(order.action, ids, order.campaign, words, order.ground)
