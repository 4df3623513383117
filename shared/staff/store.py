"""Staff in Redis: everything under the one slot ``{staff}``."""

from typing import TypeVar

import msgspec

from shared.staff.model import Account, Session, Token
from shared.store.client import Store

T = TypeVar("T")

_ACCOUNTS = "{staff}:accounts"
_TOKENS = "{staff}:tokens"


def _session_key(digest: str) -> str:
    return f"{{staff}}:session:{digest}"


def _one_time_key(digest: str) -> str:
    return f"{{staff}}:once:{digest}"


class RedisStaffStore:
    """`shared.staff.service.StaffStore` over a real server. Records are JSON of the dataclasses."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def put_account(self, account: Account, *, replace: bool) -> bool:
        """Keep the account; False if there is one of that name and ``replace`` is off."""
        command = "HSET" if replace else "HSETNX"
        added = await self._store.execute(command, _ACCOUNTS, account.name, msgspec.json.encode(account))
        return replace or bool(added)

    async def account(self, name: str) -> Account | None:
        return _decoded(await self._store.execute("HGET", _ACCOUNTS, name.encode("utf-8", "replace")), Account)

    async def put_token(self, digest: str, token: Token) -> None:
        await self._store.execute("HSET", _TOKENS, digest, msgspec.json.encode(token))

    async def token(self, digest: str) -> Token | None:
        return _decoded(await self._store.execute("HGET", _TOKENS, digest), Token)

    async def drop_token(self, digest: str) -> None:
        await self._store.execute("HDEL", _TOKENS, digest)

    async def put_session(self, digest: str, session: Session, seconds: int) -> None:
        await self._store.execute("SET", _session_key(digest), msgspec.json.encode(session), "EX", seconds)

    async def session(self, digest: str) -> Session | None:
        return _decoded(await self._store.execute("GET", _session_key(digest)), Session)

    async def drop_session(self, digest: str) -> None:
        await self._store.execute("DEL", _session_key(digest))

    async def put_one_time(self, digest: str, account: str, seconds: int) -> None:
        await self._store.execute("SET", _one_time_key(digest), account, "EX", seconds)

    async def take_one_time(self, digest: str) -> str | None:
        """The account, once: GETDEL lets only one of two concurrent takers have it."""
        name = await self._store.execute("GETDEL", _one_time_key(digest))
        return None if name is None else name.decode()


def _decoded(raw: bytes | None, kind: type[T]) -> T | None:
    return None if raw is None else msgspec.json.decode(raw, type=kind)
