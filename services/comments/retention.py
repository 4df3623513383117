"""What is kept about citizens, why, and for how long: one table for the code and for ``docs/privacy.md``. Pure.

A test compares the document with this table, so neither can promise what the other does not do.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from shared.i18n import mark


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of data; ``kept`` None: as long as the comment stands."""

    what: str
    why: str
    kept: timedelta | None
    how: str

    @property
    def seconds(self) -> int:
        """The period; 0 where there is none."""
        return int(self.kept.total_seconds()) if self.kept else 0


TABLE: Final = (
    Rule(
        mark("Public comments: name as given, text, time"),
        mark("The public discussion, at its author's wish (consent, PDPA s. 24)"),
        None,
        mark("until withdrawn or erased by its author, or the office ends the thread"),
    ),
    Rule(
        mark("E-mail address and website, where somebody gives them"),
        mark("To answer, and to find one's own comments for export and erasure (consent, PDPA s. 24)"),
        timedelta(days=365),
        mark("emptied by the daily purge"),
    ),
    Rule(
        mark("Comments that their authors have withdrawn"),
        mark("To mend a mistake, and for disputes about a decision (legitimate interest, PDPA s. 24 (5))"),
        timedelta(days=30),
        mark("erased by the daily purge"),
    ),
    Rule(
        mark("Comments that were not published (rejected, spam)"),
        mark("For appeals, and to keep the filter right (legitimate interest, PDPA s. 24 (5))"),
        timedelta(days=180),
        mark("erased by the daily purge"),
    ),
    Rule(
        mark("Address prefixes, as HMAC with a key of that day only"),
        mark("Limits, and to see what one sender sent on one day (legitimate interest, PDPA s. 24 (5))"),
        timedelta(days=2),
        mark("the day's key expires; what was made with it can be traced no more"),
    ),
    Rule(
        mark("Which readers (a name that their browser keeps, or a pseudonym) have reported a comment, and were right"),
        mark("One report a reader, weighed fairly (legitimate interest, PDPA s. 24 (5))"),
        timedelta(days=90),
        mark("expire in the store"),
    ),
    Rule(
        mark("Digests of Idempotency-Keys and of what came with them"),
        mark("So that a request that is repeated is done once"),
        timedelta(days=1),
        mark("expire in the store"),
    ),
    Rule(
        mark(
            "Requests for one's data: the e-mail address (a pseudonym once it is answered), and what proved whose it is"
        ),
        mark("To answer them, and to show that it was done (legal duty, PDPA s. 24 (6), s. 30, s. 33)"),
        timedelta(days=365),
        mark("deleted by the daily purge"),
    ),
    Rule(
        mark("Traffic records: address, port, time, method, path, outcome"),
        mark("Computer Crime Act B.E. 2550, section 26 (legal duty, PDPA s. 24 (6))"),
        timedelta(days=90),
        mark("sealed to the operator's public key, apart from the store; files destroyed by the daily purge"),
    ),
)
COMMENTS, CONTACTS, WITHDRAWN, REFUSED, PSEUDONYMS, REPORTS, REQUESTS, WISHES, TRAFFIC = TABLE
