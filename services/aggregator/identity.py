"""Which entry is which. Pure.

An entry is known by (source, identity), never by what it claims alone: two sources that use the same ``atom:id`` have
two entries. The identity is the first of ``atom:id`` or ``guid``, the link, and a digest of the words.
"""

import hashlib

from shared.ids import digest_id

_SEPARATOR = "\n"


def source_id(url: str) -> str:
    """The name of the source at this address (in canonical spelling): the same address is the same source."""
    return digest_id(url)


def identity(claimed: str, link: str, *words: str) -> str:
    """What an entry is known by within its source."""
    if claimed.strip():
        return claimed.strip()
    if link.strip():
        return link.strip()
    text = _SEPARATOR.join(words).encode("utf-8", "replace")
    return f"urn:blake2b:{hashlib.blake2b(text, digest_size=16).hexdigest()}"


def entry_id(source: str, identity_of_entry: str) -> str:
    """The name under which Saket keeps an entry."""
    return digest_id(f"{source}{_SEPARATOR}{identity_of_entry}".encode("utf-8", "replace").decode())


def claim_id(atom_id: str) -> str:
    """A short name for an ``atom:id``, to note which entry used it first."""
    return digest_id(atom_id.encode("utf-8", "replace").decode())
