"""The words the public reads: states, authors, origins, the chronicle. One place, so that every page says the same."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from flask import url_for
from flask_babel import format_date, ngettext
from flask_babel import gettext as _

from app.concepts.wording import goal_marks
from app.core.clock import today
from app.core.journal import JournalEntry
from app.core.languages import day
from app.core.texts import excerpt
from app.ideas.casework_sentences import casework_sentences
from app.ideas.models import Idea
from app.ideas.queries import IdeaRow
from app.ideas.statement_sentences import statement_sentences, why_taken_back
from app.ideas.taken_up_sentences import taken_up, taken_up_sentences
from app.search.excerpts import Part, excerpt_of, marked


@dataclass(frozen=True)
class Status:
    """A state in words, with the mood and the filling of its moon."""

    label: str
    mood: str
    fill: str


@dataclass(frozen=True)
class Told:
    """One step of the chronicle as a reader hears it: what stood there `earlier`, and at the desk `by` whom."""

    at: datetime
    headline: str
    text: str | None = None
    link: str | None = None
    link_label: str | None = None
    earlier: Sequence[tuple[str, str]] = ()
    by: str = ""


@dataclass(frozen=True)
class Ahead:
    """A step that is still to come."""

    when: str
    headline: str
    text: str | None = None
    ways: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Card:
    """What `idea_card` shows; `call`: the call for ideas it answers, as `app.calls.wording` names it."""

    number: int
    slug: str
    title: str
    excerpt: str
    url: str
    status_label: str
    status_mood: str
    status_fill: str
    field_tone: int | None
    place_label: str
    goals: list[tuple[str, list[int], str | None]]
    author_label: str
    date: date | None
    supports: int
    helpers: int = 0
    lang: str = "de"
    found: tuple[list[Part], list[Part]] | None = None
    """Title and excerpt as a search shows them: where the words stand."""
    call: object | None = None


# ---- states --------------------------------------------------------------------------------------


def status_of(
    state: str,
    outcome: str | None = None,
    forwarded_to: str | None = None,
    answer_due_on: date | None = None,
    publish_due_on: date | None = None,
    for_author: bool = False,
) -> Status:
    """How far an idea is, in the words of the page."""
    if state == "closed":
        return _closed(outcome, forwarded_to)
    if state == "published":
        if answer_due_on is not None and answer_due_on < today():
            label = _("Promised for %(day)s; the answer is still due", day=_near(answer_due_on))
            return Status(label, "open", "quarter")
        label = _("In review, answer by %(day)s", day=_near(answer_due_on)) if answer_due_on else _("In review")
        return Status(label, "open", "quarter")
    if for_author and state == "submitted" and publish_due_on:
        return Status(_("Received, you hear from us by %(day)s", day=_near(publish_due_on)), "open", "empty")
    if for_author and state == "revision_requested":
        return Status(_("Question to you"), "wait", "half")
    return {
        "draft": Status(_("Draft"), "open", "empty"),
        "submitted": Status(_("Received"), "open", "empty"),
        "revision_requested": Status(_("Received, question to the author"), "wait", "empty"),
        "pooled": Status(_("In the pool of ideas"), "good", "pool"),
        "promoted": Status(_("Taken up as a project"), "good", "three-quarter"),
        "refused": Status(_("Not published"), "stop", "empty"),
        "merged": Status(_("Merged with another idea"), "end", "full"),
        "withdrawn": Status(_("Withdrawn"), "end", "empty"),
    }[state]


def _closed(outcome: str | None, forwarded_to: str | None) -> Status:
    if outcome == "forwarded":
        label = _("Forwarded to %(office)s", office=forwarded_to) if forwarded_to else _("Forwarded")
        return Status(label, "end", "half")
    return {
        "running": Status(_("Already under way"), "good", "three-quarter"),
        "done": Status(_("Put into practice"), "good", "full"),
    }.get(outcome or "", Status(_("Not pursued"), "end", "empty"))


def status_of_idea(idea: Idea | IdeaRow, for_author: bool = False) -> Status:
    """The same for an idea or a row of a list."""
    publish_due_on = getattr(idea, "publish_due_on", None)
    return status_of(idea.state, idea.outcome, idea.forwarded_to, idea.answer_due_on, publish_due_on, for_author)


def status_labels() -> dict[str, str]:
    """What a list may be filtered by, in the order of an idea's life."""
    return {
        "published": _("In review"), "pooled": _("In the pool of ideas"), "running": _("Already under way"),
        "done": _("Put into practice"), "promoted": _("Taken up as a project"), "forwarded": _("Forwarded"),
        "not_pursued": _("Not pursued"), "merged": _("Merged"), "withdrawn": _("Withdrawn"),
    }  # fmt: skip


