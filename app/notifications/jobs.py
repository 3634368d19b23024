"""What the worker does for notifications: one mail to one person about one row of the journal; the digest."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from logging import getLogger
from typing import Any

from flask_babel import force_locale

from app.accounts.models import Person
from app.core import mailing
from app.core.database import db
from app.core.journal import JournalEntry
from app.core.mailing import absolute_url
from app.notifications.cooperation_asking_mails import to_town_hall
from app.notifications.cooperation_circles import PARTNER, find_town_hall
from app.notifications.digest_wording import worded
from app.notifications.digesting import digest_for
from app.notifications.filing import filed
from app.notifications.format_circles import MEMBER, find_mailbox, is_format_there
from app.notifications.letter_wording import LANGUAGE, mail_without_account
from app.notifications.letters import Letter
from app.notifications.mails import letter_about
from app.notifications.models import TO_MAILBOX
from app.notifications.news import News
from app.notifications.stopping import stop_token
from app.notifications.telling import AUTHOR, REPORTER, is_question_open, is_reminder_due, standing_of
from app.reception.queries import is_without_account
from app.things.models import Thing

log = getLogger(__name__)
Sending = Callable[[], None]


def send_mail(payload: dict[str, Any]) -> Sending | None:
    """Mail what the row says to that person, if he or she may still hear of it; a repeat is the same mail."""
    news = _news_of(payload)
    person = db.session.get(Person, payload["person"])
    standing = standing_of(person, news) if person and news else None
    if not (person and person.email and news and standing):
        log.info("nobody to tell any more: entry %s, person %s", payload["entry"], payload["person"])
        return None
    if news.is_reminder and not is_reminder_due(news, person):
        return None
    with force_locale(person.locale):
        letter = letter_about(replace(news, reader=person), standing, person.display_name)
    key = f"{'reminder' if news.is_reminder else 'entry'}-{news.entry.id}-person-{person.id}"
    return _sending(person.email, key, person.locale, letter, news, standing)


def send_answer(payload: dict[str, Any]) -> Sending | None:
    """Mail receipt or outcome of a report to an address that was left for it."""
    news = _news_of(payload)
    report = news.report if news else None
    if news is None or report is None or not report.email:
        return None
    with force_locale(report.locale):
        letter = letter_about(news, REPORTER, None)
    return _sending(report.email, f"{news.verb}-{report.id}", report.locale, letter, news, REPORTER)


def send_to_address(payload: dict[str, Any]) -> Sending | None:
    """Mail the news to the address an author without an account has left; not once she has one, or none any more."""
    news = _news_of(payload)
    if news is None or not is_without_account(news.idea) or not news.idea.contact_email:
        return None
    if news.is_reminder and not is_question_open(news):
        return None
    with force_locale(LANGUAGE):
        letter = mail_without_account(news)
    key = f"{'reminder' if news.is_reminder else 'entry'}-{news.entry.id}-author"
    return _sending(news.idea.contact_email, key, LANGUAGE, letter, news, AUTHOR)


def send_to_member(payload: dict[str, Any]) -> Sending | None:
    """Mail the news of a format to an invited mailbox of which no account is known; not once it was taken off."""
    news = _news_of(payload)
    member = find_mailbox(payload["member"], news.thing) if news is not None else None
    if news is None or member is None or not member.email or not is_format_there(news):
        return None
    with force_locale(LANGUAGE):
        letter = letter_about(news, MEMBER, member.name)
    return _sending(member.email, f"entry-{news.entry.id}{TO_MAILBOX}{member.id}", LANGUAGE, letter, news, MEMBER)


def send_to_town_hall(payload: dict[str, Any]) -> Sending | None:
    """Mail the mailbox of a body that is asked to take part in something and for which nobody has an account yet."""
    news = _news_of(payload)
    body = find_town_hall(payload["body"], news) if news is not None else None
    if news is None or body is None or not body.email:
        return None
    with force_locale(LANGUAGE):
        letter = to_town_hall(news, body)
    return _sending(body.email, f"entry-{news.entry.id}-body-{body.id}", LANGUAGE, letter, news, PARTNER)


def send_digest(payload: dict[str, Any]) -> Sending | None:
    """Mail what happened in that stretch of time; nothing where nothing did, or the person wants none any more."""
    person = db.session.get(Person, payload["person"])
    if person is None or not person.email or person.erased_at is not None or person.digest == "off":
        return None
    since, until = (datetime.fromisoformat(payload[name]) for name in ("since", "until"))
    digest = digest_for(person, since, until)
    if digest.is_empty:
        return None
    to, locale, key = person.email, person.locale, f"digest-{person.id}-{until:%Y%m%d%H%M}"
    with force_locale(locale):
        news = worded(digest)
    off = absolute_url("notifications.ask_to_stop", token=stop_token(person))
    context: dict[str, Any] = {
        "news": news, "name": person.display_name, "stop": off, "is_daily": person.digest == "daily",
        "choose": absolute_url("things_mine.following"), "imprint": absolute_url("pages.text", name="impressum"),
    }  # fmt: skip
    headers = {"List-Unsubscribe": f"<{off}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}

    def send() -> None:
        mailing.send_mail(to, "digest", key, locale=locale, headers=headers, **context)

    return send


def link_of(letter: Letter, news: News) -> str | None:
    """The page the letter leads to: one's own, the one to answer on, the public one, the project's, any other."""
    if letter.at is not None:
        endpoint, values = letter.at
        return absolute_url(endpoint, **values)
    if not letter.page:
        return None
    idea, project = news.idea, news.project
    if letter.page == "project" and project is not None and project.is_public:
        return absolute_url("projects.show", number=project.number, slug=project.slug)
    if letter.page in {"public", "project"} and idea.is_public:
        return absolute_url("ideas.show", number=idea.number, slug=idea.slug)
    if letter.page == "revise" and idea.state == "revision_requested":
        return absolute_url("ideas_mine.revise", number=idea.number)
    return absolute_url("ideas_mine.show", number=idea.number)


def _news_of(payload: dict[str, Any]) -> News | None:
    entry = db.session.get(JournalEntry, payload["entry"])
    thing = db.session.get(Thing, entry.thing_id) if entry is not None else None
    return News(entry, thing, bool(payload.get("reminder"))) if entry is not None and thing is not None else None


def _sending(to: str, key: str, locale: str, letter: Letter, news: News, standing: str) -> Sending:
    body = {"stelle": news.thing.authority.slug} if news.thing.authority else {}
    links: dict[str, Any] = {
        "link": link_of(letter, news),
        "imprint": absolute_url("pages.text", name="impressum", **body),
    }
    return filed(news.thing.id, key, to, "letter", standing=standing, locale=locale, letter=letter, **links)
