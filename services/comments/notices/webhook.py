"""Notices as signed webhooks.

X-Saket-Signature: sha256=<HMAC-SHA-256 of "<timestamp>.<body>" with the secret, hex>
X-Saket-Timestamp: <seconds since 1970>, so that a receiver can refuse what is old
X-Saket-Notice:    <identifier>, the same when it is sent again
"""

import hmac
from typing import Final, Protocol

import msgspec

from services.comments.notices.courier import NotBrought
from services.comments.notices.model import Notice
from services.comments.notices.settings import Hook
from shared.clock import Clock, rfc3339
from shared.fetch.message import Fetched, FetchRequest, Headers

_OK: Final = range(200, 300)


class Client(Protocol):
    """The guarded client (`shared.fetch.client.GuardedClient`)."""

    async def fetch(self, request: FetchRequest) -> Fetched: ...


class Webhook:
    """`services.comments.notices.courier.Channel`."""

    def __init__(self, hook: Hook, client: Client, clock: Clock) -> None:
        self._hook = hook
        self._client = client
        self._clock = clock

    async def bring(self, notice: Notice) -> None:
        """Any 2xx will do. Raises `NotBrought` for other answers, and `FetchFailed`."""
        answer = await self._client.fetch(request_for(notice, self._hook, int(self._clock().timestamp())))
        if answer.status not in _OK:
            raise NotBrought(f"the webhook answered {answer.status}")


def request_for(notice: Notice, hook: Hook, timestamp: int) -> FetchRequest:
    """What is sent."""
    body = msgspec.json.encode(
        {
            "id": notice.id,
            "code": notice.code,
            "at": rfc3339(notice.at),
            "subject": notice.subject,
            "text": notice.text,
            "url": notice.url,
        }
    )
    headers = [
        ("Content-Type", "application/json"),
        ("X-Saket-Notice", notice.id),
        ("X-Saket-Timestamp", str(timestamp)),
        ("X-Saket-Signature", f"sha256={signature(hook.secret, timestamp, body)}"),
    ]
    return FetchRequest(hook.url, "POST", Headers.of(headers), body)


def signature(secret: str, timestamp: int, body: bytes) -> str:
    """What proves that a notice comes from here."""
    return hmac.digest(secret.encode(), f"{timestamp}.".encode() + body, "sha256").hex()
