"""Monday mail and morning warning in words, and the page that ends them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from app.core.clock import today
from app.core.languages import day, weekday
from app.core.mailing import absolute_url
from app.ideas.wording import status_of
from app.inbox.kinds import Item
from app.inbox.queries import kind_named
from app.notifications.mondays import Monday, Part, Recipient

LinkOf = Callable[[Any], str | None]


@dataclass(frozen=True)
class Line:
    """One line of a mail: what it is, what is to be known about it, and where it leads."""

    words: str
    note: str = ""
    link: str | None = None


@dataclass(frozen=True)
class ToldPart:
    """One part of a mail, with how many more there are and where."""

    headline: str
    lines: list[Line]
    more: str = ""
    more_link: str | None = None


@dataclass(frozen=True)
class ToldMail:
    """The mail: its subject, for whom it is, its parts, and why it comes."""

    subject: str
    parts: list[ToldPart]
    why: str


@dataclass(frozen=True)
class StopWords:
    """What the page says that ends a mail."""

    headline: str
    sentences: list[str] = field(default_factory=list)
    button: str = ""


# ---- Monday ------------------------------------------------------------------------------------------


def worded_monday(monday: Monday, reader: Recipient, request_link: LinkOf) -> ToldMail:
    """What the mail says; `request_link` gives the page of a request: one's own, or a link of its own to a mailbox."""
    parts = [
        _requests(monday.requests, reader, request_link),
        _joint(monday.joint),
        _prepared(monday.prepared),
        _desk(monday),
        _ideas(_("New here"), monday.new),
        _ideas(_("Answered"), monday.answered),
    ]
    return ToldMail(_subject(monday), [part for part in parts if part.lines], _why(reader))


def _subject(monday: Monday) -> str:
    waiting = monday.requests.count + monday.joint.count + monday.prepared.count + monday.desk.waiting
    said = [
        ngettext("%(num)s waits", "%(num)s wait", waiting) if waiting else "",
        _("%(count)s new", count=monday.new.count) if monday.new.count else "",
        _("%(count)s answered", count=monday.answered.count) if monday.answered.count else "",
    ]
    return _("The week at a glance: %(what)s", what=", ".join(filter(None, said)))


def _why(reader: Recipient) -> str:
    if reader.person is None:
        return _("This mail goes to the mailbox of %(office)s on Mondays.", office=reader.organisations[0].name)
    names = [body.name for body in reader.organisations]
    names += [
        held.authority.name
        for held in reader.person.valid_memberships
        if held.authority is not None and held.authority.id in reader.authority_ids
    ]
    bodies = ", ".join(dict.fromkeys(names))
    return _("You get this mail on Mondays because you have a role here: %(bodies)s.", bodies=bodies)


def _requests(part: Part, reader: Recipient, request_link: LinkOf) -> ToldPart:
    several = len(reader.organisations) > 1
    lines = [
        Line(
            _("Statement on no. %(number)s “%(title)s”", number=row.idea_id, title=row.title),
            " – ".join(filter(None, [row.office if several else "", _until(row.due_on)])),
            request_link(row),
        )
        for row in part.rows
    ]
    more_link = absolute_url("statements_mine.index") if reader.person is not None else None
    return ToldPart(_("Waiting for your statement"), lines, _more(part), more_link)


def _joint(part: Part) -> ToldPart:
    lines = [
        Line(
            _("Joint project no. %(number)s: %(title)s", number=row.id, title=row.title),
            _("text %(version)s of %(day)s", version=row.version, day=day(row.at)),
            absolute_url("cooperations_mine.show", number=row.id),
        )
        for row in part.rows
    ]
    return ToldPart(_("Waiting for your answer"), lines, _more(part), absolute_url("cooperations_mine.index"))


def _prepared(part: Part) -> ToldPart:
    lines = [
        Line(
            _("Idea no. %(number)s: %(title)s", number=row.id, title=row.title), "",
            absolute_url("ideas_prepared.show", number=row.id),
        )
        for row in part.rows
    ]  # fmt: skip
    return ToldPart(_("Prepared for you to declare"), lines, _more(part), absolute_url("ideas_prepared.index"))


def _desk(monday: Monday) -> ToldPart:
    counts = monday.desk
    if not counts.waiting:
        return ToldPart("", [])
    notes = [
        _("%(count)s due within a week", count=counts.due_soon) if counts.due_soon else "",
        _("%(count)s past the day", count=counts.past_due) if counts.past_due else "",
    ]
    said = ngettext("%(num)s thing waits in the inbox", "%(num)s things wait in the inbox", counts.waiting)
    line = Line(said, ", ".join(filter(None, notes)), absolute_url("inbox.index"))
    return ToldPart(_("At your desk"), [line])


