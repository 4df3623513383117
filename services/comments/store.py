"""Threads in Redis (see `services.comments.keys`), as citizens and moderators know them."""

from collections.abc import AsyncIterator, Iterable, Sequence
from typing import Final

import msgspec

from services.comments import keys
from services.comments.model import Change, Comment, Event
from services.comments.names import moment_of
from services.comments.service import Added, Claim, Found
from services.comments.thread import comment_id, key_of, thread_key
from shared.discussion import Figures
from shared.store.client import Command, Script, Store

_ADD: Final = Script.load("services.comments", "add_comment.lua")
_REPLACE: Final = Script.load("services.comments", "replace_comment.lua")
_KEY_SECONDS: Final = 24 * 3600
_REPORT_SECONDS: Final = 90 * 24 * 3600
_SCAN_COUNT: Final = 500

_record = msgspec.json.Decoder(Comment)
_line = msgspec.json.Decoder(Event)
_encode = msgspec.json.Encoder().encode


class RedisThreads:
    """`services.comments.service.Threads` over a real server."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def find(self, thread: str, parent: str | None, claim: Claim | None) -> Found:
        """Everything a new comment has to know, in one round trip; claims the key for its body."""
        commands: list[Command] = [("ZSCORE", keys.published(thread), _name(parent) if parent else "")]
        if claim is not None:
            claimed_key = keys.claimed(claim.key)
            commands += [
                ("HGET", keys.once(thread, claim.key), "name"),
                ("SET", claimed_key, claim.body, "NX", "EX", _KEY_SECONDS),
                ("GET", claimed_key),
            ]
        score, *earlier = await self._store.batch(commands)
        name, _, body = earlier or (None, None, None)
        return Found(
            parent_published=score is not None,
            previous=comment_id(thread, name.decode()) if name else None,
            other_body=body is not None and claim is not None and body.decode() != claim.body,
        )

    async def add(self, change: Change, claim: Claim | None) -> Added:
        """Keep a new comment, or name the one that the same key made before."""
        comment = change.comment
        thread, name = _address(comment.id)
        touched = _written(thread, name)
        if claim is not None:
            touched.append(keys.once(thread, claim.key))
        args = (name, _encode(comment), _encode(change.event), int(comment.published), comment.url, comment.state)
        word, *seen = await self._store.call(_ADD, touched, (*args, claim.body if claim else "", _KEY_SECONDS))
        if word == b"added":
            return Added(comment.id)
        before, body = seen
        same = claim is not None and body.decode() == claim.body
        return Added(comment_id(thread, before.decode()), before=True, other_body=not same)

    async def replace(self, change: Change) -> bool:
        """Keep a changed comment; False if another change came between."""
        comment = change.comment
        thread, name = _address(comment.id)
        record, line = _encode(comment), _encode(change.event)
        args = (name, record, line, int(comment.published), comment.rev - 1, comment.state)
        (word,) = await self._store.call(_REPLACE, _written(thread, name), args)
        return bool(word == b"replaced")

    async def comment(self, identity: str) -> Comment | None:
        return (await self.comments([identity]))[0]

    async def comments(self, identities: Sequence[str]) -> list[Comment | None]:
        """Records of any threads, in the order asked for; None for an unknown or malformed identifier."""
        known = [identity for identity in identities if key_of(identity)]
        raws = await self._store.batch([("HGET", keys.records(thread), name) for thread, name in map(_address, known)])
        found = {identity: _record.decode(raw) for identity, raw in zip(known, raws, strict=True) if raw}
        return [found.get(identity) for identity in identities]

    async def published(self, thread: str, after: str | None, limit: int) -> list[Comment]:
        """Published comments in the order of time, those after the identifier ``after``."""
        start = f"({_name(after)}" if after else "-"
        names = await self._store.execute("ZRANGE", keys.published(thread), start, "+", "BYLEX", "LIMIT", 0, limit)
        return await self._of(thread, names)

    async def newest(self, thread: str, limit: int, skip: int = 0) -> list[Comment]:
        """The last published comments but ``skip``, newest first."""
        names = await self._store.execute("ZRANGE", keys.published(thread), skip, skip + limit - 1, "REV")
        return await self._of(thread, names)

    async def public_before(self, thread: str, name: str | None, limit: int) -> list[str]:
        """Identifiers of a thread's published comments, newest first, those made before the one of this name."""
        start = f"({name}" if name else "+"
        names = await self._store.execute(
            "ZRANGE", keys.published(thread), start, "-", "BYLEX", "REV", "LIMIT", 0, limit
        )
        return [comment_id(thread, found.decode()) for found in names]

    async def counts(self, threads: Sequence[str]) -> list[int]:
        """How many published comments each thread has."""
        return list(await self._store.batch([("ZCARD", keys.published(thread)) for thread in threads]))

    async def version(self, thread: str) -> int:
        """Grows with every write to the thread; 0 for one without comments."""
        return int(await self._store.execute("HGET", keys.thread(thread), "version") or 0)

    async def figures(self, url: str) -> Figures:
        """What the thread at a normalised address shows. The version is read first: the figures are not older."""
        key = thread_key(url)
        shown = keys.published(key)
        version, count, newest = await self._store.batch(
            [("HGET", keys.thread(key), "version"), ("ZCARD", shown), ("ZRANGE", shown, 0, 0, "REV")]
        )
        return Figures(url, count, moment_of(newest[0].decode()) if newest else None, int(version or 0))

    async def history(self, identity: str) -> list[Event]:
        """What happened to a comment, oldest first."""
        thread, name = _address(identity)
        lines = await self._store.execute("LRANGE", keys.history(thread, name), 0, -1)
        return [_line.decode(line) for line in lines]

    async def report(self, identity: str, reader: str) -> int:
        """Count a reader's report once; how many readers have reported."""
        thread, name = _address(identity)
        key = keys.reports(thread, name)
        commands: list[Command] = [("SADD", key, reader), ("EXPIRE", key, _REPORT_SECONDS), ("SCARD", key)]
        return int((await self._store.batch(commands))[2])

    async def everything(self) -> AsyncIterator[Comment]:
        """Every comment there is; one may come twice. For rebuilding what is derived."""
        async for key in self._store.scan(keys.EVERY_THREADS_RECORDS):
            cursor = b"0"
            while True:
                cursor, fields = await self._store.execute("HSCAN", key, cursor, "COUNT", _SCAN_COUNT)
                for raw in fields.values():
                    yield _record.decode(raw)
                if int(cursor) == 0:
                    break

    async def _of(self, thread: str, names: Iterable[bytes]) -> list[Comment]:
        listed = list(names)
        if not listed:
            return []
        raws = await self._store.execute("HMGET", keys.records(thread), *listed)
        return [_record.decode(raw) for raw in raws if raw]


def _address(identity: str) -> tuple[str, str]:
    thread, _, name = identity.partition(".")
    return thread, name


def _name(identity: str) -> str:
    return _address(identity)[1]


def _written(thread: str, name: str) -> list[str | bytes]:
    return [
        keys.thread(thread),
        keys.records(thread),
        keys.published(thread),
        keys.history(thread, name),
        keys.outbox(thread),
    ]
