"""Notices: when somebody is told, over which way, and what becomes of those that do not arrive."""

import hmac
import socket
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email import message_from_bytes
from email.policy import SMTP
from pathlib import Path

import pytest

from services.comments.config import CommentsConfig
from services.comments.notices.bell import NoticeBell
from services.comments.notices.courier import Courier, NotBrought
from services.comments.notices.mail import Mail, message_of
from services.comments.notices.model import MOST_TRIES, Code, Job, Notice, pause_after
from services.comments.notices.settings import Hook, Mailbox, NoticeSettings, Security
from services.comments.notices.watch import Queue, Watch
from services.comments.notices.webhook import Webhook, request_for
from shared.environment import BadConfiguration, Environment
from shared.fetch.message import Fetched, FetchRequest, Headers
from tests.app.comments.test_hostile_texts import hostile
from tests.support.comments import NOW
from tests.support.mail import mail_server

HOUR = timedelta(hours=1)
NOTICE = Notice(
    "n1", Code.QUEUE_LONG, NOW, "มี 50 ความคิดเห็นรอผู้ดูแล", "ข้อความ", "http://roiet.example/comments/moderation"
)
SETTINGS = NoticeSettings(most=50, longest=24 * HOUR)
HOOK = Hook("https://hook.example/x", "s" * 16)


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


class Memory:
    def __init__(self) -> None:
        self.told: dict[Code, datetime] = {}

    async def begin(self, code: Code, now: datetime, again: timedelta) -> bool:
        if code in self.told and now - self.told[code] < again:
            return False
        self.told[code] = now
        return True

    async def end(self, code: Code) -> None:
        self.told.pop(code, None)


class Ears:
    def __init__(self) -> None:
        self.heard: list[Notice] = []

    async def tell(self, notice: Notice) -> None:
        self.heard.append(notice)


async def test_somebody_is_told_once_while_a_matter_lasts() -> None:
    clock, ears, queue = Clock(), Ears(), [Queue(0, None)]

    async def look() -> Queue:
        return queue[0]

    watch = Watch(look=look, memory=Memory(), tell=ears, settings=SETTINGS, desk="d", clock=clock, new_id=lambda _: "n")
    for held, waited, told in (
        (49, 1, []),
        (50, 1, [Code.QUEUE_LONG]),
        (80, 1, []),
        (45, 1, []),
        (50, 1, []),
        (10, 1, []),
        (50, 25, [Code.QUEUE_LONG, Code.QUEUE_OLD]),
    ):
        queue[0] = Queue(held, NOW - waited * HOUR)
        assert await watch.tick() is bool(told)
        assert [notice.code for notice in ears.heard] == told, (held, waited)
        ears.heard.clear()
    clock.now += 24 * HOUR
    queue[0] = Queue(50, clock.now - HOUR)
    await watch.tick()
    assert [notice.code for notice in ears.heard] == [Code.QUEUE_LONG], "a day later, if it still is"


async def test_moderators_hear_well_before_what_waits_is_erased() -> None:
    clock, ears, age = Clock(), Ears(), timedelta(days=149)

    async def look() -> Queue:
        return Queue(1, clock.now - age)

    settings = NoticeSettings(most=50, longest=timedelta(days=999), erased_after=timedelta(days=180))
    watch = Watch(look=look, memory=Memory(), tell=ears, settings=settings, desk="d", clock=clock, new_id=lambda _: "n")
    assert not await watch.tick()
    age = timedelta(days=150)
    assert await watch.tick()
    (notice,) = ears.heard
    assert notice.code is Code.QUEUE_ENDING
    assert "180" in notice.text
    assert "150" in notice.text


async def test_an_alarm_rings() -> None:
    ears = Ears()
    bell: NoticeBell[str] = NoticeBell(ears, lambda alarm: f"<{alarm}>", "d", lambda _: "n")
    await bell.raised("drift", NOW)
    await bell.ended("drift", NOW)
    assert [(notice.code, "<drift>" in notice.subject) for notice in ears.heard] == [
        (Code.ALARM, True),
        (Code.ALARM_ENDED, True),
    ]


@dataclass
class Outbox:
    jobs: dict[str, Job] = field(default_factory=dict)
    due: dict[str, datetime] = field(default_factory=dict)

    async def put(self, jobs: Sequence[Job], now: datetime) -> None:
        for job in jobs:
            await self.again(job, now)

    async def claim(self, now: datetime, until: datetime, count: int) -> list[Job]:
        taken = [identity for identity, due in self.due.items() if due <= now][:count]
        self.due |= dict.fromkeys(taken, until)
        return [self.jobs[identity] for identity in taken]

    async def done(self, job: Job) -> None:
        del self.jobs[job.id], self.due[job.id]

    async def again(self, job: Job, due: datetime) -> None:
        self.jobs[job.id], self.due[job.id] = job, due


class Channel:
    def __init__(self, fails: int) -> None:
        self.fails, self.brought = fails, 0

    async def bring(self, notice: Notice) -> None:
        assert notice == NOTICE
        self.brought += 1
        if self.brought <= self.fails:
            raise NotBrought("no")


async def test_a_notice_is_brought_over_every_channel_until_it_arrives() -> None:
    clock, outbox, good, bad = Clock(), Outbox(), Channel(0), Channel(2)
    courier = Courier(outbox, {"good": good, "bad": bad}, clock)
    await courier.tell(NOTICE)
    for _ in range(4):
        await courier.step()
        clock.now += HOUR
    assert (good.brought, bad.brought, outbox.jobs) == (1, 3, {})


