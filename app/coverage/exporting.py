"""The matrix as a file for spreadsheets: German separators, and no cell that a spreadsheet would run."""

import csv
import io
from collections.abc import Iterable

from app.coverage.matrix import Matrix

DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def csv_of(matrix: Matrix, head: tuple[str, str, str], everywhere: str, unnamed: str) -> str:
    """One row per place, one column per goal; the first row counts over all places, each thing once."""
    lines: list[Iterable[object]] = [
        [*head, *(f"{c.number} {c.goal.title}" for c in matrix.columns)],
        ["", everywhere, matrix.total, *(column.total for column in matrix.columns)],
    ]
    for row in (*matrix.rows, *matrix.empty):
        lines.append([row.key or "", row.name or unnamed, row.total, *row.counts])
    file = io.StringIO()
    csv.writer(file, delimiter=";", lineterminator="\r\n").writerows(
        [_harmless(cell) for cell in line] for line in lines
    )
    return f"\ufeff{file.getvalue()}"


def _harmless(cell: object) -> object:
    """Text that begins like a formula is marked as text."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(DANGEROUS) else cell
