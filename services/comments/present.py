"""From the domain to the wire. Pure."""

from dataclasses import asdict
from typing import Any

import msgspec

from services.comments import wording
from services.comments.campaign import Campaign
from services.comments.ledger import Entry
from services.comments.model import Comment, Event, Judgement, moderator_actions
from services.comments.moderation import Ruling
from services.comments.priority import band_of
from services.comments.service import Posted
from services.comments.spam.model import Decision
from services.comments.text import to_html
from services.comments.wire import (
    CampaignOut,
    CommentDetail,
    CommentOut,
    EntryOut,
    EventOut,
    PartOut,
    PostedOut,
    QueueItem,
    ReasonOut,
    ReceiptOut,
    RulingOut,
    SkippedOut,
    ToldOut,
    TriedOut,
)
from services.comments.wording import Translate
from shared.clock import from_ms, rfc3339, rfc3339_or_none


def posted_out(posted: Posted) -> PostedOut:
    comment = posted.comment
    status = wording.shown_state(comment.state)
    return PostedOut(comment.id, status, posted.receipt, rfc3339(comment.created))


def comment_out(comment: Comment) -> CommentOut:
    return CommentOut(**_public(comment))


def receipt_out(comment: Comment, editable_until: str | None, *, appealable: bool, translate: Translate) -> ReceiptOut:
    reasons = () if comment.published else comment.standing.reasons
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
    )


def queue_item(comment: Comment, campaign: Campaign | None, translate: Translate) -> QueueItem:
    return QueueItem(**_public(comment), **_queued(comment, campaign, translate))


def campaign_out(campaign: Campaign) -> CampaignOut:
    sentence = campaign.sentence
    return CampaignOut(
        id=campaign.id,
        count=campaign.count,
        threads=len(campaign.threads),
        authors=len(campaign.authors),
        first=rfc3339(from_ms(campaign.first)),
        last=rfc3339(from_ms(campaign.last)),
        action=sentence.action if sentence else None,
        decision=sentence.decision if sentence else None,
    )


def comment_detail(
    comment: Comment, campaign: Campaign | None, history: list[Event], translate: Translate
) -> CommentDetail:
    return CommentDetail(
        **_public(comment),
        **_queued(comment, campaign, translate),
        email=comment.email,
        website=comment.website,
        score=comment.judgement.score,
        parts=parts_out(comment.judgement),
        model_version=comment.judgement.model_version,
        history=[_event(event) for event in history],
    )


def ruling_out(ruling: Ruling) -> RulingOut:
    skipped = [SkippedOut(s.id, s.why) for s in ruling.skipped]
    return RulingOut(ruling.decision, list(ruling.applied), skipped)


def entry_out(entry: Entry) -> EntryOut:
    return msgspec.convert(asdict(entry), EntryOut)


def tried_out(decision: Decision) -> TriedOut:
    return TriedOut(decision.outcome, decision.probability, decision.score, parts_out(decision))


def parts_out(judged: Judgement | Decision) -> list[PartOut]:
    return [PartOut(p.kind, p.name, p.weight, p.start, p.end) for p in judged.parts]


def _public(comment: Comment) -> dict[str, Any]:
    return {
        "id": comment.id,
        "thread": comment.url,
        "parent": comment.parent,
        "author": comment.author,
        "text": comment.text,
        "html": to_html(comment.text),
        "created": rfc3339(comment.created),
        "edited": rfc3339_or_none(comment.edited),
        "official": comment.official,
    }


def _queued(comment: Comment, campaign: Campaign | None, translate: Translate) -> dict[str, Any]:
    return {
        "status": comment.state,
        "reasons": _reasons(comment, translate),
        "band": band_of(comment),
        "probability": comment.judgement.probability,
        "actions": list(moderator_actions(comment.state)),
        "campaign": campaign_out(campaign) if campaign else None,
    }


def _reasons(comment: Comment, translate: Translate) -> list[ReasonOut]:
    return [ReasonOut(r.code, r.data, wording.reason_words(r, translate)) for r in comment.standing.reasons]


def _event(event: Event) -> EventOut:
    return EventOut(rfc3339(event.at), event.actor, event.what, event.after, event.reason, event.decision)
