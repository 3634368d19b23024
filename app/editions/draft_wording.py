"""How the editor of a draft speaks: what a rule refused, what each mark means, who did what."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask_babel import format_datetime, ngettext
from flask_babel import gettext as _

from app.concepts.schemas import MAX_DEPTH, MAX_GOALS
from app.core.clock import local
from app.core.errors import DomainError
from app.core.texts import excerpt
from app.editions.faults import (
    DraftIsFrozen,
    DraftIsInvalid,
    DraftIsOpen,
    IsBelowItself,
    IsLastPlace,
    IsNew,
    IsNotNew,
    NoSuchGoal,
    NothingToAdd,
    StandsThere,
    StillHasGoals,
    TooDeep,
    TooManyGoals,
)
from app.editions.tree import DraftTree, Entry, label_of


def sentence_for(error: DomainError) -> str:
    """What the rule says, and what one can do instead."""
    if isinstance(error, StillHasGoals):
        return ngettext(
            "%(num)s goal below it would be left without a place. Please move it first, or let it go too.",
            "%(num)s goals below it would be left without a place. Please move them first, or let them go too.",
            error.count,
        )
    if isinstance(error, DraftIsInvalid):
        return _("The draft would contradict itself that way: %(faults)s", faults=error.faults)
    sentences = {
        DraftIsOpen: _("There is a draft already. Please go on with that one."),
        DraftIsFrozen: _("The draft is in consultation and stays as people read it. End the consultation first."),
        NoSuchGoal: _("This goal does not stand there any more. Please choose again."),
        IsBelowItself: _("A goal cannot stand below itself or below a finer level. Please choose another place."),
        StandsThere: _("The goal is listed there already."),
        IsLastPlace: _("This is the last place of the goal. Move it, or let it go, instead of taking it out here."),
        IsNotNew: _("This goal stands in an edition that was adopted. Let it go instead: its page and its ideas stay."),
        IsNew: _("This goal is new in this draft. Simply remove it."),
        NothingToAdd: _("All of these lines stand there already. Nothing is added."),
        TooManyGoals: _("A concept can hold at most %(count)s goals.", count=f"{MAX_GOALS:,}".replace(",", ".")),
        TooDeep: _("Goals can stand at most %(count)s levels deep.", count=MAX_DEPTH),
    }
    if type(error) not in sentences:
        raise error
    return sentences[type(error)]


def closing_sentence(verb: str, *, is_goal: bool) -> str:
    """What happened to the draft, or to the goal one was about to change."""
    sentences = {
        "discard_draft": _("The draft was thrown away meanwhile."),
        "open_consultation": _("The draft was put up for consultation meanwhile."),
        "adopt_edition": _("The draft was adopted meanwhile: it holds now."),
        "change_draft": _("This goal was taken out of the draft meanwhile."),
        "begin_draft": _("Meanwhile there is another draft, without this goal."),
        "take_over_edition": _("A file has replaced the draft meanwhile; this goal is not in it."),
    }
    return sentences["begin_draft" if is_goal and verb == "discard_draft" else verb]


def tone_labels() -> dict[str, str]:
    """The colours of a field of action."""
    names = (_("Yellow"), _("Red"), _("Green"), _("Blue"), _("Violet"), _("Orange"))
    return {str(tone): name for tone, name in enumerate(names, 1)}


def mark_labels() -> dict[str, str]:
    """What the marks of a goal say."""
    return {
        "new": _("new"), "changed": _("reworded"), "moved": _("moved"), "retired": _("is dropped"),
        "restored": _("stays after all"),
    }  # fmt: skip


def kind_label(labels: Mapping[str, Any], kind: str, *, many: bool = False) -> str:
    """What the document itself calls that level."""
    return str(labels[kind][1 if many else 0])


def told(row: Any, tree: DraftTree) -> dict[str, Any]:
    """One row of the history in words: when, who, what, and the goal where it is still there."""
    details: Mapping[str, Any] = row.details
    key = details.get("goal")
    entry = tree.by_key.get(key) if key else None
    return {
        "at": row.at, "who": row.who or _("deleted account"), "what": _what(row.verb, details),
        "key": key if entry else None, "label": short_label(entry) if entry else details.get("title"),
    }  # fmt: skip


def moment(at: datetime) -> str:
    """Day and hour, as the history says them."""
    return str(format_datetime(local(at), _("d MMMM y, HH:mm"), rebase=False))


def short_label(entry: Entry) -> str:
    """The goal in a line."""
    return excerpt(label_of(entry), 90)


def _what(verb: str, details: Mapping[str, Any]) -> str:
    if verb != "change_draft":
        words = {
            "begin_draft": _("began the draft"),
            "discard_draft": _("threw the draft away"),
            "take_over_edition": _("took over a file"),
        }
        return words[verb]
    if details.get("what") == "add":
        count = int(details.get("count", 1))
        return ngettext("added %(num)s goal at:", "added %(num)s goals at:", count)
    words = {
        "reword": _("changed:"), "move": _("moved:"), "link": _("listed at one more place:"),
        "unlink": _("took out of one place:"), "retire": _("let go:"), "restore": _("kept after all:"),
        "remove": _("removed the new goal:") if details.get("title") else _("removed a new goal"),
        "texts": _("changed the texts"),
    }  # fmt: skip
    return words.get(str(details.get("what")), _("changed the draft"))
