"""The accent: legible, and found for the dark."""

from colorsys import rgb_to_hls

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.site.colour import DARK, DEFAULT_ACCENT, LEGIBLE, LIGHT, Palette, contrast

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#ffffff", 1.0),
        ("#777777", "#ffffff", 4.48),
        ("#0000ff", "#ffffff", 8.59),
    ],
)
def test_ratios_are_those_of_the_standard(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == contrast(other, one) == pytest.approx(ratio, abs=0.005)


@given(COLOURS)
def test_what_is_found_can_be_read(colour: str) -> None:
    for scheme in (LIGHT, DARK):
        found = scheme.nearest(colour)
        shade = scheme.shade(found)
        assert min(contrast(found, on) for on in (scheme.paper, scheme.ground, shade.soft)) >= LEGIBLE
        assert found == colour or not scheme.is_legible(colour)


def test_what_is_found_for_the_dark_is_still_a_colour() -> None:
    found = DARK.nearest(DEFAULT_ACCENT)
    _, _, saturation = rgb_to_hls(*(int(found[at : at + 2], 16) / 255 for at in (1, 3, 5)))
    assert saturation > 0.4


def test_the_stylesheet_speaks_of_both_schemes() -> None:
    sheet = Palette.of(DEFAULT_ACCENT).stylesheet()
    light, dark = sheet.split("@media")
    assert f"--accent: {DEFAULT_ACCENT}" in light
    assert "prefers-color-scheme: dark" in dark
    assert DEFAULT_ACCENT not in dark
