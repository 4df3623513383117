"""What the console says: `saket up` in Thai with English beside, everything else in the language of the terminal."""

from collections.abc import Mapping

from shared.i18n import LANGUAGES, translations

_LOCALE_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")


def terminal_language(variables: Mapping[str, str]) -> str:
    """Thai on a Thai terminal (POSIX: the first of LC_ALL, LC_MESSAGES and LANG that is set), else English."""
    locale = next((variables[name] for name in _LOCALE_VARIABLES if variables.get(name)), "")
    return "th" if locale.lower().startswith("th") else "en"


def both(message: str, **values: object) -> list[str]:
    """The message in every language, Thai first."""
    return [translations(language).gettext(message) % values for language in LANGUAGES]
