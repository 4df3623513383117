"""Tables as CSV (RFC 4180) that spreadsheets open rightly: UTF-8 with a mark, and no cell that is a formula. Pure."""

import csv
import io
from typing import Final

from services.strategy.report.tables import Cell, Table

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def csv_of(table: Table) -> bytes:
    """One table."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(map(_safe, table.header))
    writer.writerows(map(_safe, row) for row in table.rows)
    return text.getvalue().encode("utf-8-sig")


def _safe(cell: Cell) -> str | int | float:
    """What people wrote must not be taken for a formula (https://owasp.org/www-community/attacks/CSV_Injection)."""
    if cell is None:
        return ""
    if isinstance(cell, float):
        return round(cell, 4)
    if isinstance(cell, str) and cell.startswith(_FORMULA):
        return f"'{cell}"
    return cell
