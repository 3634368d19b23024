"""What happened to a cooperation, in sentences with bodies and days, never with names of people: for everybody, and for
its partners."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _

from app.cooperations.filing import shown_papers
from app.cooperations.models import Cooperation, CooperationVersion, Declaration
from app.cooperations.terms import alphabetical
from app.cooperations.wording import council_label, council_word
from app.core.database import db
from app.core.journal import JournalEntry
from app.core.languages import day
from app.ideas.wording import Told
from app.restrictions.models import Restriction
from app.things.queries import chronicle_of

OWN_MATTERS = ("prepare_answer",)
"""What one partner does at home: the others do not read of it."""


def public_steps(cooperation: Cooperation) -> list[JournalEntry]:
    """The steps everybody may read of, oldest first: what happened in public, and what the partners have released
    since of what they said among themselves.

    A yes that was taken back before anything held is told no more; how the councils stand, only where answers are
    released.
    """
    steps: list[JournalEntry] = []
    said: set[tuple[Any, ...]] = set()
    entries = chronicle_of(cooperation.id, "public", "author")
    papers = shown_papers(cooperation) if any(entry.verb == "file_paper" for entry in entries) else set()
    for entry in entries:
        # Said once more in other words, a yes is no second one.
        one = (entry.details.get("partner"), entry.version) if entry.verb == "declare" else (entry.id,)
        if one not in said and (_is_public(entry, cooperation) or _is_released(entry, cooperation, papers)):
            steps.append(entry)
            said.add(one)
    return steps


def told_of(steps: Sequence[JournalEntry], cooperation: Cooperation) -> list[Told]:
    """Those steps in sentences for everybody."""
    return [_told(step, cooperation, for_everybody=True) for step in steps]


def told_to_everybody(entry: JournalEntry, cooperation: Cooperation) -> Told | None:
    """One row as everybody reads it; None where it is not for everybody, or not any more."""
    return _told(entry, cooperation, for_everybody=True) if is_told_to_everybody(entry, cooperation) else None


def is_told_to_everybody(entry: JournalEntry, cooperation: Cooperation) -> bool:
    """Whether everybody reads of this step today."""
    return _is_public(entry, cooperation)


def partners_chronicle(cooperation: Cooperation) -> list[Told]:
    """All of its course, as its partners read it, oldest first; one query."""
    entries = chronicle_of(cooperation.id, "public", "author")
    return [_told(entry, cooperation) for entry in entries if entry.verb not in OWN_MATTERS]


def _is_public(entry: JournalEntry, cooperation: Cooperation) -> bool:
    return entry.audience == "public" and _is_for_everybody(entry, cooperation)


def _is_released(entry: JournalEntry, cooperation: Cooperation, papers: Collection[int]) -> bool:
    """Whether everybody reads by now of a step that was the partners' own when it was taken: that a paper everybody
    reads was filed; and, of the text everybody reads and only where answers are released, that it was laid before them
    and that a council had decided on it."""
    if entry.verb == "file_paper":
        return entry.details.get("paper") in papers
    if entry.version != cooperation.shown_version or not _shows_answers(cooperation):
        return False
    if entry.verb == "lay_text":
        text = cooperation.text_of(entry.version)
        return text is not None and text.terms.public_from == "agreed"
    return _tells_of_council(entry) and _stands(entry, cooperation)


def _tells_of_council(entry: JournalEntry) -> bool:
    """The council's decision, noted by itself or told along with the yes."""
    return entry.verb == "note_council" or (entry.verb == "declare" and entry.details.get("council") == "decided")


def _stands(entry: JournalEntry, cooperation: Cooperation) -> bool:
    """Whether its yes to the text everybody reads, with the council's decision, still is what it says, or was until it
    left."""
    partner = cooperation.partner_of(entry.details.get("partner", 0))
    said = partner.declared(cooperation.shown_version) if partner is not None else None
    if partner is None or said is None or said.council != "decided" or entry.at < partner.invited_at:
        return False
    return partner.is_present or partner.leaves_on is not None


def _is_for_everybody(entry: JournalEntry, cooperation: Cooperation) -> bool:
    text = cooperation.text_of(entry.version)
    if entry.verb == "release_cooperation":
        # What became public by being agreed is told as that.
        return text is not None and text.terms.public_from == "proposed"
    if entry.verb == "note_council":
        return _shows_answers(cooperation)
    if entry.verb != "declare" or text is None:
        return True
    partner = cooperation.partner_of(entry.details.get("partner", 0))
    stands = text.agreed_at is not None or (partner is not None and partner.has_accepted(text.number))
    return stands and not _is_of_proposer(entry, text)


