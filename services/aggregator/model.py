"""What the planet is made of: sources, their subscriptions, entries, tombstones. Times are aware and in UTC.

state of a source       new -> ok <-> failing;  any -> gone (410: polled no more unless somebody asks)
state of a subscription (none) -> pending -> active -> pending (renewal) ...;  a hub's denial ends it
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, NamedTuple

TRUNCATED: Final = "truncated"
MENDED: Final = "double-encoded"


class SourceState(StrEnum):
    """How things stand with a source."""

    NEW = "new"
    OK = "ok"
    FAILING = "failing"
    GONE = "gone"


class SubscriptionState(StrEnum):
    """How things stand with a hub."""

    PENDING = "pending"
    ACTIVE = "active"


class Why(StrEnum):
    """Why a source is polled when it is: what decided about the next time."""

    NEW = "new"
    RHYTHM = "rhythm"
    FLOOR = "floor"
    CEILING = "ceiling"
    FRESH = "fresh"
    TTL = "ttl"
    REST = "rest"
    PUSHED = "pushed"
    RENEWAL = "renewal"
    BACKOFF = "backoff"
    RETRY_AFTER = "retry-after"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Problem:
    """What went wrong last: a stable ``code`` and a ``detail`` for the operator."""

    code: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """An author."""

    name: str
    email: str | None = None
    uri: str | None = None


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that belongs to an entry; ``length`` in bytes."""

    href: str
    type: str | None = None
    length: int | None = None


@dataclass(frozen=True, slots=True)
class Origin:
    """The feed that an entry was first published in, where it came through another aggregator."""

    atom_id: str
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class FeedFacts:
    """What a source says of itself, as plain text and absolute addresses; ``findings`` are what is odd about it."""

    atom_id: str = ""
    title: str = ""
    subtitle: str = ""
    home: str = ""
    rights: str = ""
    icon: str = ""
    logo: str = ""
    authors: tuple[Person, ...] = ()
    updated: datetime | None = None
    findings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Validators:
    """What the source gave to ask "still the same?" with, a character for each octet of it.

    ``body`` is the digest of its last body.
    """

    etag: str | None = None
    last_modified: str | None = None
    body: str | None = None


NO_VALIDATORS: Final = Validators()


@dataclass(frozen=True, slots=True)
class Hints:
    """How often the feed itself wants to be asked: ``ttl`` seconds; hours (UTC), weekdays (Monday 0) off."""

    ttl: int | None = None
    hours: tuple[int, ...] = ()
    days: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Moving:
    """A permanent redirect on probation: where to, since when, and how many fetches in a row agreed."""

    url: str
    since: datetime
    agreed: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How a source is asked: all that changes with every poll, and nothing that does not.

    ``address`` is where the source has moved for good. ``failures`` counts those since the last success; ``changed`` is
    when it last brought something new, ``latest`` the date of its newest entry, ``rhythm`` the usual seconds between
    news. ``why`` explains ``next_poll``; ``intervals`` are the last ones planned, in seconds, the newest at the end.
    ``left_out`` are ids of entries that were seen last and not kept, by rules mostly. ``is_page``: the source was given
    as a page, on which its feed was found.
    """

    next_poll: datetime | None
    why: Why = Why.NEW
    state: SourceState = SourceState.NEW
    validators: Validators = Validators()
    address: str | None = None
    moving: Moving | None = None
    hints: Hints = Hints()
    last_attempt: datetime | None = None
    last_success: datetime | None = None
    changed: datetime | None = None
    latest: datetime | None = None
    rhythm: int | None = None
    failures: int = 0
    error: Problem | None = None
    intervals: tuple[int, ...] = ()
    left_out: tuple[str, ...] = ()
    is_page: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A feed that is gathered. ``id`` is made from ``url``; ``name`` is ours and goes before the feed's own title."""

    id: str
    url: str
    created: datetime
    pace: Pace
    group: str | None = None
    name: str | None = None
    facts: FeedFacts = FeedFacts()

    @property
    def address(self) -> str:
        """Where it is fetched from."""
        return self.pace.address or self.url

    @property
    def title(self) -> str:
        """Something to call it by, whatever happened so far."""
        return self.name or self.facts.title or self.url

    @property
    def atom_id(self) -> str:
        """What its ``atom:source`` is called; RSS has no ids, its address does."""
        return self.facts.atom_id or self.url


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of one source. ``position`` is where it stands in the river: when it was published, or first seen.

    ``content`` is sanitized HTML, ``summary`` plain text; ``flags`` are values of `dates.Flag`, `TRUNCATED` where
    ``content`` is only the beginning of what was published, and `MENDED` where its words came encoded twice.
    ``written`` is its date as the publisher wrote it, where that is not simply what ``published`` says. ``strategy``
    are the strategic issues that rules found it to be about, ``via`` the aggregators that it came through. ``size`` is
    about how many bytes all of it takes.
    """

    id: str
    source: str
    atom_id: str
    title: str
    url: str
    first_seen: datetime
    changed: datetime
    position: datetime
    published: datetime | None
    updated: datetime | None
    summary: str = ""
    content: str = ""
    authors: tuple[Person, ...] = ()
    labels: tuple[str, ...] = ()
    enclosures: tuple[Enclosure, ...] = ()
    language: str | None = None
    flags: tuple[str, ...] = ()
    size: int = 0
    image: str = ""
    written: str = ""
    strategy: tuple[str, ...] = ()
    origin: Origin | None = None
    via: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """What has to be remembered of an entry to tell a new from a changed from an unchanged one."""

    digest: str
    first_seen: datetime
    position: datetime
    size: int = 0


@dataclass(frozen=True, slots=True)
class Burial:
    """An entry that its source has withdrawn (RFC 6721); ``is_foreign``: another source's entry has its id by now."""

    source: str
    entry: str
    atom_id: str
    when: datetime
    is_foreign: bool = False


