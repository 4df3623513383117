"""What came of sending one edition to one callback, and whom to blame if nothing did. Pure."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from http import HTTPStatus
from typing import Final

from services.hub.model import Delivery
from shared.errors import FetchFailed
from shared.fetch.errors import BadUrl, ConnectFailed, DeadlineExceeded, Refused


class Failure(StrEnum):
    """Why a delivery failed."""

    REDIRECT = "3xx"
    CLIENT = "4xx"
    BUSY = "429"
    SERVER = "5xx"
    REFUSED = "refused-address"
    TIMEOUT = "timeout"
    UNREACHABLE = "no-connection"
    GARBLED = "bad-answer"


HOSTS_FAULT: Final = frozenset(Failure) - {Failure.REDIRECT, Failure.CLIENT}
"""What speaks for the whole host; the others are the one callback's own trouble."""
_BY_ERROR: Final[tuple[tuple[type[FetchFailed], Failure], ...]] = (
    (Refused, Failure.REFUSED),
    (BadUrl, Failure.REFUSED),
    (DeadlineExceeded, Failure.TIMEOUT),
    (ConnectFailed, Failure.UNREACHABLE),
)


@dataclass(frozen=True, slots=True)
class Attempt:
    """One edition sent to a callback at ``host``.

    ``answered`` is how long the callback took, however it answered, ``since_news`` the time from the news to success.
    """

    host: str
    outcome: Delivery
    failure: Failure | None = None
    answered: timedelta | None = None
    since_news: timedelta | None = None

    @property
    def is_hosts_fault(self) -> bool:
        """Whether the host's breaker should take note; a callback that says 404 is on a host that is well."""
        return self.failure in HOSTS_FAULT


def failure_name(failure: Failure) -> str:
    """What it is tallied as: ``failure:timeout``."""
    return f"failure:{failure.value}"


def failure_of_status(status: int) -> Failure | None:
    """Why an answer is a failure; None for success, and for 410, which is an answer as good as any."""
    if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES or status == HTTPStatus.GONE:
        return None
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return Failure.BUSY
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Failure.SERVER
    return Failure.CLIENT if status >= HTTPStatus.BAD_REQUEST else Failure.REDIRECT


def failure_of_error(error: FetchFailed) -> Failure:
    """Why there was no answer."""
    return next((failure for kind, failure in _BY_ERROR if isinstance(error, kind)), Failure.GARBLED)
