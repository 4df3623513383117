"""What is wrong with the model or with what it learns, for people to know. Pure.

Whoever wants to tell people implements `Bell` and is rung once when something begins to be wrong and once when it has
ended, by one of the instances; the same stands in the stream `STREAM`, for a `shared.relay.Relay` to follow.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

STREAM: Final = "{models}:alarms:stream"
"""Of entries with the fields ``event`` (`RAISED` or `ENDED`), ``code``, ``detail``, ``at`` (ms)."""
RAISED: Final = "raised"
ENDED: Final = "ended"

DRIFT: Final = "drift"
SHADOW_DISAGREES: Final = "shadow-disagrees"
MODERATORS_DISAGREE: Final = "moderators-disagree"
MODEL_UNUSABLE: Final = "model-unusable"
TRAINING_FAILED: Final = "training-failed"
ACCOUNT_DOUBTED: Final = "account-doubted"
CODES: Final = (DRIFT, SHADOW_DISAGREES, MODERATORS_DISAGREE, MODEL_UNUSABLE, TRAINING_FAILED, ACCOUNT_DOUBTED)


@dataclass(frozen=True, slots=True)
class Alarm:
    """``code`` says what is wrong, ``value`` how much, ``limit`` from where on; ``detail`` which (a version, …)."""

    code: str
    value: float = 1.0
    limit: float = 1.0
    detail: str = ""

    @property
    def name(self) -> str:
        """What makes two alarms the same one."""
        return f"{self.code} {self.detail}"


@dataclass(frozen=True, slots=True)
class Ringing:
    """An alarm that has not ended, and since when."""

    alarm: Alarm
    since: datetime


class Bell(Protocol):
    """Somebody who tells people."""

    async def raised(self, alarm: Alarm, at: datetime) -> None: ...
    async def ended(self, alarm: Alarm, at: datetime) -> None: ...
