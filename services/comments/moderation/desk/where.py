"""Where at the desk somebody is: the filter and the page, which every form leads back to. Pure."""

from collections.abc import Mapping
from typing import Final
from urllib.parse import parse_qsl, urlencode

from services.comments.addresses import LOCAL, in_language
from services.comments.moderation.queue_query import PARAMETERS

_KEPT: Final = (*PARAMETERS, "cursor")
_PAGE: Final = "page"
_PAGES: Final = {"teach": "/teach"}
"""Pages besides the queue that forms lead back to."""
_LONGEST: Final = 2000


def place_in(query: Mapping[str, str]) -> str:
    """The part of a query that says where one is, always spelt the same."""
    return urlencode([(name, query[name]) for name in _KEPT if query.get(name)])


def place_on(page: str, query: Mapping[str, str]) -> str:
    """The same for another page than the queue."""
    return urlencode([(_PAGE, page), *((name, query[name]) for name in ("cursor",) if query.get(name))])


def back_to(place: str, language: str, **told: str) -> str:
    """The address to lead back to; what is not a place of the desk is left out, so that it never leads elsewhere.

    ``language`` is '' for the site's own.
    """
    try:
        named = dict(parse_qsl(place[:_LONGEST], max_num_fields=50))
    except ValueError:
        named = {}
    query = urlencode([*((name, named[name]) for name in _KEPT if named.get(name)), *told.items()])
    page = LOCAL.console() + _PAGES.get(named.get(_PAGE, ""), "")
    return f"{in_language(f'{page}?{query}', language)}#cases"
