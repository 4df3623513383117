"""Whom to believe about the client's address."""

import ipaddress

import pytest

from shared.web.client_address import client_address, is_local, prefix_of

PROXIES = (ipaddress.ip_network("10.0.0.0/8"), ipaddress.ip_network("127.0.0.1/32"))


@pytest.mark.parametrize(
    ("peer", "forwarded", "expected"),
    [
        ("203.0.113.9", None, "203.0.113.9"),
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),  # not from a proxy of ours: not believed
        ("127.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", "1.1.1.1, 198.51.100.1, 10.2.3.4", "198.51.100.1"),  # what a client prepends is not believed
        ("127.0.0.1", "rubbish", "127.0.0.1"),
        ("::ffff:127.0.0.1", "2001:db8::1", "2001:db8::1"),
        (None, None, ""),
    ],
)
def test_forwarded_addresses(peer: str | None, forwarded: str | None, expected: str) -> None:
    assert client_address(peer, forwarded, PROXIES) == expected


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
