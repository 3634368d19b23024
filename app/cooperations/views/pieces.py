"""What the doors of writers share: their blueprint, the words of each choice, and what to say when it is too late."""

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _

from app.cooperations.forms import InviteForm
from app.cooperations.models import Cooperation
from app.cooperations.picking import Group
from app.cooperations.terms import PUBLIC_FROM
from app.cooperations.text_forms import OnePageForm
from app.cooperations.wording import key_help, kind_help, legal_form_help, public_from_help, rule_help
from app.cooperations.workflow import KEYS, KINDS, LEGAL_FORMS, RULES

cooperations_writing = Blueprint("cooperations_writing", __name__)
NUMBER = "<int:number>"


def too_late(cooperation: Cooperation) -> Any:
    """Back to its page: this step is not possible any more."""
    flash(_("This is not possible any more: please look at how the cooperation stands."), "info")
    return to_its_page(cooperation)


def to_its_page(cooperation: Cooperation) -> Any:
    """The page of the partners."""
    return redirect(url_for("cooperations_mine.show", number=cooperation.id), 303)


def ticked_a_group(form: OnePageForm | InviteForm, groups: list[Group]) -> bool:
    """Whether somebody asked, without a script, to tick a whole group: then its bodies are among the partners."""
    wanted = request.form.get("gruppe")
    group = next((one for one in groups if one.key == wanted), None) if wanted else None
    if group is None:
        return False
    more = [choice.number for choice in group.choices if choice.number not in form.partners.data]
    form.partners.data = [*form.partners.data, *more]
    return True


def helps() -> dict[str, dict[str, str]]:
    """What each choice means, by the field and the choice."""
    return {
        "kind_helps": {kind: kind_help(kind) for kind in KINDS},
        "rule_helps": {rule: rule_help(rule) for rule in RULES},
        "form_helps": {form: legal_form_help(form) for form in LEGAL_FORMS},
        "key_helps": {key: key_help(key) for key in KEYS},
        "public_helps": {when: public_from_help(when) for when in PUBLIC_FROM},
    }
