"""What the doctor says of a setup, and in which language the console speaks."""

import pytest

from services.cli.doctor import Verdict, durability_finding, native_finding, python_finding, site_findings
from services.cli.words import both, terminal_language
from shared.i18n import translations
from tests.support.site import settings


def test_an_old_python_is_told() -> None:
    assert python_finding((3, 11)).verdict is Verdict.GOOD
    assert python_finding((3, 10)).verdict is Verdict.BAD


def test_what_is_not_compiled_is_odd() -> None:
    assert native_finding([]).verdict is Verdict.GOOD
    finding = native_finding(["services.a._b"])
    assert finding.verdict is Verdict.ODD
    assert "services.a._b" in finding.line(translations("en").gettext)


def test_a_public_site_without_https_is_odd() -> None:
    assert [finding.verdict for finding in site_findings(settings())] == [Verdict.ODD]
    secure = settings(SAKET_BASE_URL="https://roiet.example")
    assert [finding.verdict for finding in site_findings(secure)] == [Verdict.GOOD]


def test_every_oddity_is_told() -> None:
    found = site_findings(settings(SAKET_HUB="0", SAKET_LIMITS="off"))
    assert [finding.verdict for finding in found] == [Verdict.ODD] * 3


@pytest.mark.parametrize("language", ["th", "en"])
def test_a_store_that_may_forget_is_odd(language: str) -> None:
    assert durability_finding("appendfsync", "always", "always").verdict is Verdict.GOOD
    forgetful = durability_finding("appendfsync", "always", "everysec")
    assert forgetful.verdict is Verdict.ODD
    line = forgetful.line(translations(language).gettext)
    assert "everysec" in line
    assert "always" in line


@pytest.mark.parametrize(
    ("variables", "language"),
    [
        ({"LANG": "th_TH.UTF-8"}, "th"),
        ({"LANG": "th_TH.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({}, "en"),
    ],
)
def test_the_console_speaks_as_its_terminal(variables: dict[str, str], language: str) -> None:
    assert terminal_language(variables) == language


def test_thai_first_english_beside() -> None:
    assert both("News") == ["ข่าวประชาสัมพันธ์", "News"]