def _ideas(headline: str, part: Part) -> ToldPart:
    lines = [
        Line(
            _("Idea no. %(number)s: %(title)s", number=row.id, title=row.title),
            status_of(row.state, row.outcome, row.forwarded_to, row.answer_due_on).label,
            absolute_url("ideas.show", number=row.id, slug=row.slug),
        )
        for row in part.rows
    ]
    return ToldPart(headline, lines, _more(part), absolute_url("ideas.index"))


def _more(part: Part) -> str:
    return ngettext("and %(num)s more", "and %(num)s more", part.more) if part.more else ""


def _until(due_on: date) -> str:
    if due_on < today():
        return _("was asked for by %(day)s, please still send it", day=weekday(due_on))
    return _("please by %(day)s", day=weekday(due_on))


# ---- morning -----------------------------------------------------------------------------------------


def worded_morning(items: list[Item], person_id: int, most: int = 25) -> ToldMail:
    """The list of what is near its day: what she has taken on, and what nobody has."""
    shown = items[:most]
    own = [_line(item) for item in shown if item.person_id == person_id]
    open_ones = [_line(item) for item in shown if item.person_id != person_id]
    rest = len(items) - len(shown)
    more = ngettext("and %(num)s more", "and %(num)s more", rest) if rest else ""
    inbox = absolute_url("inbox.index")
    parts = [
        ToldPart(_("You take care of it"), own, more if not open_ones else "", inbox),
        ToldPart(_("Nobody has taken it on yet"), open_ones, more, inbox),
    ]
    subject = ngettext("%(num)s thing has its day soon", "%(num)s things have their day soon", len(items))
    why = _("You get this mail on working days when something in your inbox is near its day.")
    return ToldMail(subject, [part for part in parts if part.lines], why)


def _line(item: Item) -> Line:
    kind = kind_named(item.kind)
    title = _("No. %(number)s “%(title)s”", number=item.thing_id, title=item.title) if item.thing_id else item.title
    to_do = kind.to_do(item.state) if kind is not None else ""
    return Line(title, " – ".join(filter(None, [to_do, _day(item.due_on)])), link_of(item))


def link_of(item: Item) -> str | None:
    """The page at the desk where the thing is done."""
    kind = kind_named(item.kind)
    if kind is None:
        return None
    number = item.thing_id if kind.is_at_thing else item.number
    values: dict[str, Any] = {kind.argument: number} if kind.argument else {}
    if kind.anchor:
        values["_anchor"] = kind.anchor.format(number=item.number)
    anchor = values.pop("_anchor", "")
    return absolute_url(kind.door, **values) + (f"#{anchor}" if anchor else "")


def _day(due_on: date | None) -> str:
    if due_on is None:
        return ""
    if due_on < today():
        return _("was due on %(day)s", day=weekday(due_on))
    if due_on == today():
        return _("due today")
    return _("due tomorrow") if due_on == today() + timedelta(days=1) else _("due on %(day)s", day=weekday(due_on))


# ---- ending ------------------------------------------------------------------------------------------


def stop_words(kind: str, *, is_off: bool) -> StopWords:
    """What the page says before and after."""
    own = _("Mails about your own ideas still come.")
    requests = _("Mails that ask for a statement still come.")
    again = _("If you would like it back, write to the office that asks you for statements.")
    if is_off:
        return {
            "digest": StopWords(_("No more digests"), [_("You get no more digests."), own]),
            "monday": StopWords(_("No more Monday mail"), [_("You get no more Monday mail."), requests]),
            "morning": StopWords(_("No more mail in the morning"), [_("You get no more warnings in the morning."),
                                 _("In the inbox you still see what is due.")]),
            "mailbox": StopWords(_("No more Monday mail"), [_("This mailbox gets no more Monday mail."), requests,
                                                            again]),
        }[kind]  # fmt: skip
    return {
        "digest": StopWords(_("End the digest?"), [_("The digest tells you what happened to what you follow."), own],
                            _("End the digest")),
        "monday": StopWords(_("End the Monday mail?"), [
            _("On Mondays it tells what is new in your place and what waits for you."), requests,
        ], _("End the Monday mail")),
        "morning": StopWords(_("End the mail in the morning?"), [
            _("On working days it says what in your inbox is near its day."),
            _("In the inbox you still see what is due."),
        ], _("End the mail in the morning")),
        "mailbox": StopWords(_("End the Monday mail?"), [
            _("On Mondays it tells this mailbox which statements are still open and what was answered."), requests,
        ], _("End the Monday mail")),
    }[kind]  # fmt: skip
