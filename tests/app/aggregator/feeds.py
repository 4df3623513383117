"""Small feeds for tests."""

from xml.sax.saxutils import escape

THAI = "แผนพัฒนาจังหวัดร้อยเอ็ด"


def item(
    number: int, title: str = THAI, content: str = "<p>เนื้อหา</p>", updated: str = "2026-01-05T09:30:00+07:00"
) -> str:
    """An Atom entry."""
    return (
        f"<entry><id>tag:khonkaen.example,2026:{number}</id><title>{escape(title)}</title>"
        f"<updated>{updated}</updated><published>{updated}</published>"
        f'<link href="https://khonkaen.example/{number}"/>'
        f'<content type="html">{escape(content)}</content></entry>'
    )


def atom(*items: str, extra: str = "", feed_id: str = "tag:khonkaen.example,2026:feed") -> bytes:
    """An Atom feed with a title, rights and an author."""
    return (
        '<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom" '
        'xmlns:at="http://purl.org/atompub/tombstones/1.0">'
        f"<id>{feed_id}</id><title>จังหวัดขอนแก่น</title><updated>2026-01-05T09:30:00+07:00</updated>"
        "<rights>CC BY 4.0</rights><author><name>สำนักงานจังหวัด</name></author>"
        f'<link href="https://khonkaen.example/"/>{extra}{"".join(items)}</feed>'
    ).encode()
