"""Why a source brought nothing, beyond what shared.fetch.errors says of the way there.

FeedProblem                 base: the answer came and is of no use
├── NotAFeed                neither Atom, RSS, RDF nor JSON Feed; ``detail`` says what it seems to be
├── AlreadyGathered         the feed of the page is a source by itself; ``detail`` is its id
├── ForbiddenXml            a document type that defines entities (bombs, XXE)
├── BrokenFeed              a feed format, damaged beyond reading
├── Unparsable              the parser stumbled over its own feet
├── ParseTimeout            the worker had too little time
├── ParseCrashed            the worker died
└── ParseMemory             the worker had too little memory
LeaseLost                   somebody else polls this source by now
BadOpml                     an OPML document that cannot be read
"""

from typing import ClassVar, Final

from shared.errors import Conflict, FieldProblem, MalformedBody, SaketError


class FeedProblem(SaketError):
    """Base of what can be wrong with a feed once it has arrived; ``detail`` is for the operator."""

    code: ClassVar[str] = "feed-problem"

    def __init__(self, detail: str = "") -> None:
        super().__init__(detail)
        self.detail = detail


class NotAFeed(FeedProblem):
    """``detail`` says what it seems to be: ``html``, ``empty``, ``json``, ``unknown``."""

    code = "not-a-feed"


class AlreadyGathered(FeedProblem):
    """The page's feed is another source; ``detail`` is its id."""

    code = "already-gathered"


class ForbiddenXml(FeedProblem):
    """The document defines entities, which no feed needs and every bomb is made of."""

    code = "forbidden-xml"


class BrokenFeed(FeedProblem):
    """It names itself a feed, and nothing can be read from it."""

    code = "broken-feed"


class Unparsable(FeedProblem):
    """The parser raised something of its own; ``detail`` is the exception's name."""

    code = "unparsable"


class ParseTimeout(FeedProblem):
    """More processor or wall time than a feed may take."""

    code = "parse-timeout"


class ParseCrashed(FeedProblem):
    """The worker process died over this feed."""

    code = "parse-crashed"


class ParseMemory(FeedProblem):
    """More memory than a feed may take."""

    code = "parse-memory"


class LeaseLost(Conflict):
    """The poll took so long that another one has begun, or the source was removed."""

    code = "lease-lost"

    def __init__(self) -> None:
        super().__init__("the source is being polled by somebody else")


class BadOpml(MalformedBody):
    """The OPML list cannot be read."""

    code = "bad-opml"

    def __init__(self, detail: str) -> None:
        super().__init__(FieldProblem("", "bad-opml", detail))


BY_CODE: Final[dict[str, type[FeedProblem]]] = {
    kind.code: kind
    for kind in (NotAFeed, ForbiddenXml, BrokenFeed, Unparsable, ParseTimeout, ParseCrashed, ParseMemory)
}
"""What a worker may report; anything else would be a bug of the worker."""
