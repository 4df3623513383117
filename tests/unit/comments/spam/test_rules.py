import pytest

from services.comments.spam.decide import Decider
from services.comments.spam.model import Context, Outcome
from services.comments.spam.normalise import normalise
from services.comments.spam.rules import RULES, fired
from services.comments.spam.seed import LANGUAGES, read_seed

TITLE = "จังหวัดร้อยเอ็ดเปิดรับฟังความเห็นยุทธศาสตร์จังหวัด"


def names(text: str, **known: object) -> set[str]:
    return {part.name for part in fired(normalise(text), Context(**known))}  # type: ignore[arg-type]  # any field


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("ขอบคุณครับ", set()),
        ("https://a.example", {"only-link"}),
        ("a.example b.example c.example ดีมาก", {"many-links"}),
        ("ดู bit.ly/abc", {"shortener"}),
        ("ดู https://www.province.go.th/x", {"official-links"}),
        ("ดู https://www.province.go.th.example/x", {"borrowed-name"}),
        ("เข้า dlt-renew.example ด่วน", {"borrowed-name"}),
        ("คืนภาษีที่ https://rd.go-th.example", {"borrowed-name"}),
        ("ยื่นที่ khonkaen-gov.example", {"borrowed-name"}),
        ("จ่ายค่าไฟผ่าน www.pea.co.th ได้", set()),
        ("ร้าน peanut.example กับ brd.example อร่อย", set()),
        ("ส\u200bล็อต", {"hidden-characters"}),
        ("ส ล็ อ ต ดี", {"spaced-letters"}),
    ],
)
def test_rules_about_the_text(text: str, rules: set[str]) -> None:
    assert names(text) == rules


def test_rules_about_the_circumstances() -> None:
    assert names("ดี", has_form=False) == {"no-form"}
    assert names("ดี", seconds_to_submit=2.9) == {"too-fast"}
    assert names("ดี", seconds_to_submit=3.0) == set()
    assert names("ดี", first_comment=True) == set()
    assert names("ดี a.example", first_comment=True) == {"first-comment-link"}
    assert names("ดี a.go.th", first_comment=True) == {"official-links"}
    assert names("http://a.example:8080/x ดี", first_comment=True) == {"first-comment-link"}
    assert names("hxxp://a.example ดี") == names("https : //a.example ดี") == {"link-written-apart"}
    assert names("line.me/ti/p/demo") == names("https://a.example") == {"only-link"}
    assert names("ดี", known_campaign=True) == {"known-campaign"}


def test_the_domains_that_an_operator_has_blocked() -> None:
    blocked = frozenset({"bad.example"})
    assert names("ดูที่ www.bad.example", blocked_domains=blocked) == {"blocked-domain"}
    assert names("ดูที่ bad.example/x", blocked_domains=blocked) == {"blocked-domain"}
    assert names("ดูที่ notbad.example", blocked_domains=blocked) == set()


def test_a_comment_that_answers_the_post() -> None:
    assert names("เรื่องยุทธศาสตร์จังหวัด ผมเห็นด้วย", thread_title=TITLE) == {"echoes-thread"}
    assert names("เรื่องยุทธศาสตร์จังหวัด ดู a.example", thread_title=TITLE) == set()
    assert names("เห็นด้วย", thread_title=TITLE) == set()
    assert names("สั้น", thread_title="สั้น") == set()


def test_no_rule_fires_on_a_topic() -> None:
    texts = (one for language in LANGUAGES for one in read_seed(language) if one.label == "ham")
    against = {part.name for one in texts for part in fired(one.normalised, Context()) if part.weight > 0}
    assert against == {"borrowed-name", "link-written-apart"}  # warnings name the links that they warn of


def test_a_warning_that_names_a_sham_link_is_published() -> None:
    warning = "ใครได้ SMS ให้เข้า dol-refund.example ไม่ใช่ของกรมที่ดินนะครับ ผมโทรถามมาแล้ว อย่ากดเด็ดขาด"
    assert names(warning) == {"borrowed-name"}
    assert Decider.load().decide(warning, Context()).outcome is Outcome.PUBLISH


def test_names_are_unique() -> None:
    assert len({rule.name for rule in RULES}) == len(RULES)
