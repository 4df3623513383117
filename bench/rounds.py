"""Fair comparison: everything is measured once a round, next to the reference, and medians over the rounds are shown.

Ratios are taken within a round, so a machine that slows down for a while slows down both sides.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

from bench.load import Measured, Request, measure
from bench.sites import Server
from bench.table import Row


@dataclass(frozen=True, slots=True)
class Case:
    """What is asked of which server; every answer must have the status ``expected``."""

    name: str
    server: Server
    request: Request
    expected: int = 200


def compare(cases: Sequence[Case], *, rounds: int, requests: int, clients: int) -> list[Row]:
    """A row for each case; the first one is the reference. A round more than said warms up."""
    measured = [_round(cases, requests, clients) for _ in range(rounds + 1)][1:]
    references = [first for first, *_ in measured]
    return [_row(case, column, references) for case, column in zip(cases, zip(*measured, strict=True), strict=True)]


def _round(cases: Sequence[Case], requests: int, clients: int) -> list[Measured]:
    return [
        measure(
            case.server.port,
            case.server.pid,
            case.request,
            expected=case.expected,
            requests=requests,
            clients=clients,
        )
        for case in cases
    ]


def _row(case: Case, column: Sequence[Measured], references: Sequence[Measured]) -> Row:
    pairs = list(zip(column, references, strict=True))
    wall = median(got.per_second / reference.per_second for got, reference in pairs)
    cpu = median(reference.cpu_microseconds / got.cpu_microseconds for got, reference in pairs)
    figures = (
        f"{_median(column, lambda got: got.per_second):7.0f}/s  "
        f"{_median(column, lambda got: got.cpu_microseconds):6.1f} µs CPU  "
        f"p50 {_median(column, lambda got: got.percentile(0.5)):.2f} ms  "
        f"p99 {_median(column, lambda got: got.percentile(0.99)):.2f} ms  {column[-1].size:6} bytes"
    )
    return Row(case.name, figures, f"{wall:.2f} x req/s, {cpu:.2f} x per CPU second")


def _median(column: Sequence[Measured], figure: Callable[[Measured], float]) -> float:
    return median(map(figure, column))
