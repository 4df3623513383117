import pytest

from services.comments.posting.submission import Checked, NewComment, check
from services.comments.threads.thread import Sites, Thread, comment_id, read_thread, thread_key
from shared.errors import FieldProblem
from shared.ids import ulid
from tests.support.comments import NOW, URL

SITES = Sites.of(["http://roiet.example"])


def checked(**fields: str) -> Checked:
    new = NewComment(**{"thread": URL, "author": "ก", "text": "ข", **fields})
    found = read_thread(new.thread, SITES, "thread")
    return check(new, found if isinstance(found, FieldProblem) else Thread(found, "ข่าว"))


def problems(**fields: str) -> set[tuple[str, str]]:
    return {(problem.field, problem.code) for problem in checked(**fields).problems}


def test_a_good_one_is_cleaned() -> None:
    good = checked(thread=URL + "#x", author="  ก\nข ", text="a\r\nb", parent="", email=" ", website="")
    draft = good.draft
    assert (good.problems, good.title) == ((), "ข่าว")
    assert (draft.url, draft.author, draft.text) == (URL, "ก ข", "a\nb")
    assert (draft.parent, draft.email, draft.website) == (None, None, None)
    assert draft.thread == thread_key(URL)


def test_lengths_are_counted_after_cleaning() -> None:
    assert problems(author="ก" * 80, text=" " + "ข" * 5000 + "\r\n") == set()
    assert problems(author="ก" * 81, text="ข" * 5001) == {("author", "too-long"), ("text", "too-long")}
    assert problems(author="\u200b", text="\n") == {("author", "missing"), ("text", "missing")}


@pytest.mark.parametrize(
    "email", ["a@b", "a b@c.example", "a@b..example", "<a@b.example>", "@b.example", "a" * 250 + "@b.example"]
)
def test_bad_emails(email: str) -> None:
    assert problems(email=email) == {("email", "not-an-email")}


@pytest.mark.parametrize(
    "website",
    ["x.example", "javascript:alert(1)", "http://", "https://u:p@x.example/", 'https://x.example/"', "http://[x"],
)
def test_bad_websites(website: str) -> None:
    assert problems(website=website) == {("website", "not-a-url")}


def test_good_ones() -> None:
    assert problems(email="malee.s+x@mail.roiet.example", website="https://จังหวัด.ไทย/ก?ข=1") == set()


def test_parents_belong_to_the_thread() -> None:
    assert problems(parent=comment_id(thread_key(URL), ulid(NOW, 1))) == set()
    assert problems(parent=comment_id(thread_key("http://roiet.example/x"), ulid(NOW, 1))) == {
        ("parent", "unknown-parent")
    }
    assert problems(parent="x", thread="x") == {("thread", "not-a-url")}


def test_digests_tell_bodies_apart() -> None:
    def digest(**fields: str) -> str:
        return checked(**fields).draft.digest

    assert digest() == digest(text="ข\r\n", form="anything", email="")
    assert len({digest(), digest(text="ค"), digest(author="ค"), digest(email="a@b.example")}) == 4
