"""Whom an authority asks: its departments and bodies, and sets of them."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug import Response

from app.accounts.models import Authority, Organisation
from app.core.doors import Afterwards, writes
from app.core.errors import DomainError
from app.pages.frame import speak_for
from app.policies.doors import current_person, needs
from app.statements.addressing import (
    MOST_OFFICES,
    OWN_KINDS,
    Book,
    ChangedMeanwhile,
    ListIsFull,
    NameIsMissing,
    NameIsTaken,
    add_office,
    book_of,
    books_of,
    bring_back_office,
    change_office,
    delete_set,
    find_book,
    find_office,
    find_office_to_change,
    find_set,
    keeps,
    mark_of,
    offered,
    retire_office,
    save_set,
)
from app.statements.forms import OfficeForm, SetForm
from app.statements.models import StatementSet
from app.statements.queries import TOWN_KINDS, bodies_of, sets_of, speakers_of, towns_of
from app.statements.wording import BODY_WORDS

statements_addressees = Blueprint("statements_addressees", __name__)

Answer = str | Response | tuple[str, int] | Afterwards


@statements_addressees.get("")
@needs("edit_addressees")
def index() -> str:
    """Departments, bodies and municipalities with their mailboxes, who speaks for them, and the sets of them."""
    books = books_of(current_person())
    slug = request.args.get("stelle")
    chosen = next((one for one in books if one.slug == slug), None) if slug else next(iter(books), None)
    if chosen is None:
        abort(404)
    speak_for(chosen)
    bodies, towns, retired = bodies_of(chosen.id), towns_of(chosen.id), bodies_of(chosen.id, retired=True)
    return render_template(
        "statements_desk/addressees.html", books=books, chosen=chosen, bodies=bodies, towns=towns, retired=retired,
        sets=sets_of(chosen.id), speakers=speakers_of([one.id for one in (*bodies, *towns)]), kinds=BODY_WORDS,
    )  # fmt: skip


@statements_addressees.get("/<slug>/neu")
@needs("edit_addressees", on=find_book)
def write(book: Book) -> str:
    """An empty form for an office."""
    return _office_page(book.authority, OfficeForm(None, data={"name": request.args.get("name", "")[:200]}))


@statements_addressees.post("/<slug>/neu")
@writes
@needs("edit_addressees", on=find_book)
def add(book: Book) -> Answer:
    """Keep an office one asks; sent twice, the second says that it is there."""
    form: Any = OfficeForm.of_request()
    if form.is_sent_and_valid():
        try:
            office = add_office(book.authority, **form.values)
        except DomainError as error:
            _blame(form, error)
        else:
            flash(_("“%(name)s” can be asked now.", name=office.name), "success")
            return _back_to(book.authority)
    return Afterwards(lambda: (_office_page(book.authority, form), 422))


@statements_addressees.get("/<int:number>")
@needs("edit_addressees", on=find_office)
def edit(office: Organisation) -> str:
    """Name, kind and mailbox of one office."""
    return _office_page(_book(office), _form_of(office), office)


@statements_addressees.post("/<int:number>")
@writes
@needs("edit_addressees", on=find_office_to_change)
def change(office: Organisation) -> Answer:
    """Keep the change; somebody else's change meanwhile is shown beside it."""
    form: Any = OfficeForm.of_request()
    if form.is_sent_and_valid():
        try:
            change_office(office, mark=form["mark"].data or "", **form.values)
        except ChangedMeanwhile:
            form["mark"].data = mark_of(office)
            return Afterwards(lambda: (_office_page(_book(office), form, office, is_stale=True), 409))
        except DomainError as error:
            _blame(form, error)
        else:
            flash(_("“%(name)s” is saved.", name=office.name), "success")
            return _back_to(_book(office))
    return Afterwards(lambda: (_office_page(_book(office), form, office), 422))


@statements_addressees.post("/<int:number>/stilllegen")
@writes
@needs("edit_addressees", on=find_office_to_change)
def retire(office: Organisation) -> Answer:
    """Ask it nothing any more."""
    if office.kind in TOWN_KINDS:
        abort(404)
    retire_office(office)
    flash(_("“%(name)s” is asked nothing any more.", name=office.name), "success")
    return _back_to(_book(office))


