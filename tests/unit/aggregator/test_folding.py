from services.aggregator.reading.search import LONGEST, matches, terms, words_of

WORDS = words_of("แผนพัฒนาจังหวัด", "น้ำท่วม Flood")


def test_words_are_found_without_spaces_around_them() -> None:
    assert matches(WORDS, terms("พัฒนา"))
    assert matches(WORDS, terms("จังหวัด flood"))
    assert not matches(WORDS, terms("จังหวัด fire"))
    assert not matches(WORDS, terms("  "))


def test_what_is_searched_has_an_end() -> None:
    assert len(words_of("\ufdfa" * LONGEST).encode()) <= LONGEST
    assert len(words_of("กำ" * LONGEST).encode()) <= LONGEST
