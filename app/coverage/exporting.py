"""The matrix and its gaps as files for spreadsheets."""

from collections.abc import Sequence

from app.core.spreadsheets import as_csv
from app.coverage.matrix import Column, Matrix


def csv_of(matrix: Matrix, head: tuple[str, str, str], everywhere: str, unnamed: str) -> str:
    """One row per place, one column per goal; the first row counts over all places, each thing once."""
    return as_csv([
        [*head, *(_name(column) for column in matrix.columns)],
        ["", everywhere, matrix.total, *(column.total for column in matrix.columns)],
        *([row.key or "", row.name or unnamed, row.total, *row.counts] for row in matrix.every),
    ])  # fmt: skip


def gaps_csv_of(matrix: Matrix, head: Sequence[str]) -> str:
    """One row per place and goal without anything: place, its key, field, number, goal, key of the goal."""
    return as_csv([
        head,
        *(
            [row.name, row.key, *_identity(column)]
            for row in matrix.every if row.key
            for column, count in zip(matrix.columns, row.counts, strict=True) if not count
        ),
    ])  # fmt: skip


def _name(column: Column) -> str:
    """By its printed number and wording; without a number by its short title, never by a number of ours."""
    return f"{column.goal.number} {column.goal.title}" if column.goal.number else column.goal.label


def _identity(column: Column) -> list[str]:
    goal = column.goal
    return [", ".join(field.label for field in goal.fields), goal.number or "", goal.title, goal.key]
