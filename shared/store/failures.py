"""Which failures of redis-py are the environment's, and what they are called here. The one place that knows.

Only environmental failures are translated. A wrong type, a bug in a script, keys in different slots are
programming errors: they pass unchanged and end as a 500 with a traceback.
"""

from types import TracebackType
from typing import Final

from redis import exceptions as redis_errors

from shared.errors import StoreError, StoreFull, StoreUnavailable

_UNAVAILABLE: Final = (
    redis_errors.ConnectionError,  # also BusyLoadingError, AuthenticationError, MaxConnectionsError
    redis_errors.TimeoutError,
    redis_errors.ReadOnlyError,  # a replica answers: a failover is under way
    redis_errors.TryAgainError,
    redis_errors.ClusterError,  # also ClusterDownError, MasterDownError
    redis_errors.SlotNotCoveredError,
    TimeoutError,
    OSError,
)
# Error replies that redis-py has no class for: disk trouble, too few replicas, a script that hogs the server,
# a blocked client whose slot moved away, a database that the server does not have ("DB index is out of range").
_UNAVAILABLE_CODES: Final = frozenset({"MISCONF", "NOREPLICAS", "BUSY", "UNBLOCKED", "DB"})


class _Boundary:
    """What is not translated passes untouched. No generator, since it stands around every call."""

    def __enter__(self) -> None: ...

    def __exit__(self, kind: object, error: BaseException | None, trace: TracebackType | None) -> None:
        translated = translate(error) if isinstance(error, Exception) else None
        if translated is not None:
            raise translated from error


_BOUNDARY: Final = _Boundary()


def store_failures() -> _Boundary:
    """Turns environmental failures inside a ``with`` block into `StoreUnavailable` and `StoreFull`."""
    return _BOUNDARY


def translate(error: Exception) -> StoreError | None:
    """The domain's name of an environmental failure; None for a programming error."""
    if isinstance(error, redis_errors.OutOfMemoryError):
        return StoreFull("the store has no room left")
    if isinstance(error, _UNAVAILABLE) or _reply_code(error) in _UNAVAILABLE_CODES:
        return StoreUnavailable("the store does not answer")  # why, and where it is, stays in ``__cause__``
    return None


def _reply_code(error: Exception) -> str:
    return str(error).partition(" ")[0] if isinstance(error, redis_errors.ResponseError) else ""
