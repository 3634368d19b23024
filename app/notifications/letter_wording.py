"""The letters to authors without an account: the words of the mails, without buttons; how to answer, how to claim."""

from dataclasses import replace
from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _

from app.accounts.models import Person
from app.core.clock import local, today
from app.core.database import db
from app.core.journal import JournalEntry
from app.core.languages import day, weekday
from app.ideas.models import Idea
from app.notifications import telling
from app.notifications.letters import Letter
from app.notifications.mails import letter_about
from app.notifications.models import PaperLetter
from app.notifications.news import News
from app.notifications.posting import is_first_letter
from app.reception.claiming import renew_code
from app.reception.forms import address_lines
from app.reception.paper import claim_address, demo_words, office_lines, short_address
from app.reception.queries import is_without_account

LETTER = "notifications/print/letter.typ"
LANGUAGE = "de"
"""Nobody was asked which language she reads; the sheet and the counter are German."""


def verb_words(verb: str, from_state: str | None) -> str:
    """What a letter is about, for the list of letters."""
    if verb == "submit_idea":
        return _("Receipt") if from_state == "draft" else _("Receipt for the answer")
    return {
        "request_revision": _("A question"), "retract_question": _("The question is settled"),
        "publish_idea": _("The idea is public"), "refuse_idea": _("Not published"),
        "pool_idea": _("The answer"), "close_idea": _("The answer"), "promote_idea": _("It becomes a project"),
        "send_interim_notice": _("It takes longer"), "withdraw_idea": _("Withdrawn"),
        "merge_ideas": _("Merged"), "split_idea": _("Divided"), "reopen_idea": _("Taken up again"),
    }.get(verb, _("News"))  # fmt: skip


def letter_without_account(news: News) -> Letter:
    """The mail to an author, for somebody who cannot open pages of an account."""
    letter = letter_about(news, telling.AUTHOR, news.idea.author_name)
    if news.verb == "request_revision":
        letter = replace(letter, next_steps=_how_to_answer(news))
    elif news.verb == "merge_ideas" and news.other_idea is not None:
        other = news.other_idea
        goes_on = _("It goes on as no. %(other)s “%(other_title)s”.", other=other.number, other_title=other.title)
        letter = replace(letter, said=[letter.said[0], goes_on])
    return replace(letter, said=[said for said in letter.said if said])


def mail_without_account(news: News) -> Letter:
    """The same as a mail: it leads to the public page, or to where the idea is taken into an account."""
    letter = letter_without_account(news)
    if not (letter.page in {"public", "project"} and news.idea.is_public):
        letter.page, letter.at = "", ("reception_public.claim", {"nummer": news.idea.number})
        letter.link_label = _("Take the idea into an account")
    letter.next_steps = [
        *letter.next_steps,
        _("You need no account. Should you want one: sign in with this address, then take the idea over: %(address)s",
          address=claim_address()),
    ]  # fmt: skip
    letter.why = _("You get this mail because this address was given with idea no. %(number)s.", **news.names)
    return letter


def paper_of(letter: PaperLetter, *, printed_by: Person | None = None) -> dict[str, Any]:
    """One letter as it is set; printed, the first one bears a fresh code, which replaces the one before."""
    with force_locale(LANGUAGE):
        news = News(db.session.get_one(JournalEntry, letter.entry_id), letter.thing)
        return _set(letter, news, _code_for(news.idea, letter, printed_by))


def paper_frame(papers: list[dict[str, Any]], *, site: str, is_demo: bool) -> dict[str, Any]:
    """Several letters as one paper."""
    with force_locale(LANGUAGE):
        return {
            "letters": papers, "site": f"{site}, {short_address()}", "demo": demo_words() if is_demo else None,
            "page_words": _("Page {page}"), "stand_in_words": _("□ stands for a character this print cannot show."),
        }  # fmt: skip


def _code_for(idea: Idea, letter: PaperLetter, by: Person | None) -> str | None:
    if by is None or letter.posted_at is not None or not is_without_account(idea) or not is_first_letter(letter):
        return None
    return renew_code(idea, by=by, role="moderator")


def _set(letter: PaperLetter, news: News, code: str | None) -> dict[str, Any]:
    idea, authority, words = news.idea, news.idea.authority, letter_without_account(news)
    lines = [office_lines(authority)[0], *address_lines(authority.postal_address)] if authority else []
    posted = local(letter.posted_at).date() if letter.posted_at else today()
    facts = [
        (_("Number"), str(idea.number)), (_("Our sign"), idea.file_reference or ""),
        (_("Telephone"), (authority.phone or "") if authority else ""),
        (_("E-mail"), (authority.email or "") if authority else ""), (_("Date"), day(posted)),
    ]  # fmt: skip
    return {
        "head": authority.name if authority else "", "office": authority.office if authority else "",
        "sender": " · ".join(lines),
        "address": address_lines(idea.contact_post),
        "facts": [pair for pair in facts if pair[1]],
        "subject": words.subject, "greeting": words.greeting, "said": words.said,
        "quote_from": words.quote_from, "quote": words.quote, "next_steps": words.next_steps,
        "code": code, "code_label": _("Your code"), "code_words": _code_words(idea, code, letter),
        "ask": _("Read it on the internet at %(address)s, number %(number)s. For questions we are there by telephone.",
                 address=short_address(), number=idea.number),
        "closing": _("Kind regards"), "signature": words.signature,
        "why": _("You get this letter because your address was given with idea no. %(number)s. If you want no more "
                 "letters, or your address to be deleted, a call is enough.", **news.names),
    }  # fmt: skip


def _code_words(idea: Idea, code: str | None, letter: PaperLetter) -> str:
    if code is not None:
        return _(
            "With this code you can take the idea into an account of your own: %(address)s. It replaces any code you "
            "have got before.", address=claim_address(),
        )  # fmt: skip
    if not is_without_account(idea):
        return ""
    return _("With the code from your receipt or our first letter you can take the idea into an account of your own: "
             "%(address)s.", address=claim_address())  # fmt: skip


def _how_to_answer(news: News) -> list[str]:
    steps = [_("Please answer by letter, by telephone or by e-mail: %(contact)s.", contact=news.contact or news.office)]
    if news.idea.revision_due_on:
        steps.append(_("There is time until %(day)s.", day=weekday(news.idea.revision_due_on)))
        steps.append(_("After that we put the idea aside; you can submit it anew at any time."))
    return steps
