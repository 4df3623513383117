import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import etree

from shared import text as texts
from shared.text import clean_text, printable, truncate


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("ประกาศจังหวัด", "ประกาศจังหวัด"),
        ("a\x00\x08\x0b\x0c\x1f\x7f\x85b", "ab"),
        ("a\ufffe\uffffb", "ab"),
        ("a\ud83db", "a\ufffdb"),
        ("a\tb\nc\r\nd\re", "a\tb\nc\nd\ne"),
        ("e\u0301", "é"),
        ("ไทย\u200bแลนด์", "ไทย\u200bแลนด์"),
        ("😀\U000e0001", "😀\U000e0001"),
    ],
)
def test_clean_text(text: str, cleaned: str) -> None:
    assert clean_text(text) == cleaned


@given(st.text(st.characters(), max_size=100))
def test_clean_text_fits_xml_and_is_stable(text: str) -> None:
    cleaned = clean_text(text)
    etree.Element("title").text = cleaned
    assert clean_text(cleaned) == cleaned
    assert printable(cleaned) == cleaned


@pytest.mark.parametrize(
    ("text", "limit", "short"),
    [
        ("สั้น", 4, "สั้น"),
        ("  one \n two ", 7, "one two"),
        ("one two three", 9, "one two…"),
        ("onetwothree", 7, "onetwo…"),
        ("กินข้าว", 5, "กิน…"),  # never between ข and its tone mark
        ("น้ำแข็ง", 3, "…"),  # น ้ ำ are one
        ("คนเก่ง", 4, "คน…"),  # never after a vowel written in front
        ("👩‍👩‍👧 family", 4, "…"),
        ("a👍🏽b", 3, "a…"),
        ("🇹🇭🇹🇭🇹🇭", 4, "🇹🇭…"),
        ("cafe\u0301 au lait", 5, "caf…"),
        ("abc", 1, "…"),
    ],
)
def test_truncate(text: str, limit: int, short: str) -> None:
    assert truncate(text, limit) == short


@example("\u200d aa", 3)
@example("เ aa", 3)
@given(st.text("กขิีุ้์ำเไะ ab👍🏽🇹🇭\u200d", max_size=40), st.integers(1, 40))
def test_a_cut_parts_nothing(text: str, limit: int) -> None:
    short = truncate(text, limit)
    line = " ".join(text.split())
    assert len(short) <= limit
    if short != line:
        kept = short.removesuffix("…")
        assert line.startswith(kept)
        assert not kept or not unicodedata.category(line[len(kept)]).startswith("M")
        at_a_space = line[len(kept)] == " "  # what stood alone there in the text is not parted by the cut
        assert at_a_space or not kept.endswith(("เ", "ไ", "\u200d"))


_EDGES = "aก😀\t\n\r\x1f\x7f\x9f\xa0\ud7ff\ud800\udfff\ufffd\ufffe\uffff"
_LETTERS = st.text(st.one_of(st.sampled_from(_EDGES), st.characters()))


@given(st.integers(0, 130), st.sampled_from("aéก😀"), _LETTERS)
def test_both_ways_see_the_same_unfit_letters(before: int, filler: str, text: str) -> None:
    compiled = pytest.importorskip("shared._fit", exc_type=ImportError)
    assert compiled.is_fit(text) == texts._is_fit(text)
    assert compiled.is_fit(filler * before + text) == texts._is_fit(filler * before + text)
