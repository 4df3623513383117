"""The W3C Recommendation WebSub (23 January 2018) from the hub's side, without I/O."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final
from urllib.parse import urlencode

from services.hub.errors import BadHubRequest, NotATopic
from services.hub.model import Delivery, Digest, Edition, Intent, Mode, Subscription
from services.hub.topics import Topics
from shared.errors import FieldProblem
from shared.fetch.errors import BadUrl
from shared.fetch.message import FetchRequest, Headers
from shared.fetch.urls import HttpUrl
from shared.http.links import WebLink, build_links

PUBLISH: Final = "publish"
SECRET_BELOW: Final = 200
"""Bytes (section 5.1)."""
SHORTEST_LEASE: Final = 5 * 60
DEFAULT_LEASE: Final = 10 * 24 * 3600
LONGEST_LEASE: Final = 30 * 24 * 3600
_LEASE_DIGITS: Final = 10
_TOPICS: Final = (
    "subscribe to the rel=self address of a feed of this site: of all posts, a label, an agency, a strategic "
    "issue, the planet, one of its sources, groups or regions, all comments, or the comments on one post; "
    "searches, archives and other addresses of feeds are not announced"
)


@dataclass(frozen=True, slots=True)
class Publication:
    """A publisher says that what is served at ``topic`` has changed."""

    topic: str


def parse_request(form: Mapping[str, str], topics: Topics) -> Intent | Publication:
    """What a POST to the hub asks for. Raises `BadHubRequest` with every parameter that is wrong.

    Parameters that we do not know are ignored (section 5.1). Leases are brought within bounds, not refused.
    """
    mode = form.get("hub.mode", "")
    if mode == PUBLISH:
        return _publication(form, topics)
    if mode not in set(Mode):
        raise BadHubRequest(FieldProblem("hub.mode", "unknown-mode", "subscribe, unsubscribe or publish"))
    return _intent(Mode(mode), form, topics)


def verification(intent: Intent, challenge: str) -> FetchRequest:
    """The question whether the subscriber meant it (section 5.3)."""
    fields = {"hub.mode": intent.mode.value, "hub.topic": intent.topic, "hub.challenge": challenge}
    if intent.mode is Mode.SUBSCRIBE:
        fields["hub.lease_seconds"] = str(intent.lease_seconds)
    return FetchRequest(_with_fields(intent.callback, fields))


def denial(intent: Intent, reason: str) -> FetchRequest:
    """The news that there will be no subscription (section 5.2)."""
    fields = {"hub.mode": "denied", "hub.topic": intent.topic, "hub.reason": reason}
    return FetchRequest(_with_fields(intent.callback, fields))


def confirms(status: int, body: bytes, challenge: str) -> bool:
    """Whether an answer to `verification` says yes: success, and the challenge, byte for byte."""
    return _is_success(status) and hmac.compare_digest(body, challenge.encode())


def delivery(subscription: Subscription, edition: Edition, hub: str, digest: Digest = Digest.SHA256) -> FetchRequest:
    """The content as it is sent to a subscriber (section 7), signed with ``digest`` if it gave a secret."""
    links = build_links([WebLink(hub, "hub"), WebLink(subscription.topic, "self")])
    fields = [("Content-Type", edition.content_type), ("Link", links)]
    if subscription.secret:
        fields.append(("X-Hub-Signature", sign(subscription.secret, edition.body, digest)))
    return FetchRequest(subscription.callback, "POST", Headers.of(fields), edition.body)


def sign(secret: str, body: bytes, digest: Digest) -> str:
    """The value of X-Hub-Signature (section 7.1)."""
    return f"{digest.value}={hmac.new(secret.encode(), body, digest.value).hexdigest()}"


def judge(status: int) -> Delivery:
    """What the answer to a delivery means; redirects are failures like any other (section 7)."""
    if _is_success(status):
        return Delivery.DELIVERED
    return Delivery.GONE if status == HTTPStatus.GONE else Delivery.RETRIED


def _publication(form: Mapping[str, str], topics: Topics) -> Publication:
    field = "hub.url" if "hub.url" in form else "hub.topic"
    problems: list[FieldProblem] = []
    _path(field, form.get(field, ""), topics, problems)
    if problems:
        raise BadHubRequest(*problems)
    return Publication(form[field])


def _intent(mode: Mode, form: Mapping[str, str], topics: Topics) -> Intent:
    problems: list[FieldProblem] = []
    topic = form.get("hub.topic", "")
    path = _path("hub.topic", topic, topics, problems)
    callback = _callback(form.get("hub.callback", ""), problems)
    lease = _lease(form.get("hub.lease_seconds", ""), problems) if mode is Mode.SUBSCRIBE else 0
    secret = _secret(form.get("hub.secret", ""), problems)
    if problems or path is None or callback is None:
        raise BadHubRequest(*problems)
    return Intent(mode, topic, path, str(callback), callback.host, lease, secret)


def _path(field: str, topic: str, topics: Topics, problems: list[FieldProblem]) -> str | None:
    if not topic:
        problems.append(FieldProblem(field, "missing"))
        return None
    try:
        return topics.path_of(topic)
    except NotATopic as error:
        problems.append(FieldProblem(field, error.reason, _TOPICS))
        return None


def _callback(text: str, problems: list[FieldProblem]) -> HttpUrl | None:
    if not text:
        problems.append(FieldProblem("hub.callback", "missing"))
        return None
    try:
        return HttpUrl.parse(text)
    except BadUrl as error:
        problems.append(FieldProblem("hub.callback", error.reason))
        return None


def _lease(text: str, problems: list[FieldProblem]) -> int:
    if not text:
        return DEFAULT_LEASE
    if not (text.isascii() and text.isdigit()):
        problems.append(FieldProblem("hub.lease_seconds", "not-a-number", "whole seconds"))
        return DEFAULT_LEASE
    if len(text) > _LEASE_DIGITS:
        return LONGEST_LEASE
    return min(max(int(text), SHORTEST_LEASE), LONGEST_LEASE)


def _secret(text: str, problems: list[FieldProblem]) -> str:
    if len(text.encode()) >= SECRET_BELOW:
        problems.append(FieldProblem("hub.secret", "too-long", f"less than {SECRET_BELOW} bytes"))
    return text


def _with_fields(callback: str, fields: Mapping[str, str]) -> str:
    """Section 5.1: the callback's own query stays as it is, in front, even where names are the same."""
    return f"{callback}{'&' if '?' in callback else '?'}{urlencode(fields)}"


def _is_success(status: int) -> bool:
    return HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES
