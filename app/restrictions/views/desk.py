"""Reports, restrictions and objections at the desk."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.core.doors import writes
from app.core.errors import DomainError
from app.pages.frame import speak_for
from app.policies.doors import current_person, may_now, needs
from app.restrictions.forms import AnswerForm, DecideForm, ReasonForm
from app.restrictions.models import Report, Restriction
from app.restrictions.objecting import decide_objection
from app.restrictions.queries import (
    DeskCounts,
    desk_counts,
    find_report_on_desk,
    find_restriction_on_desk,
    name_of,
    objections_on_desk,
    open_reports_on,
    reporter_of,
    reports_on_desk,
    restriction_in_force,
    restrictions_on_desk,
)
from app.restrictions.reporting import ReportIsSettled, leave
from app.restrictions.restricting import lift_restriction
from app.restrictions.targets import target_of
from app.restrictions.views import redacting  # noqa: F401 - its doors belong to the same blueprint
from app.restrictions.views.hiding import Answer, restrictions_desk
from app.restrictions.views.showing import desk_address, origin_of, shown, statement_of, written_by
from app.restrictions.wording import cause_labels, kind_label, outcome_labels, standing_of


def _counts() -> DeskCounts:
    person = current_person()
    return desk_counts(person, written_by(person))


# ---- lists ----------------------------------------------------------------------------------------------


@restrictions_desk.get("")
@needs("read_reports")
def index() -> Answer:
    """Reports that wait, the longest waiting first. Who only decides objections begins with these."""
    if not may_now("restrict"):
        return redirect(url_for("restrictions_desk.objections"))
    person = current_person()
    page = reports_on_desk(person, written_by(person), request.args.get("nach"))
    return _list("restrictions_desk/index.html", "meldungen", page=page)


@restrictions_desk.get("/erledigt")
@needs("read_reports")
def settled() -> str:
    """Reports that were settled, newest first."""
    person = current_person()
    page = reports_on_desk(person, written_by(person), request.args.get("nach"), is_settled=True)
    return _list("restrictions_desk/index.html", "erledigt", page=page)


@restrictions_desk.get("/widersprueche")
@needs("read_reports")
def objections() -> str:
    """Objections that wait for a decision."""
    page = objections_on_desk(current_person(), request.args.get("nach"))
    return _list("restrictions_desk/restrictions.html", "widersprueche", page=page)


@restrictions_desk.get("/ausgeblendet")
@needs("read_reports")
def hidden() -> str:
    """Everything that was hidden, newest first, with where it stands."""
    page = restrictions_on_desk(current_person(), request.args.get("nach"))
    return _list("restrictions_desk/restrictions.html", "ausgeblendet", page=page)


def _list(template: str, tab: str, **values: Any) -> str:
    return render_template(
        template, tab=tab, counts=_counts(), causes=cause_labels(), outcomes=outcome_labels(),
        kind_label=kind_label, standing_of=standing_of, **values,
    )  # fmt: skip


# ---- one report -----------------------------------------------------------------------------------------


@restrictions_desk.get("/<int:report_id>")
@needs("settle_report", on=find_report_on_desk)
def show(report: Report) -> str:
    """What was reported, with its text, and what can be done."""
    return _report_page(report, AnswerForm())


@restrictions_desk.post("/<int:report_id>/belassen")
@writes
@needs("settle_report", on=find_report_on_desk)
def keep(report: Report) -> Answer:
    """It may stay: answer the reporter."""
    form = AnswerForm.of_request()
    if not form.is_sent_and_valid():
        return _report_page(report, form), 422
    try:
        leave(report, by=current_person(), answer=form.answer.data)
    except ReportIsSettled:
        return _report_page(report, form, is_late=True), 409
    flash(_("The report is settled; what was reported stays."), "success")
    return redirect(url_for("restrictions_desk.index"), 303)


def _report_page(report: Report, form: AnswerForm, *, is_late: bool = False) -> str:
    speak_for(report.thing.authority)
    target = target_of(report)
    return render_template(
        "restrictions_desk/show.html", report=report, shown=shown(target), form=form, reporter=reporter_of(report),
        cause=cause_labels()[report.cause], label=kind_label(report),
        others=[other for other in open_reports_on(target) if other.id != report.id],
        restriction=restriction_in_force(target), desk_url=desk_address(target), outcomes=outcome_labels(),
        settled_by=name_of(report.settled_by_id), is_late=is_late,
        origin=origin_of(target),
    )  # fmt: skip


# ---- one restriction: show again, decide on the objection ------------------------------------------------


@restrictions_desk.get("/einschraenkung/<int:restriction_id>")
@needs("read_reports", on=find_restriction_on_desk)
def restriction(restriction: Restriction) -> str:
    """What was hidden, the statement, the objection, and what can be decided."""
    return _restriction_page(restriction)


@restrictions_desk.post("/einschraenkung/<int:restriction_id>/aufheben")
@writes
@needs("lift_restriction", on=find_restriction_on_desk)
def lift(restriction: Restriction) -> Answer:
    """Show it again, with a reason."""
    form = ReasonForm.of_request()
    if not form.is_sent_and_valid():
        return _restriction_page(restriction, lift_form=form), 422
    try:
        lift_restriction(restriction, by=current_person(), reason=form.reason.data)
    except DomainError:
        return _restriction_page(restriction, too_late=form.reason.data), 409
    flash(_("It is shown again. The author is told."), "success")
    return redirect(url_for("restrictions_desk.restriction", restriction_id=restriction.id), 303)


@restrictions_desk.post("/einschraenkung/<int:restriction_id>/entscheiden")
@writes
@needs("decide_objection", on=find_restriction_on_desk)
def decide(restriction: Restriction) -> Answer:
    """Decide on the objection."""
    form = DecideForm.of_request()
    if not form.is_sent_and_valid():
        return _restriction_page(restriction, decide_form=form), 422
    try:
        decide_objection(
            restriction, by=current_person(), decision=form.decision.data, reason=form.decision_reason.data
        )
    except DomainError:
        return _restriction_page(restriction, too_late=form.decision_reason.data), 409
    flash(_("The objection is decided. The author is told."), "success")
    return redirect(url_for("restrictions_desk.restriction", restriction_id=restriction.id), 303)


def _restriction_page(
    restriction: Restriction, *, lift_form: ReasonForm | None = None, decide_form: DecideForm | None = None,
    too_late: str | None = None,
) -> str:  # fmt: skip
    speak_for(restriction.thing.authority)
    target = target_of(restriction)
    return render_template(
        "restrictions_desk/restriction.html", restriction=restriction, statement=statement_of(restriction),
        shown=shown(target), standing=standing_of(restriction), desk_url=desk_address(target),
        lift_form=lift_form or ReasonForm(), decide_form=decide_form or DecideForm(),
        decided_by=name_of(restriction.by_id), objection_by=name_of(restriction.decided_by_id),
        lifted_by=name_of(restriction.lifted_by_id), too_late=too_late, origin=origin_of(target),
    )  # fmt: skip
