"""Which of the 16 384 slots a key lives in (Redis Cluster specification, "Key distribution model").

One aggregate lives in one slot: all its keys carry the same hash tag, as in ``{t:42}:comments``. The rule is
checked here, before anything is sent, so that a single server refuses what a cluster would refuse.
"""

from collections.abc import Sequence

from redis.crc import key_slot as _crc_slot


class CrossSlotError(Exception):
    """A programming error: keys of one server-side function live in different slots, or there are none."""


def key_slot(key: str | bytes) -> int:
    """The slot of ``key``: of the part between its first ``{`` and the next ``}``, unless that is empty."""
    return int(_crc_slot(key.encode() if isinstance(key, str) else key))


def require_one_slot(keys: Sequence[str | bytes]) -> int:
    """The slot that all ``keys`` share. Raises `CrossSlotError` if there is none."""
    hashed = {_hashed(keys[0])} if keys and _begin_alike(keys) else {_hashed(key) for key in keys}
    slots = {key_slot(key) for key in hashed}
    if len(slots) != 1:
        raise CrossSlotError(f"keys must share one hash tag: {list(keys)!r}")
    return slots.pop()


def _begin_alike(keys: Sequence[str | bytes]) -> bool:
    """Whether all are texts that begin with the tag of the first: most keys do, and an import brings hundreds."""
    tag = _hashed(keys[0]).decode(errors="replace")
    return tag.startswith("{") and all(isinstance(key, str) and key.startswith(tag) for key in keys)


def _hashed(key: str | bytes) -> bytes:
    """The hash tag in its braces, which stands for all keys that carry it; the whole key without one."""
    raw = key.encode() if isinstance(key, str) else key
    start = raw.find(b"{")
    end = raw.find(b"}", start + 1)
    return raw[start : end + 1] if 0 <= start < end - 1 else raw
