"""The composition root of the writing desk."""

from dataclasses import dataclass

from services.feed.addresses import Addresses
from services.feed.media.intake import Intake
from services.feed.media.model import MediaLimits
from services.feed.media.service import MediaLibrary
from services.feed.pages.discussion import Discussion
from services.feed.posts.content import Sanitize
from services.feed.posts.publishing import Publishing
from services.feed.posts.revisions import History
from services.feed.reading.library import Library
from services.feed.store.writes import RedisPosts
from services.feed.write.browse import Browsing
from services.feed.write.desk import Desk
from services.feed.write.drafts import Drafts
from services.feed.write.edit_pages import EditPages
from services.feed.write.editor import Editor
from services.feed.write.history_pages import HistoryPages
from services.feed.write.incoming import Incoming
from services.feed.write.list_page import ListPage
from services.feed.write.live_pages import LivePages
from services.feed.write.naming import Issues, Naming
from services.feed.write.post_box import PostBox
from services.feed.write.room import Room
from services.feed.write.store import RedisDesk
from services.feed.write.withdraw_page import WithdrawPage
from shared.web.kit import Kit
from shared.web.pages import Pages
from shared.web.routing import Route


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskDeps:
    """What the desk shares with the rest of the service."""

    kit: Kit
    pages: Pages
    library: Library
    publishing: Publishing
    media: MediaLibrary
    limits: MediaLimits
    discussion: Discussion
    sanitize: Sanitize
    issues: Issues | None = None


def desk_routes(deps: DeskDeps) -> list[Route]:
    """To be mounted at the root of the site: the fixed paths stand before those with a parameter."""
    kit, library, publishing = deps.kit, deps.library, deps.publishing
    posts, kept, addresses = RedisPosts(kit.store), RedisDesk(kit.store), Addresses(kit.site)
    room, drafts = Room(kit.gate, deps.pages), Drafts(kept, kit.clock)
    desk, editor = (
        Desk(posts, publishing, deps.sanitize, kit.clock),
        Editor(room, Naming(library, deps.issues, kit.site.board), drafts, deps.limits.length),
    )
    incoming = Incoming(kit.bodies, Intake(deps.limits), limit=kit.site.body_limit, deadline=deps.limits.deadline)
    post_box = PostBox(room, kit.gate, deps.media, incoming, kit.budget)
    edit = EditPages(
        room=room,
        desk=desk,
        drafts=drafts,
        editor=editor,
        post_box=post_box,
        new_key=lambda: kit.new_id(kit.clock()),
    )
    live = LivePages(
        room=room,
        desk=desk,
        drafts=drafts,
        editor=editor,
        post_box=post_box,
        gate=kit.gate,
        bodies=kit.bodies,
        addresses=addresses,
    )
    history = HistoryPages(
        room=room,
        desk=desk,
        history=History(posts, publishing),
        gate=kit.gate,
        bodies=kit.bodies,
        addresses=addresses,
    )
    return [
        *ListPage(room, Browsing(library, kept), drafts, deps.discussion, addresses).routes(),
        *live.routes(),
        *edit.routes(),
        *history.routes(),
        *WithdrawPage(room, desk, publishing, kit.gate, kit.bodies).routes(),
    ]
