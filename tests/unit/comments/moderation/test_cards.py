"""Cards: highlighted text, cases, and where the desk leads back to."""

from hypothesis import given
from hypothesis import strategies as st

from services.comments.campaigns.model import Campaign
from services.comments.model import Judgement, Reason, ReasonCode, State
from services.comments.moderation.desk.cards import Eyes, card_of, common_actions
from services.comments.moderation.desk.grouping import cases
from services.comments.moderation.desk.highlight import Segment, segments
from services.comments.moderation.desk.where import back_to, place_in
from services.comments.spam.model import Part
from tests.support.comments import a_comment

TEXT = "สมัครเว็บพนัน ขอบคุณครับ"
PARTS = st.builds(
    lambda start, length, weight: Part("term", "x", weight, start, start + length),
    st.integers(0, 30),
    st.integers(1, 12),
    st.floats(-3, 3),
)


@given(st.text(max_size=30), st.lists(PARTS, max_size=8))
def test_the_pieces_together_are_the_text(text: str, parts: list[Part]) -> None:
    assert "".join(piece.text for piece in segments(text, parts)) == text


def test_stretches_speak_for_and_against_and_overlapping_ones_add_up() -> None:
    parts = [Part("term", "a", 1.0, 5, 13), Part("term", "b", 1.0, 9, 13), Part("term", "c", -0.4, 14, 24)]
    found = segments(TEXT, [*parts, Part("bias", "bias", -2.0)])
    assert found == [
        Segment(TEXT[:5]),
        Segment(TEXT[5:13], 2.0, strong=True),
        Segment(TEXT[13:14]),
        Segment(TEXT[14:], -0.4),
    ]
    assert [piece.kind for piece in found] == ["", "against", "", "for"]


def test_a_text_without_parts_is_one_piece() -> None:
    assert [piece.text for piece in segments(TEXT, [])] == [TEXT]
    assert segments("", []) == []


def test_a_campaign_is_one_case() -> None:
    campaign = Campaign("k1", 0, 0, 3, ("a", "b"), ("x",))
    one, two, three = (a_comment(number, campaign=name) for number, name in enumerate(("k1", "k2", "k1")))
    found = cases([one, two, three], {"k1": campaign})
    assert [(case.comments, case.campaign) for case in found] == [((one, three), campaign), ((two,), None)]
    assert [case.campaign for case in cases([one, two], {"k1": campaign})] == [None, None]


def test_a_card_says_what_the_filter_read_and_how_its_score_comes_about() -> None:
    parts = (Part("bias", "bias", -1.0), Part("rule", "spaced-letters", 2.0))
    text = "บ า ค า ร่ า เครดิตฟรี"
    comment = a_comment(
        state=State.HELD,
        text=text,
        judgement=Judgement(0.7, 1.0, parts, "m1"),
        reasons=(Reason(ReasonCode.APPEAL, {"words": "ไม่ใช่"}),),
    )
    card = card_of(comment, Eyes("daeng", may_decide=True, say=str), title="ข่าว", hold=None)
    assert [(share.weight, share.width, share.kind) for share in card.shares] == [
        (2.0, 100, "against"),
        (-1.0, 50, "for"),
    ]
    assert card.disguise is not None
    assert "บาคาร่า" in card.disguise.text
    assert card.appealed == "ไม่ใช่"
    assert [action for action, _ in common_actions([card])] == ["approve", "reject", "spam"]
    assert card_of(comment, Eyes("daeng", may_decide=False, say=str), title="ข่าว", hold=None).actions == ()
    assert card_of(a_comment(), Eyes("daeng", may_decide=True, say=str), title="ข่าว", hold=None).disguise is None


def test_forms_lead_back_to_the_desk_and_nowhere_else() -> None:
    place = place_in({"status": "spam", "cursor": "abc", "q": "ก ข", "next": "//evil.example", "reason": ""})
    assert back_to(place, "", done="d1") == (
        "/comments/moderation?status=spam&q=%E0%B8%81+%E0%B8%82&cursor=abc&done=d1#cases"
    )
    for odd in ("//evil.example", "x=1&y", "status=%ff&" * 100, "\r\nX: y"):
        assert back_to(odd, "").startswith("/comments/moderation?")
