"""CSV files that people open in a spreadsheet: no cell is taken for a formula."""

import csv
import io
from collections.abc import Iterable, Sequence

from portal.files.downloads import download_headers

# A spreadsheet takes a cell that begins with one of these for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
PLAIN = "'"


def safe(text: str) -> str:
    """Return a cell that no spreadsheet takes for a formula; `plain` gives the text back."""
    return PLAIN + text if text.startswith((*FORMULA, PLAIN)) else text


def plain(cell: str) -> str:
    """Return the text of a cell that `safe` may have written."""
    hidden = cell[:1] == PLAIN and cell[1:2] in (*FORMULA, PLAIN)
    return cell[1:] if hidden else cell


def written(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a CSV file with the mark by which spreadsheets know that it is UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(header)
    writer.writerows([safe(cell) for cell in row] for row in rows)
    return "\ufeff" + out.getvalue()


def sheet_headers(name: str) -> dict[str, str]:
    """Return the headers under which a CSV file is sent, to be saved under this name."""
    return download_headers(name, "text/csv; charset=utf-8")
