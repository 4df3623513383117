"""The index itself: what is put in is found, what is taken out is not, wherever the words stand."""

from pathlib import Path

from services.aggregator.folding import folded, terms
from services.aggregator.model import EntryRef, Place
from services.aggregator.search.index import Document, Question, SearchIndex


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
