"""Signs are told by what a text does: the same for every spelling, and none by a topic alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.comments.spam import signs as signs_module
from services.comments.spam.normalise import normalise
from services.comments.spam.phrases import SHORTEST, acts, listed
from services.comments.spam.signs import signs
from services.comments.spam.skeleton import skeleton

PHRASES = list(listed())
TEXTS = st.text(st.sampled_from("แอดไลน์รับเครดิตฟรี ทักแชท free spins dm me 0%฿🎰?") | st.characters(), max_size=80)


def told(text: str) -> set[str]:
    normal = normalise(text).text
    return set(signs(normal, *skeleton(normal)))


@pytest.mark.parametrize("act", sorted({act for act, _ in PHRASES}))
def test_every_phrase_tells_its_act(act: str) -> None:
    for phrase in (phrase for other, phrase in PHRASES if other == act):
        normal = normalise(phrase).text
        assert act in acts(normal, *skeleton(normal)), phrase


def test_phrases_are_long_enough_to_mean_something() -> None:
    short = [phrase for _, phrase in PHRASES if len(skeleton(normalise(phrase).text)[0]) < SHORTEST]
    assert all(phrase.isascii() for phrase in short), short


def test_every_act_that_signs_combine_has_phrases() -> None:
    named = {*signs_module._OFFERS, *signs_module._SPEAKS, *signs_module._LURES, *signs_module._HERE}
    assert named <= {act for act, _ in PHRASES}


@pytest.mark.parametrize(
    ("text", "expected", "absent"),
    [
        ("แอดไลน์ @demo1 รับเครดิตฟรี", "offers-and-can-be-reached", "speaks-of-offers"),
        ("ส ล็ อ ต เ ว็ บ ต ร ง", "names-game-of-chance", "offers-and-can-be-reached"),
        ("เด็กติดพนันออนไลน์เพราะเครดิตฟรี ทำไมไม่จับ", "speaks-of-offers", "offers-and-can-be-reached"),
        ("โดนหลอกให้กู้เงินด่วน", "harm-by-offers", "offers-and-nothing-else"),
        ("free spins for everyone", "offers-and-nothing-else", "speaks-of-offers"),
        ("อ่านรายงานที่ https://a.example", "links-without-lure", "offers-and-can-be-reached"),
        ("คลิกเลย https://a.example", "asks-to-click", "links-without-lure"),
        ("รายได้หลักหมื่น", "sum", "percent"),
        ("ดอกร้อยละ 3 หรือ 3%", "percent", "emoji:1"),
        ("ดีจัง 🙏", "emoji:1", "emoji:3"),
        ("please subbscribe to myy chaannel", "asks-for-followers", "asks-to-chat"),
        ("freedom of speech", "length:1", "makes-light"),
        ("Great article, keep it up. leather jacket near me", "flatters-for-search", "asks"),
        ("บทความดี อ่านง่าย", "flatters-of-nowhere", "flatters-for-search"),
        ("บทความดีครับ ถนนหน้าบ้านผมก็พัง", "flatters", "flatters-of-nowhere"),
        ("เกมยอดนิยมของผู้เล่นทั่วโลก " * 4, "of-nowhere:3", "is-polite"),
        ("เกมยอดนิยมของผู้เล่นทั่วโลกครับ " * 4, "writes-for-search", "of-nowhere:3"),
    ],
)
def test_what_a_text_does(text: str, expected: str, absent: str) -> None:
    found = told(text)
    assert expected in found
    assert absent not in found


def test_nothing_says_nothing() -> None:
    assert told("") == set()


@given(TEXTS)
def test_every_sign_has_its_place_in_the_text(text: str) -> None:
    normal = normalise(text).text
    assert all(0 <= place < len(normal) for place in signs(normal, *skeleton(normal)).values())
