"""Sheets as people make them in the browser."""

from typing import Any
from uuid import uuid4

from app.accounts.models import Person
from app.concepts.queries import goal_tree
from app.core.database import db, transaction
from app.reference_sheets.confirming import ask_confirmation
from app.reference_sheets.declaring import Declared, make_sheet
from app.reference_sheets.models import ReferenceSheet
from tests.cast import Cast

TEXT = "Für den Radverkehr bauen wir einen Weg von Naunhof zum Bahnhof."


def typed(**values: Any) -> dict[str, Any]:
    """The form with everything on it, ready to be saved."""
    form = {
        "once": str(uuid4()), "concept": "kek-hier", "title": "Radweg Naunhof", "text": TEXT,
        "applicant": "Stadt Naunhof", "programme": "LEADER", "goals": ["kek-hier:rad"],
        "anmerkung-kek-hier:rad": "Der Weg schließt die Lücke.", "schritt": "sichern",
    }  # fmt: skip
    return {**form, **values}


def made(client: Any, **values: Any) -> str:
    """The secret address of a sheet written in that browser."""
    answer = client.post("/bezugsblatt/neu", data=typed(**values))
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return str(answer.headers["Location"])


def a_sheet(cast: Cast, by: Person | None, *, asked: bool = False, title: str = "Radweg Naunhof") -> ReferenceSheet:
    """A sheet in that person's account."""
    goal = goal_tree(cast.concept.id).by_key["rad"]
    with transaction():
        said = Declared(title, TEXT, "Stadt Naunhof", "LEADER", [goal], {"rad": "Der Weg schließt die Lücke."})
        sheet, _key = make_sheet(cast.concept, said, by=by)
        if asked and by is not None:
            ask_confirmation(sheet, by=by)
    return sheet


def again(sheet: ReferenceSheet) -> ReferenceSheet:
    """The same sheet as the database has it now."""
    db.session.rollback()
    db.session.expire_all()
    return db.session.get_one(ReferenceSheet, sheet.id)


def only_sheet() -> ReferenceSheet:
    db.session.rollback()
    return db.session.query(ReferenceSheet).one()
