"""What the hub refuses.

InvalidInput
├── BadHubRequest           parameters that break WebSub's rules or ours
└── NotATopic               an address under which no feed of this site is announced
Conflict
└── TooManySubscriptions    a topic or a callback host is full
"""

from shared.errors import Conflict, FieldProblem, InvalidInput


class BadHubRequest(InvalidInput):
    """Every parameter that cannot be used (WebSub section 5.1); answered with 400."""

    code = "bad-hub-request"


class NotATopic(InvalidInput):
    """``url`` breaks the rule ``reason``: ``foreign-topic`` or ``not-a-feed``, or one of `HttpUrl`'s."""

    code = "not-a-topic"

    def __init__(self, url: str, reason: str) -> None:
        super().__init__(FieldProblem("hub.topic", reason, url[:200]))
        self.reason = reason


class TooManySubscriptions(Conflict):
    """The topic, or the callback's host, has as many subscriptions as it may."""

    code = "too-many-subscriptions"

    def __init__(self) -> None:
        super().__init__("the topic or the callback's host has as many subscriptions as it may")
