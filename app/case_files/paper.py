"""The file of an idea as one paper to be archived: its cover, its chapters, and the files enclosed."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from app.accounts.models import Person
from app.case_files.chapters import chapters_of, moment, size_words
from app.case_files.gathering import CaseFile
from app.core.clock import now
from app.core.journal import JournalEntry
from app.files.models import Attachment
from app.files.storing import FileIsMissing, Store, StoreIsAway
from app.ideas.wording import author_of, origin_labels, place_of, status_of, status_of_idea

TEMPLATE = "case_files/print/file.typ"
MOST_BYTES = 60_000_000
"""So much is enclosed; what goes beyond it is listed with its check sum and stays in the store."""


@dataclass(frozen=True)
class Paper:
    """What the press needs."""

    title: str
    content: dict[str, Any]
    files: dict[str, bytes]


def paper_of(case: CaseFile, *, by: Person, store: Store, is_demo: bool) -> Paper:
    """The whole file as it stands now, with the files the store still has."""
    idea = case.idea
    title = _("File of idea no. %(number)s: %(title)s", number=idea.number, title=" ".join(idea.title.split()))
    every = [*case.files, *(file for files in case.request_files.values() for file in files)]
    files, enclosed = _enclosed(every, store)
    mark = _("No. %(number)s", number=idea.number)
    authority = idea.authority
    content = {
        "edition": f"{mark} · {idea.file_reference}" if idea.file_reference else mark,
        "demo": _("Demonstration, not on behalf of the named districts.") if is_demo else None,
        "page_words": _("Page {page} of {pages}"),
        "stand_in_words": _("□ stands for a character this print cannot show."),
        "headline": _("File of idea no. %(number)s", number=idea.number),
        "office": f"{authority.office}, {authority.name}" if authority else "",
        "idea_title": idea.title,
        "facts": [
            [label, value]
            for label, value in (
                (_("File number"), idea.file_reference or _("no number given yet")),
                (_("State"), status_of_idea(idea).label),
                (_("Author"), author_of(idea)),
                (_("Came in"), _came_in(case)),
                (_("Place"), place_of(idea)),
                (_("Taken over from another office"), moment(case.since) if case.since else ""),
            )
            if value
        ],
        "states_label": _("States and days"),
        "states_head": [_("Since"), _("State")],
        "states": [[moment(entry.at), _state_in(entry)] for entry in case.entries if _changed_state(entry)],
        "made": _("Made on %(moment)s by %(name)s.", moment=moment(now()), name=by.display_name or _("a colleague")),
        "held": _(
            "This file holds what %(office)s keeps about the idea. Of public comments only the number is given. "
            "Links that open something by themselves are blacked out in mails.",
            office=authority.office if authority else "",
        ),
        "contents_label": _("Contents"),
        "nothing": _("Nothing."),
        "chapters": chapters_of(case, enclosed),
        "attached": [
            {
                "file": enclosed[file.id], "name": f"{place:02d}-{_plain(file.name)}", "media_type": file.media_type,
                "description": f"{file.name} ({size_words(file.size)})",
            }
            for place, file in enumerate((one for one in every if one.id in enclosed), start=1)
        ],
    }  # fmt: skip
    return Paper(title, content, files)


def _enclosed(every: Iterable[Attachment], store: Store) -> tuple[dict[str, bytes], dict[int, str]]:
    """The bytes by the name the template reads them under, and that name by attachment; nothing that is hidden."""
    files: dict[str, bytes] = {}
    names: dict[int, str] = {}
    left = MOST_BYTES
    for file in every:
        if file.restricted_at is not None or file.size > left:
            continue
        try:
            data = store.get(file.key)
            small = store.get(file.preview_key or file.key) if file.is_picture else b""
        except (FileIsMissing, StoreIsAway):
            continue
        name = f"f{file.id}"
        files[name], names[file.id] = data, name
        if small:
            files[f"{name}-small"] = small
        left -= len(data) + len(small)
    return files, names


def _plain(name: str) -> str:
    """A file name that is one in every system."""
    return "".join(letter if letter.isalnum() or letter in "._-" else "_" for letter in name)[-100:]


def _came_in(case: CaseFile) -> str:
    idea = case.idea
    name = case.name(idea.entered_by_id, idea.submitted_at)
    typed_in = _("typed in by %(name)s", name=name) if name else ""
    origin = origin_labels().get(idea.origin, idea.origin)
    return ", ".join(filter(None, [origin, moment(idea.submitted_at), typed_in]))


def _changed_state(entry: JournalEntry) -> bool:
    return entry.to_state is not None and entry.to_state != entry.from_state


def _state_in(entry: JournalEntry) -> str:
    outcome, office = entry.details.get("outcome"), entry.details.get("forwarded_to")
    return status_of(entry.to_state or "", outcome, office).label
