"""Tables as files for spreadsheets: German separators, and no cell that a spreadsheet would run."""

import csv
import io
from collections.abc import Iterable

DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def as_csv(lines: Iterable[Iterable[object]]) -> str:
    """The lines as text, with the mark by which spreadsheets know its encoding."""
    file = io.StringIO()
    csv.writer(file, delimiter=";", lineterminator="\r\n").writerows(
        [_harmless(cell) for cell in line] for line in lines
    )
    return f"\ufeff{file.getvalue()}"


def _harmless(cell: object) -> object:
    """Text that begins like a formula is marked as text."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(DANGEROUS) else cell
