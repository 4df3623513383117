"""Old addresses have one spelling."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.feed.hosts.former_address import former_key, parsed_key


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


@given(
    st.one_of(
        st.text(st.sampled_from("ab:/?.=&p1-%#;~ก\n@[ _"), max_size=24),
        st.builds(
            "{}{}{}".format,
            st.sampled_from(["", "http://old.example", "https://a.b", "HTTP://x", "http://x:80", "//x", "http:"]),
            st.text(st.sampled_from("/a.-1"), max_size=12),
            st.sampled_from(["", "?p=1", "?page_id=2", "?p=", "?q=1", "?p=1&page_id=2", "?p=1#x"]),
        ),
    )
)
def test_plain_addresses_are_kept_under_what_parsing_makes_of_them(address: str) -> None:
    assert former_key(address) == parsed_key(address)
