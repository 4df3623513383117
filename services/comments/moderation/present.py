"""From the domain to what moderators get. Pure."""

from dataclasses import asdict
from typing import Any

import msgspec

from services.comments import wording
from services.comments.campaigns.model import Campaign
from services.comments.model import Comment, Event, Judgement, moderator_actions
from services.comments.moderation.decisions import Ruling
from services.comments.moderation.ledger import Entry
from services.comments.moderation.priority import band_of
from services.comments.moderation.wire import (
    CampaignOut,
    CommentDetail,
    EntryOut,
    EventOut,
    PartOut,
    QueueItem,
    ReasonOut,
    RulingOut,
    SkippedOut,
    TriedOut,
)
from services.comments.present import public_fields
from services.comments.spam.model import Decision
from services.comments.wording import Translate
from shared.clock import from_ms, rfc3339


def queue_item(comment: Comment, campaign: Campaign | None, translate: Translate) -> QueueItem:
    return QueueItem(**public_fields(comment), **_queued(comment, campaign, translate))


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
        **public_fields(comment),
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
