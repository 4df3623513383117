"""The model that comes with the package is the one its manifest describes, and does what it is for."""

import hashlib
import json
import time
from collections import Counter
from importlib.resources import files
from pathlib import Path

import pytest

from services.comments.spam.bundle import FILES, load, read_manifest
from services.comments.spam.decide import Decider
from services.comments.spam.model import Context, Outcome
from services.comments.spam.seed import LANGUAGES
from tests.unit.comments.spam.fairness import read_fairness, read_strangers

SHIPPED = Path(str(files("services.comments.spam") / "shipped"))
DECIDER = Decider.load()
_EXTREMES = (Outcome.PUBLISH, Outcome.REJECT)


def outcome(text: str) -> Outcome:
    return DECIDER.decide(text, Context()).outcome


def test_files_and_manifest_agree() -> None:
    manifest = read_manifest(SHIPPED)
    found = {name: (SHIPPED / name).read_bytes() for name in FILES}
    assert manifest["files"] == {name: hashlib.sha256(data).hexdigest() for name, data in found.items()}
    assert sum(map(len, found.values())) == manifest["bytes"] <= 8_000_000
    assert DECIDER.model_version == manifest["version"]
    assert {row["corpus"] for row in manifest["data"]} >= {"seed_th", "seed_en", "thai_sms", "wisesight"}


def test_the_card_is_about_this_model() -> None:
    card = (SHIPPED / "MODEL_CARD.md").read_text("utf-8")
    assert read_manifest(SHIPPED)["version"] in card
    assert "$" not in card


def test_the_fairness_set_is_published() -> None:
    outcomes = Counter(outcome(citizen.text) for language in LANGUAGES for citizen in read_fairness(language))
    assert outcomes[Outcome.REJECT] == 0
    assert outcomes[Outcome.HOLD] <= 0.01 * outcomes.total()


@pytest.mark.parametrize("language", LANGUAGES)
def test_sites_it_does_not_know_are_served_too(language: str) -> None:
    """Measured: four in five of their spam stopped, half rejected, 1.2 % of the rest held; less some slack."""
    rows = read_strangers(language)
    counts = Counter((row.label, outcome(row.text)) for row in rows)
    published, rejected = ({label: counts[label, of] for label in ("ham", "spam")} for of in _EXTREMES)
    whole = Counter(row.label for row in rows)
    assert whole["spam"] - published["spam"] >= 0.74 * whole["spam"]
    assert rejected["spam"] >= 0.45 * whole["spam"]
    assert whole["ham"] - published["ham"] <= 0.05 * whole["ham"]
    assert rejected["ham"] <= 0.015 * whole["ham"]


def test_no_text_is_shipped() -> None:
    assert "http" not in json.dumps(read_manifest(SHIPPED))
    assert sorted(path.name for path in SHIPPED.iterdir()) == sorted(["MODEL_CARD.md", "manifest.json", *FILES])


def test_it_loads_fast() -> None:
    started = time.perf_counter()
    load(SHIPPED)
    assert time.perf_counter() - started < 1.5  # 0.03 s measured; the margin is for a busy machine


@pytest.mark.parametrize(
    "text",
    [
        "สล็อตเว็บตรง แตกง่าย สมัครวันนี้รับเครดิตฟรี 100 https://xx.example",
        "บาคาร่า เว็บตรง ฝากถอนออโต้ แอดไลน์ @abc123",
        "เงินด่วนทันใจ อนุมัติไว ไม่เช็คบูโร ทักไลน์ @kk99",
    ],
)
def test_plain_spam_is_rejected(text: str) -> None:
    assert outcome(text) is Outcome.REJECT


def test_plain_english_spam_is_stopped() -> None:
    assert outcome("Free casino bonus! Register now at https://win.example") is not Outcome.PUBLISH


def test_what_is_less_sure_waits_for_a_person() -> None:
    assert outcome("สนใจเงินกู้ทักแชทได้เลยค่ะ") is Outcome.HOLD
    assert outcome("ฝากบอกคนที่สนใจทำงานที่บ้าน พี่มีงานให้ทำค่ะ ทักมาได้") is not Outcome.PUBLISH


@pytest.mark.parametrize(
    "text", ["แทงบอลออนไลน์ ค่าน้ำดีที่สุด", "เงินกู้ด่วน ไม่เช็คบูโร", "buy cheap followers now", "www.slot999.com"]
)
def test_few_words_are_enough(text: str) -> None:
    assert outcome(text) is not Outcome.PUBLISH


def test_spacing_the_letters_does_not_help() -> None:
    assert outcome("ส ล็ อ ต เ ว็ บ ต ร ง แตกหนัก") is not Outcome.PUBLISH


@pytest.mark.parametrize(
    "text",
    [
        "ขอบคุณสำหรับข่าวครับ",
        "ถนนหน้าหมู่บ้านพังมาสองปีแล้ว เมื่อไหร่จะซ่อมครับ",
        "อยากให้จังหวัดปราบเว็บพนันออนไลน์ เด็กติดกันทั้งหมู่บ้าน",
        "ผมเป็นหนี้นอกระบบ กู้ได้ที่ไหนบ้าง",
        "ไอ้พวกโกงกิน",
        "หวยออกอะไรงวดนี้",
        "ดูรายละเอียดได้ที่ https://www.province.go.th/plan",
        "อ่านข่าวนี้ https://news.example/123",
        "แจ้งเบาะแสพนัน 191",
        "casino should be banned",
        "When will the road be repaired?",
        "ดี",
        "👍",
        "",
    ],
)
def test_citizens_are_published(text: str) -> None:
    assert outcome(text) is Outcome.PUBLISH