def origin_labels() -> dict[str, str]:
    """How an idea came in."""
    return {
        "online": _("written online"), "paper": _("on paper"), "counter": _("at a reception office"),
        "telephone": _("by telephone"), "event": _("at an event"), "concept": _("example from a concept"),
        "format": _("from a participation format"),
    }  # fmt: skip


# ---- authors and places --------------------------------------------------------------------------


def author_line(
    kind: str, name: str | None, *, origin: str = "online", as_of: date | None = None, place: str | None = None
) -> str:
    """Who says it: a name as chosen, "resident of …", an organisation, a concept's example, or a deleted account."""
    if origin == "concept" or kind == "concept":
        return from_concept(name, as_of)
    if kind == "deleted":
        return _("somebody whose account is deleted")
    if kind == "event" and not name:
        return _("A closed participation")
    return name or place or _("A resident")


def from_concept(concept: str | None, as_of: date | None) -> str:
    """What is true of an example printed in a concept, and nothing more."""
    if as_of is None:
        return _("Example from the %(concept)s; today's state not recorded", concept=concept or "")
    stand = format_date(as_of, "dd.MM.yyyy", rebase=False)
    concept = concept or ""
    return _("Example from the %(concept)s, as of %(day)s; today's state not recorded", concept=concept, day=stand)


def resident_of(idea: Idea | IdeaRow) -> str:
    """The line for somebody who gives no name: resident of the place the idea is about."""
    if idea.municipalities:
        return _("Resident of %(place)s", place=idea.municipalities[0].name)
    region = getattr(idea.region, "name", idea.region)
    if region:
        return _("Resident of the region %(place)s", place=region)
    authority = getattr(idea.authority, "name", idea.authority)
    return _("Resident of the district %(place)s", place=authority) if authority else _("A resident")


def author_of(idea: Idea | IdeaRow, *, alone: bool = False) -> str:
    """The author line of an idea, those who wrote along included unless `alone`, or of a row of a list."""
    line = author_line(
        idea.author_kind, idea.author_name, origin=idea.origin, as_of=idea.status_as_of, place=resident_of(idea)
    )  # fmt: skip
    if alone or not isinstance(idea, Idea):
        return line
    return with_co_authors(line, [one.name for one in idea.co_authors])


def with_co_authors(line: str, names: Sequence[str | None]) -> str:
    """The author line with those who wrote along, by the names they chose; the others are counted."""
    named = [name for name in names if name]
    nameless = len(names) - len(named)
    if not named:
        more = ngettext("%(author)s and one more person", "%(author)s and %(num)s more people", nameless, author=line)
        return more if nameless else line
    along = _("%(names)s and %(name)s", names=", ".join(named[:-1]), name=named[-1]) if named[1:] else named[0]
    if not nameless:
        return _("%(author)s, with %(names)s", author=line, names=along)
    return ngettext(
        "%(author)s, with %(names)s and one more person", "%(author)s, with %(names)s and %(num)s more people",
        nameless, author=line, names=", ".join(named),
    )  # fmt: skip


def place_of(idea: Idea | IdeaRow) -> str:
    """Where it belongs, in a few words."""
    region = getattr(idea.region, "name", idea.region)
    towns = ", ".join(town.name for town in idea.municipalities)
    return str(towns or region or getattr(idea.authority, "name", idea.authority) or "")


# ---- cards ---------------------------------------------------------------------------------------


def card_of(row: IdeaRow, stems: Collection[str] = ()) -> Card:
    """A row of a list as a card; where words of these stems were looked for, with the place where they stand."""
    status = status_of_idea(row)
    return Card(
        number=row.number, slug=row.slug, title=row.title, excerpt=excerpt(row.text, 160),
        url=url_for("ideas.show", number=row.number, slug=row.slug),
        status_label=status.label, status_mood=status.mood, status_fill=status.fill,
        field_tone=row.tones[0] if row.tones else None, place_label=place_of(row),
        goals=goal_marks(row.goals, with_links=False)[:2],
        author_label=author_of(row), date=row.submitted_at.date() if row.submitted_at else None, supports=row.supports,
        found=(marked(row.title, stems), excerpt_of(row.text, stems)) if stems else None,
    )  # fmt: skip


