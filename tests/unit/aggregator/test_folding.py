from services.aggregator.folding import LONGEST, terms, words_of


def test_words_are_sought_in_the_spelling_that_is_searched() -> None:
    assert terms("  จังหวัด FLOOD ") == ["จังหวัด", "flood"]
    assert terms("   ") == []
    assert all(word in words_of("Flood", "ปีที่น้ำท่วม ๒๕๖๘") for word in terms("ＦＬＯＯＤ นํ้าท่วม 2568"))


def test_what_is_searched_has_an_end() -> None:
    assert len(words_of("\ufdfa" * LONGEST).encode()) <= LONGEST
    assert len(words_of("กำ" * LONGEST).encode()) <= LONGEST
