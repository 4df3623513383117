"""The words of the strategy's pages: message ids here, translated where they are shown."""

import re
from gettext import NullTranslations
from typing import Final

from services.strategy.model import Indicator, PartnerKind
from services.strategy.progress import Level, newest
from shared.errors import FieldProblem
from shared.i18n import mark

KINDS: Final = {
    PartnerKind.PROVINCE: mark("Neighbouring provinces"),
    PartnerKind.AGENCY: mark("Agencies"),
}
LEVELS: Final = {
    Level.REACHED: mark("Target reached"),
    Level.BEHIND: mark("Below target"),
    Level.UNKNOWN: mark("Not measured yet"),
    Level.AIMLESS: mark("Measured, without a target"),
}
PROBLEMS: Final = {
    "required": mark("Something is missing here."),
    "too-long": mark("This text is too long."),
    "too-many": mark("There are too many of these."),
    "twice": mark("This stands here for the second time."),
    "bad-key": mark("A key is 1 to 40 of a-z, 0-9 and -, with a letter or digit at both ends."),
    "bad-name": mark("A name has no slashes in it."),
    "bad-url": mark("This is no address of the web."),
    "reserved": mark("Another page has this key."),
    "unknown-field": mark("There is no field of this name here."),
    "unknown-value": mark("Only some words are allowed here."),
    "not-a-mapping": mark("Names with values are expected here."),
    "not-a-list": mark("A list is expected here."),
    "not-a-text": mark("A text is expected here."),
    "not-a-number": mark("A number is expected here."),
    "not-a-year": mark("A year of the Buddhist era is expected here."),
    "out-of-order": mark("The last year comes before the first, or too long after it."),
    "not-in-plan": mark("The plan does not cover this year."),
    "bad-yaml": mark("This cannot be read as YAML."),
    "no-anchors": mark("Anchors and aliases of YAML are not read."),
    "several-documents": mark("The file holds more than one document."),
    "too-deep": mark("This is nested too deep."),
    "plan-changed": mark("Somebody else has changed the plan meanwhile. Save again to replace that."),
}
"""What the officers' pages say of an error; programs are told its code."""
_PLACE: Final = re.compile(r"line (?P<line>\d+), column (?P<column>\d+)(?:: )?(?P<rest>.*)", re.DOTALL)
_MOST_DECIMALS: Final = 2


def figure(value: float | None) -> str:
    """A value as people read it: thousands grouped, at most two decimals; a dash for none."""
    if value is None:
        return "–"
    text = f"{value:,.{_MOST_DECIMALS}f}"
    return text.rstrip("0").rstrip(".")


def chart_label(say: NullTranslations, indicator: Indicator) -> str:
    """What a chart shows, in a sentence."""
    last = newest(indicator)
    if last is None:
        return say.gettext("%(name)s: targets, nothing measured yet") % {"name": indicator.name}
    words = say.gettext("%(name)s: %(value)s %(unit)s in %(year)s")
    return words % {"name": indicator.name, "value": figure(last.value), "unit": indicator.unit, "year": last.year}


def told(problem: FieldProblem, say: NullTranslations) -> str:
    """An error with its place, and with what exactly was found there."""
    words = say.gettext(PROBLEMS[problem.code]) if problem.code in PROBLEMS else problem.code
    place = _PLACE.fullmatch(problem.detail)
    if place is None:
        return words if problem.code == "plan-changed" else " ".join(filter(None, (words, problem.detail)))
    where = say.gettext("Line %(line)s, column %(column)s:") % {"line": place["line"], "column": place["column"]}
    return " ".join(filter(None, (where, words, place["rest"])))
