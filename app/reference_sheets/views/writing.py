"""The two steps of writing a sheet: the project in words, then its goals. Each page carries what the other holds."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

from flask import render_template, request, url_for
from flask_babel import gettext as _

from app.concepts.matching import matching_among
from app.concepts.models import Concept
from app.concepts.queries import GoalNode, find_concept, goal_tree, goals_with_keys
from app.core.doors import Afterwards
from app.core.errors import DomainError, NotAllowedNow, VersionIsStale
from app.pages.frame import speak_for
from app.reference_sheets.declaring import MOST_GOALS, Declared
from app.reference_sheets.forms import REMARK, SheetForm
from app.reference_sheets.models import ReferenceSheet
from app.reference_sheets.queries import concepts_with_goals
from app.reference_sheets.wording import kind_names

SUGGESTED = 5
MOST_NAMED = 500
MOST_LISTED = 400
"""So many goals to tick one page holds; of a larger concept it shows those that fit the text."""
TEN_MINUTES = timedelta(minutes=10)
Saving = Callable[[SheetForm, Concept, Declared], Any]


class SavedAlready(DomainError):
    """This form has made a sheet (or another thing) before, with other words."""


@dataclass(frozen=True)
class Offer:
    """One goal to tick: its name in the form, and the words of the project that speak for it."""

    goal: GoalNode
    name: str
    because: Sequence[str] = ()


@dataclass(frozen=True)
class Branch:
    """The goals under one Leitziel, or directly under a field of action."""

    above: GoalNode | None
    offers: list[Offer]


def sheet_form(data: dict[str, Any] | None = None, remarks: dict[str, str] | None = None) -> SheetForm:
    """The form as sent, or filled with `data`; with the concepts there are."""
    form = SheetForm(request.form if data is None else None, data=data, remarks=remarks)
    form.concept.choices = [(row.key, f"{row.title} ({row.authority})") for row in concepts_with_goals()]
    if data is not None and len(form.concept.choices) == 1:
        form.concept.data = form.concept.choices[0][0]
    return form


def filled_from(sheet: ReferenceSheet) -> SheetForm:
    """The form with everything the sheet says."""
    key = sheet.concept.key
    remarks = {f"{key}:{entry['key']}": entry["remark"] for entry in sheet.entries if entry["remark"]}
    return sheet_form(
        {
            "concept": key, "title": sheet.title, "text": sheet.text, "applicant": sheet.applicant,
            "programme": sheet.programme, "goals": [f"{key}:{entry['key']}" for entry in sheet.entries],
            "version": sheet.version, "about": sheet.about_id,
        },
        remarks,
    )  # fmt: skip


def walk(action: str, save: Saving, sheet: ReferenceSheet | None = None) -> Any:
    """One step on, back, or to the end; whatever is missing stands at its field, and nothing typed is lost.

    Only saving needs the transaction: goals are looked for and pages made after it.
    """
    form, step = sheet_form(), request.form.get("schritt")
    if step == "zurueck":
        return Afterwards(lambda: first_page(form, action, sheet))
    if not form.validate():
        return Afterwards(lambda: (first_page(form, action, sheet), 422))
    concept = find_concept(form.concept.data)
    assert concept is not None  # noqa: S101 - one of those on offer
    if step != "sichern":
        return Afterwards(lambda: _goals_page(form, action, concept, sheet))
    tree = goals_with_keys(concept, form.keys()[:MOST_NAMED])
    declared = form.declared([goal for goal in tree.goals if goal.is_taggable])
    if form.faults:
        return Afterwards(lambda: (_goals_page(form, action, concept, sheet), 422))
    try:
        return save(form, concept, declared)
    except VersionIsStale as error:
        form.version.data = str(error.current)
        late = _("The sheet was changed meanwhile, perhaps in another window. Saving now replaces that version.")
        return Afterwards(lambda: (_goals_page(form, action, concept, sheet, late), 409))
    except SavedAlready:
        form.once.data = str(uuid4())
        late = _("Your sheet was saved before, with other words; it has not been changed. To change it, open it under "
                 "its own address. If you save here, you get a second sheet.")  # fmt: skip
        return Afterwards(lambda: (_goals_page(form, action, concept, sheet, late), 409))
    except NotAllowedNow:
        late = _("This sheet cannot be changed any more. What you wrote is still here: it can be saved as a new sheet.")
        return Afterwards(lambda: (_goals_page(form, url_for("reference_sheets.start"), concept, None, late), 409))


def first_page(form: SheetForm, action: str, sheet: ReferenceSheet | None = None, unknown: str = "") -> str:
    """Step 1: concept, project, who applies for what."""
    if sheet is not None:
        speak_for(sheet.authority)
    return render_template(
        "reference_sheets/write.html", form=form, action=action, sheet=sheet, unknown=unknown, remark=REMARK,
        towards=_named(form),
        carried=[*(("goals", name) for name in form.goals.data),
                 *((REMARK + name, words) for name, words in form.remarks.items() if words)],
    )  # fmt: skip


def _named(form: SheetForm) -> list[GoalNode]:
    """The goals chosen so far, to be named above the first step."""
    keys = form.keys()[:MOST_GOALS]
    concept = find_concept(form.concept.data) if keys else None
    tree = goals_with_keys(concept, keys) if concept else None
    return [tree.by_key[key] for key in keys if key in tree.by_key] if tree else []


def _goals_page(form: SheetForm, action: str, concept: Concept, sheet: ReferenceSheet | None, late: str = "") -> str:
    """Step 2: what is chosen, what may fit, and all the others in the order of the document."""
    speak_for(concept.authority)
    tree = goal_tree(concept.id, edition=concept.edition)
    best = matching_among(tree, form.text.data, SUGGESTED, title=form.title.data, concept=concept.key)
    found = {match.goal.key: match.because for match in best}
    chosen = set(form.keys())
    own = [_offer(goal, concept, found) for goal in tree.goals if goal.is_taggable and goal.key in chosen]
    if not late and len(own) < len(chosen):
        late = _("One of the goals does not exist any more. Please look at the choice again.")
    fitting = [_offer(tree.by_key[key], concept, found) for key in found if key not in chosen]
    shown = chosen | found.keys()
    others = [goal for goal in tree.goals if goal.is_taggable and goal.key not in shown]
    fields = _branches(others, concept) if len(others) <= MOST_LISTED else []
    return render_template(
        "reference_sheets/goals.html", form=form, action=action, sheet=sheet, concept=concept, late=late,
        chosen=own, fitting=fitting, fields=fields, unlisted=0 if fields else len(others), most=MOST_GOALS,
        remark=REMARK, remarks=form.remarks, faults=form.remark_faults, kinds=kind_names(concept),
        carried=[(name, form[name].data or "") for name in ("concept", "title", "text", "applicant", "programme")],
    )  # fmt: skip


def _branches(goals: Sequence[GoalNode], concept: Concept) -> list[tuple[GoalNode | None, list[Branch]]]:
    """The goals, each at its first place: field of action, Leitziel, goal."""
    fields: dict[GoalNode | None, dict[GoalNode | None, list[Offer]]] = {}
    for goal in goals:
        parent = goal.parents[0].goal if goal.parents else None
        field = parent.fields[0] if parent else None
        branches = fields.setdefault(field, {})
        branches.setdefault(None if parent is field else parent, []).append(_offer(goal, concept, {}))
    return [(field, [Branch(*pair) for pair in branches.items()]) for field, branches in fields.items()]


def _offer(goal: GoalNode, concept: Concept, found: dict[str, tuple[str, ...]]) -> Offer:
    return Offer(goal, f"{concept.key}:{goal.key}", found.get(goal.key, ()))
