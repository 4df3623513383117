"""What a name, a password, a role and the scopes of a token have to be."""

import unicodedata
from collections.abc import Iterable
from typing import Final

from shared.errors import FieldProblem, InvalidInput
from shared.staff.model import TOKEN_SCOPES, Role, Scope

LEAST_PASSWORD: Final = 12
MOST_PASSWORD: Final = 256
_LONGEST_NAME: Final = 64
_LEAST_LETTERS: Final = 5


def known_as(name: str) -> str:
    """A name in the one spelling it is kept under."""
    return unicodedata.normalize("NFC", name)


def checked_name(name: str) -> str:
    """Letters of any script with their marks (Thai vowels and tones are marks to Unicode), digits and ``.@-_``."""
    known = known_as(name)
    kinds = [unicodedata.category(character)[0] for character in known]
    fits = all(kind in "LMN" or character in "._@-" for kind, character in zip(kinds, known, strict=True))
    if not (fits and 1 <= len(known) <= _LONGEST_NAME and kinds[0] in "LN"):
        raise InvalidInput(FieldProblem("name", "bad-name", "letters, digits and . @ - _, at most 64"))
    return known


def checked_role(role: str) -> Role:
    """One of the roles there are."""
    if role not in set(Role):
        raise InvalidInput(FieldProblem("role", "unknown", ", ".join(Role)))
    return Role(role)


def checked_password(password: str, name: str) -> str:
    """Long, not one letter over and over, and not the name of its owner (NIST SP 800-63B section 5.1.1.2)."""
    if len(password) < LEAST_PASSWORD:
        raise InvalidInput(FieldProblem("password", "too-short", f"{LEAST_PASSWORD} characters at least"))
    if len(password) > MOST_PASSWORD:
        raise InvalidInput(FieldProblem("password", "too-long", f"{MOST_PASSWORD} characters at most"))
    rest = password.casefold().replace(name.casefold(), "")
    if len(set(rest)) < _LEAST_LETTERS:
        raise InvalidInput(FieldProblem("password", "too-simple", "more different letters, without the name"))
    return password


def checked_scopes(words: Iterable[str], within: frozenset[Scope] = TOKEN_SCOPES) -> frozenset[Scope]:
    """What a token may carry: some of ``within``."""
    asked, offered = set(words), within & TOKEN_SCOPES
    unknown = sorted(asked - offered)
    if unknown or not asked:
        choice = ", ".join(scope for scope in Scope if scope in offered)
        raise InvalidInput(FieldProblem("scope", "unknown", f"{', '.join(unknown) or 'none'}; one of {choice}"))
    return frozenset(Scope(word) for word in asked)
