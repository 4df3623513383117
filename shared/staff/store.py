"""Staff in Redis: everything under the one slot ``{staff}``. Records are JSON of the dataclasses."""

from dataclasses import replace
from datetime import datetime
from typing import Any, Final, TypeVar

import msgspec

from shared.clock import to_ms
from shared.staff.accounts import Swap
from shared.staff.journal import KEPT, Entry, Event
from shared.staff.model import Account, Session, Ticket, Token
from shared.staff.rights import ABSOLUTE, IDLE
from shared.staff.sessions import Kept
from shared.staff.tokens import KeptToken
from shared.store.client import Command, Script, Store, Value

T = TypeVar("T")

_ACCOUNTS: Final = "{staff}:accounts"
_TOKENS: Final = "{staff}:tokens"
_SESSIONS: Final = "{staff}:sessions"
_JOURNAL: Final = "{staff}:journal"
_FAILURES: Final = "{staff}:failures"
"""Failed logins apart from the rest: a flood of them crowds out nothing but themselves."""
_MOST_ENTRIES: Final = 10_000
_MOST_SESSIONS: Final = 20

_CHANGE: Final = Script.load("shared.staff", "change_account.lua")
_OPEN: Final = Script.load("shared.staff", "open_session.lua")
_FIND: Final = Script.load("shared.staff", "find_with_account.lua")
_TOUCH: Final = Script.load("shared.staff", "touch.lua")


def _link_key(digest: str) -> str:
    return f"{{staff}}:link:{digest}"


def _step_key(digest: str) -> str:
    return f"{{staff}}:step:{digest}"


def _offer_key(digest: str) -> str:
    return f"{{staff}}:offer:{digest}"


