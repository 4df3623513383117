"""Which entry is which. Pure.

An entry is known by (source, identity), never by what it claims alone: two sources that use the same ``atom:id`` have
two entries. The identity is the first of ``atom:id`` or ``guid``, the link, and a digest of the words.
"""

import hashlib
from typing import Final

from shared.ids import digest_id

_SEPARATOR: Final = "\n"
_LONGEST: Final = 2048
_DIGEST: Final = "urn:blake2b:"


def source_id(url: str) -> str:
    """The name of the source at this address (in canonical spelling): the same address is the same source."""
    return digest_id(url)


def identity(claimed: str, link: str, *words: str) -> str:
    """What an entry is known by within its source."""
    return bounded(claimed.strip() or link.strip()) or _digest(_SEPARATOR.join(words))


def bounded(identity_of_entry: str) -> str:
    """Itself; a digest of it where it is longer than anybody needs."""
    return identity_of_entry if len(identity_of_entry) <= _LONGEST else _digest(identity_of_entry)


def is_by_words(atom_id: str) -> bool:
    """Whether an ``atom:id`` is a digest of ours: of words, or (which nobody has seen yet) of an endless id."""
    return atom_id.startswith(_DIGEST)


def entry_id(source: str, identity_of_entry: str) -> str:
    """The name under which Saket keeps an entry."""
    return digest_id(f"{source}{_SEPARATOR}{identity_of_entry}".encode("utf-8", "replace").decode())


def claim_id(atom_id: str) -> str:
    """A short name for an ``atom:id``, to note which entry used it first."""
    return digest_id(atom_id.encode("utf-8", "replace").decode())


def _digest(text: str) -> str:
    return f"{_DIGEST}{hashlib.blake2b(text.encode('utf-8', 'replace'), digest_size=16).hexdigest()}"