def _is_of_proposer(entry: JournalEntry, text: CooperationVersion) -> bool:
    """Whoever lays a text before the others says yes to it by that."""
    parties = text.terms.parties
    return bool(parties) and parties[0].organisation_id == entry.details.get("partner")


def _shows_answers(cooperation: Cooperation) -> bool:
    text = cooperation.text_of(cooperation.shown_version)
    return text is not None and "answers" in text.terms.public_parts


def _told(entry: JournalEntry, cooperation: Cooperation, *, for_everybody: bool = False) -> Told:
    """One journal row as a sentence."""
    names = {partner.organisation_id: partner.organisation.name for partner in cooperation.partners}
    body = names.get(entry.details.get("partner", 0), _("A body"))
    text = cooperation.text_of(entry.version)
    is_late = for_everybody and not _is_public(entry, cooperation)
    headline = (_told_late(entry, body, text) if is_late else None) or _headline(
        entry, body, names, text, cooperation, for_everybody
    )  # fmt: skip
    return Told(entry.at, headline, _text(entry, names, cooperation, for_everybody) or None)


def _told_late(entry: JournalEntry, body: str, text: CooperationVersion | None) -> str | None:
    """What of a step is for everybody where the step itself was not: see `_is_released`."""
    if entry.verb == "lay_text" and text is not None and text.terms.parties:
        return _("%(body)s lays this text before the partners", body=text.terms.parties[0].name)
    return _("The council of %(body)s has decided", body=body) if entry.verb == "declare" else None


def _headline(
    entry: JournalEntry, body: str, names: Mapping[int, str], text: CooperationVersion | None,
    cooperation: Cooperation, for_everybody: bool,
) -> str:  # fmt: skip
    said = _of_partner(entry, body) or _of_text(entry, names, text) or _of_desk(entry)
    if said is None and for_everybody:
        # Whose paper it is stands beside the paper; whoever is not named in public is not named here.
        said = _("A paper is filed: “%(title)s”", title=entry.details.get("title", ""))
    doer = names.get(entry.details.get("doer") or entry.details.get("partner") or cooperation.keeper_id, _("A body"))
    return said or _of_funding(entry, doer) or _of_papers(entry, doer) or _("Something happened to it")


def _of_partner(entry: JournalEntry, body: str) -> str | None:
    """What one partner does, or what is done about one."""
    details = entry.details
    if entry.verb == "declare":
        return _declared(entry, body)
    if entry.verb == "leave":
        return _("%(body)s leaves, with its last day on %(day)s", body=body, day=_day(details.get("on")))
    if entry.verb == "pass_pen":
        return _("The text is written by %(body)s from now on", body=body)
    return {
        "note_council": _("The council's decision of %(body)s is corrected", body=body) if details.get("corrects")
        else _("The council of %(body)s has decided", body=body),
        "invite_further": _("%(body)s is asked to join the same text", body=body),
        "leave_out": _("%(body)s is asked no more", body=body),
        "ask_to_join": _("%(body)s would like to take part", body=body),
        "decline_wish": _("The wish of %(body)s to take part is declined", body=body),
    }.get(entry.verb)  # fmt: skip


def _declared(entry: JournalEntry, body: str) -> str:
    if entry.details.get("joins"):
        return _("%(body)s joins", body=body)
    says = {
        "accepted": _("%(body)s says yes to text no. %(number)s", body=body, number=entry.version),
        "changes_requested": _("%(body)s asks for changes to text no. %(number)s", body=body, number=entry.version),
        "declined": _("%(body)s declines text no. %(number)s", body=body, number=entry.version),
    }
    return says[entry.details["verdict"]]


def _of_text(entry: JournalEntry, names: Mapping[int, str], text: CooperationVersion | None) -> str | None:
    """What happens to the text that all share."""
    by = names.get(text.terms.parties[0].organisation_id, "") if text and text.terms.parties else ""
    is_first = (entry.version or 0) <= 1
    return {
        "begin_cooperation": _("%(body)s begins the draft", body=by) if by else _("The draft is begun"),
        "lay_text": _("%(body)s lays the text before the partners", body=by) if is_first
        else _("%(body)s lays a new text before the partners: no. %(number)s", body=by, number=entry.version),
        "release_cooperation": _("The proposal of %(body)s is public", body=by)
        if text is not None and text.terms.public_from == "proposed"
        else _("It is public"),
        "agree": _("A new text is agreed: no. %(number)s", number=entry.version) if entry.details.get("again")
        else _("It is agreed"),
        "lapse": _("The agreement holds no longer: too few partners are left"),
        "end_cooperation": _("Its time is over") if entry.details.get("why") == "time"
        else _("It comes to its end: too few partners are left"),
        "withdraw_proposal": _("The proposal is withdrawn"),
    }.get(entry.verb)  # fmt: skip


