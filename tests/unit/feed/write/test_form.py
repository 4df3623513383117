from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.feed.model import ContentType, Event, Media, Status
from services.feed.write.form import Form, fields_of, form_from, form_of, labels_in, same_words
from services.feed.write.meaning import OFFERED, Intent, control_of, moment_or_none, submission_of
from services.feed.write.moments import local_text, moment_in
from shared.clock import BANGKOK
from shared.errors import InvalidInput
from shared.text import printable
from tests.unit.feed.builders import NOW, post

WORDS = st.text(max_size=30).map(printable)
MEDIA = st.builds(
    Media,
    url=st.just("/media/abc/1x1.jpg"),
    type=st.sampled_from(["image/jpeg", "application/pdf"]),
    alt=WORDS,
    length=st.integers(0, 10**9),
    width=st.integers(0, 9999),
    height=st.integers(0, 9999),
)
FORMS = st.builds(
    Form,
    version=st.integers(0, 10**8),
    title=WORDS,
    content=WORDS,
    content_type=st.sampled_from([each.value for each in ContentType]),
    labels=WORDS,
    publish_at=WORDS,
    media=st.lists(MEDIA, max_size=20).map(tuple),
)


@given(FORMS)
def test_a_form_goes_through_its_fields_and_back(form: Form) -> None:
    assert form_from(fields_of(form)) == form


@given(st.dictionaries(st.sampled_from([*fields_of(Form()), "media-0", "media-0-alt", "x"]), st.text(max_size=60)))
def test_no_field_whatever_it_holds_breaks_the_form(sent: dict[str, str]) -> None:
    form = form_from(sent)
    assert form_from(fields_of(form)) == form


def test_a_post_comes_back_unchanged() -> None:
    event = Event(NOW.replace(second=30), None, "ศาลากลาง")
    written = replace(
        post(), status=Status.SCHEDULED, published=NOW + timedelta(days=1, seconds=12), markdown="**ก**", event=event
    )
    submission = submission_of(form_of(written), Intent.SCHEDULE, written)
    assert submission.publish_at == written.published, "to the second"
    assert submission.event == event
    assert (submission.content, submission.content_type) == ("**ก**", ContentType.MARKDOWN)
    assert submission_of(form_of(written), Intent.PUBLISH, written).publish_at is None
    assert submission_of(form_of(written), Intent.DRAFT, written).publish_at is None


def test_a_file_that_is_left_out_is_gone() -> None:
    fields = fields_of(Form(media=(Media("/a"), Media("/b"))))
    assert [media.url for media in form_from({**fields, "media-0-drop": "1"}).media] == ["/b"]


@pytest.mark.parametrize(
    "facts", ["", "x", "image/png 1 1 1 javascript:alert(1)", "image/png -1 1 1 /a", "image/png 1 1 1"]
)
def test_what_is_no_file_is_none(facts: str) -> None:
    assert form_from({"media-0": facts}).media == ()


@given(st.integers(0, 170_000_000))
def test_times_are_read_as_they_are_written(minutes: int) -> None:
    local = datetime(1970, 1, 2, tzinfo=BANGKOK) + timedelta(minutes=minutes)
    assert moment_in("publish_at", local_text(local)) == local
    buddhist = f"{local.year + 543:04}{local_text(local)[4:]}"
    if (local.month, local.day) != (2, 29):
        assert moment_in("publish_at", buddhist) == local


@given(st.text(max_size=20))
def test_other_texts_are_no_times(text: str) -> None:
    if text.strip() and moment_or_none(text) is None:
        with pytest.raises(InvalidInput):
            moment_in("publish_at", text)


def test_the_leap_day_of_the_buddhist_era() -> None:
    assert moment_in("x", "2567-02-29T08:00") == datetime(2024, 2, 29, 8, tzinfo=BANGKOK)


@pytest.mark.parametrize("text", ["2026-13-01T00:00", "2026-02-30T00:00", "2026-01-01", "09:00", "2026-01-01T25:00"])
def test_impossible_times(text: str) -> None:
    assert moment_or_none(text) is None


def test_an_event_needs_a_beginning() -> None:
    with pytest.raises(InvalidInput) as raised:
        submission_of(Form(event_place="ที่นี่", publish_at="x"), Intent.PUBLISH, None)
    assert {(each.field, each.code) for each in raised.value.problems} == {
        ("event.start", "required"),
        ("publish_at", "bad-time"),
    }


def test_labels_stand_between_commas_and_lines() -> None:
    assert labels_in(" เกษตร,น้ำ \n ป่า ,, ") == ("เกษตร", "น้ำ", "ป่า")


def test_the_typed_issue_counts_before_the_chosen_one() -> None:
    assert submission_of(Form(strategy="ก", strategy_other=" ข "), Intent.PUBLISH, None).strategy == "ข"


def test_a_minor_correction_needs_something_public() -> None:
    assert not submission_of(Form(minor="1"), Intent.PUBLISH, None).minor
    assert submission_of(Form(minor="1"), Intent.PUBLISH, post()).minor


def test_two_forms_say_the_same_whichever_version_they_are_of() -> None:
    assert same_words(Form(version=1, key="a"), Form(version=2, post="b"))
    assert not same_words(Form(title="ก"), Form(title="ข"))


def test_every_state_has_its_buttons() -> None:
    assert OFFERED.keys() == {None, *Status}


def test_rules_lead_to_the_control_that_can_keep_them() -> None:
    fields = ["labels[3]", "media[2].alt", "media", "event.start", "file[1]", "status", "title"]
    controls = ["labels", "media-2-alt", "files", "event_start", "files", "publish_at", "title"]
    assert [control_of(field) for field in fields] == controls
