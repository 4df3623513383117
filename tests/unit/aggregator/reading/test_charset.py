import codecs
import io

import feedparser
import pytest

from services.aggregator.reading.charset import decode, looks_thai

THAI = "ข่าวประชาสัมพันธ์จังหวัดร้อยเอ็ด เรื่อง แผนพัฒนา"


def document(label: str | None, text: str = THAI) -> str:
    return (f'<?xml version="1.0" encoding="{label}"?>' if label else "") + f"<rss><title>{text}</title></rss>"


@pytest.mark.parametrize(
    ("codec", "xml_label", "http_label"),
    [
        ("utf-8", "TIS-620", ""),
        ("utf-8", "windows-874", "iso-8859-1"),
        ("cp874", "UTF-8", ""),
        ("cp874", None, ""),
        ("cp874", "windows-874", ""),
        ("cp874", "ISO-8859-11", ""),
        ("cp874", "tis-620", "utf-8"),
        ("cp874", None, "tis620"),
        ("cp874", "iso-8859-1", "iso-8859-1"),
        ("utf-16", None, ""),
        ("utf-16-le", "utf-16", ""),
        ("utf-8-sig", None, "tis-620"),
    ],
)
def test_thai_is_read_whatever_the_labels_say(codec: str, xml_label: str | None, http_label: str) -> None:
    body = document(xml_label).encode(codec)
    content_type = f"text/xml; charset={http_label}" if http_label else ""
    decoded = decode(body, content_type)
    assert THAI in decoded.text
    assert decoded.clean


@pytest.mark.parametrize("label", ["", "iso-8859-1", "us-ascii", "tis-620", "windows-874", "utf-16", "utf-8"])
def test_a_character_cut_in_two_leaves_the_others_alone(label: str) -> None:
    body = document(None).encode() + "น".encode()[:2] + b"</rss>"
    decoded = decode(body, f"text/xml; charset={label}" if label else "")
    assert THAI in decoded.text
    assert not decoded.clean
    assert decode(document(label, THAI).encode() + "น".encode()[:2]).encoding == "utf-8"


@pytest.mark.parametrize("text", [f"“{THAI}”", f"{THAI}…", f"แผน\xa0{THAI}", f"‘แผน’–{THAI}"])
def test_punctuation_of_windows_874_is_no_reason_to_doubt_thai(text: str) -> None:
    assert text in decode(document(None, text).encode("cp874")).text


def test_a_mark_or_a_label_that_no_byte_agrees_with_is_wrong() -> None:
    thai = document("TIS-620").encode("cp874")
    assert THAI in decode(codecs.BOM_UTF8 + thai).text
    assert THAI in decode(document("utf-16").encode("cp874")).text
    assert THAI in decode(document("utf-16").encode()).text
    assert decode(codecs.BOM_UTF8 + b"<rss>d\xe9</rss>") == ("<rss>d\ufffd</rss>", "utf-8", False)


@pytest.mark.parametrize(
    ("text", "codec"),
    [("Ä Ö Ü déjà vu été", "iso-8859-1"), ("Привет", "koi8-r"), ("日本語", "euc-jp"), ("日本語", "iso-2022-jp")],
)
def test_other_labels_hold(text: str, codec: str) -> None:
    assert text in decode(document(codec, text).encode(codec)).text


def test_latin_is_not_taken_for_thai() -> None:
    assert not looks_thai("Ä Ö Ü déjà vu, œuvre, façade, naïve".encode("cp1252"))
    assert "déjà" in decode(b"<rss>d\xe9j\xe0</rss>").text


@pytest.mark.parametrize("label", ["hex", "rot13", "no-such-charset", "utf-8; x=y", ""])
def test_labels_that_are_no_charset_do_no_harm(label: str) -> None:
    assert decode(b"\xff\xfe\xfa" + b"<rss/>", f"text/xml; charset={label}").text


@pytest.mark.parametrize("body", [b"", b"\x00", bytes(range(256)), codecs.BOM_UTF8, codecs.BOM_UTF16_LE + b"\x00"])
def test_no_bytes_fail(body: bytes) -> None:
    decode(body)


CONSTRUCTED = [
    ("UTF-8 called TIS-620", document("TIS-620").encode(), ""),
    ("TIS-620 called UTF-8", document("UTF-8").encode("tis-620"), ""),
    ("TIS-620 called nothing", document(None).encode("tis-620"), ""),
    ("windows-874, with its quotes", document("windows-874", f"“{THAI}”").encode("cp874"), ""),
    ("ISO-8859-11", document("ISO-8859-11").encode("iso-8859-11"), ""),
    ("UTF-8 with a byte order mark, called windows-874", document("windows-874").encode("utf-8-sig"), ""),
    ("UTF-16 with a byte order mark", document("UTF-16").encode("utf-16"), ""),
    ("TIS-620 in XML, UTF-8 by HTTP", document("TIS-620").encode("tis-620"), "text/xml; charset=utf-8"),
    ("UTF-8 in XML, TIS-620 by HTTP", document("UTF-8").encode(), "text/xml; charset=tis-620"),
]


def feedparser_reads(body: bytes, content_type: str) -> bool:
    headers = {"content-type": content_type} if content_type else {}
    found = feedparser.parse(io.BytesIO(body), response_headers=headers)
    return THAI in found.feed.get("title", "")


def test_nine_of_nine_constructed_conflicts_are_read_and_feedparser_reads_fewer() -> None:
    ours = [name for name, body, content_type in CONSTRUCTED if THAI in decode(body, content_type).text]
    theirs = [name for name, body, content_type in CONSTRUCTED if feedparser_reads(_as_feed(body), content_type)]
    print(f"{len(ours)} of {len(CONSTRUCTED)}; feedparser: {len(theirs)}")
    assert len(ours) == len(CONSTRUCTED) == 9
    assert len(theirs) < 9


def _as_feed(body: bytes) -> bytes:
    return body.replace(b"<title>", b"<channel><title>").replace(b"</title>", b"</title></channel>")
