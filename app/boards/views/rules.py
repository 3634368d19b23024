"""How many dots each person has on a board."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from app.boards.dotting import FewerThanGiven, most_given, set_dots
from app.boards.forms import DotsForm
from app.boards.models import BoardRule
from app.boards.queries import find_to_arrange
from app.core.database import db
from app.core.doors import writes
from app.core.errors import NotAllowedNow, ReasonIsMissing
from app.formats.models import ParticipationFormat
from app.pages.frame import speak_for
from app.policies.doors import current_person, needs

boards_rules = Blueprint("boards_rules", __name__)
NUMBER = "/<int:number>/punkte"


@boards_rules.get(NUMBER)
@needs("edit_format", on=find_to_arrange)
def show(format: ParticipationFormat) -> str:
    """How many they are."""
    rule = db.session.get(BoardRule, format.id)
    return _page(format, DotsForm(data={"dots": rule.dots_each if rule is not None else 0}))


@boards_rules.post(NUMBER)
@writes
@needs("edit_format", on=find_to_arrange)
def save(format: ParticipationFormat) -> Any:
    """Give everybody more of them, or fewer, as long as nobody has given more already; announced, with a reason."""
    form = DotsForm.of_request()
    if not form.is_sent_and_valid():
        return _page(format, form), 422
    try:
        set_dots(format, form.dots.data, by=current_person(), reason=form.why.data or "")
    except NotAllowedNow:
        flash(_("It is over: the dots stay as they are."), "warning")
        return redirect(url_for("formats_desk.show", number=format.id), 303)
    except ReasonIsMissing:
        form.fault("why", _("Please give a reason: people rely on what is announced."))
        return _page(format, form), 422
    except FewerThanGiven as error:
        form.fault("dots", _("Somebody has given %(num)s already: fewer are not possible.", num=error.given))
        return _page(format, form), 422
    flash(_("Everybody has that many dots for each question now."), "success")
    return redirect(url_for("formats_desk.show", number=format.id), 303)


def _page(format: ParticipationFormat, form: DotsForm) -> str:
    speak_for(format.authority)
    return render_template("boards/dots.html", format=format, form=form, given=most_given(format))
