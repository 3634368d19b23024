"""The steps of a format: each on a page that says what follows; writing and publishing the result."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug import Response

from app.accounts.models import Person
from app.core.doors import writes
from app.core.errors import DomainError, NotAllowedNow, VersionIsStale
from app.formats import editing, running
from app.formats.before_wording import before
from app.formats.completing import DecisionIsEarly, FormatIsIncomplete, missing_in
from app.formats.desk_queries import count_waiting
from app.formats.desk_wording import SLUGS, Step, lacks_of, steps
from app.formats.forms import CancelForm, CorrectForm, EarlyForm, ReopenForm, ResultForm, ShownForm, StepForm
from app.formats.models import ParticipationFormat
from app.formats.queries import find_on_desk
from app.formats.wording import status_of
from app.formats.workflow import is_possible
from app.pages.frame import speak_for
from app.policies.doors import current_person, may_now, needs

formats_steps = Blueprint("formats_steps", __name__)

Answer = str | Response | tuple[str, int]
NUMBER = "/<int:number>"
STEP = f"{NUMBER}/<any({', '.join(repr(slug) for slug in SLUGS)}):step>"
FORMS: dict[str, type[ShownForm]] = {
    "wieder-oeffnen": ReopenForm, "ergebnis-berichtigen": CorrectForm, "absagen": CancelForm,
}  # fmt: skip


def _find(number: int, step: str, to: Person) -> ParticipationFormat | None:
    return find_on_desk(number, to)


@formats_steps.get(STEP)
@needs("decide_on_format", on=_find)
def ask(format: ParticipationFormat) -> str:
    """What follows from a step; only the office takes it, never whoever was given the format to run."""
    step = _step()
    if not is_possible(step.verb, format.state):
        abort(404)
    return _page(format, step, _form_of(format, step)(data={"version": format.version, "result": format.result}))


@formats_steps.post(STEP)
@writes
@needs("decide_on_format", on=_find)
def take(format: ParticipationFormat) -> Answer:
    """Form → verb → back to the format; what somebody else did meanwhile is said, and the words are kept."""
    step = _step()
    form: Any = _form_of(format, step).of_request()
    if not form.is_sent_and_valid():
        return _page(format, step, form), 422
    try:
        _verbs()[step.slug](format, current_person(), form)
    except (VersionIsStale, NotAllowedNow):
        form["version"].data = format.version
        return _page(format, step, form, is_stale=True), 409
    except FormatIsIncomplete:
        return _page(format, step, form), 422
    except DomainError as error:
        return _refused(format, step, form, error)
    flash(_done(step.slug), "success")
    where = "formats_desk.index" if step.slug == "loeschen" else "formats_desk.show"
    return redirect(url_for(where, number=format.id if step.slug != "loeschen" else None), 303)


def _form_of(format: ParticipationFormat, step: Step) -> type[ShownForm]:
    return EarlyForm if running.is_early(step.verb, format) else FORMS.get(step.slug, StepForm)


def _refused(format: ParticipationFormat, step: Step, form: Any, error: DomainError) -> Answer:
    why = None
    if isinstance(error, running.SomethingWasSaid):
        why = _owed()
    elif isinstance(error, running.DayIsWrong) and error.field not in form:
        why = _("Its last day has passed. Please choose other days first.")
    elif isinstance(error, DecisionIsEarly) and "closes_on" not in form:
        why = _("A decision falls into its period. Please say why, below the day of the decision.")
    else:
        form.blame(error)
    return _page(format, step, form, refused=why), 422


def _owed() -> str:
    return _("People have said something already: they are owed a result. Close it early instead, with the reason.")


def _verbs() -> dict[str, Callable[[ParticipationFormat, Person, Any], None]]:
    def shown(form: Any) -> dict[str, int]:
        return {"version": form.shown_version}

    def words(form: Any, *names: str) -> dict[str, Any]:
        return {name: form[name].data or "" for name in names} | shown(form)

    def early(form: Any) -> dict[str, Any]:
        return words(form, "reason") if "reason" in form else shown(form)

    return {
        "ankuendigen": lambda format, by, form: running.announce_format(format, by=by, **shown(form)),
        "oeffnen": lambda format, by, form: running.open_format(format, by=by, **early(form)),
        "schliessen": lambda format, by, form: running.close_format(format, by=by, **early(form)),
        "wieder-oeffnen": lambda format, by, form: running.reopen_format(
            format, by=by, closes_on=form["closes_on"].data, **words(form, "reason")
        ),
        "veroeffentlichen": lambda format, by, form: running.conclude_format(
            format, by=by, result=format.result or "", **shown(form)
        ),
        "ergebnis-berichtigen": lambda format, by, form: editing.correct_result(
            format, by=by, **words(form, "result", "reason")
        ),
        "absagen": lambda format, by, form: running.cancel_format(format, by=by, **words(form, "reason")),
        "loeschen": lambda format, by, form: running.delete_draft(format, **shown(form)),
    }


def _done(slug: str) -> str:
    return {
        "ankuendigen": _("It is announced."),
        "oeffnen": _("It is open."),
        "schliessen": _("It is closed. Please publish the result by the day named below."),
        "wieder-oeffnen": _("It is open again."),
        "veroeffentlichen": _("The result is published."),
        "ergebnis-berichtigen": _("The result is corrected."),
        "absagen": _("It is called off."),
        "loeschen": _("The draft is deleted."),
    }[slug]


def _step() -> Step:
    return steps()[(request.view_args or {})["step"]]


def _page(
    format: ParticipationFormat, step: Step, form: Any, *, is_stale: bool = False, refused: str | None = None
) -> str:
    speak_for(format.authority)
    return render_template(
        "formats_desk/step.html", format=format, step=step, form=form, is_stale=is_stale, refused=refused,
        status=status_of(format.state), warnings=before(step.verb, format),
        lacks=lacks_of(format, missing_in(format)) if step.slug == "ankuendigen" else [],
        is_possible=is_possible(step.verb, format.state) and (step.slug != "veroeffentlichen" or bool(format.result)),
    )  # fmt: skip


# ---- the result ----------------------------------------------------------------------------------


@formats_steps.get(f"{NUMBER}/ergebnis")
@needs("run_format", on=find_on_desk)
def result(format: ParticipationFormat) -> str:
    """Write down what came of it, as often as one likes; it is published when it is ready."""
    if not is_possible("draft_result", format.state):
        abort(404)
    return _result_page(format, ResultForm(data={"result": format.result, "version": format.version}))


@formats_steps.post(f"{NUMBER}/ergebnis")
@writes
@needs("run_format", on=find_on_desk)
def save_result(format: ParticipationFormat) -> Answer:
    """Keep the words; nobody but the desk reads them. From there, asked for, to the page on which it is published."""
    form: Any = ResultForm.of_request()
    if not form.is_sent_and_valid():
        return _result_page(format, form), 422
    said = form["result"].data or ""
    try:
        running.draft_result(format, by=current_person(), result=said, version=form.shown_version)
    except (VersionIsStale, NotAllowedNow):
        form["version"].data = format.version
        return _result_page(format, form, is_stale=True), 409
    if "weiter" in request.form and said.strip():
        return redirect(url_for("formats_steps.ask", number=format.id, step="veroeffentlichen"), 303)
    if "weiter" in request.form:
        form.fault("result", _("Please write down what came of it."))
        return _result_page(format, form), 422
    flash(_("Saved. Nobody but the desk reads it yet."), "success")
    return redirect(url_for("formats_steps.result", number=format.id), 303)


def _result_page(format: ParticipationFormat, form: Any, *, is_stale: bool = False) -> str:
    speak_for(format.authority)
    return render_template(
        "formats_desk/result.html", format=format, form=form, is_stale=is_stale, status=status_of(format.state),
        may_publish=is_possible("conclude_format", format.state) and may_now("decide_on_format", format),
        may_save=is_possible("draft_result", format.state), held=count_waiting(format),
    )  # fmt: skip
