"""The words of the start page and of the answer to "What became of number …?"."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from sqlalchemy import Row

from app.accounts.models import Authority
from app.core.languages import day
from app.core.texts import excerpt
from app.formats.kinds import kind_of
from app.formats.models import Contribution, ParticipationFormat
from app.formats.wording import status_of as format_status_of
from app.ideas.models import Idea
from app.ideas.wording import Status, status_of, status_of_idea
from app.pages.models import TEXT_NAMES
from app.projects.models import Project
from app.projects.wording import status_of as project_status_of
from app.things.addresses import address_of
from app.things.models import Thing


@dataclass(frozen=True)
class Story:
    """Something that happened, as the front page tells it."""

    at: datetime | None
    kicker: str
    title: str
    url: str
    text: str
    status: Status
    tone: int | None
    lang: str = "de"


@dataclass(frozen=True)
class Found:
    """What everybody may know of a number."""

    kind: str
    title: str
    url: str
    status: Status | None


def stories(news: list[Row[Any]], details: Mapping[int, Row[Any]]) -> list[Story]:
    """The news as stories, in their order; what is not public (any more) is left out."""
    return [_story(entry, details[entry.thing_id]) for entry in news if entry.thing_id in details]


def _story(entry: Row[Any], row: Row[Any]) -> Story:
    if entry.kind == "project":
        status, text, tone = project_status_of(row.project_state), row.description, row.project_tone
        url = url_for("projects.show", number=entry.thing_id, slug=entry.slug)
    else:
        status = status_of(row.idea_state, row.outcome, row.forwarded_to, row.answer_due_on)
        text = (row.text if entry.verb == "publish_idea" else row.answer) or row.text
        tone, url = row.idea_tone, url_for("ideas.show", number=entry.thing_id, slug=entry.slug)
    return Story(
        entry.at, _kicker(entry, status), entry.title, url, excerpt(text or "", 200),
        Status(status.label, status.mood, status.fill), tone,
    )  # fmt: skip


def _kicker(entry: Row[Any], status: Status) -> str:
    if entry.verb == "close_idea":
        return status.label if entry.details.get("outcome") in {"done", "running"} else _("Answered")
    return {
        "publish_idea": _("New idea"),
        "pool_idea": _("Answered"),
        "promote_idea": _("An idea becomes a project"),
        "submit_project": _("Before the council"),
        "adopt_project": _("Decided"),
        "start_project": _("Work begins"),
        "resume_project": _("Work goes on"),
        "finish_project": _("Finished"),
    }.get(entry.verb, status.label)


def story_of_card(card: Any, origin: str) -> Story:
    """A card of a list as a story: for the first days, when nothing has happened yet."""
    status = Status(card.status_label, card.status_mood, card.status_fill)
    kicker = _("Printed in a concept") if origin == "concept" else _("Idea")
    return Story(None, kicker, card.title, card.url, card.excerpt or card.author_label, status, card.field_tone)


def found_of(thing: Thing) -> Found:
    """What a number stands for, where to read it, and how far it is."""
    if isinstance(thing, Idea):
        url = url_for("ideas.show", number=thing.number, slug=thing.slug)
        return Found(_("Idea"), thing.title, url, status_of_idea(thing))
    if isinstance(thing, Project):
        status = project_status_of(thing.state)
        url = url_for("projects.show", number=thing.number, slug=thing.slug)
        return Found(_("Project"), thing.title, url, Status(status.label, status.mood, status.fill))
    if isinstance(thing, ParticipationFormat):
        return Found(kind_of(thing).label(), thing.title, address_of(thing), format_status_of(thing.state))
    if isinstance(thing, Contribution):
        return Found(_("Contribution to “%(title)s”", title=thing.format.title), thing.title, address_of(thing), None)
    return Found(_("Goal or concept"), thing.title, url_for("concepts.index"), None)


def text_titles() -> dict[str, str]:
    """The headline of each text an authority may write."""
    titles = (
        _("Imprint"), _("Privacy"), _("Accessibility"), _("Plain language"), _("Rules of the game"), _("Contact"),
        _("Help"),
    )  # fmt: skip
    return dict(zip(TEXT_NAMES, titles, strict=True))


def placeholders(authority: Authority | None, site_name: str, base_url: str) -> dict[str, str]:
    """What fills a text: the words of this authority; where none speaks, only what holds everywhere."""
    missing = "[bitte eintragen]" if str(get_locale()) == "de" else "[please fill in]"
    own = {"authority_title": site_name, "publish_days": "5", "answer_weeks": "6"}
    if authority is not None:
        own = {
            "authority": authority.name, "authority_title": authority.title, "office": authority.office or missing,
            "phone": authority.phone or missing, "phone_hours": authority.phone_hours or missing,
            "address": authority.postal_address or missing, "email": authority.email or missing,
            "publish_days": str(authority.publish_within_days), "answer_weeks": str(authority.answer_within_weeks),
            "land": authority.land,
        }  # fmt: skip
    return own | {"site_name": site_name, "base_url": base_url}


def placeholder_names() -> dict[str, str]:
    """The placeholders an author may use, each with what it becomes."""
    return {
        "authority": _("name of the authority"), "authority_title": _("title of its site"), "office": _("office"),
        "phone": _("telephone"), "phone_hours": _("telephone hours"), "address": _("postal address"),
        "email": _("e-mail address"), "publish_days": _("working days until publication"),
        "answer_weeks": _("weeks until the answer"), "site_name": _("name of the platform"),
        "base_url": _("address of the platform"), "land": _("the Land, as SN or MV"),
        "privacy_table": _("the table of what is kept, why and how long"),
    }  # fmt: skip


def stand(moment: datetime) -> str:
    """When a text was last saved, as its page says it."""
    return day(moment)


def door_summaries() -> dict[str, str]:
    """What the doors for machines give, in the reader's language; the description itself says it in English."""
    return {
        "Goals of a concept that may fit a text, the best first, each with the words that led to it.":
            _("Goals of a concept that may fit a text, the best first, each with the words that led to it."),
        "Public ideas like a text, the most alike first, each with the words that led to it.":
            _("Public ideas like a text, the most alike first, each with the words that led to it."),
        "All concepts.": _("All concepts."),
        "One concept, complete and literal, with every goal and every place where the document lists it.":
            _("One concept, complete and literal, with every goal and every place where the document lists it."),
        "Public ideas, newest first unless sorted otherwise.":
            _("Public ideas, newest first unless sorted otherwise."),
        "Public ideas as points on the map: their own, else that of their municipality; at most 2000.":
            _("Public ideas as points on the map: their own, else that of their municipality; at most 2000."),
        "Public projects as points on the map: their own, else that of their municipality; at most 2000.":
            _("Public projects as points on the map: their own, else that of their municipality; at most 2000."),
        "One public idea with texts, timeline and provenance.":
            _("One public idea with texts, timeline and provenance."),
        "The municipalities, of a district or a region or beginning with a name or postcode when asked so.":
            _("The municipalities, of a district or a region or beginning with a name or postcode when asked so."),
        "Public projects, newest first unless sorted otherwise.":
            _("Public projects, newest first unless sorted otherwise."),
        "One public project with its texts, its chronicle and the ideas it came from.":
            _("One public project with its texts, its chronicle and the ideas it came from."),
        "How many ideas and projects serve each goal of a concept, everywhere or in one place.":
            _("How many ideas and projects serve each goal of a concept, everywhere or in one place."),
        "Everything public that holds these words, best first.":
            _("Everything public that holds these words, best first."),
        "Which goals of other concepts correspond to this one's, as people have accepted it, newest first.":
            _("Which goals of other concepts correspond to this one's, as people have accepted it, newest first."),
    }  # fmt: skip
