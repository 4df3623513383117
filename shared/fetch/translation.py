"""From aiohttp's errors to ours: only what the outside world causes, never our own mistakes."""

from collections.abc import Iterator
from contextlib import contextmanager

import aiohttp
from aiohttp.http_exceptions import HttpProcessingError

from shared.fetch.dialling import DialError
from shared.fetch.errors import BadResponse, ConnectFailed, DeadlineExceeded
from shared.fetch.gate import Visit
from shared.fetch.limits import Limits


@contextmanager
def translated(visit: Visit, limits: Limits) -> Iterator[None]:
    """Raise `FetchFailed` for what aiohttp raises inside; a refusal at the gate goes before its consequences."""
    try:
        yield
    except aiohttp.ConnectionTimeoutError as exc:
        raise _refusal_or(visit, DeadlineExceeded("connect", limits.connect)) from exc
    except (HttpProcessingError, aiohttp.ClientPayloadError) as exc:
        raise BadResponse(_detail(exc)) from exc
    except (aiohttp.ClientError, OSError) as exc:
        raise _refusal_or(visit, ConnectFailed(_reason(exc), _detail(exc))) from exc


def _refusal_or(visit: Visit, error: Exception) -> Exception:
    return visit.refusals[0] if visit.refusals else error


def _reason(error: Exception) -> str:
    return error.reason if isinstance(error, DialError) else "disconnected"


def _detail(error: Exception) -> str:
    return str(error)[:200]
