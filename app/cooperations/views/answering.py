"""What a partner says: read the text with what is different, prepare or declare, note the council, leave, compare."""

from datetime import date, timedelta
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.cooperations.answer_wording import became_by, last_word, own_shares, who_sees
from app.cooperations.comparing import Redline, compared
from app.cooperations.declaring import (
    AnotherIsPrepared,
    CouncilIsUnclear,
    OnlyRepresentativesDeclare,
    PartnerIsBoundAlready,
    declare,
    mark_of_prepared,
    note_council,
    prepare_answer,
)
from app.cooperations.forms import AnswerForm, CouncilForm, LeaveForm, PrepareForm
from app.cooperations.leaving import LeavingDayIsWrong
from app.cooperations.leaving import leave as leave_it
from app.cooperations.models import Cooperation, CooperationVersion, Declaration, Partner
from app.cooperations.parts import parts_of
from app.cooperations.queries import find_as_partner, find_partner
from app.cooperations.taking_part import Place, answered_last, function_of, names_of_representatives, place_of
from app.cooperations.wording import council_label, status_of, verdict_help, verdict_label
from app.cooperations.workflow import VERDICTS
from app.core.clock import today
from app.core.doors import writes
from app.core.errors import NotAllowedNow, ReasonIsMissing, VersionIsStale
from app.core.forms import sent_number
from app.core.languages import day
from app.core.limits import limited
from app.pages.frame import send_again
from app.policies.doors import current_person, may_now, needs

cooperations_answering = Blueprint("cooperations_answering", __name__)
TEN_MINUTES = timedelta(minutes=10)
PLACE = "/<int:number>/partner/<int:organisation>"


# ---- the answer ----------------------------------------------------------------------------------


@cooperations_answering.get(f"{PLACE}/antwort")
@needs("prepare_declaration", on=find_partner)
def answer(partner: Partner) -> Any:
    """The text asked about, what is different since our last yes, and what we say to it."""
    place = place_of(partner, current_person())
    if place.asked is None and not place.may_change:
        return _too_late(partner)
    if place.leads:
        return _answer_page(partner, _answer_form(place))
    return _answer_page(partner, prepared=_prepare_form(place))


@cooperations_answering.post(f"{PLACE}/antwort")
@limited("declare", 60, TEN_MINUTES)
@writes
@needs("declare_for_partner", on=find_partner, instead=send_again)
def say(partner: Partner) -> Any:
    """Declare it, in the body's name, to exactly the text that was shown."""
    form = AnswerForm(request.form)
    if not form.validate():
        return _answer_page(partner, form), 422
    try:
        declare(
            partner, by=current_person(), version=form.shown_version, fingerprint=form.fingerprint.data or "",
            verdict=form.verdict.data, function=form.function.data, text=form.text.data or "",
            council=form.council_said_with(form.verdict.data),
        )  # fmt: skip
    except VersionIsStale as error:
        return _stale_answer(partner, form, error), 409
    except (CouncilIsUnclear, PartnerIsBoundAlready, ReasonIsMissing) as error:
        form.blame(error)
        return _answer_page(partner, form), 422
    except OnlyRepresentativesDeclare:
        abort(403)
    except NotAllowedNow:
        return _too_late(partner)
    return redirect(_url("declared", partner), 303)


@cooperations_answering.post(f"{PLACE}/vorbereiten")
@limited("declare", 60, TEN_MINUTES)
@writes
@needs("prepare_declaration", on=find_partner, instead=send_again)
def prepare(partner: Partner) -> Any:
    """Write out an answer for whoever declares."""
    form = PrepareForm(request.form)
    if not form.validate():
        return _answer_page(partner, prepared=form), 422
    try:
        prepare_answer(
            partner, by=current_person(), version=form.shown_version, verdict=form.verdict.data,
            text=form.text.data or "", instead_of=form.seen.data or "",
        )  # fmt: skip
    except VersionIsStale as error:
        shown, form.version.data = error.shown, str(error.current)
        return _answer_page(partner, prepared=form, shown=partner.cooperation.text_of(shown)), 409
    except AnotherIsPrepared:
        form.seen.data = mark_of_prepared(partner)
        return _answer_page(partner, prepared=form, is_replaced=True), 409
    except ReasonIsMissing as error:
        form.blame(error)
        return _answer_page(partner, prepared=form), 422
    except NotAllowedNow:
        return _too_late(partner)
    names = ", ".join(names_of_representatives(partner.organisation_id)) or _("whoever represents the municipality")
    flash(_("The answer is prepared. Only by being declared it counts, by: %(names)s.", names=names), "success")
    return _to_its_page(partner)


