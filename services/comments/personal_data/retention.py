"""What is kept about citizens, why, and for how long: one table for the code and for ``docs/privacy.md``. Pure.

A test compares the document with this table, so neither can promise what the other does not do.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from services.comments.model import Comment, State
from shared.i18n import mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One kind of data, kept for ``days``; None: as long as the comment stands.

    Comments in one of ``states`` are erased so many days after they were last changed.
    """

    what: str
    why: str
    how: str
    days: int | None = None
    states: tuple[State, ...] = ()

    @property
    def period(self) -> timedelta:
        """How long; nothing where there is no end."""
        return timedelta(days=self.days or 0)

    @property
    def seconds(self) -> int:
        """The period; 0 where there is none."""
        return int(self.period.total_seconds())

    def ends(self, comment: Comment) -> datetime | None:
        """When a comment of these ``states`` is erased; None for others."""
        return comment.updated + self.period if comment.state in self.states else None


_PURGED: Final = mark("erased by the daily purge")
_EXPIRE: Final = mark("expire in the store")

COMMENTS: Final = Rule(
    what=mark("Public comments: name as given, text, time"),
    why=mark("The public discussion, at its author's wish (consent, PDPA s. 24)"),
    how=mark("until withdrawn or erased by its author, or the office ends the thread"),
)
UNDECIDED: Final = Rule(
    what=mark("Comments that wait for a moderator and about which nobody decides"),
    why=mark("To be read before they appear, at their authors' wish (consent, PDPA s. 24)"),
    how=_PURGED,
    days=180,
    states=(State.HELD,),
)
CONTACTS: Final = Rule(
    what=mark("E-mail address and website, where somebody gives them"),
    why=mark("To answer, and to find one's own comments for export and erasure (consent, PDPA s. 24)"),
    how=mark("emptied by the daily purge"),
    days=365,
)
WITHDRAWN: Final = Rule(
    what=mark("Comments that their authors have withdrawn"),
    why=mark("To mend a mistake, and for disputes about a decision (legitimate interest, PDPA s. 24 (5))"),
    how=_PURGED,
    days=30,
    states=(State.WITHDRAWN,),
)
REFUSED: Final = Rule(
    what=mark("Comments that were not published (rejected, spam)"),
    why=mark("For appeals, and to keep the filter right (legitimate interest, PDPA s. 24 (5))"),
    how=_PURGED,
    days=180,
    states=(State.REJECTED, State.SPAM),
)
PSEUDONYMS: Final = Rule(
    what=mark("Address prefixes, as HMAC with a key of that day only"),
    why=mark("Limits, and to see what one sender sent on one day (legitimate interest, PDPA s. 24 (5))"),
    how=mark("the day's key expires; what was made with it can be traced no more"),
    days=2,
)
REPORTS: Final = Rule(
    what=mark(
        "Which readers (a name that their browser keeps, or a pseudonym) have reported a comment, and were right"
    ),
    why=mark("One report a reader, weighed fairly (legitimate interest, PDPA s. 24 (5))"),
    how=_EXPIRE,
    days=90,
)
REQUESTS: Final = Rule(
    what=mark("Digests of Idempotency-Keys and of what came with them"),
    why=mark("So that a request that is repeated is done once"),
    how=_EXPIRE,
    days=1,
)
WISHES: Final = Rule(
    what=mark(
        "Requests for one's data: the e-mail address (a pseudonym once it is answered), and what proved whose it is"
    ),
    why=mark("To answer them, and to show that it was done (legal duty, PDPA s. 24 (6), s. 30, s. 33)"),
    how=mark("deleted by the daily purge"),
    days=365,
)
TRAFFIC: Final = Rule(
    what=mark("Traffic records: address, port, time, method, path, outcome"),
    why=mark("Computer Crime Act B.E. 2550, section 26 (legal duty, PDPA s. 24 (6))"),
    how=mark("sealed to the operator's public key, apart from the store; files destroyed by the daily purge"),
    days=90,
)
TABLE: Final = (
    COMMENTS,
    UNDECIDED,
    CONTACTS,
    WITHDRAWN,
    REFUSED,
    PSEUDONYMS,
    REPORTS,
    REQUESTS,
    WISHES,
    TRAFFIC,
)
WARNED: Final = 5 / 6
"""The share of `UNDECIDED` after which moderators are told: a month before, in half a year."""


def table_with(undecided: Rule) -> tuple[Rule, ...]:
    """The table of an office that has chosen another period for `UNDECIDED`."""
    return tuple(undecided if rule is UNDECIDED else rule for rule in TABLE)


def undecided_for(days: int) -> Rule:
    """`UNDECIDED` with another period."""
    return replace(UNDECIDED, days=days)
