"""What is compiled does what its twin in Python does, to the last bit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.comments.spam import finder, gapcount, scorer, skeleton, stretches, terms
from services.comments.spam.bundle import shipped
from services.comments.spam.normalise import normalise
from services.comments.spam.scorer import LinearScorer

_finder = pytest.importorskip("services.comments.spam._finder")
_gapcount = pytest.importorskip("services.comments.spam._gapcount")
_skeleton = pytest.importorskip("services.comments.spam._skeleton")
_stretches = pytest.importorskip("services.comments.spam._stretches")
_terms = pytest.importorskip("services.comments.spam._terms")

NAMES = (
    "ก",
    "กข",
    "กขก",
    "ขกขก",
    "a",
    "aaaa",
    "สกข",
    "cis",
    "\U0001f3b0",
    "\U0001f3b0\ud800",
    "\ud800",
    "é é ",
    "\x01sign",
    "\x02no",
)
WEIGHTS = [0.1 * 3**n for n in range(len(NAMES))]
STRETCHES = st.text(st.sampled_from("กขส้ศ์aciskyzé \U0001f3b0\ud800") | st.characters(), max_size=40)
COMMENTS = st.text(st.sampled_from("สล็อตเว็บตรงเครดิตฟรี ขอบคุณครับ free credit 0123456789 .@!🎰\u200bа") | st.characters())


@given(STRETCHES)
def test_stretches_are_laid_alike(text: str) -> None:
    compiled, twin = _terms.Terms("\n".join(NAMES), WEIGHTS), terms.Terms("\n".join(NAMES), WEIGHTS)
    assert compiled.lay(text) == twin.lay(text)
    assert compiled.others == twin.others == {"\x01sign": WEIGHTS[-2], "\x02no": WEIGHTS[-1]}


@given(STRETCHES, st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=5))
def test_parts_are_weighed_alike(text: str, spans: list[tuple[int, int]]) -> None:
    compiled, twin = _terms.Terms("\n".join(NAMES), WEIGHTS), terms.Terms("\n".join(NAMES), WEIGHTS)
    inside = [(min(span), max(span)) for span in spans if max(span) <= len(text)]
    assert compiled.weigh(text, inside) == twin.weigh(text, inside)


def test_no_part_of_a_text_is_weighed() -> None:
    with pytest.raises(IndexError):
        _terms.Terms("\n".join(NAMES), WEIGHTS).weigh("กข", [(1, 3)])


@pytest.mark.parametrize("module", [_terms, terms])
@pytest.mark.parametrize("names", ["ก\nข\nค", "ก\nก", "ก\n", "\nก", "กขคงจ\nก", "\x01a\n\x01a"])
def test_names_that_do_not_fit_their_weights_are_refused(module: object, names: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - what is wrong is for the log
        module.Terms(names, [1.0, 2.0])  # type: ignore[attr-defined]


@given(st.text(st.sampled_from("สศลรกก็่0aabé١\ue000\ue008\ufdd0\ud800🎰 .") | st.characters(), max_size=60))
def test_letters_and_words_are_told_alike(text: str) -> None:
    assert _skeleton.skeleton(text) == skeleton.skeleton(text)
    assert _skeleton.latin_words(text) == skeleton.latin_words(text)


@given(st.text(st.sampled_from("กa็.  ,_-🎰0\ue000\u0e50\x1f") | st.characters(), max_size=60))
def test_gaps_are_counted_alike(text: str) -> None:
    assert _gapcount.counted(text) == gapcount.counted(text)


@given(st.lists(st.text("กขa", min_size=1, max_size=4), unique=True), st.text("กขa\ud800", max_size=30))
def test_phrases_are_found_alike(phrases: list[str], text: str) -> None:
    assert _finder.Finder(phrases).first(text) == finder.Finder(phrases).first(text)


@given(st.lists(st.tuples(st.floats(-9, 9), st.sampled_from("กเะ็a  ")), max_size=40), st.floats(0.01, 1))
def test_stretches_are_cut_alike(places: list[tuple[float, str]], scale: float) -> None:
    laid, text = [weight for weight, _ in places], "".join(char for _, char in places)
    assert _stretches.stretches(laid, scale, text) == stretches.stretches(laid, scale, text)


@pytest.fixture(scope="module")
def both() -> tuple[LinearScorer, LinearScorer]:
    """The shipped model, applied by what is compiled and by Python."""
    fast = shipped()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scorer, "Terms", terms.Terms)
        return fast, LinearScorer(fast.weights, fast.thresholds, fast.version)


@given(COMMENTS)
def test_a_comment_is_explained_alike(both: tuple[LinearScorer, LinearScorer], text: str) -> None:
    fast, slow = both
    assert fast.parts(normalise(text)) == slow.parts(normalise(text))
    assert fast.examined(normalise(text).text, 0.0) == slow.examined(normalise(text).text, 0.0)
