"""What is said of sources, as message ids: states, problems and what to do about them, findings. Pure."""

from typing import Final

from services.aggregator.model import Problem
from shared.i18n import mark

STATES: Final = {
    "new": mark("Waiting for its first visit"),
    "ok": mark("In order"),
    "failing": mark("Not working at present"),
    "gone": mark("Closed by its publisher"),
}
PROBLEMS: Final = {
    "not-a-feed": mark("There is no feed at this address. Please look for the address of the Atom or RSS feed."),
    "already-gathered": mark("The feed of this page is gathered already. This address can be removed."),
    "broken-feed": mark("The feed is damaged. Please tell its publisher."),
    "forbidden-xml": mark("The feed defines XML entities, which is not accepted for safety."),
    "unparsable": mark("The feed could not be read. Please tell its publisher."),
    "parse-timeout": mark("Reading the feed took too long."),
    "parse-crashed": mark("The feed could not be read. Please tell its publisher."),
    "parse-memory": mark("The feed is too complex to be read."),
    "bad-url": mark("The address is not usable."),
    "address-refused": mark("The address leads into a private network. The operator can allow it (SAKET_ALLOW_HOSTS)."),
    "port-refused": mark("The address uses an unusual port. The operator can allow it (SAKET_ALLOW_HOSTS)."),
    "page-refused": mark("The address is not usable."),
    "redirect-refused": mark("The address redirects to a place where it must not lead."),
    "too-many-redirects": mark("The address redirects in circles."),
    "connect-failed": mark("The site cannot be reached."),
    "deadline-exceeded": mark("The site answers too slowly."),
    "bad-response": mark("The site does not answer as the web should."),
    "unexpected-304": mark("The site does not answer as the web should."),
    "body-too-large": mark("The feed is too large."),
    "bad-encoding": mark("The feed is compressed in a way that cannot be read."),
    "stumbled": mark(
        "A fault of this site kept the feed from being read. It is tried again; the operator's log says more."
    ),
}
_STATUS: Final = {
    "401": mark("The site wants a password."),
    "403": mark("The site does not let us read the feed."),
    "404": mark("The feed is not at this address any more."),
    "410": mark("The publisher has closed this feed."),
    "429": mark("The site asks us to come less often. We do."),
    "503": mark("The site is down for maintenance."),
}
_UNKNOWN: Final = mark("The site answers with an error.")


def in_words(problem: Problem) -> str:
    """The message id for what went wrong."""
    if problem.code == "http-status":
        return _STATUS.get(problem.detail, _UNKNOWN)
    return PROBLEMS.get(problem.code, _UNKNOWN)


FINDINGS: Final = {
    "not-well-formed": mark("The feed is not well-formed XML; it is read as far as it goes. Please mend it."),
    "wrong-charset": mark("The feed names another character encoding than it uses. It should be UTF-8 and say so."),
    "double-encoded": mark("Thai text was encoded twice (mojibake); it is shown mended. Please mend it at the source."),
    "document-type": mark("The feed has a document type (DOCTYPE), which feeds have no use for."),
    "no-ids": mark("Entries have no id: after a change of their address they would look new."),
    "no-dates": mark("Entries have no date that can be read."),
    "odd-dates": mark("Dates are not written as the format wants them (era, language or time zone)."),
    "no-self": mark("The feed does not name its own address (rel=self)."),
    "no-title": mark("The feed has no title."),
}
"""What validators would say of a feed, in the words of somebody who wants to help."""


def status_of(problem: Problem) -> str:
    """The code, for those who know what it means."""
    return f"{problem.code} {problem.detail}".strip() if problem.code == "http-status" else problem.code
