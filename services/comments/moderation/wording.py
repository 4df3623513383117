"""The words of the moderators' desk: message ids here, translated where they are shown."""

from typing import Final

from services.comments.changes import UNDO
from services.comments.model import NeedsAnother
from services.comments.moderation.ledger import VOID
from services.comments.moderation.priority import Band
from services.comments.moderation.rulings import CLAIMED
from services.comments.threads.closing import Said
from services.comments.wording import ACTIONS
from shared.i18n import mark

BANDS: Final = {
    Band.APPEAL: mark("Appeal"),
    Band.REPORTED: mark("Reported"),
    Band.UNSURE: mark("Unsure"),
    Band.LIKELY_SPAM: mark("Probably spam"),
}
BARRED: Final = {
    CLAIMED: mark("Somebody else is looking at this comment just now."),
    NeedsAnother.code: mark("Its author has appealed against your decision: somebody else has to look at it."),
}
RECORDED: Final = {
    "approve": mark("Approved"),
    "reject": mark("Rejected"),
    "spam": mark("Marked as spam"),
    "restore": mark("Put back into the queue"),
    "undo": mark("Decision undone"),
    Said.CLOSE.value: mark("Thread closed"),
    Said.OPEN.value: mark("Thread opened"),
    Said.AGE.value: mark("Thread left to its age"),
    VOID: mark("Part of a decision that did not come about"),
}
PROPOSED: Final = {
    **{action.value: words for action, words in ACTIONS.items()},
    UNDO: mark("Take a decision back"),
}
DONE: Final = {
    "pending": mark("It waits for a second person to confirm it"),
    "confirmed": mark("Confirmed and carried out"),
    "claimed": mark("You are working on these comments"),
    "replied": mark("Answered"),
}