def _of_desk(entry: JournalEntry) -> str | None:
    """What the office does with it."""
    office = entry.details.get("office") or _("The editors")
    named = {"office": office, "number": entry.details.get("project", "")}
    return {
        "make_project": _("%(office)s takes it into the catalogue as project no. %(number)s", **named),
        "join_project": _("%(office)s makes it part of project no. %(number)s", **named),
        "restrict": _("The editors hide the public page; among the partners all of it stays"),
        "lift_restriction": _("The editors show the public page again"),
    }.get(entry.verb)


def _of_funding(entry: JournalEntry, doer: str) -> str | None:
    """Money from programmes."""
    named = {"body": doer, "programme": entry.details.get("programme", "")}
    outcome = {
        "granted": _("%(body)s notes the notice: %(programme)s is granted", **named),
        "refused": _("%(body)s notes the notice: %(programme)s is refused", **named),
    }.get(entry.details.get("outcome", ""))
    return {
        "add_funding": outcome or _("%(body)s notes a programme: %(programme)s", **named),
        "change_funding": outcome or _("%(body)s brings the funding up to date: %(programme)s", **named),
        "drop_funding": _("%(body)s takes the funding off the list: %(programme)s", **named),
    }.get(entry.verb)


def _of_papers(entry: JournalEntry, doer: str) -> str | None:
    """Papers, by the body that files them."""
    named = {"body": doer, "title": entry.details.get("title", "")}
    return {
        "file_paper": _("%(body)s files a paper: “%(title)s”", **named),
        "withdraw_paper": _("%(body)s withdraws a paper: “%(title)s”", **named),
        "release_paper": _("%(body)s shows a paper to everybody: “%(title)s”", **named),
        "retract_paper": _("%(body)s shows a paper to the partners alone again: “%(title)s”", **named),
    }.get(entry.verb)


def _text(entry: JournalEntry, names: Mapping[int, str], cooperation: Cooperation, for_everybody: bool) -> str:
    """What stands below: who, why, how the council stands."""
    if entry.verb == "agree":
        return _("With a yes: %(bodies)s.", bodies=_listed(entry.details.get("partners", []), names))
    if entry.verb == "lapse":
        return _("Others may still join the same text.")
    if entry.verb in ("restrict", "lift_restriction"):
        return _why_hidden(entry)
    if entry.verb == "lay_text" and not for_everybody:
        text = cooperation.text_of(entry.version)
        return (text.note if text else None) or ""
    return " ".join(filter(None, [_council(entry, cooperation, for_everybody), entry.reason]))


def _why_hidden(entry: JournalEntry) -> str:
    """The reason for hiding the page, or for showing it again, as far as the partners are told."""
    row = db.session.get(Restriction, entry.details.get("restriction"))
    if row is None:
        return ""
    return row.lift_reason or "" if entry.verb == "lift_restriction" else _("Reason: %(norm)s.", norm=row.norm)


def _council(entry: JournalEntry, cooperation: Cooperation, for_everybody: bool) -> str:
    if for_everybody and not _shows_answers(cooperation):
        return ""
    if entry.verb == "note_council" and entry.details.get("decided_on"):
        return _("Decided on %(day)s.", day=_day(entry.details["decided_on"]))
    council = entry.details.get("council") if entry.verb == "declare" else None
    if council is None:
        return ""
    said = _declaration(entry, cooperation)
    if for_everybody and said is not None and said.decided_on and not _is_public(entry, cooperation):
        return _("Decided on %(day)s.", day=day(said.decided_on))
    return _("This yes: %(how)s.", how=council_label(said) if said is not None else council_word(council))


def _declaration(entry: JournalEntry, cooperation: Cooperation) -> Declaration | None:
    """What was declared in that step."""
    partner, number = cooperation.partner_of(entry.details.get("partner", 0)), entry.details.get("declaration")
    return next((one for one in partner.declarations if one.id == number), None) if partner is not None else None


def _listed(numbers: Sequence[int], names: Mapping[int, str]) -> str:
    return ", ".join(sorted((names[number] for number in numbers if number in names), key=alphabetical))


def _day(value: Any) -> str:
    return day(date.fromisoformat(value)) if value else ""