@cooperations_answering.get(f"{PLACE}/erklaerung")
@needs("prepare_declaration", on=find_partner)
def declared(partner: Partner) -> Any:
    """What was declared, to take home: for whom, in which function, to which text, and what follows."""
    cooperation = partner.cooperation
    said = partner.declared(cooperation.version)
    if said is None:
        return _to_its_page(partner)
    return render_template(
        "cooperations_mine/declared.html", cooperation=cooperation, partner=partner, said=said,
        status=status_of(cooperation.state), place=place_of(partner, current_person()), verdict_label=verdict_label,
        council_label=council_label, became=became_by(said),
    )  # fmt: skip


def _answer_form(place: Place) -> AnswerForm:
    """Filled with what was prepared, else with what was said before of the same text."""
    laid, said = place.partner.cooperation.laid, place.said
    values = {
        "version": laid.number if laid else 0, "fingerprint": laid.fingerprint if laid else "", "council": "pending",
        "function": function_of(current_person(), place.partner.organisation_id),
    }  # fmt: skip
    if said is not None:
        values |= {
            "verdict": said.verdict, "text": said.text, "council": said.council or "pending",
            "decided_on": said.decided_on, "decision_number": said.decision_number, "function": said.function,
        }  # fmt: skip
    if place.prepared is not None:
        values |= {"verdict": place.prepared.verdict, "text": place.prepared.text}
    return AnswerForm(None, data=values)


def _prepare_form(place: Place) -> PrepareForm:
    prepared = place.prepared
    values: dict[str, Any] = {
        "version": place.partner.cooperation.version, "seen": prepared.mark if prepared else "",
    }  # fmt: skip
    return PrepareForm(None, data=values | ({"verdict": prepared.verdict, "text": prepared.text} if prepared else {}))


def _stale_answer(partner: Partner, form: AnswerForm, error: VersionIsStale) -> str:
    """A newer text was laid while this one was read: nothing is declared; the answer stays, bound to the newer text."""
    cooperation = partner.cooperation
    shown, laid = cooperation.text_of(error.shown), cooperation.laid
    form.version.data, form.fingerprint.data = str(error.current), laid.fingerprint if laid else ""
    return _answer_page(partner, form, shown=shown, is_stale=True)


def _answer_page(
    partner: Partner, form: AnswerForm | None = None, prepared: PrepareForm | None = None, *,
    shown: CooperationVersion | None = None, is_stale: bool = False, is_replaced: bool = False,
) -> str:  # fmt: skip
    place, laid = place_of(partner, current_person()), partner.cooperation.laid
    assert laid is not None  # noqa: S101 - only what was laid is asked about
    earlier = answered_last(partner)
    before = shown or (partner.cooperation.text_of(earlier.version) if earlier else None)
    return render_template(
        "cooperations_mine/answer.html", cooperation=partner.cooperation, partner=partner, place=place, text=laid,
        terms=laid.terms, parts=parts_of(laid.terms), form=form, prepared=prepared, before=before,
        redline=_redline(before, laid), earlier=earlier, earlier_yes=_yes_before(partner, earlier),
        shares=own_shares(partner, laid), last_word=last_word(partner, laid), who_sees=who_sees(laid),
        is_stale=is_stale or shown is not None, is_replaced=is_replaced, verdict_label=verdict_label,
        verdict_helps={verdict: verdict_help(verdict) for verdict in VERDICTS},
        representatives=[] if place.leads else names_of_representatives(partner.organisation_id),
    )  # fmt: skip


def _yes_before(partner: Partner, earlier: Declaration | None) -> Declaration | None:
    """Its last yes, where it has answered a newer text otherwise since."""
    yes = partner.last_yes
    return yes if yes is not None and earlier is not None and yes.version < earlier.version else None


def _redline(before: CooperationVersion | None, text: CooperationVersion) -> Redline | None:
    return compared(before.terms, text.terms) if before is not None and before is not text else None


# ---- the council ---------------------------------------------------------------------------------


@cooperations_answering.get(f"{PLACE}/beschluss")
@needs("declare_for_partner", on=find_partner)
def council(partner: Partner) -> Any:
    """The council has decided on what we accepted subject to it; or what was noted of it is corrected."""
    said = _yes_to(partner, sent_number(request.args.get("fassung")))
    if said is None:
        return _too_late(partner)
    noted = {"decided_on": said.decided_on, "decision_number": said.decision_number}
    return _council_page(partner, said, CouncilForm(None, data={"version": said.version, **noted}))


