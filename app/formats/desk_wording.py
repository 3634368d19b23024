"""The words for making and running formats: what is missing, the steps and what follows from them, the chronicle."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from app.core.journal import JournalEntry
from app.core.languages import day
from app.core.texts import excerpt
from app.formats.chronicle import told, with_earlier
from app.formats.completing import Missing
from app.formats.desk_queries import next_day
from app.formats.kinds import kind_of
from app.formats.models import EarlierWording, ParticipationFormat
from app.formats.running import is_owed_a_result
from app.formats.wording import question_labels
from app.formats.workflow import is_possible
from app.ideas.wording import Told


@dataclass(frozen=True)
class Step:
    """A step the desk may take: its verb, its address, what its button says, and what follows."""

    verb: str
    slug: str
    label: str
    headline: str
    what_follows: tuple[str, ...]
    kind: str = "ink"


SLUGS = (
    "ankuendigen", "oeffnen", "schliessen", "wieder-oeffnen", "veroeffentlichen", "ergebnis-berichtigen", "absagen",
    "loeschen",
)  # fmt: skip


def steps() -> dict[str, Step]:
    """All steps with a page of their own by their address, in the order of the buttons."""
    all_steps = (
        Step(
            "announce_format", "ankuendigen", _("Announce it …"), _("Announce this participation?"),
            (
                _("Whoever it is open to can read it from now on, and is told of it where an invitation stands."),
                _("It opens by itself on its first day, and closes after its last."),
                _("Changes of the days and of the four questions then need a reason that everybody reads."),
            ), kind="go",
        ),
        Step(
            "open_format", "oeffnen", _("Open it now …"), _("Open it now?"),
            (_("People can take part from this moment. Today becomes the first day, if a later one stood there."),),
        ),
        Step(
            "close_format", "schliessen", _("Close it now …"), _("Close it now?"),
            (
                _("Nobody can take part any more. Today becomes the last day, if a later one stood there."),
                _("The office owes the result within 20 working days; the day stands on the page for everybody."),
            ),
        ),
        Step(
            "reopen_format", "wieder-oeffnen", _("Open it again …"), _("Open it again?"),
            (_("People can take part again until the new last day. Whoever took part is told of it."),),
        ),
        Step(
            "conclude_format", "veroeffentlichen", _("Publish the result …"), _("Publish the result?"),
            (
                _("Everybody it is open to reads the result, and what became of every contribution."),
                _("Whoever took part is told of it. Afterwards it can only be corrected, with a reason."),
            ), kind="go",
        ),
        Step(
            "correct_result", "ergebnis-berichtigen", _("Correct the result …"), _("Correct the published result"),
            (_("The new text takes the place of the old one. The reason and the old text stand in the chronicle."),),
        ),
        Step(
            "cancel_format", "absagen", _("Call it off …"), _("Call this participation off?"),
            (
                _("Nobody can take part any more. Its page stays, with your reason."),
                _("This cannot be taken back. Whoever took part or was invited is told of it."),
            ), kind="stop",
        ),
        Step(
            "delete_draft", "loeschen", _("Delete the draft …"), _("Delete this draft?"),
            (_("Its texts, sections and list of people are gone for good. Nobody but the desk has read them."),),
            kind="stop",
        ),
    )  # fmt: skip
    return {step.slug: step for step in all_steps}


def next_steps(format: ParticipationFormat) -> list[Step]:
    """The steps that are possible now; nothing is called off that people have said something in."""
    later = {"cancel_format"} if is_owed_a_result(format) else set()
    if not format.result:
        later.add("conclude_format")
    return [step for step in steps().values() if is_possible(step.verb, format.state) and step.verb not in later]


def what_next(row: Any) -> str:
    """What is to be done with it next, or what happens by itself."""
    on = next_day(row)
    if row.state == "draft":
        return _("announce it before %(day)s", day=day(on)) if on else _("choose the days")
    if row.state == "announced":
        return _("opens by itself on %(day)s", day=day(on)) if on else _("choose the days")
    if row.state == "open":
        return _("closes by itself after %(day)s", day=day(on)) if on else _("close it")
    if row.state == "closed":
        return _("publish the result by %(day)s", day=day(on)) if on else _("publish the result")
    return ""


def field_labels() -> dict[str, str]:
    """The columns of the frame, as its form calls them."""
    return {
        "title": _("Title"),
        "text": _("What it is about"),
        "opens_on": _("First day"),
        "closes_on": _("Last day"),
        "place": _("Place and time"),
        "municipality_id": _("Municipality"),
        "access": _("Accessibility"),
        "level": _("How far does people's word reach?"),
        **question_labels(),
        "phase_id": _("Phase of the process"),
        "decision_on": _("Day of the decision"),
        "early_reason": _("Why is it decided before people have said their last word?"),
    }


@dataclass(frozen=True)
class Lack:
    """One thing that is missing, and where it is put right."""

    label: str
    url: str | None
    gaps: str = ""


def lacks_of(format: ParticipationFormat, missing: Missing) -> list[Lack]:
    """What is missing before it can be announced, each with the way to its field."""
    labels = field_labels()
    section = kind_of(format).section

    def at(name: str) -> Lack:
        if name == "sections":
            label = _("at least one: %(section)s", section=section() if section else "")
            return Lack(label, url_for("formats_sections.index", number=format.id))
        if name == "members":
            return Lack(_("somebody to take part"), url_for("formats_audience.index", number=format.id))
        return Lack(labels[name], url_for("formats_desk.edit", number=format.id, _anchor=name))

    found = [at(name) for name in missing.fields]
    titles = {f"section-{one.id}": one for one in format.sections}
    for name, gaps in missing.gaps.items():
        words = ", ".join(dict.fromkeys(gaps))
        if name in titles:
            url = url_for("formats_sections.edit", number=format.id, section_id=titles[name].id)
            found.append(Lack(excerpt(titles[name].title, 60), url, words))
        else:
            found.append(Lack(labels[name], url_for("formats_desk.edit", number=format.id, _anchor=name), words))
    return found + [Lack(sentence(), None) for sentence in missing.of_kind]


def role_labels() -> dict[str, str]:
    """As what somebody stands on the list of a format."""
    return {"participant": _("takes part"), "juror": _("judges (jury)"), "facilitator": _("runs it (facilitation)")}


def desk_story(
    entries: Sequence[JournalEntry], earlier: Sequence[EarlierWording] = (), names: Mapping[int, str] | None = None
) -> list[Told]:
    """The whole journal of a format as its desk reads it: with who did it (`names`), and what it said before."""
    known = names or {}
    return [
        replace(_told(entry), earlier=words, by=_actor(entry, known)) for entry, words in with_earlier(entries, earlier)
    ]


def _actor(entry: JournalEntry, names: Mapping[int, str]) -> str:
    if entry.actor_role in ("clock", "import"):
        return _("by the calendar") if entry.actor_role == "clock" else _("entered from the concept")
    return names.get(entry.actor_id or 0) or _("deleted account")


def _told(entry: JournalEntry) -> Told:
    if entry.audience == "public" and entry.verb != "edit_format":
        return told(entry)
    labels = field_labels()
    fields = ", ".join(labels[name] for name in entry.details.get("fields", []) if name in labels)
    idea = entry.details.get("idea", "")
    headline = {
        "begin_format": _("The draft is begun"),
        "edit_format": _("Changed: %(fields)s", fields=fields),
        "set_rules": _("What counts, who judges or what can be won is changed"),
        "set_dots": _("The number of dots is changed"),
        "award_idea": _("Idea no. %(number)s wins a prize", number=idea),
        "take_back_award": _("The prize of idea no. %(number)s is taken back", number=idea),
        "keep_question_result": _("The result of a question is kept"),
        "add_section": _("A section is added"),
        "edit_section": _("A section is worded anew"),
        "move_section": _("The order of the sections is changed"),
        "remove_section": _("A section is removed"),
        "draft_result": _("The result is being written"),
        "change_audience": _("Who can read it and take part is changed"),
        "change_members": _("The list of people is changed"),
    }.get(entry.verb)
    return Told(entry.at, headline, entry.reason) if headline else told(entry)


def what_happened(verb: str) -> str:
    """A step in the story of a contribution, as its desk reads it."""
    return {
        "contribute": _("said"), "hold_contribution": _("held back until the office has read it"),
        "release_contribution": _("released"), "edit_contribution": _("put in other words"),
        "take_up": _("taken up as an idea"), "add_to_idea": _("added to an idea"),
        "take_from_idea": _("taken from an idea"), "assign_goals": _("goals changed"),
        "weigh_contribution": _("weighed"),
        "move_thread": _("put under another topic"), "redact_contribution": _("blacked out in parts"),
        "remove_contribution": _("removed"), "restrict": _("hidden"), "lift_restriction": _("shown again"),
    }.get(verb, _("changed"))  # fmt: skip
