"""What alarms say to people: message ids here, translated where they are shown."""

from collections.abc import Callable
from typing import Final

from services.comments.learning.alarms import (
    ACCOUNT_DOUBTED,
    DRIFT,
    MODEL_UNUSABLE,
    MODERATORS_DISAGREE,
    SHADOW_DISAGREES,
    TRAINING_FAILED,
    Alarm,
)
from shared.i18n import mark

Translate = Callable[[str], str]

_ALARMS: Final = {
    DRIFT: mark("Comments have changed since the filter began to serve: look whether its verdicts still fit."),
    SHADOW_DISAGREES: mark("The new filter would decide otherwise about many comments: look at some before it serves."),
    MODERATORS_DISAGREE: mark(
        "Moderators often contradict the filter: let it learn, or go back to an earlier version. "
        "If one account is named, look through its decisions first."
    ),
    MODEL_UNUSABLE: mark("A version of the filter cannot be read; the last good one goes on serving."),
    TRAINING_FAILED: mark("The last training of the filter did not come to its end."),
    ACCOUNT_DOUBTED: mark(
        "All others decide otherwise than one account does; the filter learns next to nothing from it. "
        "Look through its latest decisions, undo what is wrong, and change its password if they were not its owner's."
    ),
}


def alarm_words(alarm: Alarm, translate: Translate) -> str:
    """What is wrong and what to do, and which version, account or problem it is about."""
    said = translate(_ALARMS[alarm.code])
    return f"{said} ({alarm.detail})" if alarm.detail else said
