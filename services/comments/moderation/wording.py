"""The words of the moderators' desk: message ids here, translated where they are shown."""

from typing import Final

from services.comments.moderation.priority import Band
from shared.i18n import mark

BANDS: Final = {
    Band.APPEAL: mark("Appeal"),
    Band.REPORTED: mark("Reported"),
    Band.UNSURE: mark("Unsure"),
    Band.LIKELY_SPAM: mark("Probably spam"),
}
