"""What of mine was hidden, why, and my objection."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.core.doors import writes
from app.core.errors import DomainError, ReasonIsMissing
from app.pages.frame import speak_for
from app.policies.doors import current_person, needs
from app.restrictions.forms import ObjectionForm
from app.restrictions.models import Restriction
from app.restrictions.objecting import may_still_object, object_to
from app.restrictions.queries import find_own_restriction, own_restrictions
from app.restrictions.targets import target_of
from app.restrictions.views.showing import own_things, shown, shows_title, statement_of
from app.restrictions.wording import kind_label, standing_of

restrictions_mine = Blueprint("restrictions_mine", __name__)


@restrictions_mine.get("")
@needs("use_account")
def index() -> str:
    """What of mine, or of my organisations, was hidden."""
    person = current_person()
    page = own_restrictions(person, own_things(person), request.args.get("nach"))
    return render_template("restrictions/index.html", page=page, kind_label=kind_label, standing_of=standing_of)


@restrictions_mine.get("/<int:restriction_id>")
@needs("object_to_restriction", on=find_own_restriction)
def show(restriction: Restriction) -> str:
    """The statement of reasons, and how to object."""
    return _page(restriction, ObjectionForm())


@restrictions_mine.post("/<int:restriction_id>/widersprechen")
@writes
@needs("object_to_restriction", on=find_own_restriction)
def disagree(restriction: Restriction) -> Any:
    """Object; once."""
    form = ObjectionForm.of_request()
    if not form.is_sent_and_valid():
        return _page(restriction, form), 422
    try:
        object_to(restriction, by=current_person(), text=form.objection.data)
    except ReasonIsMissing:
        raise
    except DomainError:
        # Objected already, shown again meanwhile, or too late: the page says which; the text stays on it.
        if restriction.objection != form.objection.data:
            return _page(restriction, form, is_refused=True), 409
    flash(_("Your objection has arrived. Somebody who had no part in the decision looks at it."), "success")
    return redirect(url_for("restrictions_mine.show", restriction_id=restriction.id), 303)


def _page(restriction: Restriction, form: ObjectionForm, *, is_refused: bool = False) -> str:
    speak_for(restriction.thing.authority)
    has_title = shows_title(restriction.thing, current_person())
    return render_template(
        "restrictions/show.html", restriction=restriction,
        statement=statement_of(restriction, has_title=has_title),
        shown=shown(target_of(restriction), has_title=has_title), form=form, standing=standing_of(restriction),
        may_still_object=may_still_object(restriction), is_refused=is_refused,
    )  # fmt: skip
