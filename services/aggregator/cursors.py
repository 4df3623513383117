"""Opaque cursors: where a page of a sorted set ended."""

import base64
import binascii

from services.aggregator.model import Place
from shared.errors import FieldProblem, InvalidInput


def encode(place: Place | None) -> str | None:
    """A cursor for a client to send back; None where nothing follows."""
    if place is None:
        return None
    return base64.urlsafe_b64encode(f"{place.score} {place.member}".encode()).decode().rstrip("=")


def decode(cursor: str) -> Place:
    """Raises `InvalidInput` for a text that is no cursor of ours."""
    try:
        score, _, member = base64.urlsafe_b64decode(cursor.encode() + b"=" * (-len(cursor) % 4)).decode().partition(" ")
        return Place(member, int(score))
    except (ValueError, binascii.Error) as error:
        raise InvalidInput(FieldProblem("cursor", "invalid")) from error
