import pytest

from services.aggregator.reading.skips import Skips, read


@pytest.mark.parametrize(
    ("text", "skips"),
    [
        ("<rss><channel><skipHours><hour>0</hour><hour> 23 </hour></skipHours></channel></rss>", Skips((0, 23), ())),
        ("<skiphours><hour>24</hour><hour>7</hour><hour>7</hour><hour>99</hour></skiphours>", Skips((0, 7), ())),
        ("<skipDays><day>Saturday</day><day>sunday</day><day>Someday</day></skipDays>", Skips((), (5, 6))),
        ("<skipHours><hour>1</hour>", Skips()),
        ("<feed/>", Skips()),
        ("<skipHours>" * 10_000, Skips()),
    ],
)
def test_hours_and_days_off(text: str, skips: Skips) -> None:
    assert read(text) == skips
