from hypothesis import given
from hypothesis import strategies as st

from shared.compare import Kind, Piece, compared, differences, shortened

PARTS = st.lists(st.sampled_from(["น้ำ", "เพื่อ", "ชีวิต", " ", "\n", "<p>", "</p>", "water", "ก", "่", "&"]), max_size=40)
TEXTS = st.one_of(st.text(max_size=200), PARTS.map("".join))


def joined(pieces: tuple[Piece, ...], *kinds: Kind) -> str:
    return "".join(piece.text for piece in pieces if piece.kind in kinds)


@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_in_the_pieces(old: str, new: str) -> None:
    pieces = compared(old, new)
    assert joined(pieces, Kind.SAME, Kind.REMOVED) == old
    assert joined(pieces, Kind.SAME, Kind.ADDED) == new
    assert all(piece.text for piece in pieces)


@given(TEXTS)
def test_what_is_the_same_has_no_changes(text: str) -> None:
    assert compared(text, text) == ((Piece(Kind.SAME, text),) if text else ())


def test_thai_is_not_torn_within_a_syllable() -> None:
    pieces = compared("น้ำเพื่อชีวิตของเรา", "น้ำเพื่อทุกชีวิตของเรา")
    assert [piece.text for piece in pieces if piece.kind is Kind.ADDED] == ["ทุก"]
    changed = compared("ที่ประชุมใหญ่สามัญ", "ที่ประชุมใหญ่วิสามัญ")
    assert [piece.text for piece in changed if piece.kind is not Kind.SAME] == ["วิ"]


def test_islands_between_changes_are_taken_along() -> None:
    pieces = compared("abc-def-ghi", "xyz-uvw-rst")
    assert [piece.kind for piece in pieces] == [Kind.REMOVED, Kind.ADDED]


def test_too_much_difference_is_shown_as_a_whole() -> None:
    pieces = compared("ก ข " * 5000, "ค ง " * 5000)
    assert [piece.kind for piece in pieces] == [Kind.REMOVED, Kind.ADDED]


def test_only_fields_that_differ_are_listed() -> None:
    found = differences({"title": "เดิม", "content": "เหมือน"}, {"title": "ใหม่", "content": "เหมือน"})
    assert [change.field for change in found] == ["title"]


def test_long_unchanged_stretches_lose_their_middle() -> None:
    (piece,) = shortened([Piece(Kind.SAME, "ก" * 1000)])
    assert len(piece.text) < 400
    assert " … " in piece.text
    assert shortened([Piece(Kind.ADDED, "ก" * 1000)]) == (Piece(Kind.ADDED, "ก" * 1000),)
