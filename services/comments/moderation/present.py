"""From the domain to what moderators get. Pure."""

from dataclasses import asdict, dataclass
from typing import Any

import msgspec

from services.comments import wording
from services.comments.campaigns.model import Campaign
from services.comments.model import Comment, Event, Judgement
from services.comments.moderation.browsing import Counts
from services.comments.moderation.claims import Claimed, Hold
from services.comments.moderation.ledger import Entry
from services.comments.moderation.legal import barred, legal_actions
from services.comments.moderation.priority import band_of
from services.comments.moderation.proposals import Proposal
from services.comments.moderation.rulings import Ruling
from services.comments.moderation.wire import (
    CampaignDetail,
    CampaignOut,
    ClaimedOut,
    CommentDetail,
    CountsOut,
    EntryOut,
    EventOut,
    HoldOut,
    PartOut,
    ProposalOut,
    QueueItem,
    ReasonOut,
    RulingOut,
    SkippedOut,
    TriedOut,
)
from services.comments.present import public_fields
from services.comments.spam.model import Decision
from services.comments.wording import Translate
from shared.clock import from_ms, rfc3339, rfc3339_or_none


@dataclass(frozen=True, slots=True)
class Seen:
    """A comment before the eyes of ``person``, with its campaign and whoever works on it."""

    comment: Comment
    person: str
    campaign: Campaign | None = None
    hold: Hold | None = None


def queue_item(seen: Seen, translate: Translate) -> QueueItem:
    return QueueItem(**public_fields(seen.comment), **_queued(seen, translate))


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


def campaign_detail(campaign: Campaign, items: list[QueueItem]) -> CampaignDetail:
    return CampaignDetail(**msgspec.structs.asdict(campaign_out(campaign)), items=items)


def comment_detail(seen: Seen, history: list[Event], translate: Translate, *, contacts: bool) -> CommentDetail:
    """``contacts``: with what its author has given to be reached by."""
    comment = seen.comment
    return CommentDetail(
        **public_fields(comment),
        **_queued(seen, translate),
        email=comment.email if contacts else None,
        website=comment.website if contacts else None,
        score=comment.judgement.score,
        parts=parts_out(comment.judgement),
        model_version=comment.judgement.model_version,
        history=[_event(event) for event in history],
    )


def ruling_out(ruling: Ruling) -> RulingOut:
    skipped = [SkippedOut(s.id, s.why) for s in ruling.skipped]
    return RulingOut(ruling.decision, list(ruling.applied), skipped, ruling.pending)


def proposal_out(proposal: Proposal) -> ProposalOut:
    fact = proposal.fact
    return ProposalOut(
        decision=fact.decision,
        at=rfc3339(fact.at),
        actor=fact.actor,
        action=fact.action,
        ids=[] if fact.campaign else [*fact.ids],
        campaign=fact.campaign,
        reason=fact.reason,
        ground=fact.ground,
        count=proposal.count,
        undoes=fact.undoes,
    )


def counts_out(counts: Counts) -> CountsOut:
    return CountsOut(
        {state.value: count for state, count in counts.states.items()},
        {band.value: count for band, count in counts.bands.items()},
        {code.value: count for code, count in counts.reasons.items()},
        rfc3339_or_none(counts.oldest),
    )


def claimed_out(claimed: Claimed, person: str) -> ClaimedOut:
    mine, others = (
        {identity: hold_out(hold, person) for identity, hold in holds.items()}
        for holds in (claimed.mine, claimed.others)
    )
    return ClaimedOut(mine, others)


def hold_out(hold: Hold, person: str) -> HoldOut:
    return HoldOut(hold.person, rfc3339(hold.until), hold.person == person)


def entry_out(entry: Entry) -> EntryOut:
    return msgspec.convert(asdict(entry), EntryOut)


def tried_out(decision: Decision) -> TriedOut:
    return TriedOut(decision.outcome, decision.probability, decision.score, parts_out(decision))


def parts_out(judged: Judgement | Decision) -> list[PartOut]:
    return [PartOut(p.kind, p.name, p.weight, p.start, p.end) for p in judged.parts]


def _queued(seen: Seen, translate: Translate) -> dict[str, Any]:
    comment = seen.comment
    return {
        "status": comment.state,
        "reasons": _reasons(comment, translate),
        "band": band_of(comment),
        "probability": comment.judgement.probability,
        "actions": list(legal_actions(comment, seen.person, seen.hold)),
        "campaign": campaign_out(seen.campaign) if seen.campaign else None,
        "claim": hold_out(seen.hold, seen.person) if seen.hold else None,
        "barred": barred(comment, seen.person, seen.hold),
    }


def _reasons(comment: Comment, translate: Translate) -> list[ReasonOut]:
    return [ReasonOut(r.code, r.data, wording.reason_words(r, translate)) for r in comment.standing.reasons]


def _event(event: Event) -> EventOut:
    return EventOut(rfc3339(event.at), event.actor, event.what, event.after, event.reason, event.decision, event.text)
