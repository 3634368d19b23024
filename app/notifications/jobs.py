"""What the worker does for notifications: one mail to one person about one row of the journal."""

from collections.abc import Callable
from logging import getLogger
from typing import Any

from flask_babel import force_locale

from app.accounts.models import Person
from app.core import mailing
from app.core.database import db
from app.core.journal import JournalEntry
from app.core.mailing import absolute_url
from app.ideas.models import Idea
from app.notifications.mails import Letter, News, letter_about
from app.notifications.telling import is_question_open, standing_of
from app.projects.models import Project

log = getLogger(__name__)


def send_mail(payload: dict[str, Any]) -> Callable[[], None] | None:
    """Mail what the row says to that person, if he or she may still hear of it; a repeat is the same mail."""
    entry = db.session.get(JournalEntry, payload["entry"])
    person = db.session.get(Person, payload["person"])
    idea = db.session.get(Idea, entry.thing_id) if entry is not None else None
    standing = standing_of(person, entry, idea) if person and entry and idea else None
    if not (person and person.email and entry and idea and standing):
        log.info("nobody to tell any more: entry %s, person %s", payload["entry"], payload["person"])
        return None
    is_reminder = bool(payload.get("reminder"))
    if is_reminder and not is_question_open(entry, idea):
        return None
    news = News(entry, idea, _project_of(entry), is_reminder)
    with force_locale(person.locale):
        letter = letter_about(news, standing, person.display_name)
    to, locale = person.email, person.locale
    key = f"{'reminder' if is_reminder else 'entry'}-{entry.id}-person-{person.id}"
    body = {"stelle": idea.authority.slug} if idea.authority else {}
    links = {"link": link_of(letter, news), "imprint": absolute_url("pages.text", name="impressum", **body)}

    def send() -> None:
        mailing.send_mail(to, "idea_letter", key, locale=locale, letter=letter, **links)

    return send


def link_of(letter: Letter, news: News) -> str | None:
    """The page the letter leads to: one's own, the one to answer on, the public one, the project's."""
    idea, project = news.idea, news.project
    if letter.page == "project" and project is not None and project.is_public:
        return absolute_url("projects.show", number=project.number, slug=project.slug)
    if letter.page in {"public", "project"} and idea.is_public:
        return absolute_url("ideas.show", number=idea.number, slug=idea.slug)
    if letter.page == "revise" and idea.state == "revision_requested":
        return absolute_url("ideas_mine.revise", number=idea.number)
    return absolute_url("ideas_mine.show", number=idea.number) if letter.page else None


def _project_of(entry: JournalEntry) -> Project | None:
    number = entry.details.get("project")
    return db.session.get(Project, number) if isinstance(number, int) else None