class RedisStaffStore:
    """`shared.staff.service.StaffStore` over a real server."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def account(self, name: str) -> Account | None:
        return _decoded(await self._store.execute("HGET", _ACCOUNTS, _field(name)), Account)

    async def accounts(self) -> list[Account]:
        return [_read(raw, Account) for raw in await self._store.execute("HVALS", _ACCOUNTS)]

    async def swap_account(self, account: Account, expected: int, entry: Entry | None) -> Swap:
        keys = [_ACCOUNTS, _SESSIONS, _JOURNAL]
        written = b"" if entry is None else _encoded(entry)
        arguments: list[Value] = [account.name, _encoded(account), expected, written, _MOST_ENTRIES]
        return Swap((await self._store.call(_CHANGE, keys, arguments))[0].decode())

    async def open_session(self, kept: Kept, replaces: str, entry: Entry) -> bool:
        session = kept.session
        arguments: list[Value] = [
            kept.digest,
            _encoded(session),
            replaces,
            _instant(session.opened - IDLE),
            _instant(session.opened - ABSOLUTE),
            _MOST_SESSIONS,
            _encoded(entry),
            _MOST_ENTRIES,
        ]
        (outcome,) = await self._store.call(_OPEN, [_SESSIONS, _ACCOUNTS, _JOURNAL], arguments)
        await self._forget(session.opened)
        return bool(outcome == b"open")

    async def session(self, digest: str) -> tuple[Session, Account] | None:
        record, account = await self._find(_SESSIONS, digest)
        return None if record is None or account is None else (_read(record, Session), account)

    async def sessions(self) -> list[Kept]:
        found = await self._store.execute("HGETALL", _SESSIONS)
        return [Kept(digest.decode(), _read(raw, Session)) for digest, raw in found.items()]

    async def touch_session(self, kept: Kept) -> None:
        await self._store.call(_TOUCH, [_SESSIONS], [kept.digest, _encoded(kept.session)])

    async def drop_session(self, digest: str, entry: Entry) -> None:
        await self._store.batch([("HDEL", _SESSIONS, digest), _noting(entry)])

    async def put_token(self, kept: KeptToken, entry: Entry) -> None:
        await self._store.batch([_noting(entry), ("HSET", _TOKENS, kept.digest, _encoded(kept.token))])

    async def token(self, digest: str) -> tuple[Token, Account | None] | None:
        record, account = await self._find(_TOKENS, digest)
        return None if record is None else (_read(record, Token), account)

    async def tokens(self) -> list[KeptToken]:
        found = await self._store.execute("HGETALL", _TOKENS)
        return [KeptToken(digest.decode(), _read(raw, Token)) for digest, raw in found.items()]

    async def touch_token(self, kept: KeptToken) -> None:
        await self._store.call(_TOUCH, [_TOKENS], [kept.digest, _encoded(kept.token)])

    async def drop_token(self, digest: str, entry: Entry) -> None:
        await self._store.batch([("HDEL", _TOKENS, digest), _noting(entry)])

    async def drop_tokens_of(self, account: str) -> None:
        own = [kept.digest for kept in await self.tokens() if kept.token.account == account]
        if own:
            await self._store.execute("HDEL", _TOKENS, *own)

    async def put_link(self, digest: str, ticket: Ticket, seconds: int, entry: Entry) -> None:
        await self._store.batch([_noting(entry), ("SET", _link_key(digest), _encoded(ticket), "EX", seconds)])

    async def take_link(self, digest: str) -> Ticket | None:
        """Once: GETDEL lets only one of two concurrent takers have it."""
        return _decoded(await self._store.execute("GETDEL", _link_key(digest)), Ticket)

    async def put_step(self, digest: str, ticket: Ticket, seconds: int) -> None:
        await self._store.execute("SET", _step_key(digest), _encoded(ticket), "EX", seconds)

    async def step(self, digest: str) -> Ticket | None:
        return _decoded(await self._store.execute("GET", _step_key(digest)), Ticket)

    async def drop_step(self, digest: str) -> None:
        await self._store.execute("DEL", _step_key(digest))

    async def offer(self, digest: str, secret: str, seconds: int) -> str:
        key = _offer_key(digest)
        await self._store.execute("SET", key, secret, "NX", "EX", seconds)
        return await self.offered(digest) or secret

    async def offered(self, digest: str) -> str | None:
        found = await self._store.execute("GET", _offer_key(digest))
        return None if found is None else found.decode()

    async def note(self, *entries: Entry) -> None:
        await self._store.batch(_noting(entry) for entry in entries)

    async def entries(self, before: str | None, limit: int) -> list[Entry]:
        """The newest first, older than the entry with id ``before``; failures and the rest in one order."""
        last = f"({before}" if before else "+"
        replies = await self._store.batch(
            ("XREVRANGE", key, last, "-", "COUNT", limit) for key in (_JOURNAL, _FAILURES)
        )
        found = [_entry(name.decode(), fields) for reply in replies for name, fields in reply]
        return _page(sorted(found, key=_place, reverse=True), limit)

    async def _find(self, key: str, digest: str) -> tuple[bytes | None, Account | None]:
        record, account = (*await self._store.call(_FIND, [key, _ACCOUNTS], [digest]), None, None)[:2]
        return record, _decoded(account, Account)

    async def _forget(self, now: datetime) -> None:
        """Entries that have been kept for long enough."""
        oldest = str(to_ms(now - KEPT))
        await self._store.batch(("XTRIM", key, "MINID", oldest) for key in (_JOURNAL, _FAILURES))


def _noting(entry: Entry) -> Command:
    key = _FAILURES if entry.event is Event.LOGIN_FAILED else _JOURNAL
    return ("XADD", key, "MAXLEN", _MOST_ENTRIES, "*", "entry", _encoded(entry))


def _entry(name: str, fields: Any) -> Entry:
    pairs = fields if isinstance(fields, dict) else dict(zip(fields[::2], fields[1::2], strict=True))
    return replace(_read(pairs[b"entry"], Entry), id=name)


def _page(entries: list[Entry], limit: int) -> list[Entry]:
    """About ``limit`` of them, never cutting between two of the same place: the next page begins after it."""
    end = min(limit, len(entries))
    while 0 < end < len(entries) and _place(entries[end]) == _place(entries[end - 1]):
        end += 1
    return entries[:end]


def _place(entry: Entry) -> tuple[int, int]:
    milliseconds, _, sequence = entry.id.partition("-")
    return int(milliseconds), int(sequence)


def _instant(moment: datetime) -> str:
    return msgspec.json.decode(msgspec.json.encode(moment), type=str)


def _field(name: str) -> bytes:
    return name.encode("utf-8", "replace")


def _encoded(value: object) -> bytes:
    return msgspec.json.encode(value)


def _read(raw: bytes, kind: type[T]) -> T:
    return msgspec.json.decode(raw, type=kind)


def _decoded(raw: bytes | None, kind: type[T]) -> T | None:
    return None if raw is None else _read(raw, kind)
