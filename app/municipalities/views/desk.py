"""The register of places at the desk: read an extract in, see what it would change, load exactly that."""

from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug import Response

from app.accounts.models import Person
from app.core.database import db, to_change
from app.core.doors import writes
from app.core.limits import limited
from app.coverage.following_places import have_places_renewed
from app.editions.wording import said_faults
from app.municipalities.comparing import plan_of
from app.municipalities.fault_wording import said_fault
from app.municipalities.forms import ExtractForm, LoadForm
from app.municipalities.loading import (
    ExtractIsOlder,
    PlacesAreMissing,
    RegisterHasChanged,
    content_of,
    keep_extract,
    lay_aside,
    load_kept,
)
from app.municipalities.models import PlaceExtract
from app.municipalities.queries import extracts_loaded, find_extract_waiting
from app.municipalities.schemas import MunicipalityFile
from app.municipalities.views.intake import received, receives_extract
from app.municipalities.wording import said_area, said_change, said_counts, said_member, sort_labels
from app.policies.doors import current_person, needs

municipalities_desk = Blueprint("municipalities_desk", __name__)

Answer = str | Response | tuple[str, int]
TEN_MINUTES = timedelta(minutes=10)


def find_extract(extract_id: int, to: Person) -> PlaceExtract | None:
    """An extract that was read in, by its number; whoever may load it is asked at the door."""
    return db.session.scalar(to_change(select(PlaceExtract).where(PlaceExtract.id == extract_id)))


@municipalities_desk.get("")
@needs("edit_places")
def index() -> str:
    """The extracts that were loaded, the one that waits, and the field for a new one."""
    return _index_page(ExtractForm(None))


@municipalities_desk.post("")
@limited("place extract", 20, TEN_MINUTES)
@receives_extract
@writes
@needs("edit_places")
def read_in() -> Answer:
    """Keep the file aside and show what it would change; nothing is loaded yet."""
    found = received()
    if not isinstance(found, MunicipalityFile):
        form = ExtractForm(None)
        form.fault("file", _("The file cannot be read in. Below it says why.") if found else _("Please choose a file."))
        return _index_page(form, faults=found or []), 422
    extract = keep_extract(found, by=current_person())
    return redirect(url_for("municipalities_desk.show", extract_id=extract.id), 303)


@municipalities_desk.get("/<int:extract_id>")
@needs("edit_places", on=find_extract)
def show(extract: PlaceExtract) -> Answer:
    """What loading it would change, place by place."""
    return _to_index() if extract.loaded_at else _preview(extract, LoadForm(None))


@municipalities_desk.post("/<int:extract_id>/laden")
@writes
@needs("edit_places", on=find_extract)
def load(extract: PlaceExtract) -> Answer:
    """Load exactly what was shown; where the register is another since, show it again."""
    form = LoadForm.of_request()
    if extract.loaded_at:
        flash(_("This extract has been loaded already."), "info")
        return _to_index()
    try:
        report = load_kept(
            extract, seen=form.seen.data or "", allow_missing=bool(form.allow_missing.data), by=current_person()
        )
    except RegisterHasChanged:
        return _preview(extract, LoadForm(None), is_stale=True), 409
    except (PlacesAreMissing, ExtractIsOlder) as error:
        return _preview(extract, _refused(form, error)), 422
    if report.is_felt:
        have_places_renewed(f"extract {extract.id}")
    flash(_("The extract is loaded. %(what)s.", what=said_counts(report.plan)), "success")
    return _to_index()


@municipalities_desk.post("/<int:extract_id>/verwerfen")
@writes
@needs("edit_places", on=find_extract)
def drop(extract: PlaceExtract) -> Response:
    """Do not want it after all."""
    if extract.loaded_at is None:
        lay_aside(extract)
        flash(_("The file has been laid aside; nothing has changed."), "success")
    return _to_index()


def _refused(form: LoadForm, error: Exception) -> LoadForm:
    if isinstance(error, PlacesAreMissing):
        form.fault("allow_missing", _("Please say so if these places are no more; or complete the file."))
    else:
        form.fault("seen", _("An extract as of %(day)s is loaded already. An older one cannot follow.", day=error))
    return form


def _faults_in_words(faults: list[str]) -> list[str]:
    """Ours in our words; what every file can have wrong as with concept files."""
    return [said_fault(fault) or "; ".join(said_faults([fault])) for fault in faults]


def _to_index() -> Response:
    return redirect(url_for("municipalities_desk.index"), 303)


def _index_page(form: ExtractForm, faults: list[str] | None = None) -> str:
    return render_template(
        "municipalities_desk/index.html", form=form, faults=_faults_in_words(faults or []), loaded=extracts_loaded(),
        waiting=find_extract_waiting(), sorts=sort_labels(),
    )  # fmt: skip


def _preview(extract: PlaceExtract, form: LoadForm, *, is_stale: bool = False) -> str:
    plan = plan_of(content_of(extract))
    form.seen.data = plan.mark
    groups = [(sort, label, plan.of_sort(sort)) for sort, label in sort_labels().items()]
    return render_template(
        "municipalities_desk/show.html", extract=extract, plan=plan, form=form, is_stale=is_stale,
        groups=[group for group in groups if group[2]], said_change=said_change, said_area=said_area,
        said_member=said_member, counts=said_counts(plan),
    )  # fmt: skip
