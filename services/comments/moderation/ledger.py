"""The ledger's chain: every entry carries the hash of the one before it. Pure.

An entry's hash is SHA-256 over its canonical JSON (keys sorted, no spaces, UTF-8) without the hash itself, so that
any change, removal or reordering of entries breaks the chain from there on (`services.comments.moderation.audit`).
Comments' texts are never in it.

An entry is written before its comments change. Where one of them turned out not to change, because somebody else was
faster, a later entry with the action `VOID` and those comments' ``ids`` takes the claim back; `effective` reads both.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime
from typing import Final

import msgspec

from shared.clock import rfc3339

GENESIS: Final = "0" * 64
_LATER: Final = ("campaign", "ground", "second", "thread", "door", "confirmed")
VOID: Final = "void"
"""The action of an entry that says which comments the decision ``undoes`` did not change after all."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One decision. ``number`` counts from 1; ``undoes`` names the decision that an undo or a void takes back.

    ``campaign`` is set where the decision holds for all comments of one, also those that join it later and are not
    among ``ids``. ``ground`` is the law it leans on, ``second`` who confirmed what ``actor`` proposed. ``door`` says
    from what to what the ``thread`` at an address was turned (`services.comments.threads.closing.Said`), if it is about
    that.
    ``confirmed`` are those of ``ids`` that were public before they were approved: nothing about them had to be decided.
    """

    number: int
    decision: str
    at: str
    actor: str
    action: str
    ids: tuple[str, ...]
    reason: str
    undoes: str | None
    model_versions: tuple[str, ...]
    prev: str
    hash: str = ""
    campaign: str | None = None
    ground: str | None = None
    second: str | None = None
    thread: str | None = None
    door: tuple[str, str] | None = None
    confirmed: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """What happened, before it has its place in the chain."""

    decision: str
    at: datetime
    actor: str
    action: str
    ids: tuple[str, ...]
    reason: str = ""
    undoes: str | None = None
    model_versions: tuple[str, ...] = ()
    campaign: str | None = None
    ground: str | None = None
    second: str | None = None
    thread: str | None = None
    door: tuple[str, str] | None = None
    confirmed: tuple[str, ...] | None = None


class NotAnEntry(ValueError):
    """Not what is kept of an entry."""


_NAMES: Final = frozenset(field.name for field in fields(Entry))
_decoder: Final = msgspec.json.Decoder(Entry)


def read_entry(line: bytes) -> Entry:
    """An entry from its JSON. Raises `NotAnEntry`, also where a name stands twice or is none of an entry's.

    Its hash covers what is read here: what other programs could read in its place would be covered by nothing.
    """
    try:
        entry = _decoder.decode(line)
        names = json.loads(line, object_pairs_hook=lambda pairs: [name for name, _ in pairs])
    except ValueError as error:
        raise NotAnEntry(str(error)) from error
    if len(set(names)) < len(names) or not _NAMES.issuperset(names):
        raise NotAnEntry("it says something twice, or something else than an entry does")
    return entry


def chained(fact: Fact, last: Entry | None) -> Entry:
    """The entry that follows ``last`` (None: the first)."""
    entry = Entry(
        number=last.number + 1 if last else 1,
        decision=fact.decision,
        at=rfc3339(fact.at),
        actor=fact.actor,
        action=fact.action,
        ids=fact.ids,
        reason=fact.reason,
        undoes=fact.undoes,
        model_versions=fact.model_versions,
        prev=last.hash if last else GENESIS,
        campaign=fact.campaign,
        ground=fact.ground,
        second=fact.second,
        thread=fact.thread,
        door=fact.door,
        confirmed=fact.confirmed,
    )
    return replace(entry, hash=hash_of(entry))


def hash_of(entry: Entry) -> str:
    """The hash that belongs to an entry, whatever it claims."""
    content = {name: value for name, value in asdict(entry).items() if name != "hash"}
    for name in _LATER:  # entries from before there were such fields keep their hashes
        if content[name] is None:
            del content[name]
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()


def effective(entries: Iterable[Entry]) -> dict[str, tuple[str, ...]]:
    """Which comments each decision changed, from a chain read from its beginning; voids are taken off."""
    changed: dict[str, tuple[str, ...]] = {}
    for entry in entries:
        if entry.action == VOID and entry.undoes is not None:
            claimed = changed.get(entry.undoes, ())
            changed[entry.undoes] = tuple(identity for identity in claimed if identity not in entry.ids)
        else:
            changed[entry.decision] = entry.ids
    return changed
