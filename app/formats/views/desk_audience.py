"""Whom a format is open to, who runs it, who judges."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug import Response

from app.accounts.models import Person
from app.core.doors import writes
from app.core.errors import DomainError, NotAllowedNow, ReasonIsMissing, VersionIsStale
from app.core.limits import is_within_limit, limited
from app.core.paging import CursorIsBroken
from app.formats.desk_queries import find_member, members_of, organisations_for
from app.formats.desk_wording import role_labels
from app.formats.forms import AudienceForm, InviteForm
from app.formats.inviting import (
    AudienceIsNeeded,
    SaidInConfidence,
    change_audience,
    invite_addresses,
    invite_organisations,
    take_off,
)
from app.formats.models import ParticipationFormat
from app.formats.queries import find_on_desk
from app.formats.running import DayIsWrong, has_contributions
from app.formats.wording import audience_label, status_of
from app.formats.workflow import is_possible
from app.pages.frame import speak_for
from app.policies.doors import current_person, may_now, needs

formats_audience = Blueprint("formats_audience", __name__)

Answer = str | Response | tuple[str, int]
LIST = "/<int:number>/teilnehmende"
MOST_A_DAY, HOUR, DAY = 1_000, timedelta(hours=1), timedelta(days=1)


def _find_with_member(number: int, member_id: int, to: Person) -> ParticipationFormat | None:
    return find_on_desk(number, to)


@formats_audience.get(LIST)
@needs("run_format", on=find_on_desk)
def index(format: ParticipationFormat) -> str:
    """Who can read it and take part; who runs it; who judges."""
    return _page(format)


@formats_audience.post(LIST)
@limited("invite", 240, HOUR)
@writes
@needs("edit_format", on=find_on_desk)
def invite(format: ParticipationFormat) -> Answer:
    """Put people on the list, by mailbox or by organisation."""
    form: Any = _invite_form(format, InviteForm.of_request())
    if not form.is_sent_and_valid():
        return _page(format, invite_form=form), 422
    if not is_within_limit("invitations of a day", str(format.id), MOST_A_DAY, DAY, weight=len(form.proper)):
        form.fault("addresses", _("So many were invited today already. Please go on tomorrow."))
        return _page(format, invite_form=form), 429
    chosen, by = form["organisations"].data, current_person()
    bodies = [body for body in organisations_for(format) if body.id in chosen]
    how: dict[str, Any] = {"role": form["role"].data, "until": form["until"].data, "by": by}
    try:
        count = invite_addresses(format, form.proper, **how) + invite_organisations(format, bodies, **how)
    except DayIsWrong:
        form.fault("until", _("Please choose a day from today on, within a year."))
        return _page(format, invite_form=form), 422
    except NotAllowedNow:
        return _page(format, invite_form=form, is_stale=True), 409
    flash(
        ngettext("%(num)s entry is new on the list.", "%(num)s entries are new on the list.", count), "success"
    )  # fmt: skip
    return _to_list(format)


@formats_audience.post(f"{LIST}/<int:member_id>/entfernen")
@writes
@needs("edit_format", on=_find_with_member)
def remove(format: ParticipationFormat) -> Answer:
    """Take somebody off the list."""
    member = find_member(format, int((request.view_args or {})["member_id"]))
    if member is None:
        return _to_list(format)
    try:
        take_off(format, member, by=current_person())
    except AudienceIsNeeded:
        refused = _("The last one stays: it is announced, and would be open to nobody.")
        return _page(format, refused=refused), 422
    flash(_("Taken off the list."), "success")
    return _to_list(format)


@formats_audience.post(f"{LIST}/kreis")
@writes
@needs("decide_on_format", on=find_on_desk)
def change(format: ParticipationFormat) -> Answer:
    """Open it to everybody, or to those on its list alone; once it is announced only after a second look."""
    form: Any = _audience_form(AudienceForm.of_request())
    if not form.is_sent_and_valid():
        return _page(format, audience_form=form), 422
    chosen = form["audience"].data
    if _is_grave(format, chosen) and not form["sure"].data:
        form.fault("sure", _warning(chosen))
        return _page(format, audience_form=form, asks=True), 422
    try:
        changed = change_audience(
            format, chosen, by=current_person(), version=form.shown_version, reason=form["reason"].data or ""
        )
    except ReasonIsMissing as error:
        form.blame(error)
        return _page(format, audience_form=form, asks=_is_grave(format, chosen)), 422
    except (VersionIsStale, NotAllowedNow):
        form["version"].data = format.version
        return _page(format, audience_form=form, is_stale=True), 409
    except (SaidInConfidence, AudienceIsNeeded) as error:
        form.fault("audience", _why_not(error))
        return _page(format, audience_form=form), 422
    if changed:
        flash(audience_label(format.audience), "success")
    return _to_list(format)


def _is_grave(format: ParticipationFormat, chosen: str) -> bool:
    """From public to closed or back, when people have read of it already."""
    return format.state != "draft" and chosen != format.audience and "public" in (chosen, format.audience)


def _warning(chosen: str) -> str:
    if chosen == "public":
        return _("From now on everybody can read it, and what is said in it. Tick here if you want that.")
    return _("It was public until now: whoever has read or saved it keeps what she knows. Tick here if you want it.")


def _why_not(error: DomainError) -> str:
    if isinstance(error, SaidInConfidence):
        return _("Something was said in it already, to a few and not to everybody. It stays among them.")
    return _("Please put somebody on the list first: it is announced, and would be open to nobody.")


def _invite_form(format: ParticipationFormat, form: Any) -> Any:
    form["organisations"].choices = [(body.id, body.name) for body in organisations_for(format)]
    roles = role_labels()
    named = ("participant", *(("juror",) if format.format_kind == "call" else ()), "facilitator")
    offered = [(role, roles[role]) for role in named]
    form["role"].choices = offered
    return form


def _audience_form(form: Any) -> Any:
    form.offer()
    for field in form:
        field.id = field.label.field_id = f"kreis-{field.short_name}"
    return form


def _page(
    format: ParticipationFormat, *, invite_form: Any = None, audience_form: Any = None, asks: bool = False,
    is_stale: bool = False, refused: str | None = None,
) -> str:  # fmt: skip
    speak_for(format.authority)
    try:
        page = members_of(format, request.args.get("nach"))
    except CursorIsBroken:
        abort(404)
    shown = {"audience": format.audience, "version": format.version}
    may_appoint = may_now("decide_on_format", format)
    may_change = may_appoint and is_possible("change_audience", format.state)
    return render_template(
        "formats_desk/audience.html", format=format, page=page, roles=role_labels(), status=status_of(format.state),
        form=invite_form or _invite_form(format, InviteForm()), asks=asks, is_stale=is_stale, refused=refused,
        audience_form=(audience_form or _audience_form(AudienceForm(data=shown))) if may_change else None,
        audience=audience_label(format.audience), may_invite=may_appoint and is_possible("invite", format.state),
        may_appoint=may_appoint, is_spoken=has_contributions(format),
    )  # fmt: skip


def _to_list(format: ParticipationFormat) -> Response:
    return redirect(url_for("formats_audience.index", number=format.id), 303)
