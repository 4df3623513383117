"""Who is told, and when."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from services.comments.personal_data.retention import UNDECIDED


class Security(StrEnum):
    """How the connection to the mail server is protected."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Mailbox:
    """The mail server, and for whom mail is meant."""

    host: str
    port: int
    security: Security
    user: str
    password: str
    sender: str
    receivers: tuple[str, ...]

    def __repr__(self) -> str:
        return f"Mailbox({self.host}:{self.port})"


@dataclass(frozen=True, slots=True)
class Hook:
    """A webhook; ``secret`` signs what it is sent."""

    url: str
    secret: str

    def __repr__(self) -> str:
        return f"Hook({self.url})"


@dataclass(frozen=True, slots=True)
class NoticeSettings:
    """``most`` comments may wait, and none longer than ``longest``, before somebody is told.

    What nobody decides about is erased ``erased_after`` that time, of which they are told as well.
    """

    most: int = 50
    longest: timedelta = timedelta(hours=24)
    erased_after: timedelta = UNDECIDED.period
    mailbox: Mailbox | None = None
    hook: Hook | None = None
