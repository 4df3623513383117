"""Configuration of the comment service."""

import re
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Self

from services.comments.learning.school import LearningConfig, Rhythm
from services.comments.notices.settings import Hook, Mailbox, NoticeSettings, Security
from services.comments.personal_data.retention import UNDECIDED, Rule, undecided_for
from services.comments.personal_data.sealing import check_key
from services.comments.posting.service import Limits
from services.comments.threads.thread import NotAThread, Sites
from shared.environment import Environment
from shared.fetch.urls import HttpUrl

_ADDRESS = re.compile(r"[^\s@<>\",;]+@[^\s@<>\",;]+")
_LEAST_SECRET = 16
_DOMAIN = re.compile(r"(?!-)[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})+")


@dataclass(frozen=True, slots=True)
class CommentsConfig:
    """``model`` is the folder of a trained model; None: the one that ships with Saket.

    ``campaign_window`` is how long comments are remembered to find others that say the same; nothing: not at all.
    ``blocked_domains`` are hosts whose links count heavily against a comment. What `saket train` put into the data
    folder is used unless ``SAKET_SPAM_MODEL`` names another folder. ``decide_alone`` is how many comments one moderator
    may decide about at once; 0: any number. ``undecided``: how long comments wait for a moderator.
    """

    model: Path | None
    limits: Limits
    campaign_window: timedelta
    learning: LearningConfig
    blocked_domains: frozenset[str] = frozenset()
    links: bool = False
    traffic_key: str = ""
    decide_alone: int = 0
    undecided: Rule = UNDECIDED
    notices: NoticeSettings = field(default_factory=NoticeSettings)

    @classmethod
    def read(cls, env: Environment) -> Self:
        """Read the variables; problems are left in ``env`` for its `check`."""
        _check_sites(env)
        model = model_folder(env)
        undecided = undecided_for(env.whole("SAKET_HELD_DAYS", UNDECIDED.days or 0, least=7, most=3650))
        return cls(
            model=model,
            limits=Limits(
                edit_window=timedelta(minutes=env.whole("SAKET_EDIT_MINUTES", 15, least=0, most=24 * 60)),
                burst=env.whole("SAKET_COMMENT_BURST", 30, least=1, most=10_000),
                thread_burst=env.whole("SAKET_THREAD_BURST", 120, least=1, most=100_000),
                open_for=_days(env.whole("SAKET_CLOSE_DAYS", 0, least=0, most=36_500)),
            ),
            blocked_domains=_domains(env),
            traffic_key=env.accept("SAKET_TRAFFIC_KEY", check_key),
            links=env.switch("SAKET_COMMENT_LINKS", default=False),
            decide_alone=env.whole("SAKET_DECIDE_ALONE", 0, least=0, most=1000),
            undecided=undecided,
            notices=_notices(env, undecided),
            campaign_window=timedelta(hours=env.whole("SAKET_CAMPAIGN_HOURS", 24, least=0, most=30 * 24)),
            learning=LearningConfig(
                base=model,
                folder=Path(env.text("SAKET_DATA", "var")) / "models",
                rhythm=Rhythm(
                    every=timedelta(hours=env.whole("SAKET_LEARN_HOURS", 24, least=0, most=30 * 24)),
                    promote=env.switch("SAKET_LEARN_PROMOTE", default=True),
                ),
            ),
        )


def _domains(env: Environment) -> frozenset[str]:
    """Hosts, of whose links comments are made to wait or worse."""
    words = [word.lower() for word in env.words("SAKET_BLOCKED_DOMAINS")]
    for word in words:
        if not _DOMAIN.fullmatch(word):
            env.refuse("SAKET_BLOCKED_DOMAINS", "not-a-domain", f"{word}: such as spam.example")
    return frozenset(words)


def model_folder(env: Environment) -> Path | None:
    """Of the model that serves unless learning made another; None: the one that ships with Saket."""
    named, trained = env.text("SAKET_SPAM_MODEL"), trained_folder(env)
    return Path(named) if named else trained if trained.is_dir() else None


def trained_folder(env: Environment) -> Path:
    """Where the model lies that `saket train` made and the gate let pass."""
    return Path(env.text("SAKET_DATA", "var")) / "model"


def _notices(env: Environment, undecided: Rule) -> NoticeSettings:
    return NoticeSettings(
        most=env.whole("SAKET_NOTICE_HELD", 50, least=1, most=1_000_000),
        longest=timedelta(hours=env.whole("SAKET_NOTICE_HOURS", 24, least=1, most=24 * 365)),
        erased_after=undecided.period,
        mailbox=_mailbox(env),
        hook=_hook(env),
    )


def _mailbox(env: Environment) -> Mailbox | None:
    """The mail server, if there is anybody to write to."""
    receivers, host = env.words("SAKET_NOTICE_MAIL"), env.text("SAKET_SMTP_HOST")
    for address in (*receivers, *filter(None, [env.text("SAKET_SMTP_FROM")])):
        if not _ADDRESS.fullmatch(address):
            env.refuse("SAKET_NOTICE_MAIL", "not-an-email", f"{address}: such as desk@roiet.example")
    security = env.text("SAKET_SMTP_SECURITY", Security.STARTTLS).lower()
    if security not in set(Security):
        env.refuse("SAKET_SMTP_SECURITY", "unknown", ", ".join(Security))
        security = Security.STARTTLS
    if receivers and not host:
        env.refuse("SAKET_SMTP_HOST", "missing", "the mail server that SAKET_NOTICE_MAIL is reached by")
    box = Mailbox(
        host=host,
        port=env.whole("SAKET_SMTP_PORT", 587, least=1, most=65535),
        security=Security(security),
        user=env.text("SAKET_SMTP_USER"),
        password=env.text("SAKET_SMTP_PASSWORD"),
        sender=env.text("SAKET_SMTP_FROM", receivers[0] if receivers else ""),
        receivers=receivers,
    )
    return box if receivers and host else None


def _hook(env: Environment) -> Hook | None:
    """Where notices go that a program receives; without a secret nobody could tell that they are ours."""
    url, secret = env.accept("SAKET_NOTICE_WEBHOOK", _check_url), env.text("SAKET_NOTICE_SECRET")
    if url and len(secret) < _LEAST_SECRET:
        env.refuse("SAKET_NOTICE_SECRET", "too-short", f"{_LEAST_SECRET} characters or more, to sign webhooks with")
    return Hook(url, secret) if url else None


def _check_url(url: str) -> None:
    if url:
        HttpUrl.parse(url)


def _days(number: int) -> timedelta | None:
    """None for none."""
    return timedelta(days=number) if number else None


def _check_sites(env: Environment) -> None:
    for word in env.words("SAKET_SITES"):
        try:
            Sites.of([word])
        except NotAThread:
            env.refuse("SAKET_SITES", "not-a-site", f"{word}: such as https://khonkaen.example")
