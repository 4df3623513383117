"""Bring the gettext catalogs up to date: extract from code and templates, merge, keep the translations there are."""

from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
LOCALE = ROOT / "shared" / "locale"
_METHODS = [("**/templates/**.html", "jinja2"), ("**.py", "python")]
_OPTIONS = {"**/templates/**.html": {"trimmed": "true", "silent": "false"}}
_KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "mark": None}
_FIXED = datetime(2026, 1, 1, tzinfo=UTC)
"""Catalogs carry no date of their own: the same messages give the same file."""


def extracted() -> Catalog:
    """Every message that code and templates show."""
    catalog = Catalog(project="Saket", creation_date=_FIXED, revision_date=_FIXED, charset="utf-8")
    for folder in ("services", "shared"):
        found = extract_from_dir(str(ROOT / folder), _METHODS, _OPTIONS, keywords=_KEYWORDS)
        for _name, _line, message, _comments, context in found:
            catalog.add(message, context=context)
    return catalog


def updated(language: str, template: Catalog) -> Catalog:
    """The catalog of ``language`` with exactly the messages of ``template``."""
    path = catalog_path(language)
    catalog = Catalog(locale=language)
    if path.exists():
        with path.open("rb") as source:
            catalog = read_po(source, locale=language)
    catalog.update(template, no_fuzzy_matching=True)
    catalog.obsolete.clear()
    catalog.revision_date = catalog.creation_date = _FIXED
    return catalog


def catalog_path(language: str) -> Path:
    """Where the catalog of ``language`` lies."""
    return LOCALE / language / "LC_MESSAGES" / "saket.po"


def main() -> None:
    """Write both catalogs and say what is still to be translated."""
    template = extracted()
    for language in ("th", "en"):
        catalog = updated(language, template)
        path = catalog_path(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as target:
            write_po(target, catalog, sort_output=True, no_location=True, width=110)
        missing = [message.id for message in catalog if message.id and not message.string]
        print(f"{path}: {len(catalog)} messages, {len(missing)} without a translation")
        if language == "th":
            for message in missing:
                print(f"  {message!r}")


if __name__ == "__main__":
    main()
