import codecs

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
