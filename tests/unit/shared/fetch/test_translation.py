"""aiohttp's errors that a test on loopback cannot cause."""

import aiohttp
import pytest

from shared.errors import FetchFailed
from shared.fetch.errors import AddressRefused, BadResponse, ConnectFailed, DeadlineExceeded
from shared.fetch.gate import Visit
from shared.fetch.limits import Limits
from shared.fetch.translation import translated


def translation(error: Exception, visit: Visit) -> FetchFailed:
    with pytest.raises(FetchFailed) as caught, translated(visit, Limits(connect=3)):
        raise error
    assert caught.value.__cause__ is error
    return caught.value


def test_a_host_that_does_not_answer() -> None:
    error = translation(aiohttp.ConnectionTimeoutError("no answer"), Visit("slow.example"))
    assert isinstance(error, DeadlineExceeded)
    assert (error.stage, error.seconds) == ("connect", 3)


def test_a_connection_that_breaks() -> None:
    error = translation(aiohttp.ClientOSError(104, "reset by peer"), Visit("x.example"))
    assert isinstance(error, ConnectFailed)
    assert error.reason == "disconnected"


def test_a_body_that_breaks() -> None:
    assert isinstance(translation(aiohttp.ClientPayloadError("short"), Visit("x.example")), BadResponse)


def test_a_refusal_goes_before_its_consequences() -> None:
    refusal = AddressRefused("x.example", "10.0.0.1")
    visit = Visit("x.example", [refusal])
    assert translation(aiohttp.ClientConnectionError("nothing left to try"), visit) is refusal


def test_our_own_mistakes_stay_what_they_are() -> None:
    with pytest.raises(TypeError), translated(Visit("x.example"), Limits()):
        raise TypeError
