"""The query parameters of Blogger's feeds, so that readers keep their old addresses (GData protocol). Pure."""

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlencode

from services.feed.documents import FEED_LENGTH, FORMS, Form, Window
from shared.errors import FieldProblem, InvalidInput
from shared.http.paging import read_count

MOST_RESULTS: Final = 500
_DEEPEST: Final = 1_000_000


def read_window(path: str, query: Mapping[str, str], *, brief: bool) -> tuple[Form, Window]:
    """The format (``alt``) and part of the view (``start-index`` counts from 1) that the address at ``path`` asks for.

    The window names its own address with the parameters that matter in one order. Raises `InvalidInput`.
    """
    form = FORMS.get(query.get("alt") or "atom")
    if form is None:
        raise InvalidInput(FieldProblem("alt", "unknown", ", ".join(FORMS)))
    count = read_count("max-results", query.get("max-results"), FEED_LENGTH, most=MOST_RESULTS)
    first = read_count("start-index", query.get("start-index"), 1, most=_DEEPEST)
    usual = {"alt": "atom", "max-results": FEED_LENGTH, "start-index": 1}
    asked = {"alt": form.extension, "max-results": count, "start-index": first}
    differing = {name: value for name, value in asked.items() if value != usual[name]}
    address = f"{path}?{urlencode(differing)}" if differing else path
    return form, Window(first - 1, count, brief, address)
