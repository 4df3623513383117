"""Thai that was encoded twice."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.aggregator.reading.cleaning import Cleaner
from services.aggregator.reading.document import ParseJob
from services.aggregator.reading.mojibake import mended
from services.aggregator.reading.parsing import parse
from shared.thai.provinces import PROVINCES

CODECS = ["latin-1", "cp1252", "cp874"]
WORDS = [
    *(province.thai for province in PROVINCES),
    "เธอ", "เนย", "เนื้อ", "เนรเทศ", "เธียร", "ณ", "ที่", "น้ำ", "“ประกาศ”", "๒๕๖๙", "café", "–", "à", "Ã©", "http://a.example/",
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(WORDS), max_size=12).flatmap(
    lambda words: st.sampled_from(["", " ", "\n", "<br>", "\xa0"]).map(lambda between: between.join(words))
)


def twice(text: str, codec: str) -> str:
    """As if its UTF-8 were ``codec``; bytes that this does not know become C1 controls, as in browsers."""
    return "".join(
        chr(octet) if octet < 0x80 else bytes([octet]).decode(codec, "ignore") or chr(octet) for octet in text.encode()
    )


@given(TEXTS)
def test_right_text_never_changes(text: str) -> None:
    assert mended(text) == text


@given(st.text())
def test_any_text_is_mended_once(text: str) -> None:
    assert mended(mended(text)) == mended(text)


@pytest.mark.parametrize("codec", CODECS)
@given(words=st.lists(st.sampled_from([province.thai for province in PROVINCES]), min_size=2, unique=True))
def test_what_was_encoded_twice_is_as_it_was(codec: str, words: list[str]) -> None:
    text = f"<p>จังหวัด{' “'.join(words)}” – ๒๕๖๙</p>"
    assert mended(twice(text, codec)) == text
    assert mended(twice(text, codec).replace("\xa0", " ")) == text


@pytest.mark.parametrize("codec", CODECS)
def test_half_a_letter_at_the_end_goes(codec: str) -> None:
    text = "ประกาศจังหวัดร้อยเอ็ด"
    for length in (1, 2):
        assert mended(twice(text, codec)[:-length]) == text[:-1]


@pytest.mark.parametrize(
    "text",
    [
        "เธอเธอเธอเธอ",
        "เธอ เนย เนตร เธอ",
        "คำว่า à¸ªà¸²à¸£ คือภาษาต่างดาว",
        "à¸ à¸",
        "vis à vis",
        "ร้อยเอ็ด à¸ªà¸²à¸£à¸§à¸±à¸•à¸£",
    ],
)
def test_a_doubt_leaves_it_as_it_is(text: str) -> None:
    assert mended(text) == text


@pytest.mark.parametrize("codec", CODECS)
def test_an_entry_is_mended_and_says_so(codec: str) -> None:
    title, text = "ประกาศจังหวัดร้อยเอ็ด", "<p>ขอเชิญประชาชนร่วมงาน</p>"
    body = (
        f'<rss version="2.0"><channel><title>{twice("สำนักงานจังหวัด", codec)}</title>'
        f"<item><guid>1</guid><title>{twice(title, codec)}</title><category>{twice('ข่าวประชาสัมพันธ์', codec)}</category>"
        f"<description><![CDATA[{twice(text, codec)}]]></description></item>"
        "<item><guid>2</guid><title>ถูกต้อง</title></item></channel></rss>"
    )
    feed = parse(ParseJob(body.encode(), "", "https://a.go.th/f", "s", {}), Cleaner())
    mended_one, right = feed.entries
    assert feed.about.title == "สำนักงานจังหวัด"
    assert (mended_one.title, mended_one.content, mended_one.labels) == (title, text, ("ข่าวประชาสัมพันธ์",))
    assert (mended_one.is_mended, right.is_mended) == (codec != "latin-1", False), "lxml's path mends Latin-1 by itself"
    assert "double-encoded" in feed.about.findings


@pytest.mark.corpora
@pytest.mark.slow
def test_no_line_of_the_corpora_changes(corpora: Path) -> None:
    lines = changed = 0
    for file in sorted(corpora.rglob("*")):
        if file.is_file() and file.stat().st_size < 64 * 1024 * 1024:
            for line in file.read_bytes().decode("utf-8", "replace").split("\n"):
                lines += not line.isascii()
                changed += mended(line) != line
    print(f"{lines} lines beyond ASCII, {changed} mended")
    assert (lines > 10_000, changed) == (True, 0)
