"""Where posts live in Redis: everything in the one slot ``{posts}``.

{posts}:post:<id>                      the record, JSON of `model.Post`
{posts}:revisions:<id>                 hash      version -> `model.Revision`, JSON compressed with zstd
{posts}:versions      hash             id -> version
{posts}:slugs         hash             every slug there ever was -> id
{posts}:former        hash             paths of the host that a post came from -> id
{posts}:names         hash             Atom ids of posts that came from elsewhere -> id
{posts}:all           sorted by member ids, which sort by creation
{posts}:state:<status>                 sorted by member: the ids of the posts in one state
{posts}:published:<view>, {posts}:withdrawn:<view>   sorted by member (see `services.feed.placement`)
{posts}:archive:<view>                 sorted by score: ids in the order of first appearance, counted from 0
{posts}:due           sorted set       scheduled ids by the moment (ms) they are due
{posts}:changed       hash             view -> when it last changed (ms), never backwards
{posts}:touched       hash             view -> when the figures of its discussions last changed (ms), never backwards
{posts}:figures       hash             id -> count of comments ``:`` the newest (ms, or 0)
{posts}:sizes         hash             view -> number of public posts
{posts}:cargoes       hash             import and view -> where its posts begin in the archive of the view
{posts}:once:<key>    hash             an Idempotency-Key's request digest and receipt
{posts}:outbox        stream           id, event, views (JSON list) of every write, and of every change of figures
"""

from typing import Final

from services.feed.model import Status, ViewName

OUTBOX: Final = "{posts}:outbox"
VERSIONS: Final = "{posts}:versions"
SLUGS: Final = "{posts}:slugs"
FORMER: Final = "{posts}:former"
NAMES: Final = "{posts}:names"
ALL: Final = "{posts}:all"
DUE: Final = "{posts}:due"
CHANGED: Final = "{posts}:changed"
TOUCHED: Final = "{posts}:touched"
FIGURES: Final = "{posts}:figures"
SIZES: Final = "{posts}:sizes"
CARGOES: Final = "{posts}:cargoes"
DISCUSSED: Final = "discussed"
"""The event of the outbox that says no more than that figures have changed."""


def record(post_id: str) -> str:
    return f"{{posts}}:post:{post_id}"


def revisions(post_id: str) -> str:
    return f"{{posts}}:revisions:{post_id}"


def state(status: Status) -> str:
    return f"{{posts}}:state:{status}"


def published(view: ViewName) -> str:
    return f"{{posts}}:published:{view}"


def withdrawn(view: ViewName) -> str:
    return f"{{posts}}:withdrawn:{view}"


def archive(view: ViewName) -> str:
    return f"{{posts}}:archive:{view}"


def once(key: str) -> str:
    return f"{{posts}}:once:{key}"
