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


def require_one_slot(keys: Sequence[str | bytes]) -> None:
    """Raises `CrossSlotError` unless all ``keys`` share one slot."""
    if not _begin_alike(keys) and len({key_slot(tag) for tag in {_hashed(key) for key in keys}}) != 1:
        raise CrossSlotError(f"keys must share one hash tag: {list(keys)!r}")


def _begin_alike(keys: Sequence[str | bytes]) -> bool:
    """Whether all keys are text that begins with the same hash tag, as nearly all do: then nothing need be hashed.

    All do if the first and the last of them in order do.
    """
    first = keys[0] if keys else ""
    if not isinstance(first, str) or not first.startswith("{"):
        return False
    tag = first[: first.find("}") + 1]
    try:
        ends = str(min(keys)), str(max(keys))
    except TypeError:  # text beside bytes
        return False
    return len(tag) > len("{}") and ends[0].startswith(tag) and ends[1].startswith(tag)


def _hashed(key: str | bytes) -> bytes:
    """The hash tag in its braces, which stands for all keys that carry it; the whole key without one."""
    raw = key.encode() if isinstance(key, str) else key
    start = raw.find(b"{")
    end = raw.find(b"}", start + 1)
    return raw[start : end + 1] if 0 <= start < end - 1 else raw
