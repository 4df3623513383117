"""What the model sees survives how a text is spelt."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.comments.spam.features import features, is_sign
from services.comments.spam.normalise import normalise
from services.comments.spam.skeleton import heard

TEXTS = st.text(st.sampled_from("สศซรลกน้่็์ิี kcszyiq0.🎰") | st.characters(), max_size=60)


@pytest.mark.parametrize(
    ("spelt", "misspelt"),
    [
        ("สล็อตเว็บตรง", "ศลอตเวบตรง"),
        ("ได้เงินง่าย", "ไดเงินงาย"),
        ("ส่งรูปบัตรมา", "ส้ง้รู้ป้บั้ต้ร้ม้า"),
        ("รับสมัครงาน", "ร์ับ์สมัคร์งา์น"),
        ("click here for easy cash", "klick here for eazi kash"),
    ],
)
def test_tone_marks_and_letters_of_one_sound_make_no_difference(spelt: str, misspelt: str) -> None:
    assert spelling(misspelt) == spelling(spelt)


def spelling(text: str) -> set[str]:
    return {feature for feature in features(normalise(text).text) if not is_sign(feature)}


@given(TEXTS)
def test_each_sound_has_its_place(text: str) -> None:
    letters, at = heard(text)
    assert len(letters) == len(at)
    assert at == sorted(set(at))
    assert all(0 <= place < len(text) for place in at)
    assert heard(letters)[0] == letters
