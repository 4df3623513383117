"""The network of agencies and provinces that work on the strategy, and its feeds as one list. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from xml.sax.saxutils import quoteattr

from services.strategy.addresses import agency_feed_path, agency_path
from services.strategy.model import PartnerKind, Plan
from shared.text import printable

OPML: Final = "text/x-opml; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in the network; ``issues`` are the names of those that an agency works on."""

    name: str
    kind: PartnerKind
    home: str
    feed: str
    issues: tuple[str, ...] = ()


def members(plan: Plan, base_url: str) -> tuple[Member, ...]:
    """Partners of the plan, and the agencies that its issues name; an agency without a feed has the one we make."""
    works = _works(plan)
    partners = [
        Member(partner.name, partner.kind, partner.home, partner.feed, works.get(partner.name, ()))
        for partner in plan.partners
    ]
    known = {member.name for member in partners}
    own = [
        Member(
            name,
            PartnerKind.AGENCY,
            base_url + agency_path(name),
            base_url + agency_feed_path(name),
            issues,
        )
        for name, issues in works.items()
        if name not in known
    ]
    return (*partners, *own)


def _works(plan: Plan) -> dict[str, tuple[str, ...]]:
    works: dict[str, tuple[str, ...]] = {}
    for issue in plan.issues:
        for agency in issue.agencies:
            works[agency] = (*works.get(agency, ()), issue.name)
    return works


def opml(title: str, everyone: Iterable[Member], groups: dict[PartnerKind, str]) -> str:
    """OPML 2.0 of all who have a feed, in one outline a kind (``groups`` are the names of these)."""
    followed = [member for member in everyone if member.feed]
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<opml version="2.0">',
        f"<head><title>{_text(title)}</title></head>",
    ]
    lines.append("<body>")
    for kind, name in groups.items():
        lines.append(f"<outline text={_attribute(name)}>")
        lines += [_outline(member) for member in followed if member.kind is kind]
        lines.append("</outline>")
    return "\n".join([*lines, "</body>", "</opml>", ""])


def _outline(member: Member) -> str:
    page = f" htmlUrl={_attribute(member.home)}" if member.home else ""
    name = _attribute(member.name)
    return f'<outline type="rss" text={name} title={name} xmlUrl={_attribute(member.feed)}{page}/>'


def _attribute(text: str) -> str:
    return quoteattr(printable(text))


def _text(text: str) -> str:
    return printable(text).replace("&", "&amp;").replace("<", "&lt;")