@cooperations_answering.post(f"{PLACE}/beschluss")
@limited("declare", 60, TEN_MINUTES)
@writes
@needs("declare_for_partner", on=find_partner, instead=send_again)
def decided(partner: Partner) -> Any:
    """Note its day and number."""
    form = CouncilForm(request.form)
    said = _yes_to(partner, form.shown_version)
    if said is None:
        return _too_late(partner)
    if not form.validate():
        return _council_page(partner, said, form), 422
    try:
        note_council(partner, by=current_person(), version=said.version, council=form.council_said())
    except CouncilIsUnclear as error:
        form.blame(error)
        return _council_page(partner, said, form), 422
    except (NotAllowedNow, OnlyRepresentativesDeclare):
        return _too_late(partner)
    is_corrected = said.council == "decided"
    flash(_("What was noted is corrected.") if is_corrected else _("The decision of the council is noted."), "success")
    return _to_its_page(partner)


def _yes_to(partner: Partner, version: int | None) -> Declaration | None:
    """The yes to that text on which the council decides or has decided; without a number the newest that waits."""
    place = place_of(partner, current_person())
    found = [*place.pending, *(place.noted if version is not None else ())]
    return next((said for said in found if version is None or said.version == version), None)


def _council_page(partner: Partner, said: Declaration, form: CouncilForm) -> str:
    return render_template(
        "cooperations_mine/council.html", cooperation=partner.cooperation, partner=partner, said=said, form=form,
        may_leave=place_of(partner, current_person()).may_leave, council_label=council_label,
    )  # fmt: skip


# ---- leaving -------------------------------------------------------------------------------------


@cooperations_answering.get(f"{PLACE}/austritt")
@needs("leave_cooperation", on=find_partner)
def leave(partner: Partner) -> Any:
    """Until when, why, and what follows from it; `?rat=`: with what it takes where the council has said no that day."""
    place = place_of(partner, current_person())
    values = _after_no(request.args["rat"]) if "rat" in request.args else {}
    return _leave_page(partner, LeaveForm(None, data=values)) if place.may_leave else _too_late(partner)


def _after_no(sent: str) -> dict[str, Any]:
    """What stands in the form after a council has said no, on that day where one can be read."""
    try:
        reason = _("The council did not agree to it on %(day)s.", day=day(date.fromisoformat(sent)))
    except ValueError:
        reason = _("The council did not agree to it.")
    return {"on": today(), "reason": reason}


@cooperations_answering.post(f"{PLACE}/austritt")
@limited("declare", 60, TEN_MINUTES)
@writes
@needs("leave_cooperation", on=find_partner, instead=send_again)
def leave_now(partner: Partner) -> Any:
    """Leave with that day and reason."""
    form = LeaveForm(request.form)
    if not form.validate():
        return _leave_page(partner, form), 422
    try:
        leave_it(partner, by=current_person(), on=form.on.data, reason=form.reason.data or "")
    except (LeavingDayIsWrong, ReasonIsMissing) as error:
        form.blame(error)
        return _leave_page(partner, form), 422
    except (NotAllowedNow, OnlyRepresentativesDeclare):
        return _too_late(partner)
    flash(_("Your leaving is noted. The partners are told, with day and reason."), "success")
    return _to_its_page(partner)


def _leave_page(partner: Partner, form: LeaveForm) -> str:
    cooperation = partner.cooperation
    holding = cooperation.in_force
    return render_template(
        "cooperations_mine/leave.html", cooperation=cooperation, partner=partner, form=form,
        terms=holding.terms if holding else cooperation.working,
        is_keeper=cooperation.keeper_id == partner.organisation_id,
    )  # fmt: skip


# ---- two texts beside each other -----------------------------------------------------------------


@cooperations_answering.get("/<int:number>/vergleich")
@needs("see_cooperation", on=find_as_partner)
def compare(cooperation: Cooperation) -> str:
    """What is different between two texts that were laid: `?von=&bis=`, by themselves the last two."""
    laid = cooperation.laid
    if laid is None:
        abort(404)
    last = sent_number(request.args.get("bis")) or laid.number
    after = cooperation.text_of(last)
    before = cooperation.text_of(sent_number(request.args.get("von")) or max(last - 1, 1))
    if before is None or after is None:
        abort(404)
    return render_template(
        "cooperations_mine/compare.html", cooperation=cooperation, before=before, after=after,
        redline=compared(before.terms, after.terms), may_edit=may_now("edit_cooperation", cooperation),
    )  # fmt: skip


# ---- pieces --------------------------------------------------------------------------------------


def _too_late(partner: Partner) -> Any:
    flash(_("This is not possible any more: please look at how the cooperation stands."), "info")
    return _to_its_page(partner)


def _to_its_page(partner: Partner) -> Any:
    return redirect(url_for("cooperations_mine.show", number=partner.cooperation_id), 303)


def _url(page: str, partner: Partner) -> str:
    return url_for(
        f"cooperations_answering.{page}", number=partner.cooperation_id, organisation=partner.organisation_id
    )
