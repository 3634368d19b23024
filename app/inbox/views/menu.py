"""The menu of the desk: what one needs all day, and further things that unfold; each only where the person may."""

from dataclasses import dataclass

from flask import current_app, url_for
from flask_babel import gettext as _

from app.ideas.inbox_wording import counts
from app.policies.doors import may_now


@dataclass(frozen=True)
class Entry:
    """One entry: its key (`section` of a page), words, address, and how much waits there."""

    key: str
    label: str
    url: str
    count: int | None = None


@dataclass(frozen=True)
class Menu:
    """The entries in sight, and those that unfold."""

    entries: list[Entry]
    further: list[Entry]


def desk_menu() -> Menu:
    """The menu as this person sees it. One query, for the numbers."""
    figures = counts()
    waits = figures.kinds.get
    is_editing = may_now("edit_concept") or may_now("adopt_edition")
    reported = sum(waits(kind, 0) for kind in ("report", "objection", "comment"))
    concepts = "concepts_desk.index" if is_editing else "concepts.index"
    return Menu(
        _allowed(
            ("inbox", _("Inbox"), "inbox.index", "assign", figures.waiting),
            ("statements", _("Statements"), "statements_desk.index", "request_statement", waits("statement")),
            ("releases", _("Releases"), "answers_releasing.index", "name_deputy", waits("release")),
            ("reception", _("Reception"), "reception.enter", "enter_idea", None),
            ("projects", _("Projects"), "projects_desk.index", "read_project_on_desk", None),
            *_formats(sum(waits(kind, 0) for kind in ("contribution_held", "format_results", "format_draft"))),
            ("concepts", _("Concepts"), concepts, "see_desk", waits("correspondence") if is_editing else None),
            ("figures", _("Figures"), "figures.index", "see_figures", None),
        ),
        _allowed(
            ("reports", _("Reports"), "restrictions_desk.index", "read_reports", reported),
            ("sheets", _("Reference sheets"), "reference_sheets_desk.index", "confirm_sheet", waits("sheet")),
            ("letters", _("Letters"), "letters.index", "post_letter", waits("letter")),
            ("responsibilities", _("Responsibilities"), "responsibilities_desk.index", "edit_responsibilities", None),
            ("addressees", _("Offices"), "statements_addressees.index", "edit_addressees", None),
            ("templates", _("Response templates"), "casework_setting.templates", "edit_templates", None),
            ("roles", _("Roles"), "accounts_desk.roles", "edit_texts", None),
            ("pages", _("Pages"), "pages_desk.index", "edit_texts", waits("barrier")),
        ),
    )  # fmt: skip


def _formats(waiting: int) -> list[tuple[str, str, str, str, int | None]]:
    """The formats: for whoever moderates; and whoever is here without an office was given one to run."""
    may_enter = may_now("create_format") or not may_now("see_desk")
    return [("formats", _("Participation"), "formats_desk.index", "use_account", waiting)] if may_enter else []


def _allowed(*entries: tuple[str, str, str, str, int | None]) -> list[Entry]:
    return [
        Entry(key, label, url_for(endpoint), count)
        for key, label, endpoint, permission, count in entries
        if endpoint in current_app.view_functions and may_now(permission)
    ]
