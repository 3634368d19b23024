"""Reports and restrictions in words: causes, grounds, and the statement of reasons as its author reads it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _


@dataclass(frozen=True)
class Statement:
    """What the author is told: what was hidden and since when, on which ground, why, and what can be done about it."""

    what: str
    title: str | None
    meaning: str
    ground: str
    norm: str
    facts: str
    occasion: str
    at: datetime
    until: date


def cause_labels() -> dict[str, str]:
    """What a reader can report."""
    return {
        "unlawful": _("It breaks the law"),
        "insult": _("It insults or threatens somebody"),
        "personal_data": _("It names other people or gives their data"),
        "advertising": _("It is advertising"),
        "copyright": _("The text or picture belongs to somebody else"),
        "other": _("Something else"),
    }


def ground_labels() -> dict[str, str]:
    """What a restriction rests on."""
    return {"law": _("A law"), "rules": _("The rules of the game")}


def outcome_labels() -> dict[str, str]:
    """How a report was settled."""
    return {"left": _("may stay"), "restricted": _("hidden"), "redacted": _("blacked out")}


def kind_label(row: Any) -> str:
    """What a report or restriction is about, in a noun."""
    if row.comment_id:
        return _("Comment")
    if row.attachment_id:
        return _("File")
    kind = getattr(row, "kind", None) or row.thing.kind
    names = {
        "project": _("Project"), "thread": _("Contribution"), "card": _("Card"),
        "cooperation": _("Joint project of municipalities"),
    }  # fmt: skip
    return names.get(kind) or _("Idea")


def what_is_hidden(row: Any) -> str:
    """That it is hidden, with the thing named."""
    if row.comment_id:
        return _("The comment is hidden.")
    if row.attachment_id:
        return _("The file is hidden.")
    kind = getattr(row, "kind", None) or row.thing.kind
    said = {
        "project": _("The project is hidden."), "thread": _("The contribution is hidden."),
        "card": _("The card is hidden."), "cooperation": _("The page of the joint project is hidden."),
    }  # fmt: skip
    return said.get(kind) or _("The idea is hidden.")


def what_was_hidden(kind: str) -> str:
    """The same, as its author reads it."""
    return {
        "comment": _("Your comment"), "file": _("Your file"), "project": _("Your project"), "idea": _("Your idea"),
        "thread": _("Your contribution"), "card": _("Your card"), "cooperation": _("Your joint project"),
    }[kind]  # fmt: skip


def meaning_of(is_of_partners: bool) -> str:
    """What follows from hiding; the partners of a cooperation have it among themselves as before."""
    if is_of_partners:
        return _("Nobody reads it in public until this decision is lifted. The partners go on reading it.")
    return _("Nobody but you and the editors can see it, on every page, until this decision is lifted.")


def occasion_of(was_reported: bool) -> str:
    """How the office came to look at it; never who told it."""
    return _("A report by a reader.") if was_reported else _("The editors noticed it themselves.")


def standing_of(row: Any) -> str:
    """How far a restriction is."""
    if row.decided_at and row.decision == "upheld":
        return _("The objection was rejected; it stays hidden.")
    if row.lifted_at:
        return _("It is shown again.")
    if row.objected_at:
        return _("An objection waits for its decision.")
    return what_is_hidden(row)


def place_labels() -> dict[str, str]:
    """Where passages were found."""
    return {
        "title": _("Title and address"),
        "versions": _("Text, in all versions"),
        "answer": _("Public answer"),
        "history": _("Timeline and links"),
        "names": _("Names of those who wrote it"),
        "files": _("Names and descriptions of files"),
        "reports": _("Reports and statements of reasons"),
        "statements": _("Requests and statements"),
        "answers": _("Coordinated answer and its release"),
        "follow_ups": _("Asked back about the answer"),
        "awards": _("Prizes of a call and what its jury remarked"),
        "remarks": _("Internal remarks"),
        "mails": _("Copies of mails sent"),
    }


def place_readers() -> dict[str, str]:
    """Who reads what stands there, where it is not everybody who reads the idea."""
    return {
        "reports": _("Read by your office and by those concerned."),
        "statements": _("Read by your office and the office asked; by everybody, once published with the answer."),
        "answers": _("Read by your office; by everybody, once released. Remarks stay inside."),
        "follow_ups": _("Read by the authors and your office."),
        "awards": _("Prizes are read by everybody once the call is concluded, remarks by your office alone."),
        "remarks": _("Read by your office alone."),
        "mails": _("Read by your office, in the file of the idea. What has been sent cannot be called back."),
    }
