"""One sheet as a page and as a PDF: the same for whoever holds its link, for its author and for the desk."""

from typing import Any

from flask import current_app, render_template, url_for
from flask_babel import get_locale

from app.core.papers import as_pdf
from app.pages.frame import speak_for
from app.reference_sheets.checking import check_code
from app.reference_sheets.declaring import reading_key
from app.reference_sheets.models import ReferenceSheet
from app.reference_sheets.paper import paper_of
from app.reference_sheets.wording import edition_of, kind_names, name_of, standing_of
from app.reference_sheets.workflow import is_possible
from app.things.queries import find_public

TEMPLATE = "reference_sheets/print/sheet.typ"


class Address:
    """Where a sheet is dealt with: under its secret key, or under its number in the author's account."""

    def __init__(self, sheet: ReferenceSheet, key: str | None = None) -> None:
        self.values: dict[str, Any] = {"number": sheet.id} if key is None else {"key": key}
        self.blueprint = "reference_sheets_mine" if key is None else "reference_sheets"

    def __call__(self, name: str) -> str:
        return url_for(f"{self.blueprint}.{name}", **self.values)


class ReadingAddress:
    """Where a sheet is only read: the address its writer hands on."""

    def __init__(self, sheet: ReferenceSheet) -> None:
        self.values: dict[str, Any] = {"number": sheet.id, "key": reading_key(sheet)}

    def __call__(self, name: str) -> str:
        return url_for({"pdf": "reference_sheets.read_pdf"}.get(name, "reference_sheets.read"), **self.values)

    @property
    def whole(self) -> str:
        """With the name of the house, to be handed on."""
        return url_for("reference_sheets.read", _external=True, **self.values)


def page_values(sheet: ReferenceSheet) -> dict[str, Any]:
    """What every page about a sheet shows."""
    speak_for(sheet.authority)
    about = find_public(sheet.about_id) if sheet.about_id else None
    return {
        "sheet": sheet, "standing": standing_of(sheet), "edition": edition_of(sheet), "about": about,
        "kinds": kind_names(sheet.concept), "code": check_code(sheet),
        "name_of": name_of,
    }  # fmt: skip


def show_page(sheet: ReferenceSheet, at: Address, *, may_change: bool, is_own: bool, link: str | None = None) -> str:
    """The sheet, how it stands, and what can be done with it by whoever reads it."""
    verbs = ("change_sheet", "delete_sheet", "ask_confirmation", "withdraw_request")
    possible = {verb for verb in verbs if is_possible(verb, sheet.state)}
    return render_template(
        "reference_sheets/show.html", at=at, may_change=may_change, is_own=is_own, link=link, possible=possible,
        to_hand_on=ReadingAddress(sheet).whole, **page_values(sheet),
    )  # fmt: skip


def reading_page(sheet: ReferenceSheet) -> str:
    """The sheet for whoever was handed its reading address: nothing can be done here."""
    return render_template(
        "reference_sheets/show.html", at=ReadingAddress(sheet), may_change=False, is_own=False, link=None,
        possible=set(), to_hand_on=None, **page_values(sheet),
    )  # fmt: skip


def pdf_of(sheet: ReferenceSheet) -> Any:
    """The sheet to take along."""
    paper = paper_of(sheet, is_demo=current_app.config["DEMO"])
    lang = str(get_locale())[:2]
    return as_pdf(TEMPLATE, paper, title=paper["headline"], lang=lang, name=f"KEK-Bezugsblatt-{sheet.id}")
