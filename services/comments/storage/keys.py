"""Where threads live in Redis: everything about one under the slot ``{t:<thread key>}``. K is a thread's key.

{t:K}                hash: url, version (grows with every write), door (what staff have said about it, JSON),
                     turned (the decision by which they said it)
{t:K}:records        hash: name (the ULID of a comment's identifier) -> record, JSON
{t:K}:published      sorted set of names, all of score 0: in the order of time
{t:K}:replies        sorted set of "<name of a comment> <name of a public answer to it>", all of score 0
{t:K}:gone           sorted set of names by the time, ms, since which the public sees them no more
{t:K}:history:<name> list of history lines, JSON
{t:K}:reports:<name> hash: reader -> "<when the text was written, ms> <weight>"
{t:K}:once:<digest>  hash: what an Idempotency-Key made
{t:K}:sources        hash: digest of what another site calls a comment -> name, for those that were imported
{t:K}:outbox         stream of events
{once:<digest>}      the digest of the body that an Idempotency-Key came with, whatever the thread
"""

from typing import Final

EVERY_THREADS_RECORDS: Final = "{t:*}:records"
"""A glob."""


def thread(key: str) -> str:
    return f"{{t:{key}}}"


def records(key: str) -> str:
    return f"{thread(key)}:records"


def published(key: str) -> str:
    return f"{thread(key)}:published"


def replies(key: str) -> str:
    return f"{thread(key)}:replies"


def gone(key: str) -> str:
    return f"{thread(key)}:gone"


def history(key: str, name: str) -> str:
    return f"{thread(key)}:history:{name}"


def reports(key: str, name: str) -> str:
    return f"{thread(key)}:reports:{name}"


def once(key: str, digest: str) -> str:
    return f"{thread(key)}:once:{digest}"


def claimed(digest: str) -> str:
    return f"{{once:{digest}}}"


def sources(key: str) -> str:
    return f"{thread(key)}:sources"


def outbox(key: str) -> str:
    return f"{thread(key)}:outbox"


def thread_of(records_key: str) -> str:
    """The thread's key in the key of its records."""
    return records_key.removeprefix("{t:").partition("}")[0]
