import pytest

from shared.fetch.domains import registrable


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("www.moi.go.th", "moi.go.th"),
        ("a.b.moi.go.th", "moi.go.th"),
        ("moi.go.th", "moi.go.th"),
        ("go.th", "go.th"),
        ("roiet.blogspot.com", "roiet.blogspot.com"),
        ("www.roiet.blogspot.com", "roiet.blogspot.com"),
        ("www.roiet.wordpress.com", "roiet.wordpress.com"),
        ("wordpress.com", "wordpress.com"),
        ("roiet.blogspot.co.uk", "roiet.blogspot.co.uk"),
        ("roiet.github.io", "roiet.github.io"),
        ("feeds.bbc.co.uk", "bbc.co.uk"),
        ("www.roiet.xn--12cfi8ixb8l.xn--o3cw4h", "roiet.xn--12cfi8ixb8l.xn--o3cw4h"),
        ("localhost", "localhost"),
        ("127.0.0.1", "127.0.0.1"),
        ("2001:db8::1", "2001:db8::1"),
        ("feed.province.example", "province.example"),
    ],
)
def test_whose_servers_a_host_belongs_to(host: str, domain: str) -> None:
    assert registrable(host) == domain
