"""The words of the strategy's pages: message ids here, translated where they are shown."""

from gettext import NullTranslations
from typing import Final

from services.strategy.model import Indicator, PartnerKind
from services.strategy.progress import Level, newest
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
