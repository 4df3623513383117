"""Plans for tests, and words to make them from."""

from hypothesis import strategies as st

from services.strategy.model import (
    Baseline,
    Better,
    Follow,
    Goal,
    Indicator,
    Issue,
    Partner,
    PartnerKind,
    Plan,
    Span,
)
from shared.text import clean_line, naming_problem

PLAN = """
plan:
  title: แผนพัฒนาจังหวัด
  first_year: 2561
  last_year: 2565
  vision: มหานครข้าวหอมมะลิ
issues:
  - key: rice
    name: ข้าวหอมมะลิ
    national: [2, 5]
    agencies: [สำนักงานเกษตร]
    follow: {labels: [เกษตร], words: [ชาวนา]}
    goals:
      - name: ผลผลิตเพิ่มขึ้น
        indicators:
          - key: yield
            name: ผลผลิตต่อไร่
            unit: กก.
            baseline: {year: 2560, value: 350}
            targets: {2561: 360, 2562: "1,370.5"}
            measured: {2561: 365}
  - key: health
    name: สุขภาพดี
partners:
  - {name: จังหวัดขอนแก่น, kind: province, feed: https://khonkaen.example/feed}
"""

_LINES = (
    st.text(st.characters(categories=("L", "N", "P", "S"), max_codepoint=0x2FFF), min_size=1, max_size=30)
    .map(clean_line)
    .filter(bool)
)
_NAMES = _LINES.filter(lambda line: naming_problem(line) is None)
_VALUES = st.floats(-1e9, 1e9).map(lambda value: round(value, 3) + 0.0)
_SPANS = st.integers(2500, 2600).flatmap(lambda first: st.integers(1, 20).map(lambda more: Span(first, first + more)))


def _lines(limit: int, lines: st.SearchStrategy[str] = _LINES) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(lines, max_size=limit, unique=True).map(tuple)


@st.composite
def _indicators(draw: st.DrawFn, span: Span, key: str) -> Indicator:
    years = st.sampled_from(list(span.years))
    base = draw(st.none() | st.builds(Baseline, years, _VALUES))
    values = st.dictionaries(years, _VALUES, max_size=4)
    return Indicator(
        key, draw(_LINES), draw(_LINES), draw(st.sampled_from(Better)), base, draw(values), draw(values), draw(_LINES)
    )


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """Any plan that a file may hold."""
    span = draw(_SPANS)
    names = draw(st.lists(_NAMES, min_size=1, max_size=3, unique=True))
    issues = []
    for at, name in enumerate(names):
        indicators = tuple(draw(_indicators(span, f"i{at}-{n}")) for n in range(draw(st.integers(0, 2))))
        goals = (Goal(draw(_LINES), indicators),) if indicators else ()
        national = tuple(sorted(draw(st.sets(st.integers(1, 6), max_size=3))))
        follow = Follow(draw(_lines(2)), draw(_lines(2)))
        issues.append(
            Issue(f"k{at}", name, draw(_LINES | st.just("")), national, draw(_lines(2, _NAMES)), follow, goals)
        )
    partners = st.builds(Partner, _LINES, st.sampled_from(PartnerKind), st.just(""), st.just("https://a.example/feed"))
    return Plan(
        draw(_LINES),
        span,
        draw(_LINES),
        tuple(issues),
        tuple(draw(st.lists(partners, max_size=2, unique_by=lambda partner: partner.name))),
    )
