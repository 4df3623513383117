import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.comments.text.cleaning import MOST_MARKS, clean_field, clean_paragraphs, is_blank
from shared.feed.xmltext import xml_text


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("  a  \n\n\n\n b\t ", "a\n\n b"),
        ("a\x00b\x1bc\u202ed\ufeff", "abcd"),
        ("\ud800x", "x"),
        ("ก\u0e4d\u0e32", "ก\u0e4d\u0e32"),
        ("👨‍👩‍👧", "👨‍👩‍👧"),
    ],
)
def test_cleaning(raw: str, clean: str) -> None:
    assert clean_paragraphs(raw) == clean


@given(st.text())
def test_a_text_of_one_line_is_cleaned_as_one_of_several(raw: str) -> None:
    assert clean_paragraphs(raw) == clean_paragraphs(f"{raw}\n")


def test_a_line_has_single_spaces() -> None:
    assert clean_field(" สม\n\tชาย  ใจดี ") == "สม ชาย ใจดี"


@pytest.mark.parametrize(
    "text", ["กิ๊ก", "ปั๊ม", "น้ำ", "ผู้ใหญ่", "ê\u0323", "שּׁ\u05b8\u0591", "1\ufe0f\u20e3", "👩🏽‍⚕️", "क्ष्म्य"]
)
def test_marks_of_living_scripts_stay(text: str) -> None:
    assert clean_paragraphs(text) == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize("joiner", ["", "\u200d", "\u034f"])
def test_towers_of_marks_are_cut(joiner: str) -> None:
    tower = "ก" + f"\u0e49{joiner}" * 3000 + "ข"
    for cleaned in (clean_paragraphs(tower), clean_field(tower)):
        assert cleaned.startswith("ก\u0e49")
        assert cleaned.endswith("ข")
        assert most_marks(cleaned) == MOST_MARKS


def test_many_marks_take_no_time_to_sort() -> None:
    assert most_marks(clean_paragraphs("a" + "\u0301\u0323" * 500_000)) <= MOST_MARKS


def most_marks(text: str) -> int:
    """The most marks that one character carries, counted by a regular expression over the categories' initials."""
    categories = "".join(unicodedata.category(char) for char in text).replace("Cf", "")
    return max((len(run[0]) // 2 for run in re.finditer("(?:M[nce])+", categories)), default=0)


@given(st.text() | st.text(alphabet="กa \n\u0e49\u0e34\u0301\u0323\u0958\ufb2c\u200d\u20e3"))
def test_no_character_carries_many_marks(raw: str) -> None:
    for cleaned in (clean_paragraphs(raw), clean_field(raw)):
        assert most_marks(cleaned) <= MOST_MARKS
        assert unicodedata.is_normalized("NFC", cleaned)


@pytest.mark.parametrize("text", ["", " ", "\u200b\u200d", "\u0301", "\u00ad\n"])
def test_nothing_to_see(text: str) -> None:
    assert is_blank(text)


@given(st.text() | st.text(alphabet="a \n\u0e49\u0301\u0323\u0958\ufb2c\u200d"))
def test_cleaning_is_idempotent_and_fit_for_xml(raw: str) -> None:
    once = clean_paragraphs(raw)
    assert clean_paragraphs(once) == once
    assert xml_text(once) == once
    assert clean_field(clean_field(raw)) == clean_field(raw)
