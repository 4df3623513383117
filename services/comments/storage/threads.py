"""Threads in Redis (see `services.comments.storage.keys`), as citizens and moderators know them."""

from collections.abc import AsyncIterator, Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

import msgspec

from services.comments.model import Change, Comment, Event, State
from services.comments.posting.service import Added, Claim, Found
from services.comments.storage import keys
from services.comments.threads.closing import Door, Turn
from services.comments.threads.names import moment_of
from services.comments.threads.reading import Gone
from services.comments.threads.reading import State as ThreadState
from services.comments.threads.thread import comment_id, key_of, thread_key
from shared.asked import Asked
from shared.clock import from_ms, to_ms
from shared.discussion import Figures
from shared.store.client import Command, Invocation, Script, Store, Value

_ADD: Final = Script.load("services.comments.storage", "add_comment.lua")
_TURN: Final = Script.load("services.comments.storage", "turn_door.lua")
_REPLACE: Final = Script.load("services.comments.storage", "replace_comment.lua")
_KEY_SECONDS: Final = 24 * 3600
_SCAN_COUNT: Final = 500
_GONE_KEPT: Final = 500
_THREADS_REMEMBERED: Final = 1024  # the names of their keys

_record = msgspec.json.Decoder(Comment)
_line = msgspec.json.Decoder(Event)
_door = msgspec.json.Decoder(Door)
_encode = msgspec.json.Encoder().encode


