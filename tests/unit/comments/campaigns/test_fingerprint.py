"""Comments that say the same are recognised, and what everybody says is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.comments.campaigns import minhash
from services.comments.campaigns.fingerprint import likeness, signature
from services.comments.campaigns.minhash import BINS, DIGITS
from services.comments.spam.attack import Kind, Strength, attack
from services.comments.spam.seed import read_comments

AD = "สนใจรายได้เสริม ทำงานที่บ้านวันละสองชั่วโมง รายได้ห้าร้อยถึงหนึ่งพันบาทต่อวัน ไม่ต้องมีประสบการณ์ ทักมาเลยค่ะ แอดไลน์ @ngandee88x"
COURTESIES = (
    "ขอบคุณครับ",
    "ขอบคุณมากค่ะ",
    "สวัสดีครับ",
    "เห็นด้วยค่ะ",
    "ดีมาก",
    "thank you",
    "good job",
    "ติดตามนะคะ",
    "สาธุ",
    "555",
)
COMPLAINTS = (
    "ถนนหน้าโรงเรียนบ้านหนองบัวเป็นหลุมเป็นบ่อมาตั้งแต่ต้นปี รถจักรยานยนต์ล้มบ่อยมาก อยากให้เทศบาลมาซ่อมก่อนเปิดเทอม",
    "น้ำประปาไม่ไหลมาสามวันแล้ว โทรไปที่สำนักงานก็ไม่มีคนรับสาย ชาวบ้านเดือดร้อนกันทั้งหมู่บ้าน ขอคำตอบด้วย",
    "อยากทราบว่าโครงการช่วยเหลือชาวนาปีนี้ต้องใช้เอกสารอะไรบ้าง และยื่นที่เกษตรอำเภอได้ถึงวันที่เท่าไร",
)


def alike(one: str, other: str) -> float:
    first, second = signature(one), signature(other)
    assert first is not None
    assert second is not None
    return likeness(first, second)


@pytest.mark.parametrize(
    "changed",
    [
        AD.replace("ห้าร้อย", "แปดร้อย"),
        AD.replace(" ", "  ").replace("ค่ะ", "คะ") + " 🔥🔥",
        "ประกาศ " + AD,
        AD.replace("สอง", "สาม").replace("เลยค่ะ", "ครับ"),
        "\u200b".join(AD.split("า")).replace("\u200b", "\u200bา"),
    ],
)
def test_an_advertisement_is_recognised_when_little_of_it_changes(changed: str) -> None:
    assert alike(AD, changed) >= 0.5


def test_what_the_links_point_at_counts_as_much_as_the_words() -> None:
    words = "เว็บตรงฝากถอนไวไม่มีขั้นต่ำสมัครรับโบนัสทันทีวันนี้เท่านั้น"
    other = "เว็บตรงฝากถอนไวไม่มีขั้นต่ำแจกเครดิตทดลองเล่นฟรีทุกคน"
    without = alike(words + words[::-1], other + words[::-1][:20])
    assert alike(f"{words} https://same.example/a", f"{other} https://same.example/a") > without
    assert alike(f"{words} https://one.example/a", f"{words} https://two.example/b") < 0.5


@pytest.mark.parametrize(
    ("strength", "each", "on_average"), [(Strength.LIGHT, 0.85, 0.96), (Strength.MEDIUM, 0.75, 0.93)]
)
def test_an_advertisement_is_recognised_however_it_is_obfuscated(
    strength: Strength, each: float, on_average: float
) -> None:
    adverts = [row.text for row in read_comments("th") if row.label == "spam" and signature(row.text)][::10]
    found = {
        kind: sum(recognised(text, attack(text, kind, strength, 1)) for text in adverts) / len(adverts) for kind in Kind
    }
    assert min(found.values()) >= each, found
    assert sum(found.values()) / len(found) >= on_average, found


def recognised(text: str, disguised: str) -> bool:
    return signature(disguised) is not None and alike(text, disguised) >= 0.5


def test_a_host_of_ones_own_counts_whatever_the_path_and_a_shared_one_with_it() -> None:
    words = "เว็บตรงฝากถอนไวไม่มีขั้นต่ำสมัครรับโบนัสทันทีวันนี้เท่านั้น"
    other = "แจกเครดิตทดลองเล่นฟรีทุกคนคืนยอดเสียทุกวันพร้อมแนะนำเพื่อน"
    assert alike(f"{words} https://www.one.example/a", f"{other} one.example/b?from=x") >= 0.2
    assert alike(f"{words} https://bit.ly/one", f"{other} https://bit.ly/two") < 0.1


def test_different_complaints_are_not_alike() -> None:
    assert max(alike(a, b) for a in COMPLAINTS for b in COMPLAINTS if a != b) < 0.3


@given(st.lists(st.sampled_from(COURTESIES), max_size=20), st.sampled_from(["", " ", " 🙏 ", "!!", "\n"]))
def test_thanks_and_greetings_are_never_recognised(words: list[str], between: str) -> None:
    assert signature(between.join(words)) is None


@given(st.text(max_size=50))
def test_a_short_text_without_link_is_never_recognised(text: str) -> None:
    if not set(text) & set("@:.=") and signature(text) is not None:
        assert "line" in text.lower() or "ไลน์" in text, "only a handle makes a short text recognisable"


@given(st.text(max_size=400))
def test_any_text_has_a_signature_of_one_form_or_none(text: str) -> None:
    signed = signature(text)
    assert signed is None or (len(signed) == BINS * DIGITS and int(signed, 16) >= 0)
    assert signature(text) == signed


@given(st.text(alphabet=st.characters(codec="utf-8", categories=["Lo", "Ll"]), min_size=80, max_size=200))
def test_a_text_is_wholly_like_itself(text: str) -> None:
    signed = signature(text)
    assert signed is None or likeness(signed, signed) == 1.0


@given(
    st.text(st.sampled_from("กขค\U0001f3b0\ud800") | st.characters(), max_size=200), st.lists(st.binary(), max_size=5)
)
def test_what_is_compiled_keeps_what_python_keeps(letters: str, more: list[bytes]) -> None:
    compiled = pytest.importorskip("services.comments.campaigns._minhash")
    assert compiled.least(letters, more) == minhash.least(letters, more)
