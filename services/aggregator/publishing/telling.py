"""Sentences of `polling.explain` in a reader's language: moments in the local era, spans in whole words. Pure."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from services.aggregator.polling.explain import Value
from shared.i18n import mark, translations
from shared.thai.dates import english_moment, thai_moment

_HOUR: Final = 3600
_DAY: Final = 24 * _HOUR
_DAYS: Final = mark("%(number).1f days")
_HOURS: Final = mark("%(number).1f hours")
_MINUTES: Final = mark("%(number)d minutes")


def told(message: str, values: Mapping[str, Value], language: str) -> str:
    """The sentence with its values."""
    return translations(language).gettext(message) % {name: _shown(value, language) for name, value in values.items()}


def _shown(value: Value, language: str) -> str | int:
    if isinstance(value, datetime):
        return thai_moment(value) if language == "th" else english_moment(value)
    return _span(value.total_seconds(), language) if isinstance(value, timedelta) else value


def _span(seconds: float, language: str) -> str:
    unit, message = next((each for each in ((_DAY, _DAYS), (_HOUR, _HOURS)) if seconds >= each[0]), (60, _MINUTES))
    return translations(language).gettext(message) % {"number": seconds / unit}
