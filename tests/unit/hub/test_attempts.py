import pytest

from services.hub.attempts import Attempt, Failure, failure_of_error, failure_of_status
from services.hub.model import Delivery
from shared.errors import FetchFailed
from shared.fetch.errors import (
    AddressRefused,
    BadEncoding,
    BadResponse,
    BadUrl,
    BodyTooLarge,
    ConnectFailed,
    DeadlineExceeded,
    PortRefused,
)


@pytest.mark.parametrize(
    ("status", "failure"),
    [
        (200, None),
        (202, None),
        (299, None),
        (410, None),
        (300, Failure.REDIRECT),
        (308, Failure.REDIRECT),
        (400, Failure.CLIENT),
        (404, Failure.CLIENT),
        (429, Failure.BUSY),
        (500, Failure.SERVER),
        (503, Failure.SERVER),
        (599, Failure.SERVER),
    ],
)
def test_what_a_status_means(status: int, failure: Failure | None) -> None:
    assert failure_of_status(status) is failure


@pytest.mark.parametrize(
    ("error", "failure"),
    [
        (AddressRefused("reader.example", "127.0.0.1"), Failure.REFUSED),
        (PortRefused("reader.example", 22), Failure.REFUSED),
        (BadUrl("x", "bad-host"), Failure.REFUSED),
        (DeadlineExceeded("headers", 10), Failure.TIMEOUT),
        (ConnectFailed("tls", "expired"), Failure.UNREACHABLE),
        (BadResponse("no HTTP"), Failure.GARBLED),
        (BodyTooLarge(1), Failure.GARBLED),
        (BadEncoding("gzip", "corrupt"), Failure.GARBLED),
    ],
)
def test_what_an_error_means(error: FetchFailed, failure: Failure) -> None:
    assert failure_of_error(error) is failure


def test_a_callbacks_own_trouble_is_not_its_hosts() -> None:
    blamed = {failure for failure in Failure if Attempt("h", Delivery.RETRIED, failure).is_hosts_fault}
    assert set(Failure) - blamed == {Failure.REDIRECT, Failure.CLIENT}
    assert not Attempt("h", Delivery.DELIVERED).is_hosts_fault
