"""Requests and statements in words: states with their signs, verdicts, kinds of offices, the question, the reasons."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.accounts.organisation_forms import KIND_WORDS
from app.core.journal import JournalEntry
from app.core.languages import day
from app.ideas.models import Idea
from app.ideas.statement_sentences import why_taken_back
from app.ideas.wording import Status
from app.statements.models import StatementRequest

BODY_WORDS: dict[str, Any] = {
    **KIND_WORDS,
    "special_purpose_association": _l("Special-purpose association"),
    "advisory_board": _l("Advisory board"),
    "chamber": _l("Chamber"),
    "state_authority": _l("State authority"),
    "local_action_group": _l("LEADER action group"),
}
"""Every kind of organisation in words."""


def view_labels() -> dict[str, str]:
    """The tabs of the list."""
    return {
        "offen": _("Open"), "eingegangen": _("Came back"), "nicht-zustaendig": _("Not responsible"),
        "zurueckgenommen": _("Taken back"),
    }  # fmt: skip


def verdict_labels() -> dict[str, str]:
    """What a statement comes to, in one phrase each."""
    return {
        "no_objection": _("no objection"), "remarks": _("remarks"), "objection": _("objections"),
        "not_affected": _("not affected"), "running": _("already under way"),
        "welcome": _("welcomed, subject to the council"),
    }  # fmt: skip


def status_of_request(request: StatementRequest) -> Status:
    """How far a request is, with its sign; a late one says so in words."""
    if request.state == "open":
        if request.is_late:
            return Status(_("late, was due by %(day)s", day=day(request.due_on)), "stop", "quarter")
        return Status(_("asked, due by %(day)s", day=day(request.due_on)), "open", "quarter")
    if request.state == "answered":
        verdict = request.statement.verdict if request.statement else None
        label = verdict_labels().get(verdict or "", "")
        mood = "wait" if verdict == "objection" else "good"
        return Status(_("came back: %(verdict)s", verdict=label), mood, "full")
    if request.state == "not_responsible":
        return Status(_("not responsible"), "wait", "half")
    return Status(_("taken back"), "end", "empty")


def default_question() -> str:
    """What is mostly asked; whoever asks may write something else."""
    return _(
        "What does your office have to say about this idea?\n\n"
        "Please tell us whether anything stands against it, what would have to be considered, whether something of "
        "the kind is already planned or under way, and roughly what effort it would take."
    )


def reason_of_end(entry: JournalEntry | None) -> str:
    """Why a request was taken back."""
    return why_taken_back(entry) if entry is not None else ""


def answered_by(request: StatementRequest) -> str:
    """Who gave the statement, for which office."""
    statement = request.statement
    if statement is None:
        return ""
    return ", ".join(part for part in (statement.speaker_name, statement.speaker_office) if part)


def place_asked(idea: Idea) -> str:
    """Where the idea belongs, for those who are asked."""
    towns = ", ".join(town.name for town in idea.municipalities)
    return towns or (idea.region.name if idea.region else "") or _("all of the district")