def draft_marks(idea: Idea) -> list[tuple[str, list[int], str | None]]:
    """The goals of a draft, the main one first, as its preview shows them."""
    tags = sorted(idea.goal_tags, key=lambda tag: not tag.is_main)
    return [(tag.goal.short_title or excerpt(tag.goal.title, 60), [], None) for tag in tags]


# ---- the chronicle -------------------------------------------------------------------------------


def told(entry: JournalEntry, idea: Idea, projects: Mapping[int, str] | None = None) -> Told:
    """One journal row as a sentence with a subject and a verb; `projects`: addresses of the public ones by number."""
    headline, text = _sentence(entry, idea)
    link = (projects or {}).get(entry.details.get("project", 0)) if entry.verb == "promote_idea" else None
    return Told(entry.at, headline, text, link, _("To the project") if link else None)


def _sentence(entry: JournalEntry, idea: Idea) -> tuple[str, str | None]:
    reason = entry.reason
    if entry.verb == "submit_idea":
        if entry.from_state != "draft":
            return _("The idea comes back improved"), _("Version %(number)s has been received.", number=entry.version)
        if entry.actor_role == "reception":
            return _opened_on_paper(entry, idea)
        if entry.details.get("contributions"):
            return taken_up(entry)
        return _("%(author)s writes down an idea", author=_opening(idea)), None
    if entry.verb == "close_idea":
        return _closing(entry), None
    if entry.verb == "withdraw_idea":
        unanswered = _("The question stayed unanswered.") if entry.actor_role == "clock" else None
        return _withdrawing(entry, idea), reason or unanswered
    if entry.verb == "imported":
        return _("The idea stands in the concept"), from_concept(idea.author_name, idea.status_as_of) + "."
    sentences: dict[str, tuple[str, str | None]] = {
        "request_revision": (_("The office asks a question"), reason),
        "retract_question": (_("The office takes its question back"), reason),
        "publish_idea": (_("Everybody can read the idea"), reason),
        "refuse_idea": (_("The idea is not published"), reason),
        "pool_idea": (_("The idea joins the pool of ideas"), None),
        "promote_idea": (_("The idea becomes a project proposal"), reason),
        "return_idea": (
            _("The idea returns to the pool") if entry.to_state == "pooled" else _("The idea is being looked at again"),
            reason,
        ),
        "reopen_idea": (_("The idea is taken up again"), reason),
        "tag_idea": (_("The office assigns goals to the idea"), None),
        "pin_idea": (_("The office corrects the point on the map"), None),
        "merge_ideas": (_("The idea goes on in no. %(number)s", number=entry.details.get("into", "")), reason),
        "take_in_idea": (_("Idea no. %(number)s joins this one", number=entry.details.get("idea", "")), reason),
        "unmerge_idea": (_("The ideas go their own ways again"), reason),
        "keep_apart": (_("Not the same as no. %(number)s", number=entry.details.get("idea", "")), None),
        "forget_kept_apart": (_("Perhaps the same as no. %(number)s", number=entry.details.get("idea", "")), None),
        "split_idea": (_("The office divides the idea"), reason),
        "amend_idea": (_("An improved text is handed in"), _("It waits to be released.")),
        "release_amendment": (_("The text is improved"), _("Version %(number)s counts now.", number=entry.version)),
        "decline_amendment": (_("The improved text is not taken over"), reason),
        "take_back_amendment": (_("The improved text is taken back"), None),
        "split_off": (_("The idea arises from no. %(number)s", number=entry.details.get("idea", "")), reason),
        "take_back_hand_over": (_("The offer to another office is taken back"), None),
        "offer_hand_over": (_("The idea is offered to another office"), None),
        "accept_hand_over": (_("Another office takes the idea over"), None),
        "decline_hand_over": (_("The other office does not take the idea over"), reason),
        "redact": (_("Data about other people are blacked out"), reason),
        "remove_file": (_("The office takes a photo or document away"), None),
        "restrict": (_("The idea is hidden"), None),
        "lift_restriction": (_("The idea is visible again"), reason),
        "decide_objection": (_("The objection is decided"), reason),
        "join_co_author": (_("Somebody writes along from now on"), None),
        "save_answer": (_("The coordinated answer is being drafted"), None),
        "hand_in_answer": (_("The answer is handed in for release"), None),
        "take_back_answer": (_("The answer is taken back and written on"), None),
        "return_answer": (_("The answer is returned"), reason),
        "release_answer": (_("The answer is released"), reason),
        "release_alone": (_("The answer is released without a second person"), reason),
        "publish_answer": (_("The answer is published; no release was needed"), None),
        "discard_answer": (_("The draft of the answer is discarded"), why_taken_back(entry) or None),
        "ask_back": (_("A question about the answer"), None),
        "reply_to_follow_up": (_("The office replies to the question"), None),
        "correct_entry": (_("A slip in typing is put right"), None),
        "change_contact": (_("The way to the author is put right"), None),
        "erase_contact": (_("The address of the author is deleted"), None),
        "renew_code": (_("The author gets a new code; the one before opens nothing any more"), None),
        "claim_idea": (_("The author takes the idea into an account"), None),
        "prepare_idea": (_("The idea is prepared for %(body)s", body=_body_of(idea)), None),
        "take_on": (_("Somebody at the desk takes it on"), None),
        "hand_on": (_("It is handed to a colleague at the desk"), None),
        "give_back": (_("Nobody in particular takes care of it any more"), None),
        **statement_sentences(entry),
        **casework_sentences(entry),
        **taken_up_sentences(),
    }
    return sentences.get(entry.verb, (_("Something happened to the idea"), reason))


