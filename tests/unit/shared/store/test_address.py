import pytest

from shared.store.address import parse_address, unix_url
from shared.store.errors import InvalidStoreUrl


def test_one_server() -> None:
    address = parse_address("redis://user:p%40ss@store.example:7000/3")
    assert not address.is_cluster
    assert address.options == {
        "username": "user",
        "password": "p@ss",
        "host": "store.example",
        "port": 7000,
        "db": 3,
    }


def test_a_unix_socket_with_odd_characters_in_its_path() -> None:
    assert parse_address(unix_url("/var/สาเกต data/v?.sock")).options["path"] == "/var/สาเกต data/v?.sock"


def test_a_cluster_names_several_nodes() -> None:
    address = parse_address("redis+cluster://:secret@a.example:7000,b.example,[::1]:7001")
    assert address.is_cluster
    assert address.nodes == (("a.example", 7000), ("b.example", 6379), ("::1", 7001))
    assert address.options == {"password": "secret", "ssl": False}


def test_a_cluster_over_tls() -> None:
    address = parse_address("rediss+cluster://a.example:7000?ssl_ca_certs=/etc/ca.pem")
    assert address.nodes == (("a.example", 7000),)
    assert address.options == {"ssl": True, "ssl_ca_certs": "/etc/ca.pem"}


def test_a_password_is_not_shown() -> None:
    assert "secret" not in repr(parse_address("redis://:secret@a.example"))


@pytest.mark.parametrize(
    "url",
    [
        "",
        "localhost:6379",
        "redis://",
        "http://a.example",
        "redis://:secret@a.example:port",
        "redis://:secret@a.example/abc",
        "redis+cluster://",
        "redis+cluster://:secret@a.example:port",
        "redis+cluster://a.example/1",
        "redis+cluster://a.example,",
    ],
)
def test_what_cannot_be_read_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(InvalidStoreUrl) as caught:
        parse_address(url)
    assert "secret" not in str(caught.value)
