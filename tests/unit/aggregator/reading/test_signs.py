"""What a document is looked through for: the compiled search finds what the patterns find."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.aggregator.reading import mojibake, slices, strictnode

_PARTS = st.sampled_from(
    [b"base=", b"lang=", b"bas=", b"=", b"x", b"\xc2\x80", b"\xc2\xa0", b"\xc2", b"&#", b"#", b"&#128;", b"&#0150;",
     b"&#x85;", b"&#X09f;", b"&#160;", b"&#39;", b"ba", b"\x9f"],
)  # fmt: skip


@given(st.lists(_PARTS, max_size=8).map(b"".join))
def test_signs_are_found_wherever_they_stand(document: bytes) -> None:
    compiled = pytest.importorskip("services.aggregator.reading._signs", exc_type=ImportError)
    assert compiled.attributes(document) == strictnode._attributes(document)
    is_held = strictnode._CONTROLS.search(document) or strictnode._REFERRED.search(document)
    assert compiled.may_hold_controls(document) or not is_held


@given(st.text("aà¸เธน😀", max_size=200), st.sampled_from(["à¸", "เธ", "aa", "😀a"]), st.integers(0, 140))
def test_pairs_are_found_wherever_they_stand(text: str, pair: str, before: int) -> None:
    compiled = pytest.importorskip("services.aggregator.reading._signs", exc_type=ImportError)
    for each in (text, "a" * before + text, "a" * before + pair):
        assert compiled.holds(each, pair) == mojibake._holds(each, pair)


_TAGS = st.sampled_from([b"<item", b"<item>", b"<items>", b"<item\x0b", b"<", b"item", b"/", b" ", b"\x1c", b"</item>"])


@given(st.lists(_TAGS, max_size=8).map(b"".join), st.sampled_from([b"item", b"i"]))
def test_start_tags_are_found_wherever_they_stand(document: bytes, name: bytes) -> None:
    compiled = pytest.importorskip("services.aggregator.reading._signs", exc_type=ImportError)
    assert compiled.start_tags(document, name) == slices._start_tags(document, name)
