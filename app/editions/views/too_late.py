"""What somebody typed for a draft that has gone on meanwhile: shown for copying, with who did what and the way on."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from flask import current_app, render_template, request
from flask_babel import gettext as _
from werkzeug.exceptions import Forbidden

from app.concepts.models import Concept
from app.editions.draft_forms import GoalForm, LinesForm, TextsForm
from app.editions.draft_pages import last_step_on
from app.editions.draft_wording import closing_sentence, short_label, tone_labels
from app.editions.faults import CameTooLate
from app.editions.queries import find_open_draft, labels_of_goals
from app.editions.seeing import tree_of
from app.pages.frame import speak_for
from app.policies.doors import may_now

UNSAID = {"seen", "save", "once", "csrf_token", "kind", "sure", "to"}
FORMS: Mapping[str, Any] = {
    "concepts_desk.add": LinesForm, "concepts_desk.save_texts": TextsForm, "concepts_drafting.reword": GoalForm,
}  # fmt: skip


def answer_late(error: CameTooLate) -> Any:
    """Nothing typed is lost: whoever comes too late reads why, and takes the text along."""
    concept: Concept = error.concept
    if not may_now("edit_concept", concept):
        return current_app.handle_http_exception(Forbidden())
    speak_for(concept.authority)
    draft = find_open_draft(concept.id)
    step = last_step_on(concept.id, error.key)
    page = render_template(
        "editions_desk/too_late.html", concept=concept, draft=draft, key=error.key, step=step,
        happened=closing_sentence(step.verb, is_goal=error.key is not None) if step else None,
        typed=list(_typed(_names(concept, draft))),
        kept=[(name, value) for name, values in request.form.lists() for value in values], address=request.path,
        is_frozen=draft is not None and draft.status != "draft",
    )  # fmt: skip
    return page, 409


def _names(concept: Concept, draft: Any) -> dict[str, str]:
    """What goals are called, those that hold and those of the draft, by key."""
    drafted = {key: short_label(entry) for key, entry in tree_of(draft).by_key.items()} if draft else {}
    return labels_of_goals(concept.id) | drafted


def _typed(names: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Everything of the form that somebody wrote or chose, with its label."""
    form_class = FORMS.get(request.endpoint or "")
    form = form_class() if form_class else None
    places = {"under": _("Under"), "origin": _("So far under"), "successors": _("Lives on as")}
    for name, values in request.form.lists():
        law = re.fullmatch(r"legal_requirements-\d+-(text|valid_until)", name)
        for value in values:
            if not value.strip() or name in UNSAID:
                continue
            if name in places:
                yield places[name], names.get(value, value)
            elif name == "tone":
                yield _("Colour of the field"), tone_labels().get(value, value)
            elif name.startswith("leitbild-"):
                yield names.get(name.removeprefix("leitbild-"), name), value
            elif law:
                yield _("Legal requirement") if law[1] == "text" else _("Valid until (optional)"), value
            else:
                yield str(form[name].label.text) if form is not None and name in form else name, value