@dataclass(frozen=True, slots=True)
class Harvest:
    """What one poll changes: entries to write, ids of entries to forget, tombstones.

    ``digests`` and ``marks`` (what near-duplicates share, see `reading.alike`) go with ``put``; ``fresh`` counts the
    new ones among them. ``noted`` are entries that stay as they are, though their source writes them otherwise now.
    """

    put: tuple[Entry, ...] = ()
    digests: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    noted: tuple[tuple[Entry, str], ...] = ()
    forget: tuple[str, ...] = ()
    buried: tuple[Burial, ...] = ()
    fresh: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether nothing is to be written but the poll itself."""
        return not (self.put or self.noted or self.forget or self.buried)


NOTHING: Final = Harvest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """A WebSub subscription. ``token`` (128 random bits) is in the callback's address; ``expires`` ends the lease.

    ``pushed`` is when the hub last delivered; ``missed`` counts the news since then that it kept to itself.
    """

    hub: str
    topic: str
    token: str
    secret: str
    state: SubscriptionState
    requested: datetime
    expires: datetime | None = None
    pushed: datetime | None = None
    missed: int = 0


@dataclass(slots=True)
class Turn:
    """What the schedule hands out: ``source`` is this worker's until ``until``, which moves while it is at it.

    Sources of one ``domain`` share a budget. ``asked`` is the end that was asked for last: while the store has not
    answered, either of the two may hold there.
    """

    source: str
    domain: str
    until: datetime
    asked: datetime | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to write what a poll of ``source`` finds; a later claim has a higher ``fence`` and ends this one."""

    source: Source
    fence: int
    subscription: Subscription | None = None


@dataclass(frozen=True, slots=True)
class NewSource:
    """What somebody asks to be gathered."""

    url: str
    group: str | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """A source and how many entries it has."""

    source: Source
    entries: int


class EntryRef(NamedTuple):
    """Which entry of which source."""

    source: str
    entry: str


@dataclass(frozen=True, slots=True)
class Gathered:
    """An entry and its source; ``is_foreign``: its ``atom:id`` is that of another one's entry (see `attribution`).

    ``lead`` is the entry that this one is a near-duplicate of, ``alike`` those that are duplicates of this one.
    """

    entry: Entry
    source: Source
    is_foreign: bool
    lead: EntryRef | None = None
    alike: tuple[EntryRef, ...] = ()


@dataclass(frozen=True, slots=True)
class Filter:
    """Which entries: of ``view`` (see `views`), with all words of ``query``, that came since.

    ``leads``: of near-duplicates only the one that leads them.
    """

    view: str
    query: str = ""
    since: datetime | None = None
    leads: bool = False


class Place(NamedTuple):
    """Where a page of a sorted set ended."""

    member: str
    score: int
