"""The catalogs hold every message that people see, in Thai."""

import re

from shared.i18n import pick_language, translations
from tools.messages import catalog_path, extracted, updated

_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")


def test_catalogs_are_up_to_date_and_thai_is_complete() -> None:
    template = extracted()
    for language in ("th", "en"):
        on_disk = updated(language, extracted())
        assert {message.id for message in on_disk} == {message.id for message in template}, "run `make messages`"
    untranslated = [message.id for message in updated("th", template) if message.id and not message.string]
    assert untranslated == []


def test_the_files_hold_what_the_code_says() -> None:
    known = catalog_path("th").read_text("utf-8")
    assert len(re.findall(r"^msgid ", known, re.MULTILINE)) == len(extracted()) + 1, "run `make messages`"


def test_translations_keep_their_placeholders() -> None:
    for message in updated("th", extracted()):
        known = set(_PLACEHOLDER.findall(str(message.id)))
        assert set(_PLACEHOLDER.findall(str(message.string))) <= known


def test_thai_comes_first() -> None:
    assert pick_language(None) == "th"
    assert pick_language("xx") == "th"
    assert pick_language("en") == "en"
    assert translations("th").gettext("News") == "ข่าวประชาสัมพันธ์"
    assert translations("en").gettext("News") == "News"
