"""Files that are attacks, or broken: a clear error at a line, and what stood before it is kept."""

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.transfer.model import FoundComment
from services.transfer.reading import read
from tests.support.exports import blog, item, takeout_entry, wxr
from tests.unit.transfer.conftest import NOW, Reads, outcome_of

BOMB = (
    '<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><rss><channel><item>&b;</item></channel></rss>'
)
OUTSIDE = '<!DOCTYPE rss SYSTEM "file:///etc/passwd"><rss><channel/></rss>'


@pytest.mark.parametrize("text", [BOMB, OUTSIDE, "<!-- x -->\n<?a b?>" + BOMB, BOMB.lower()])
def test_document_types_are_refused(reads: Reads, text: str) -> None:
    assert "document type" in reads("wordpress", text).end.why


def test_what_stood_before_the_break_is_kept(reads: Reads) -> None:
    text = wxr(item(1), item(2), item(3))
    outcome = reads("wordpress", text[: text.index("ข่าวที่ 3")])

    assert [each.post.title for each in outcome.posts] == ["ข่าวที่ 1", "ข่าวที่ 2"]
    assert outcome.end.line == text[: text.index("ข่าวที่ 3")].count("\n") + 1


def test_control_characters_are_left_out_and_counted(reads: Reads) -> None:
    outcome = reads("wordpress", wxr(item(1, "ก่อน\x00\x0bหลัง&#x1;")).replace("ข่าวที่ 1", "ข่าว&#8;ที่ 1"))

    assert outcome.post().content == "<p>ก่อนหลัง</p>"
    assert outcome.post().title == "ข่าวที่ 1"
    assert outcome.end.dropped == 4


@pytest.mark.parametrize(
    ("codec", "declared"), [("cp874", "windows-874"), ("utf-16", "utf-16"), ("utf-8-sig", "UTF-8")]
)
def test_other_encodings(reads: Reads, codec: str, declared: str) -> None:
    text = wxr(item(1)).replace("UTF-8", declared, 1)
    assert reads("wordpress", text.encode(codec)).post().title == "ข่าวที่ 1"


def test_a_wrong_encoding_does_not_stop_it(reads: Reads) -> None:
    outcome = reads("wordpress", wxr(item(1, "ก่อน@หลัง")).encode().replace(b"@", b"\xff\xfe"))
    assert outcome.post().content == "<p>ก่อน\ufffd\ufffdหลัง</p>"


def test_a_text_beyond_all_measure_ends_it(reads: Reads) -> None:
    outcome = reads("wordpress", wxr(item(1), item(2, "x" * 11_000_000)))
    assert len(outcome.posts) == 1
    assert outcome.end.why


@pytest.mark.parametrize("text", ["", "no xml", "<html><body>x</body></html>", "{}", "<rss", "\x00" * 100])
def test_what_is_no_export_says_so(reads: Reads, text: str) -> None:
    outcome = reads("wordpress", text)
    assert outcome.end.why
    assert not outcome.posts


def test_active_content_does_not_come_in(reads: Reads) -> None:
    outcome = reads("wordpress", wxr(item(1, '<script>alert(1)</script><a href="javascript:x" onclick="x">ก</a>')))
    assert outcome.post().content == '<p><a rel="noopener">ก</a></p>'
    assert outcome.remarks["element-dropped"] == 1


def _zip(**members: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name.replace("__", "/"), text)
    return packed.getvalue()


def test_the_archive_that_takeout_makes(reads: Reads) -> None:
    packed = _zip(**{"Takeout/Blogger/Blogs/x/feed.atom": blog(takeout_entry(1)), "Takeout/x.html": "<p>"})
    assert len(reads("blogger", packed).posts) == 1


def test_archives_that_are_none_or_bombs(reads: Reads) -> None:
    assert "no feed.atom" in reads("blogger", _zip(x="y")).end.why
    assert "tightly" in reads("blogger", _zip(**{"feed.atom": " " * 50_000_000})).end.why


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_mutation_of_a_file_is_more_than_it_can_take(tmp_path: Path, data: st.DataObject) -> None:
    raw = bytearray(wxr(item(1), item(2)).encode())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(raw) - 1))
        raw[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=4))
    (tmp_path / "export").write_bytes(raw)
    *_, last = read("wordpress", tmp_path / "export", NOW)
    assert last.end is not None


@pytest.mark.corpora
def test_every_export_of_the_corpora_comes_in_or_says_why_not(corpora: Path) -> None:
    folder = corpora / "feeds" / "wordpress_wxr"
    outcomes = {path.stem: outcome_of("wordpress", path) for path in folder.rglob("*.xml")}
    broken = {name for name, outcome in outcomes.items() if outcome.end.why}

    assert len(outcomes) == 37
    assert broken == {"crazy-cdata", "malformed", "malformed-simple"}  # no XML: `]]>` in text, tags that do not match
    theme = outcomes["themeunittestdata.wordpress"]
    assert (len(theme.posts), len(theme.comments)) == (79, 33)
    assert sum(comment.state == "held" for comment in theme.comments) == 3
    assert max(_depths(theme.comments).values()) == 10


def _depths(comments: list[FoundComment]) -> dict[str, int]:
    parents = {comment.name: comment.parent for comment in comments}

    def depth(name: str | None) -> int:
        return 0 if name is None else 1 + depth(parents[name])

    return {name: depth(name) for name in parents}


@pytest.mark.corpora
def test_the_feeds_of_a_blog_come_in(corpora: Path) -> None:
    folder = corpora / "feeds" / "blogger" / "tylkobezcukru" / "feeds" / "posts"
    atom, rss = (outcome_of("blogger", folder / name) for name in ("default", "default?alt=rss"))

    assert len(atom.posts) == len(rss.posts) == 25
    assert {each.post.atom_id for each in atom.posts} == {each.post.atom_id for each in rss.posts}


def test_odd_namespaces_are_names_whatever_was_read_before(reads: Reads) -> None:
    assert reads("wordpress", "<a><b></a>").end.why
    text = wxr(item(1)).replace("<rss ", '<rss xmlns:x="http://ก.example/ข" ', 1)
    assert not reads("wordpress", text).end.why
