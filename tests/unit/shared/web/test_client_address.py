"""Whom to believe about the client's address."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from multidict import CIMultiDict

from shared.web.client_address import client_address, forwarded_for, is_local, prefix_of

PROXIES = (ipaddress.ip_network("10.0.0.0/8"), ipaddress.ip_network("127.0.0.1/32"))


@pytest.mark.parametrize(
    ("peer", "forwarded", "expected"),
    [
        ("203.0.113.9", None, "203.0.113.9"),
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),  # not from a proxy of ours: not believed
        ("127.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", "1.1.1.1, 198.51.100.1, 10.2.3.4", "198.51.100.1"),  # what a client prepends is not believed
        ("127.0.0.1", "1.1.1.1, 198.51.100.1:49152, 10.2.3.4:443", "198.51.100.1"),  # as Azure's gateway writes them
        ("127.0.0.1", "[2001:db8::1]:49152", "2001:db8::1"),
        ("127.0.0.1", "198.51.100.1:", "127.0.0.1"),
        ("127.0.0.1", "rubbish", "127.0.0.1"),
        ("127.0.0.1", "198.51.100.1, unknown", "127.0.0.1"),  # nobody vouches for what stands before it
        ("127.0.0.1", "198.51.100.1, rubbish, 10.2.3.4", "10.2.3.4"),
        ("127.0.0.1", "198.51.100.1, , 10.2.3.4,", "198.51.100.1"),
        ("::ffff:127.0.0.1", "2001:db8::1", "2001:db8::1"),
        (None, None, ""),
    ],
)
def test_forwarded_addresses(peer: str | None, forwarded: str | None, expected: str) -> None:
    assert client_address(peer, forwarded, PROXIES) == expected


def test_a_line_that_a_proxy_adds_is_read_after_the_clients_own() -> None:
    headers = CIMultiDict([("X-Forwarded-For", "1.1.1.1"), ("x-forwarded-for", "198.51.100.1")])
    assert forwarded_for(headers) == "1.1.1.1, 198.51.100.1"
    assert client_address("127.0.0.1", forwarded_for(headers), PROXIES) == "198.51.100.1"
    assert forwarded_for(CIMultiDict()) is None


HOPS = st.sampled_from(["10.1.1.1", "10.2.2.2", "198.51.100.1", "2001:db8::1", "unknown", "198.51.100.7:80", "_x", ""])


@given(st.lists(HOPS, max_size=4), st.lists(st.sampled_from(["10.1.1.1", "10.2.2.2"]), max_size=3))
def test_a_client_never_chooses_its_address(claimed: list[str], proxies: list[str]) -> None:
    """Whatever it claims, its own proxies report behind it what they saw: that address, or one of theirs."""
    seen = [*claimed, "203.0.113.9", *proxies]
    assert client_address("127.0.0.1", ",".join(seen), PROXIES) == "203.0.113.9"
    hidden = client_address("127.0.0.1", ",".join([*claimed, "unknown", *proxies]), PROXIES)
    assert hidden == (proxies[0] if proxies else "127.0.0.1")


def test_local_means_no_proxy_between() -> None:
    assert is_local("127.0.0.1", None)
    assert is_local("::1", None)
    assert not is_local("127.0.0.1", "198.51.100.1")
    assert not is_local("203.0.113.9", None)
    assert not is_local(None, None)


def test_budgets_are_shared_by_a_prefix() -> None:
    assert prefix_of("203.0.113.9") == "203.0.113.0/24"
    assert prefix_of("2001:db8:1:2ff::1") == "2001:db8:1:200::/56"
    assert prefix_of("") == "unknown"
