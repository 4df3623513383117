"""The index itself: what is put in is found, what is taken out is not, wherever the words stand."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.aggregator.folding import terms
from services.aggregator.model import EntryRef, Place
from services.aggregator.search.index import Document, Question, SearchIndex
from shared.thai.spelling import folded


def document(number: int, text: str, group: str = "g", source: str = "s") -> Document:
    return Document(EntryRef(source, f"e{number}"), group, number, number, folded(text))


def found(index: SearchIndex, query: str, **asked: object) -> list[str]:
    rows = index.find(Question(terms(query), 10, **asked))  # type: ignore[arg-type]
    return [ref.entry for ref, _ in rows]


def test_words_are_found_in_what_is_there_the_newest_first() -> None:
    index = SearchIndex.open(None)
    index.apply([document(1, "แผนพัฒนาจังหวัด"), document(2, 'การพัฒนา Flood "plan"'), document(3, "อื่น")], [], "x", "1-0")
    assert found(index, "พัฒนา") == ["e2", "e1"]
    assert found(index, "พัฒนา FLOOD") == ["e2"]
    assert found(index, '"plan"') == ["e2"]
    assert found(index, "ผน") == ["e1"]
    assert found(index, "พัฒนา", place=Place("s/e2", 2)) == ["e1"]
    assert found(index, "พัฒนา", since=2) == ["e2"]
    assert found(index, "พัฒนา", source="other") == found(index, "พัฒนา", groups=("other",)) == []
    index.apply([document(2, "ใหม่")], [EntryRef("s", "e1")], "x", "2-0")
    assert found(index, "พัฒนา") == []
    assert (found(index, "ใหม่"), index.state()) == (["e2"], ("x", "2-0"))
    index.clear()
    assert (found(index, "ใหม่"), index.state()) == ([], ("", ""))


@pytest.mark.parametrize("query", ["ฌา", "ฌ", "๗", "ฌา ฌ", "พัฒนา ฌา", "าฌ"])
def test_a_rare_word_of_one_or_two_letters_is_found_among_all_entries(query: str) -> None:
    index = SearchIndex.open(None)
    many = [document(number, f"แผนพัฒนาจังหวัด ฉบับที่ {number % 5}") for number in range(10, 5000)]
    index.apply([document(1, "พัฒนาฌาปนกิจ ๗"), document(2, "พัฒนา ฌา ๗ ฌาฌ"), *many], [], "x", "1-0")
    assert found(index, query) == ["e2", "e1"]
    assert found(index, query, groups=("g",)) == found(index, query, source="s") == found(index, query, since=1)
    assert found(index, "กฌ") == []
    assert found(index, f"{query} ฉ") == []


TEXTS = st.text(alphabet='กา7" *', max_size=6)


@settings(max_examples=200, deadline=None)
@given(texts=st.lists(TEXTS, max_size=9), words=st.lists(st.text(alphabet='กา7"*', min_size=1, max_size=4), min_size=1))
def test_what_is_found_is_what_holds_the_words(texts: list[str], words: list[str]) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("services.aggregator.search.index._SCANNED", 2)
        index = SearchIndex.open(None)
        index.apply([document(number, text) for number, text in enumerate(texts)], [], "x", "1-0")
        holding = [f"e{number}" for number, text in enumerate(texts) if all(word in text for word in words)]
        assert found(index, " ".join(words)) == holding[::-1]
        index.close()


def test_a_file_that_is_no_index_is_made_one(tmp_path: Path) -> None:
    path = tmp_path / "new" / "search.db"
    path.parent.mkdir()
    path.write_bytes(b"no database at all, but long enough to be looked at" * 100)
    index = SearchIndex.open(path)
    index.apply([document(1, "แผนพัฒนา")], [], "x", "1-0")
    index.close()
    again = SearchIndex.open(path)
    assert found(again, "พัฒนา") == ["e1"]
    again.close()
