"""What can be chosen in the filter and about a comment, in words. Pure."""

from typing import Any

from services.comments import wording
from services.comments.model import ReasonCode, State
from services.comments.moderation import wording as words
from services.comments.moderation.browsing import Counts
from services.comments.moderation.priority import Band
from services.comments.wording import Translate


def choices(counts: Counts, say: Translate) -> dict[str, Any]:
    """States, bands and reasons with how many there are, and legal grounds."""
    return {
        "tabs": [(state, say(wording.STATES[state]), size) for state, size in counts.states.items()],
        "bands": [(band.value, say(words.BANDS[band]), counts.bands.get(band, 0)) for band in Band],
        "reasons": [(code.value, say(wording.REASONS[code]), counts.reasons.get(code, 0)) for code in ReasonCode],
        "grounds": [(ground.value, say(name)) for ground, name in wording.GROUNDS.items()],
        "held": counts.states.get(State.HELD, 0),
    }
