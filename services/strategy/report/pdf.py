"""A report as PDF, typeset by Typst with Sarabun, which shapes Thai and breaks its lines between words.

All text goes in as JSON (``report.typ`` shows it and never reads it as markup); nothing is fetched.
"""

from collections.abc import Sequence
from importlib.resources import as_file, files
from typing import Any

import msgspec

from services.strategy.report.figures import Report
from services.strategy.report.tables import Cell, Table, shown


def pdf_of(report: Report, parts: Sequence[Table], *, site: str, title: str, language: str) -> bytes:
    """Takes some 100 ms: in a thread."""
    import typst

    data: dict[str, Any] = {
        "site": site,
        "title": title,
        "language": language,
        "plan": report.plan.title,
        "vision": report.plan.vision,
        "tables": [_part(table) for table in parts],
    }
    with as_file(files("services.strategy.report") / "report.typ") as template, as_file(_fonts()) as fonts:
        made: bytes = typst.compile(
            str(template),
            font_paths=[str(fonts)],
            ignore_system_fonts=True,
            sys_inputs={"report": msgspec.json.encode(data).decode()},
        )
    return made


def _fonts() -> Any:
    return files("fontpkg_sarabun") / "files"


def _part(table: Table) -> dict[str, Any]:
    columns = zip(*table.rows, strict=True) if table.rows else [()] * len(table.header)
    return {
        "title": table.title,
        "meaning": table.meaning,
        "remark": table.remark,
        "header": table.header,
        "kinds": ["text" if _is_text(column) else "number" for column in columns],
        "rows": [[shown(cell) for cell in row] for row in table.rows],
    }


def _is_text(column: Sequence[Cell]) -> bool:
    return any(isinstance(cell, str) for cell in column)
