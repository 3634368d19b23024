"""My data: see what there is, take it along, have it erased. A code to the mailbox comes first."""

from datetime import datetime, timedelta
from tempfile import SpooledTemporaryFile
from typing import IO, Any, cast

from flask import Blueprint, current_app, flash, redirect, render_template, request, send_file, session, url_for
from flask_babel import gettext as _
from werkzeug import Response

from app.accounts.models import Organisation
from app.accounts.organisation_queries import is_last_representative
from app.accounts.organising import LastRepresentative
from app.accounts.proving import TooManyCodes, ask_for_proof, find_proof
from app.accounts.views.session import close_session
from app.core.clock import now, today
from app.core.doors import public, writes
from app.core.languages import chosen_locale
from app.core.limits import limited
from app.files.storing import open_store
from app.ideas.writing_together import has_co_authors
from app.policies.doors import current_person, needs
from app.privacy.archive_wording import sections
from app.privacy.erasing import erase_person, find_to_erase
from app.privacy.exporting import counts_of, data_of, files_of, names_in
from app.privacy.forms import EraseForm
from app.privacy.packing import pack
from app.privacy.wording import subjects

privacy_mine = Blueprint("privacy_mine", __name__)
HOUR = timedelta(hours=1)
PROVED_FOR = timedelta(minutes=30)
IN_MEMORY = 8 * 1024 * 1024
Answer = Response | str | tuple[str, int]


@privacy_mine.get("")
@needs("use_account")
def index() -> str:
    """What is kept about me, why and how long; and, once I have shown my mailbox, how to take it along or erase it."""
    return _page(EraseForm())


@privacy_mine.post("/code")
@limited("data_code", 10, HOUR)
@writes
@needs("use_account")
def ask_for_code() -> Answer:
    """Send a code to my own mailbox: a forgotten open browser must not give everything away."""
    person = current_person()
    try:
        proof = ask_for_proof(person.email, "data", locale=chosen_locale(), person=person)
    except TooManyCodes:
        flash(_("We have sent several codes to this address already. Please wait an hour."), "warning")
        return redirect(url_for("privacy_mine.index"), 303)
    return redirect(url_for("accounts.code", proof_id=proof.id), 303)


@privacy_mine.get("/herunterladen")
@needs("use_account")
def download() -> Answer:
    """Everything about me in one archive, made now and kept nowhere."""
    if not _is_proved():
        return redirect(url_for("privacy_mine.index"))
    person = current_person()
    data = data_of(person)
    page = render_template(
        "privacy/archive.html",
        sections=sections(data, names_in(data)),
        exported_at=datetime.fromisoformat(data["exported_at"]),
    )
    archive = cast(IO[bytes], SpooledTemporaryFile(IN_MEMORY))  # noqa: SIM115 - send_file closes it
    pack(archive, data, page, files_of(person), open_store(current_app.config))
    archive.seek(0)
    return send_file(archive, "application/zip", as_attachment=True, download_name=f"meine-daten-{today()}.zip")


@privacy_mine.post("/loeschen")
@limited("erase", 20, HOUR)
@writes
@needs("use_account")
def erase() -> Answer:
    """Erase my account, for good."""
    form = EraseForm(request.form)
    if not _is_proved():
        flash(_("Please confirm with a code first."), "info")
        return redirect(url_for("privacy_mine.index"), 303)
    if not form.validate():
        return _page(form), 422
    person = find_to_erase(current_person().id)
    if person is None:
        return redirect(url_for("pages.start"), 303)
    try:
        erase_person(person, with_comments=form.comments.data == "remove")
    except LastRepresentative:
        # Half of it may be done in this session: only a page that commits nothing may follow.
        raise StillNeeded from None
    close_session()
    return redirect(url_for("privacy_mine.gone"), 303)


class StillNeeded(Exception):
    """An organisation would be left without anybody to represent it; nothing was erased."""


@privacy_mine.errorhandler(StillNeeded)
def say_still_needed(_error: StillNeeded) -> Answer:
    """Hand over first; everything is as it was."""
    return _page(EraseForm(request.form), left_alone=_left_alone()), 409


@privacy_mine.get("/geloescht")
@public
def gone() -> str:
    """It is done."""
    return render_template("privacy/gone.html")


def _left_alone() -> list[Organisation]:
    """Where I am the last one who represents it."""
    person = current_person()
    led = {held.organisation for held in person.valid_memberships if held.organisation}
    return sorted((body for body in led if is_last_representative(body.id, person)), key=lambda body: str(body.name))


def _is_proved() -> bool:
    proof, person = find_proof(session.get("data_proof", "")), current_person()
    if proof is None or proof.used_at is None or proof.purpose != "data":
        return False
    return bool(proof.person_id == person.id and now() - proof.used_at < PROVED_FOR)


def _page(form: EraseForm, **more: Any) -> str:
    person = current_person()
    return render_template(
        "privacy/mine.html", form=form, counts=counts_of(person), subjects=subjects(), is_proved=_is_proved(),
        writes_together=has_co_authors(person), **more,
    )  # fmt: skip
