"""Notices as mail, over the office's own SMTP server; in a thread, since `smtplib` waits."""

import asyncio
import smtplib
import ssl
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Final

from services.comments.notices.courier import NotBrought
from services.comments.notices.model import Notice
from services.comments.notices.settings import Mailbox, Security
from shared.clock import BANGKOK

_SECONDS: Final = 20.0


class Mail:
    """`services.comments.notices.courier.Channel`. ``tls`` replaces the system's trusted authorities."""

    def __init__(self, mailbox: Mailbox, domain: str, tls: ssl.SSLContext | None = None) -> None:
        self._mailbox = mailbox
        self._domain = domain
        self._tls = tls

    async def bring(self, notice: Notice) -> None:
        """Raises `NotBrought`."""
        message = message_of(notice, self._mailbox, self._domain)
        try:
            await asyncio.to_thread(self._send, message)
        except (OSError, smtplib.SMTPException) as error:
            raise NotBrought(f"the mail server: {type(error).__name__}") from error

    def _send(self, message: EmailMessage) -> None:
        box, tls = self._mailbox, self._tls or ssl.create_default_context()
        if box.security is Security.TLS:
            with smtplib.SMTP_SSL(box.host, box.port, timeout=_SECONDS, context=tls) as server:
                self._hand_over(server, message)
            return
        with smtplib.SMTP(box.host, box.port, timeout=_SECONDS) as server:
            if box.security is Security.STARTTLS:
                server.starttls(context=tls)
            self._hand_over(server, message)

    def _hand_over(self, server: smtplib.SMTP, message: EmailMessage) -> None:
        if self._mailbox.user:
            server.login(self._mailbox.user, self._mailbox.password)
        server.send_message(message)


def message_of(notice: Notice, mailbox: Mailbox, domain: str) -> EmailMessage:
    """The mail. Its name stays the same when it is sent again, so that it is shown once."""
    message = EmailMessage(policy=SMTP)
    message["Subject"] = " ".join(notice.subject.split())
    message["From"] = mailbox.sender
    message["To"] = ", ".join(mailbox.receivers)
    message["Date"] = format_datetime(notice.at.astimezone(BANGKOK))
    message["Message-ID"] = f"<{notice.id}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(f"{notice.text}\n\n{notice.url}\n")
    return message
