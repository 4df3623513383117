"""Old addresses have one spelling."""

import pytest

from services.feed.hosts.former_address import former_key


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("http://old.blogspot.com/2013/05/rice.html", "/2013/05/rice.html"),
        ("https://old.blogspot.co.th/2013/05/rice.html?m=1", "/2013/05/rice.html"),
        ("/2013/05/rice.html?showComment=1#c2", "/2013/05/rice.html"),
        ("http://old.example/%e0%b8%82%E0%B8%B2%E0%B8%A7/", "/ขาว"),
        ("http://old.example/ขาว", "/ขาว"),
        ("/?p=12&utm_source=x", "/?p=12"),
        ("/blog/?page_id=3", "/blog?page_id=3"),
        ("/?p=x", ""),
        ("/", ""),
        ("http://old.example", ""),
        ("http://[", ""),
        ("x" * 5000, ""),
    ],
)
def test_spellings(address: str, key: str) -> None:
    assert former_key(address) == key
