from pathlib import Path

import pytest

from services.comments.spam.errors import TrainingDataError
from services.comments.spam.files import Columns, read_file


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8", newline="")
    return path


def read(path: Path, columns: Columns | None = None) -> list[tuple[str, str]]:
    return [(one.label, one.text) for one in read_file(path, columns or Columns())]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.csv", 'text,label\n"ดี, มาก",ham\nเครดิตฟรี,spam\n'),
        ("a.csv", '\ufefftext,other,label\r\n"ดี, มาก",x,0\r\nเครดิตฟรี,y,1\r\n'),
        ("a.csv", 'sep=;\ntext;label\n"ดี, มาก";ham\nเครดิตฟรี;spam\n'),
        ("a.csv", "label;text\nham;ดี, มาก\nspam;เครดิตฟรี\n"),
        ("a.csv", "text\tlabel\nดี, มาก\tham\nเครดิตฟรี\tspam\n"),
        ("a.tsv", "label\ttext\nOK\tดี, มาก\nscam\tเครดิตฟรี\n"),
        ("a.txt", "OTP|ดี, มาก\n\nspam|เครดิตฟรี\n"),
        ("a.txt", "ham\tดี, มาก\nspam\tเครดิตฟรี\n"),
        ("a.jsonl", '{"text": "ดี, มาก", "label": false}\n\n{"text": "เครดิตฟรี", "label": 1}\n'),
    ],
)
def test_every_form_of_file(tmp_path: Path, name: str, text: str) -> None:
    assert read(write(tmp_path, name, text)) == [("ham", "ดี, มาก"), ("spam", "เครดิตฟรี")]


def test_columns_and_labels_named_by_the_operator(tmp_path: Path) -> None:
    path = write(tmp_path, "export.csv", "body,verdict\nดี,fine\nเครดิตฟรี,Gambling\n")
    columns = Columns(text="body", label="verdict", spam_labels=frozenset({"gambling"}))
    assert read(path, columns) == [("ham", "ดี"), ("spam", "เครดิตฟรี")]
    assert {one.corpus for one in read_file(path, columns)} == {"export.csv"}


def test_a_quoted_text_may_hold_lines(tmp_path: Path) -> None:
    assert read(write(tmp_path, "a.csv", 'text,label\n"หนึ่ง\nสอง",ham\n')) == [("ham", "หนึ่ง สอง")]


@pytest.mark.parametrize(
    ("name", "text", "place", "problem"),
    [
        ("a.csv", "body,label\nx,ham\n", (1, "text"), "no such column among body, label"),
        ("a.csv", "", (None, None), "is empty"),
        ("a.csv", "text,label\n", (None, None), "holds no labelled text"),
        ("a.csv", "text,label\n ,ham\n", (None, None), "holds no labelled text"),
        ("a.jsonl", "[" * 100_000, (1, None), "is not JSON"),
        ("a.csv", "text,label\nx\n", (2, "label"), "is missing"),
        ("a.csv", "text,label\nx,maybe\n", (2, "label"), "unknown label 'maybe'"),
        ("a.csv", 'text,label\n"x,ham\n', (2, None), "unexpected end"),
        ("a.txt", "ham|x\nnothing\n", (2, None), "neither"),
        ("a.jsonl", '{"text": "x", "label": 1}\n{\n', (2, None), "is not JSON"),
        ("a.jsonl", "[]\n", (1, None), "is not a JSON object"),
        ("a.jsonl", '{"text": 5, "label": 1}\n', (1, "text"), "is not a text"),
        ("a.jsonl", '{"text": "x"}\n', (1, "label"), "is missing"),
        ("a.csv", "text,label\nx\0y,ham\n", (2, "text"), "holds a NUL character"),
        ("a.csv", "text,label\nx,ham\0\n", (2, "label"), "holds a NUL character"),
        ("a.txt", "ham|x\nham|\0\n", (2, "text"), "holds a NUL character"),
        ("a.jsonl", '{"text": "x\\u0000", "label": 1}\n', (1, "text"), "holds a NUL character"),
        ("a.csv", "text,label,text\nx,ham,y\n", (1, "text"), "stands there 2 times"),
        ("a.csv", "sep=;\ntext;label;label\nx;ham;y\n", (2, "label"), "stands there 2 times"),
        ("a.jsonl", '{"text": "x", "label": 1}\n{"text": "x", "label": 1, "text": "y"}\n', (2, "text"), "2 times"),
        ("a.csv", "text,label\nx,ham\na, b,ham\n", (3, None), "has more fields than line 1"),
        ("a.xlsx", "", (None, None), "not one of .csv"),
    ],
)
def test_errors_name_the_place(
    tmp_path: Path, name: str, text: str, place: tuple[int | None, str | None], problem: str
) -> None:
    path = write(tmp_path, name, text)
    with pytest.raises(TrainingDataError, match=problem) as caught:
        read_file(path, Columns())
    assert (caught.value.line, caught.value.column) == place
    assert str(path) in str(caught.value)


@pytest.mark.parametrize(
    ("codec", "named"),
    [("cp874", ""), ("cp874", "windows-874"), ("tis-620", "tis-620"), ("utf-16", ""), ("utf-8-sig", ""), ("utf-8", "")],
)
def test_thai_in_the_encodings_of_offices(tmp_path: Path, codec: str, named: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes('text;label\r\nน้ำท่วมซอยหน้าวัดครับ;ham\r\n"เครดิตฟรี; กดเลย";spam\r\n'.encode(codec))
    assert read(path, Columns(encoding=named)) == [("ham", "น้ำท่วมซอยหน้าวัดครับ"), ("spam", "เครดิตฟรี; กดเลย")]


@pytest.mark.parametrize(("codec", "named"), [("latin-1", ""), ("cp874", "utf-8")])
def test_what_is_no_thai_is_not_guessed(tmp_path: Path, codec: str, named: str) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"ham|x\r\nham|" + ("ดี" if codec == "cp874" else "café naïve").encode(codec))
    with pytest.raises(TrainingDataError, match=r"line 2: is not UTF-8; name its encoding \(--encoding\)"):
        read_file(path, Columns(encoding=named))


def test_other_columns_may_stand_there_as_often_as_they_like(tmp_path: Path) -> None:
    assert read(write(tmp_path, "a.csv", "text,label,,\nx,ham,,\n")) == [("ham", "x")]


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(TrainingDataError, match="cannot be read"):
        read_file(tmp_path / "none.csv", Columns())