@statements_addressees.post("/<int:number>/zurueckholen")
@writes
@needs("edit_addressees", on=find_office_to_change)
def bring_back(office: Organisation) -> Answer:
    """Ask it again."""
    bring_back_office(office)
    flash(_("“%(name)s” can be asked again.", name=office.name), "success")
    return _back_to(_book(office))


@statements_addressees.get("/<slug>/verteiler")
@needs("edit_addressees", on=find_book)
def write_set(book: Book) -> str:
    """An empty form for a set."""
    return _set_page(book.authority, SetForm())


@statements_addressees.post("/<slug>/verteiler")
@writes
@needs("edit_addressees", on=find_book)
def add_set(book: Book) -> Answer:
    """Keep a set of offices."""
    return _saved(book.authority, None)


@statements_addressees.get("/verteiler/<int:number>")
@needs("edit_addressees", on=find_set)
def edit_set(chosen: StatementSet) -> str:
    """Name and members of a set."""
    members = [str(one.id) for one in chosen.members]
    return _set_page(_authority(chosen), SetForm(None, data={"name": chosen.name, "members": members}), chosen)


@statements_addressees.post("/verteiler/<int:number>")
@writes
@needs("edit_addressees", on=find_set)
def change_set(chosen: StatementSet) -> Answer:
    """Keep another name or other members."""
    return _saved(_authority(chosen), chosen)


@statements_addressees.post("/verteiler/<int:number>/loeschen")
@writes
@needs("edit_addressees", on=find_set)
def remove_set(chosen: StatementSet) -> Answer:
    """Do without the set; its members stay."""
    authority = _authority(chosen)
    delete_set(chosen)
    flash(_("The set is deleted. Its offices stay."), "success")
    return _back_to(authority)


def _saved(authority: Authority, kept: StatementSet | None) -> Answer:
    form: Any = SetForm.of_request()
    if form.is_sent_and_valid():
        try:
            chosen = save_set(authority, name=form["name"].data or "", members=form["members"].data or [], kept=kept)
        except DomainError as error:
            _blame(form, error)
        else:
            flash(_("The set “%(name)s” is saved.", name=chosen.name), "success")
            return _back_to(authority)
    return Afterwards(lambda: (_set_page(authority, form, kept), 422))


def _blame(form: Any, error: DomainError) -> None:
    if isinstance(error, NameIsMissing):
        form.fault("name", _("Please give a name."))
    elif isinstance(error, NameIsTaken):
        form.fault("name", _("This name is taken here already. Please choose another, or change that entry."))
    elif isinstance(error, ListIsFull):
        form.fault("name", _("There are %(most)s offices already; please retire one first.", most=MOST_OFFICES))
    elif "kind" in form:
        form.fault("kind", _("Please choose from the list."))
    else:
        raise error


def _form_of(office: Organisation) -> OfficeForm:
    shown = {"name": office.name, "kind": office.kind, "email": office.email or "", "mark": mark_of(office)}
    return OfficeForm(None, data=shown)


def _book(office: Organisation) -> Authority:
    return book_of(office, current_person()) or abort(404)


def _authority(chosen: StatementSet) -> Authority:
    return next((one for one in books_of(current_person()) if one.id == chosen.authority_id), None) or abort(404)


def _back_to(authority: Authority) -> Response:
    return redirect(url_for("statements_addressees.index", stelle=authority.slug), 303)


def _office_page(
    authority: Authority, form: OfficeForm, office: Organisation | None = None, *, is_stale: bool = False
) -> str:
    speak_for(authority)
    form.offer(OWN_KINDS)
    speakers = speakers_of([office.id])[office.id] if office else []
    return render_template(
        "statements_desk/office.html", chosen=authority, form=form, office=office, is_stale=is_stale,
        is_town=office is not None and office.kind in TOWN_KINDS, speakers=speakers, kinds=BODY_WORDS,
        is_kept=office is None or keeps(current_person(), office),
    )  # fmt: skip


def _set_page(authority: Authority, form: SetForm, kept: StatementSet | None = None) -> str:
    speak_for(authority)
    form.offer(offered(authority.id))
    return render_template("statements_desk/set.html", chosen=authority, form=form, kept=kept)
