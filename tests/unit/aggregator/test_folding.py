from services.aggregator.folding import LONGEST, folded, terms, words_of


def test_one_spelling_for_case_width_and_invisible_marks() -> None:
    assert folded("FLOOD Ｆｌｏｏｄ แผน\u200bพัฒนา") == folded("flood flood แผนพัฒนา")
    assert terms("  จังหวัด FLOOD ") == ["จังหวัด", "flood"]
    assert terms("   ") == []


def test_one_spelling_for_digits_and_what_looks_alike() -> None:
    assert folded("ปี ๒๕๖๘") == folded("ปี 2568")
    assert folded("น้ำ") == folded("นํ้า") == folded("น\u0e49\u0e4d\u0e32")
    assert folded("แผน") == folded("เเผน")
    assert folded("กำหนด") in folded("กําหนดการ")


def test_what_is_searched_has_an_end() -> None:
    assert len(words_of("\ufdfa" * LONGEST).encode()) <= LONGEST
    assert len(words_of("กำ" * LONGEST).encode()) <= LONGEST