async def test_what_fails_too_often_is_given_up_and_nothing_is_kept_for_nobody() -> None:
    clock, outbox, never = Clock(), Outbox(), Channel(99)
    courier = Courier(outbox, {"never": never}, clock)
    await courier.tell(NOTICE)
    for _ in range(MOST_TRIES + 3):
        await courier.step()
        clock.now += 2 * HOUR
    assert (never.brought, outbox.jobs) == (MOST_TRIES, {})
    await Courier(outbox, {}, clock).tell(NOTICE)
    assert outbox.jobs == {}
    await courier.tell(NOTICE)
    await Courier(outbox, {}, clock).step()
    assert outbox.jobs == {}, "a channel that is no more"
    assert pause_after(1) == timedelta(seconds=30)


class Client:
    def __init__(self, status: int) -> None:
        self.status, self.asked = status, list[FetchRequest]()

    async def fetch(self, request: FetchRequest) -> Fetched:
        self.asked.append(request)
        return Fetched(request.url, self.status, Headers(), b"")


async def test_a_webhook_is_signed() -> None:
    client = Client(204)
    await Webhook(HOOK, client, Clock()).bring(NOTICE)
    (request,) = client.asked
    assert request == request_for(NOTICE, HOOK, int(NOW.timestamp()))
    assert request.body is not None
    expected = hmac.digest(HOOK.secret.encode(), f"{int(NOW.timestamp())}.".encode() + request.body, "sha256").hex()
    assert request.headers.get("X-Saket-Signature") == f"sha256={expected}"
    with pytest.raises(NotBrought):
        await Webhook(HOOK, Client(500), Clock()).bring(NOTICE)


def mailbox(port: int) -> Mailbox:
    return Mailbox("127.0.0.1", port, Security.NONE, "", "", "desk@roiet.example", ("a@roiet.example",))


async def test_mail_is_sent_and_a_refusal_is_tried_again() -> None:
    with mail_server() as (port, got):
        await Mail(mailbox(port), "roiet.example").bring(NOTICE)
    assert b"Message-ID: <n1@roiet.example>\r\n" in got
    with mail_server(refuse=True) as (port, _), pytest.raises(NotBrought):
        await Mail(mailbox(port), "roiet.example").bring(NOTICE)
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    with pytest.raises(NotBrought):
        await Mail(mailbox(port), "roiet.example").bring(NOTICE)


def test_a_mail_has_no_line_that_it_should_not_have() -> None:
    message = message_of(Notice("n1", Code.ALARM, NOW, "a\r\nBcc: x@evil.example", "t", "u"), mailbox(25), "d")
    assert message["Bcc"] is None
    assert message["Subject"] == "a Bcc: x@evil.example"


@pytest.mark.corpora
def test_whatever_a_notice_says_a_mail_stays_one_plain_text(corpora: Path) -> None:
    """As a mail program reads it: no field but ours, no other receiver, nothing but plain text, and all of that."""
    injected = [
        "x\nBcc: y@evil.example\n\n<script>alert(1)</script>",
        "\r\n.\r\nMAIL FROM:<y@evil.example>",
        "\x00\x1e\x85\u2028z",
    ]
    for text in [*injected, *hostile(corpora)]:
        raw = message_of(Notice("n1", Code.ALARM, NOW, text, text, text), mailbox(25), "roiet.example").as_bytes()
        mail = message_from_bytes(raw, policy=SMTP)
        fields = ["Subject", "From", "To", "Date", "Message-ID", "Auto-Submitted", "MIME-Version"]
        assert sorted(set(mail.keys()) - {"Content-Type", "Content-Transfer-Encoding"}) == sorted(fields), text
        assert len(mail.keys()) == len(fields) + 2
        assert mail["To"] == "a@roiet.example"
        assert (mail.get_content_type(), mail.is_multipart(), mail.defects) == ("text/plain", False, [])
        subject = "".join(str(mail["Subject"]).split())  # folding loses a space here and there
        assert subject == "".join(text.split())
        assert mail.get_content().splitlines() == f"{text}\n\n{text}\n".splitlines()


def settings_of(**variables: str) -> NoticeSettings:
    environment = Environment(variables)
    config = CommentsConfig.read(environment)
    environment.check()
    return config.notices


def test_who_is_told_is_configured_and_checked() -> None:
    assert settings_of() == SETTINGS
    found = settings_of(
        SAKET_NOTICE_MAIL="a@x.example, b@x.example",
        SAKET_SMTP_HOST="mail.x.example",
        SAKET_NOTICE_WEBHOOK="https://hook.example/x",
        SAKET_NOTICE_SECRET="s" * 16,
    )
    assert found.mailbox is not None
    assert (found.mailbox.sender, found.mailbox.port, found.hook) == ("a@x.example", 587, HOOK)
    assert "s" * 16 not in repr(found)
    for wrong in (
        {"SAKET_NOTICE_MAIL": "nobody"},
        {"SAKET_NOTICE_MAIL": "a@x.example"},
        {"SAKET_NOTICE_WEBHOOK": "ftp://x"},
        {"SAKET_NOTICE_WEBHOOK": "https://hook.example/", "SAKET_NOTICE_SECRET": "short"},
        {"SAKET_SMTP_SECURITY": "perhaps"},
    ):
        with pytest.raises(BadConfiguration):
            settings_of(**wrong)
