import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from services.feed.posts.slug import MAX_SLUG, candidates, is_slug, slug_of

THAI = st.text(alphabet=st.characters(min_codepoint=0x0E00, max_codepoint=0x0E7F), max_size=200)
TITLES = st.text(max_size=300) | THAI | st.lists(THAI, max_size=20).map(" ".join)


@given(TITLES)
@example("")
@example("\u0e49\u0e49\u0e49")
@example("İstanbul ﬁ")
@example("กุ\u034f\u0e38\u0e49\u0301")
def test_every_title_makes_a_slug_that_may_be_chosen(title: str) -> None:
    slug = slug_of(title)

    assert is_slug(slug)
    assert len(slug) <= MAX_SLUG
    assert all(is_slug(candidate) for candidate in candidates(slug, "abcdefgh"))


@given(TITLES)
def test_a_slug_suggests_itself(title: str) -> None:
    assert slug_of(slug_of(title)) == slug_of(title)


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("จังหวัดร้อยเอ็ด เปิดโครงการ", "จังหวัดร้อยเอ็ด-เปิดโครงการ"),
        ("  ปีงบประมาณ พ.ศ. 2563!  ", "ปีงบประมาณ-พ-ศ-2563"),
        ("Café Déjà-vu", "cafe-deja-vu"),
        ("น้ำท่วม", "น้ำท่วม"),
        ("🎉🎉", "post"),
        ("../../etc/passwd", "etc-passwd"),
    ],
)
def test_titles(title: str, slug: str) -> None:
    assert slug_of(title) == unicodedata.normalize("NFC", slug)


def test_long_titles_are_cut_between_words() -> None:
    assert slug_of("แผนพัฒนา " * 20) == "-".join(["แผนพัฒนา"] * 9)


def test_a_long_word_is_cut_before_a_consonant() -> None:
    slug = slug_of("ก" * 78 + "เก้า" + "ก" * 20)

    assert slug == "ก" * 78  # not between the vowel and its consonant, nor between that and its tone mark


@pytest.mark.parametrize(
    "text", ["", "-", "a--b", "-a", "a-", "A", "a b", "a/b", "é", "ก" * 101, "\u0e49ก", "a.b", "ก\n"]
)
def test_what_no_author_may_choose(text: str) -> None:
    assert not is_slug(text)


def test_the_last_candidate_is_unique() -> None:
    assert candidates("ข่าว", "x1")[:2] == ("ข่าว", "ข่าว-2")
    assert candidates("ข่าว", "x1")[-1] == "ข่าว-x1"
