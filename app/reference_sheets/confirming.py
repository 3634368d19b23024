"""A self-declaration is looked at: its author asks, the staff unit confirms it or says why not."""

from app.accounts.models import Person
from app.core.clock import now
from app.core.errors import ReasonIsMissing, VersionIsStale
from app.core.journal import record
from app.core.working_days import desk_day
from app.reference_sheets.checking import reckon_code
from app.reference_sheets.models import ReferenceSheet
from app.reference_sheets.workflow import WORKFLOW, ensure_possible


def ask_confirmation(sheet: ReferenceSheet, *, by: Person) -> None:
    """Lay it before the staff unit of its concept; it cannot be changed while it lies there."""
    _step(sheet, "ask_confirmation", by, role="author")
    sheet.asked_at = now()
    sheet.due_on = desk_day("sheet", sheet.authority)


def withdraw_request(sheet: ReferenceSheet, *, by: Person) -> None:
    """Take the question back; the desk sees the sheet no longer."""
    _step(sheet, "withdraw_request", by, role="author")
    sheet.asked_at = None


def confirm_sheet(sheet: ReferenceSheet, *, by: Person, remark: str, version: int) -> None:
    """The project serves these goals, says the staff unit: from now on the sheet stays as it is."""
    _decide(sheet, "confirm_sheet", by, remark, version)
    sheet.code, sheet.withdrawn_at = reckon_code(sheet), None


def decline_sheet(sheet: ReferenceSheet, *, by: Person, reason: str, version: int) -> None:
    """It stays a self-declaration; its author reads why and may change it and ask again."""
    if not reason.strip():
        raise ReasonIsMissing
    _decide(sheet, "decline_sheet", by, reason, version)


def withdraw_confirmation(sheet: ReferenceSheet, *, by: Person, reason: str, version: int) -> None:
    """The confirmation was wrong or is so no longer: its author reads why, and a print that is checked says so."""
    if not reason.strip():
        raise ReasonIsMissing
    _decide(sheet, "withdraw_confirmation", by, reason, version)
    sheet.withdrawn_at = sheet.decided_at


def _decide(sheet: ReferenceSheet, verb: str, by: Person, answer: str, version: int) -> None:
    ensure_possible(verb, sheet.state)
    if version != sheet.version:
        raise VersionIsStale(version, sheet.version)
    sheet.answer, sheet.decided_at, sheet.decided_by_id = answer.strip() or None, now(), by.id
    _step(sheet, verb, by, role="moderator", reason=sheet.answer)


def _step(sheet: ReferenceSheet, verb: str, by: Person, *, role: str, reason: str | None = None) -> None:
    ensure_possible(verb, sheet.state)
    before, sheet.state = sheet.state, WORKFLOW[verb][1]
    sheet.updated_at = now()
    record(
        sheet.id, verb, role=role, actor_id=by.id, from_state=before, to_state=sheet.state, version=sheet.version,
        reason=reason, audience="author",
    )  # fmt: skip