def _opened_on_paper(entry: JournalEntry, idea: Idea) -> tuple[str, str]:
    """What was typed in: when it was received, and how it came."""
    received_on = date.fromisoformat(entry.details["received_on"])
    came = {
        "paper": _("It came on paper on %(day)s; the office has typed it in.", day=day(received_on)),
        "counter": _("It was told at the counter on %(day)s; the office has typed it in.", day=day(received_on)),
    }.get(idea.origin, _("It came by telephone on %(day)s; the office has typed it in.", day=day(received_on)))
    return _("%(author)s hands in an idea", author=_opening(idea)), came


def _opening(idea: Idea) -> str:
    """Who wrote it, at the beginning of a sentence."""
    line = author_of(idea, alone=True)
    return line[:1].upper() + line[1:] if idea.author_kind == "deleted" else line


def _body_of(idea: Idea) -> str:
    return idea.organisation.name if idea.organisation else _("another organisation")


def _closing(entry: JournalEntry) -> str:
    outcome, office = entry.details.get("outcome"), entry.details.get("forwarded_to")
    if outcome == "forwarded" and office:
        return _("The idea goes to %(office)s", office=office)
    return {
        "running": _("The idea is already being worked on"),
        "done": _("The idea has become reality"),
    }.get(outcome or "", _("The office does not pursue the idea"))


def _withdrawing(entry: JournalEntry, idea: Idea) -> str:
    if entry.actor_role == "author":
        return _("%(author)s withdraws the idea", author=_opening(idea))
    return _("The idea counts as withdrawn")


def ahead(idea: Idea) -> list[Ahead]:
    """What is still to come, with its days: three steps at most."""
    ways = [_("Project"), _("Pool of ideas"), _("Already under way"), _("Forwarded"), _("Not pursued")]
    answer = []
    if due := idea.answer_due_on:
        when = _("by %(day)s", day=day(due)) if due >= today() else _("promised for %(day)s", day=day(due))
        answer = [Ahead(when, _("The office gives its answer"), None, ways)]
    if idea.state == "submitted":
        first = (
            [Ahead(_("by %(day)s", day=day(idea.publish_due_on)), _("The idea is public, or the author hears from us"))]
            if idea.publish_due_on
            else []
        )
        return [*first, *answer, Ahead(_("afterwards"), _("Everybody sees what becomes of it"))]
    if idea.state == "revision_requested" and idea.revision_due_on:
        return [Ahead(_("by %(day)s", day=day(idea.revision_due_on)), _("The author answers the question"))]
    if idea.state == "published":
        return answer
    if idea.state == "pooled" and idea.origin != "concept":
        return [Ahead(_("as soon as somebody carries it"), _("The idea can become a project"))]
    return []


def chronicle(entries: Sequence[JournalEntry], idea: Idea, projects: Mapping[int, str] | None = None) -> list[Told]:
    """All steps in order."""
    return [told(entry, idea, projects) for entry in entries]


def _near(due: date | None) -> str:
    """A day as people say it; the year only when it is another one."""
    if due is None:
        return ""
    return day(due) if due.year != today().year else format_date(due, _("d MMMM"), rebase=False)
