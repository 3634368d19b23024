"""Is this print genuine? Number and check code of a sheet tell whoever holds one how it stands, and nothing else."""

import base64
import hashlib
from hmac import compare_digest

from app.core.security import seal
from app.reference_sheets.models import ReferenceSheet
from app.reference_sheets.queries import find_by_number

LETTERS = 8


def check_code(sheet: ReferenceSheet) -> str:
    """Eight letters that belong to this version of it: a changed sheet has another, a confirmed one keeps its own."""
    return sheet.code or reckon_code(sheet)


def reckon_code(sheet: ReferenceSheet) -> str:
    """The code of the version the sheet has now, under the present key of the installation."""
    digest = hashlib.sha256(seal("sheet", [sheet.id, sheet.version]).encode()).digest()
    code = base64.b32encode(digest).decode()[:LETTERS]
    return f"{code[:4]}-{code[4:]}"


def find_by_code(number: int, code: str) -> ReferenceSheet | None:
    """The sheet to which this number and this code belong; however they are typed."""
    sheet = find_by_number(number)
    typed = "".join(letter for letter in code.upper() if letter.isalnum())
    is_right = sheet is not None and compare_digest(typed.encode(), check_code(sheet).replace("-", "").encode())
    return sheet if is_right else None
