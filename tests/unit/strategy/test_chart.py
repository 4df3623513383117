"""Charts hold what the table says, and nothing that was not escaped."""

from hypothesis import given, settings
from lxml import etree

from services.strategy.chart import chart
from services.strategy.model import Indicator, Plan, Span
from tests.unit.strategy.builders import plans


def test_a_dot_a_value_and_a_ring_a_target() -> None:
    one = Indicator("k", "n", "u", targets={2561: 5, 2562: 6}, measured={2561: 4, 2562: 7, 2563: 8})
    drawing = etree.fromstring(str(chart(one, Span(2561, 2565), '<"&>')))
    assert drawing.get("aria-label") == '<"&>'
    assert len(drawing.findall("circle[@class='chart__dot']")) == 3
    assert len(drawing.findall("circle[@class='chart__ring']")) == 2
    assert [text.text for text in drawing.findall("text")] == ["2561", "2562", "2563", "2564", "2565"]


def test_nothing_is_drawn_of_nothing() -> None:
    assert chart(Indicator("k", "n", "u"), Span(2561, 2565), "x") == ""


@settings(max_examples=50)
@given(plans())
def test_every_indicator_can_be_drawn(plan: Plan) -> None:
    for issue in plan.issues:
        for indicator in issue.indicators:
            drawn = str(chart(indicator, plan.years, indicator.name))
            if not drawn:
                continue
            image = etree.fromstring(drawn)
            for circle in image.findall("circle"):
                assert 0 <= float(circle.get("cx") or -1) <= float(image.get("width") or 0)
                assert 0 <= float(circle.get("cy") or -1) <= float(image.get("height") or 0)
