"""What the mails about statements say: to the office asked, to those who speak for it, to the idea's author."""

from collections.abc import Callable
from datetime import date
from typing import Any

from flask_babel import gettext as _

from app.accounts.models import Authority
from app.core.clock import today
from app.core.languages import weekday
from app.core.mailing import absolute_url
from app.ideas.models import Idea
from app.notifications import telling
from app.notifications.letters import Letter
from app.notifications.news import News
from app.statements.models import StatementRequest
from app.statements.wording import place_asked

# ---- to the office -------------------------------------------------------------------------------


def asking(
    idea: Idea, version: int, *, office: str, question: str, due_on: date, kind: str = "asked", note: str | None = None
) -> dict[str, Any]:
    """What the mail with the request is made of, but for its link: one idea, one question, one day, nothing else."""
    text = next(one for one in idea.versions if one.number == version)
    body = {"stelle": idea.authority.slug} if idea.authority else {}
    return {
        "kind": kind, "office": office, "question": question, "due_on": due_on, "note": note or "",
        "is_late": kind == "reminder" and due_on < today(), "idea": idea, "text": text,
        "place": place_asked(idea), "asker": asker_of(idea.authority), "contact": contact_of(idea.authority),
        "imprint": absolute_url("pages.text", name="impressum", **body),
    }  # fmt: skip


def withdrawn(request: StatementRequest, reason: str) -> Letter:
    """The office need not answer any more."""
    letter = Letter(
        _("No statement needed any more: no. %(number)s “%(title)s”", **_names(request)),
        [
            _("we asked you for a statement about idea no. %(number)s “%(title)s”.", **_names(request)),
            _("That is settled: you need not do anything any more, and the link in our mail no longer works."),
        ],
        quote_from=_("The reason:"), quote=reason,
    )  # fmt: skip
    return _to_office(letter, request)


def extended(request: StatementRequest) -> Letter:
    """The office has more time."""
    letter = Letter(
        _("More time for your statement: no. %(number)s “%(title)s”", **_names(request)),
        [
            _("you have more time for your statement about idea no. %(number)s “%(title)s”.", **_names(request)),
            _("We ask for it by %(day)s now.", day=weekday(request.due_on)),
        ],
        quote_from=_("We add:"), quote=request.extension_reason or "",
        next_steps=[_("The link in our first mail still leads to it.")],
    )  # fmt: skip
    return _to_office(letter, request)


def asker_of(authority: Authority | None) -> str:
    return f"{authority.office}, {authority.name}" if authority else ""


def contact_of(authority: Authority | None) -> str:
    """How an office reaches the desk, all on one line."""
    ways = [authority.phone, authority.phone_hours, authority.email] if authority else []
    return ", ".join(way for way in ways if way)


def _to_office(letter: Letter, request: StatementRequest) -> Letter:
    letter.greeting = _("Hello,")
    if contact := contact_of(request.authority):
        letter.next_steps.append(_("Questions? You reach us here: %(contact)s.", contact=contact))
    letter.signature = [asker_of(request.authority)]
    letter.why = _(
        "You get this mail because your office was asked for a statement: %(office)s.", office=request.office
    )
    return letter


def _names(request: StatementRequest) -> dict[str, Any]:
    return {"number": request.idea.number, "title": " ".join(request.idea.title.split())}


# ---- to people with an account -------------------------------------------------------------------


def _we_ask(news: News) -> Letter:
    offices = ", ".join(news.entry.details.get("offices", []))
    said = _("we ask others what they have to say about your idea “%(title)s” (no. %(number)s):", **news.names)
    steps = [_("Then we put everything together into one answer.")]
    if due := news.entry.details.get("due_on"):
        steps.insert(0, _("We ask for their statements by %(day)s.", day=weekday(date.fromisoformat(due))))
    if news.idea.answer_due_on:
        steps.append(_("You get an answer by %(day)s.", day=weekday(news.idea.answer_due_on)))
    subject = _("We ask for statements about your idea: no. %(number)s “%(title)s”", **news.names)
    return Letter(subject, [said, f"{offices}."], "mine", next_steps=steps)


def _you_are_asked(news: News) -> Letter:
    due = news.entry.details.get("due_on")
    return Letter(
        _("Your office is asked for a statement: no. %(number)s “%(title)s”", **news.names),
        [
            _("%(office)s asks for a statement about idea no. %(number)s “%(title)s”.",
              office=news.office, **news.names),
            _("Please give it by %(day)s.", day=weekday(date.fromisoformat(due))) if due else "",
        ],
        **_to_the_request(news),
    )  # fmt: skip


def _you_are_reminded(news: News) -> Letter:
    return Letter(
        _("Reminder: a statement is still missing: no. %(number)s “%(title)s”", **news.names),
        [_("your office was asked for a statement about idea no. %(number)s “%(title)s”. It has not arrived yet.",
           **news.names)],
        **_to_the_request(news),
    )  # fmt: skip


def _to_the_request(news: News) -> dict[str, Any]:
    """The question asked, and the page where it is answered."""
    asked = news.request
    if asked is None:
        return {"link_label": _("To your requests"), "at": ("statements_mine.index", {})}
    return {
        "quote_from": _("The question:"), "quote": asked.question, "link_label": _("To the request"),
        "at": ("statements_mine.show", {"number": asked.id}),
    }  # fmt: skip


STATEMENT_LETTERS: dict[tuple[str, str], Callable[[News], Letter]] = {
    ("request_statements", telling.AUTHOR): _we_ask,
    ("request_statements", telling.ASKED): _you_are_asked,
    ("remind_of_request", telling.ASKED): _you_are_reminded,
}
