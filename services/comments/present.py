"""From the domain to the wire. Pure."""

from typing import Any

from services.comments import wording
from services.comments.model import Comment, Event
from services.comments.posting.service import Posted
from services.comments.text.markup import to_html
from services.comments.wire import CommentOut, DataOut, HappenedOut, PostedOut, ReceiptOut, ToldOut
from services.comments.wording import Translate
from shared.clock import rfc3339, rfc3339_or_none


def posted_out(posted: Posted) -> PostedOut:
    comment = posted.comment
    status = wording.shown_state(comment.state)
    return PostedOut(comment.id, status, posted.receipt, rfc3339(comment.created))


def comment_out(comment: Comment, *, links: bool = False) -> CommentOut:
    return CommentOut(**public_fields(comment, links=links))


def receipt_out(
    comment: Comment, editable_until: str | None, kept_until: str | None, *, appealable: bool, translate: Translate
) -> ReceiptOut:
    reasons = comment.standing.reasons  # of a public comment only those of an appeal that was granted
    return ReceiptOut(
        id=comment.id,
        thread=comment.url,
        status=wording.shown_state(comment.state),
        message=wording.to_author(comment.state, translate),
        reasons=[ToldOut(reason.code, wording.reason_to_author(reason, translate)) for reason in reasons],
        author=comment.author,
        text=comment.text,
        created=rfc3339(comment.created),
        edited=rfc3339_or_none(comment.edited),
        editable_until=editable_until,
        appealable=appealable,
        kept_until=kept_until,
    )


def data_out(comment: Comment, history: list[Event]) -> DataOut:
    """Everything that is kept about a comment, as its author may take it along; names of staff are theirs."""
    return DataOut(
        id=comment.id,
        thread=comment.url,
        parent=comment.parent,
        author=comment.author,
        text=comment.text,
        email=comment.email,
        website=comment.website,
        created=rfc3339(comment.created),
        updated=rfc3339(comment.updated),
        edited=rfc3339_or_none(comment.edited),
        status=comment.state,
        reasons=[reason.code for reason in comment.standing.reasons],
        probability=comment.judgement.probability,
        pseudonym=comment.sender,
        history=[HappenedOut(rfc3339(e.at), e.what, e.after, e.reason, e.text) for e in history],
    )


def public_fields(comment: Comment, *, links: bool = False) -> dict[str, Any]:
    """What everybody may see; ``links``: addresses are links, as those of staff always are."""
    return {
        "id": comment.id,
        "thread": comment.url,
        "parent": comment.parent,
        "author": comment.author,
        "text": comment.text,
        "html": to_html(comment.text, links=links or comment.official),
        "created": rfc3339(comment.created),
        "edited": rfc3339_or_none(comment.edited),
        "official": comment.official,
    }
