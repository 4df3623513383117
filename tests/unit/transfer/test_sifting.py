"""Leaving out the items that do not hold a word must leave everything else readable."""

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from services.transfer import sifting
from services.transfer.sifting import Sifted
from tests.support.exports import item, wxr
from tests.unit.transfer.conftest import Reads

QUOTED = "so sieht es aus: <item><title>x</title></item>\n<item>"


def sifted(text: str) -> bytes:
    file, whole = Sifted(BytesIO(text.encode()), b"attachment"), b""
    while piece := file.read(1024):
        whole += piece
    return whole


@given(
    posts=st.lists(st.sampled_from(["post", "page", "attachment"]), max_size=8),
    content=st.text(st.sampled_from("<item >/ก\n&"), max_size=12),
    piece=st.integers(1, 200),
)
def test_every_item_with_the_word_is_left_and_the_rest_is_xml(posts: list[str], content: str, piece: int) -> None:
    text = wxr(*(item(number, content=content, post_type=kind) for number, kind in enumerate(posts)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sifting, "_PIECE", piece)
        left = sifted(text)
    try:
        root = etree.fromstring(left)
    except etree.XMLSyntaxError:  # somebody writes about items: whoever reads that sees it, and reads everything
        assert "<item" in content
        return
    numbers = [int(each.findtext("{*}post_id") or "") for each in root.iter("item")]
    files = {number for number, kind in enumerate(posts) if kind == "attachment"}
    assert files <= set(numbers)
    if "<item" not in content:  # the last comes with what stands behind it
        assert numbers == sorted({*files, *range(len(posts))[-1:]})


def test_what_has_no_end_is_passed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sifting, "_PIECE", 100)
    monkeypatch.setattr(sifting, "_MOST", 1000)
    text = wxr(item(1, content="ก" * 2000), item(2, content="ข"))
    assert sifted(text) == text.encode()


@pytest.mark.parametrize("about", ["<item>", QUOTED, "</item><item>", "</item>\n<item><wp:post_type>attachment"])
def test_files_are_found_behind_posts_that_write_about_items(reads: Reads, about: str) -> None:
    address = "http://old.example/wp-content/uploads/a.jpg"
    file = item(3, post_type="attachment", attachment_url=address)
    posts = (item(1, content=about), item(2, content='[gallery ids="3"]'), item(4, content=about))
    assert address in reads("wordpress", wxr(*posts, file)).post(1).content