class RedisThreads:
    """The threads that the use cases ask for, over a real server."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def finding(self, thread: str, parent: str | None, claim: Claim | None) -> Asked[Found]:
        """Everything a new comment has to know of its thread; claims the key for its body."""
        shown = keys.published(thread)
        commands: list[Command] = [("HGET", keys.thread(thread), "door"), ("ZRANGE", shown, 0, 0)]
        if parent is not None:
            commands.append(("ZSCORE", shown, _name(parent)))
        if claim is not None:
            claimed_key = keys.claimed(claim.key)
            commands += [
                ("HGET", keys.once(thread, claim.key), "name"),
                ("SET", claimed_key, claim.body, "NX", "EX", _KEY_SECONDS),
                ("GET", claimed_key),
            ]
        return Asked(commands, lambda replies: _found(thread, parent, claim, replies))

    async def find(self, thread: str, parent: str | None, claim: Claim | None = None) -> Found:
        """What `finding` asks."""
        (answer,) = await self._store.ask(self.finding(thread, parent, claim))
        found: Found = answer
        return found

    def adding(self, change: Change, claim: Claim | None) -> Invocation:
        """What keeps a new comment, unless the same key made one before; `added` reads its reply."""
        comment = change.comment
        thread, name = _address(comment.id)
        touched = _written(thread, name)
        if claim is not None:
            touched.append(keys.once(thread, claim.key))
        args = (
            name,
            _encode(comment),
            _encode(change.event),
            int(comment.published),
            comment.url,
            comment.state,
            _name(comment.parent) if comment.parent else "",
            claim.body if claim else "",
            _KEY_SECONDS,
        )
        return Invocation(_ADD, touched, args)

    def added(self, change: Change, claim: Claim | None, reply: Sequence[bytes]) -> Added:
        """What became of a new comment."""
        word, *seen = reply
        if word == b"added":
            return Added(change.comment.id)
        before, body = seen
        same = claim is not None and body.decode() == claim.body
        thread, _ = _address(change.comment.id)
        return Added(comment_id(thread, before.decode()), before=True, other_body=not same)

    async def add(self, change: Change, claim: Claim | None) -> Added:
        """Keep a new comment, or name the one that the same key made before."""
        call = self.adding(change, claim)
        return self.added(change, claim, await self._store.call(call.script, call.keys, call.args))

    async def replace(self, change: Change) -> bool:
        """Keep a changed comment; False if another change came between."""
        comment = change.comment
        thread, name = _address(comment.id)
        args: tuple[Value, ...] = (
            name,
            _encode(comment),
            _encode(change.event),
            int(comment.published),
            comment.rev - 1,
            comment.state,
            _name(comment.parent) if comment.parent else "",
            to_ms(comment.gone) if comment.gone else "",
            _GONE_KEPT,
            int(comment.state is State.ERASED),
        )
        (word,) = await self._store.call(_REPLACE, [*_written(thread, name), keys.gone(thread)], args)
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

    async def replies(self, identity: str, limit: int, skip: int = 0) -> list[Comment]:
        """The last published answers to a comment but ``skip``, newest first."""
        thread, name = _address(identity)
        last, first = _answers(name)
        command = ("ZRANGE", keys.replies(thread), first, last, "BYLEX", "REV", "LIMIT", skip, limit)
        members = await self._store.execute(*command)
        return await self._of(thread, [member.partition(b" ")[2] for member in members])

    async def answered(self, identities: Sequence[str]) -> list[tuple[int, datetime | None]]:
        """How many published answers comments have, and when the last of them was made."""
        commands: list[Command] = []
        for thread, name in map(_address, identities):
            key, (last, first) = keys.replies(thread), _answers(name)
            commands += [
                ("ZLEXCOUNT", key, last, first),
                ("ZRANGE", key, first, last, "BYLEX", "REV", "LIMIT", 0, 1),
            ]
        found = await self._store.batch(commands)
        return [(count, _moment(newest)) for count, newest in zip(found[::2], found[1::2], strict=True)]

    async def gone(self, thread: str, limit: int) -> list[Gone]:
        """What the public saw and sees no more, the latest first."""
        found = await self._store.execute("ZRANGE", keys.gone(thread), 0, limit - 1, "REV", "WITHSCORES")
        return [
            Gone(comment_id(thread, name.decode()), from_ms(int(score)))
            for name, score in zip(found[::2], found[1::2], strict=True)
        ]

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

    async def state(self, thread: str) -> ThreadState:
        """Version 0, no door and no first comment for a thread without any."""
        (version, door), first = await self._store.batch(
            [("HMGET", keys.thread(thread), "version", "door"), ("ZRANGE", keys.published(thread), 0, 0)]
        )
        return ThreadState(int(version or 0), _door.decode(door) if door else None, _moment(first))

    async def turn(self, turn: Turn) -> bool:
        """Keep what staff say about a thread; False if another decision came between, or a later one before."""
        door = _encode(turn.door) if turn.door else ""
        args = (turn.url, door, turn.decision, turn.undoes or "")
        (word,) = await self._store.call(_TURN, [keys.thread(thread_key(turn.url))], args)
        return bool(word == b"turned")

    async def turned(self, url: str) -> tuple[Door | None, str]:
        """What staff have said about a thread, and by which decision; '' if it never was one."""
        door, decision = await self._store.execute("HMGET", keys.thread(thread_key(url)), "door", "turned")
        return (_door.decode(door) if door else None), (decision or b"").decode()

    async def door(self, url: str) -> Door | None:
        raw = await self._store.execute("HGET", keys.thread(thread_key(url)), "door")
        return _door.decode(raw) if raw else None

    async def figures(self, url: str) -> Figures:
        """What the thread at a normalised address shows. The version is read first: the figures are not older."""
        key = thread_key(url)
        shown = keys.published(key)
        version, count, newest = await self._store.batch(
            [("HGET", keys.thread(key), "version"), ("ZCARD", shown), ("ZRANGE", shown, 0, 0, "REV")]
        )
        return Figures(url, count, _moment(newest), int(version or 0))

    async def history(self, identity: str) -> list[Event]:
        """What happened to a comment, oldest first."""
        thread, name = _address(identity)
        lines = await self._store.execute("LRANGE", keys.history(thread, name), 0, -1)
        return [_line.decode(line) for line in lines]

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


def _found(thread: str, parent: str | None, claim: Claim | None, replies: Sequence[Any]) -> Found:
    """The replies to what `RedisThreads.finding` sends."""
    door, first, *more = replies
    score = None if parent is None else more.pop(0)
    name, _, body = more or (None, None, None)
    return Found(
        parent_published=score is not None,
        previous=comment_id(thread, name.decode()) if name else None,
        other_body=body is not None and claim is not None and body.decode() != claim.body,
        door=_door.decode(door) if door else None,
        first=_moment(first),
    )


def _address(identity: str) -> tuple[str, str]:
    thread, _, name = identity.partition(".")
    return thread, name


def _name(identity: str) -> str:
    return _address(identity)[1]


def _answers(name: str) -> tuple[str, str]:
    """The range of members that tell of answers to the comment of this name."""
    return f"[{name} ", f"({name}!"


def _moment(names: Sequence[bytes]) -> datetime | None:
    """When the first of some comments was made."""
    return moment_of(names[0].decode()) if names else None


def _written(thread: str, name: str) -> list[str | bytes]:
    kept, records, published, outbox, replies = _of_thread(thread)
    return [kept, records, published, keys.history(thread, name), outbox, replies]


@lru_cache(_THREADS_REMEMBERED)
def _of_thread(thread: str) -> tuple[str, str, str, str, str]:
    return keys.thread(thread), keys.records(thread), keys.published(thread), keys.outbox(thread), keys.replies(thread)
