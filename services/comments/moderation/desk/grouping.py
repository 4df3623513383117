"""What a moderator has to decide about, one after the other: a campaign is one case, whatever its size. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.comments.campaigns.model import Campaign
from services.comments.model import Comment


@dataclass(frozen=True, slots=True)
class Case:
    """One comment, or those of a campaign that are shown together."""

    comments: tuple[Comment, ...]
    campaign: Campaign | None = None


def cases(comments: Sequence[Comment], campaigns: Mapping[str, Campaign]) -> list[Case]:
    """In the order of their first comments. A campaign of which only one is there is that comment."""
    together: dict[str, list[Comment]] = {}
    for comment in comments:
        campaign = campaigns.get(comment.campaign or "")
        together.setdefault(campaign.id if campaign else comment.id, []).append(comment)
    return [Case(tuple(found), campaigns.get(key) if len(found) > 1 else None) for key, found in together.items()]
