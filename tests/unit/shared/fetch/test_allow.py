from ipaddress import ip_address

import pytest

from shared.environment import BadConfiguration
from shared.fetch.allow import AllowList


def allows(text: str, host: str, address: str, port: int = 80) -> bool:
    return AllowList.parse(text).allows(host, ip_address(address), port)


def test_an_empty_list_allows_nothing() -> None:
    assert AllowList.parse("") == AllowList.parse(" , ") == AllowList()
    assert not allows("", "intranet.example", "10.0.0.1")


def test_a_name_is_allowed_at_any_address_and_port() -> None:
    assert allows("Intranet.Example.", "intranet.example", "10.0.0.1", 8443)
    assert not allows("intranet.example", "www.intranet.example", "10.0.0.1")


def test_a_thai_name_is_compared_in_ascii() -> None:
    assert allows("ภายใน.ไทย", "xn--q3cng7d6d.xn--o3cw4h", "10.0.0.1")


def test_a_port_limits_its_entry() -> None:
    assert allows("127.0.0.1:8081", "localhost", "127.0.0.1", 8081)
    assert not allows("127.0.0.1:8081", "localhost", "127.0.0.1", 8082)
    assert not allows("intranet.example:80", "intranet.example", "10.0.0.1", 8080)


def test_networks_go_by_address_whatever_the_name() -> None:
    assert allows("10.1.0.0/16", "anything.example", "10.1.2.3")
    assert not allows("10.1.0.0/16", "anything.example", "10.2.0.1")
    assert allows("10.1.0.0/16:8080", "anything.example", "10.1.2.3", 8080)
    assert not allows("10.1.0.0/16:8080", "anything.example", "10.1.2.3", 80)


@pytest.mark.parametrize("entry", ["[::1]:8081", "[::1]", "::1", "[::]/64"])
def test_ipv6(entry: str) -> None:
    assert allows(entry, "localhost", "::1", 8081)
    assert not allows(entry, "localhost", "fe80::1", 8081)


def test_a_mapped_address_counts_as_the_ipv4_address_in_it() -> None:
    assert allows("127.0.0.1", "localhost", "::ffff:127.0.0.1")


def test_every_bad_entry_is_reported() -> None:
    with pytest.raises(BadConfiguration) as caught:
        AllowList.parse("fine.example, a b, 127.1, 10.0.0.1/8, 1.2.3.4:0, [::1, h:70000, http://x/")
    assert [problem.detail for problem in caught.value.problems] == [
        "a b",
        "127.1",
        "10.0.0.1/8",
        "1.2.3.4:0",
        "[::1",
        "h:70000",
        "http://x/",
    ]
    assert {problem.field for problem in caught.value.problems} == {"SAKET_ALLOW_HOSTS"}
