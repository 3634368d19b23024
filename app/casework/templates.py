"""Response templates: which an office has for a step, and what one says about an idea.

Forms use three things: `templates_for` for the choice, `insert_template` when its button was pressed, and the fault
`no_gap_left` (`ideas.desk_forms`) for what nobody has filled in.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from babel.dates import format_date
from sqlalchemy import select

from app.accounts.models import Authority
from app.casework.models import TEMPLATE_STEPS, ResponseTemplate
from app.core.clock import local, today
from app.core.database import db, to_change
from app.core.forms import sent_number
from app.core.texts import GAP
from app.ideas.models import Idea
from app.ideas.wording import author_of, place_of

FILLED_IN = (
    "nummer", "titel", "ort", "teilziel", "autor", "eingang", "datum", "antwort_bis", "rückfrage_bis", "stelle",
    "kontakt",
)  # fmt: skip
"""Words in braces that the program replaces, where the idea has something to say."""
BY_HAND = ("frage", "grund", "wer", "link")
"""Words in braces that whoever answers replaces."""
MOST_TEMPLATES = 200
STANDARD = Path(__file__).with_name("data") / "templates.yaml"
Values = Mapping[str, str | None]


def templates_for(authority_id: int | None, *steps: str) -> Sequence[ResponseTemplate]:
    """What an office has to offer for these steps, step by step, by title."""
    own = select(ResponseTemplate).where(
        ResponseTemplate.authority_id == authority_id, ResponseTemplate.removed_at.is_(None)
    )
    found = db.session.scalars(own.where(ResponseTemplate.step.in_(steps)).limit(MOST_TEMPLATES))
    return sorted(found, key=lambda one: (TEMPLATE_STEPS.index(one.step), one.title.lower(), one.id))


def all_templates(authority_id: int) -> Sequence[ResponseTemplate]:
    """Everything an office has, what was removed included."""
    own = select(ResponseTemplate).where(ResponseTemplate.authority_id == authority_id)
    return db.session.scalars(own.order_by(ResponseTemplate.title, ResponseTemplate.id).limit(2 * MOST_TEMPLATES)).all()


def find_template(number: int, to: Any) -> ResponseTemplate | None:
    """One of an authority this person keeps the templates of; held for changing."""
    held = to.authorities_as("moderator", "admin")
    statement = select(ResponseTemplate).where(ResponseTemplate.id == number, ResponseTemplate.authority_id.in_(held))
    return db.session.scalar(to_change(statement, of=ResponseTemplate))


def offices_of(person: Any) -> Sequence[Authority]:
    """The authorities whose templates this person keeps, by name."""
    held = person.authorities_as("moderator", "admin")
    return db.session.scalars(select(Authority).where(Authority.id.in_(held)).order_by(Authority.name)).all()


def insert_template(field: Any, idea: Idea, sent: Mapping[str, str]) -> bool:
    """Whether the button "insert" was pressed: what was chosen stands below what was typed then, filled in."""
    if "insert" not in sent:
        return False
    template = db.session.get(ResponseTemplate, sent_number(sent.get("template")) or 0)
    if template is not None and template.authority_id == idea.authority_id and template.removed_at is None:
        field.data = "\n\n".join(part for part in (field.data, filled(template, idea)) if part)
    return True


def filled(template: ResponseTemplate, idea: Idea) -> str:
    """The text with what is known of the idea; what is not known stays in braces, to be written by hand."""
    return fill(template.text, values_of(idea))


def fill(text: str, values: Values) -> str:
    """Each word in braces replaced once; braces in what is put in become brackets, they are nobody's gap."""

    def replace(gap: Any) -> str:
        value = values.get(gap[0][1:-1].strip().lower())
        return value.replace("{", "(").replace("}", ")") if value else gap[0]

    return GAP.sub(replace, text)


def unknown_in(text: str) -> list[str]:
    """The words in braces that nobody knows."""
    known = {*FILLED_IN, *BY_HAND}
    return [gap for gap in dict.fromkeys(GAP.findall(text)) if gap[1:-1].strip().lower() not in known]


def values_of(idea: Idea) -> Values:
    """What there is to say of an idea; days as German letters write them, whatever language the desk is read in."""
    tags = sorted(idea.goal_tags, key=lambda tag: not tag.is_main)
    authority = idea.authority
    ways = [authority.email, authority.phone, authority.phone_hours] if authority else []
    return {
        "nummer": str(idea.number),
        "titel": idea.title,
        "ort": place_of(idea),
        "teilziel": tags[0].goal.label if tags else None,
        "autor": author_of(idea, alone=True),
        "eingang": _day(local(idea.submitted_at).date() if idea.submitted_at else None),
        "datum": _day(today()),
        "antwort_bis": _day(idea.answer_due_on),
        "rückfrage_bis": _day(idea.revision_due_on),
        "stelle": f"{authority.office}, {authority.name}" if authority else None,
        "kontakt": ", ".join(way for way in ways if way) or None,
    }


def example_for(authority: Authority) -> tuple[str, Values]:
    """The title of a public idea of the office and what there is to say of it; an invented one where there is none."""
    newest = select(Idea).where(Idea.authority_id == authority.id, Idea.listed_at.is_not(None))
    idea = db.session.scalar(newest.order_by(Idea.listed_at.desc(), Idea.id.desc()).limit(1))
    if idea is not None:
        return f"{idea.number}, {idea.title}", values_of(idea)
    title = "Ein sicherer Radweg zum Bahnhof"
    invented: Values = {
        "nummer": "4711", "titel": title, "ort": authority.name, "teilziel": "Radverkehr stärken",
        "autor": "Erika Mustermann", "eingang": _day(today()), "datum": _day(today()), "antwort_bis": _day(today()),
        "stelle": f"{authority.office}, {authority.name}", "kontakt": authority.email,
    }  # fmt: skip
    return f"4711, {title}", invented


@cache
def standard_templates() -> tuple[tuple[str, str, str], ...]:
    """Step, title and text of what comes along with the program."""
    kept = yaml.safe_load(STANDARD.read_text(encoding="utf-8"))
    return tuple((step, one["title"], one["text"].strip()) for step, texts in kept.items() for one in texts)


def missing_standard(kept: Collection[ResponseTemplate]) -> list[tuple[str, str, str]]:
    """What of it an office has not taken over yet; what it has removed is not offered anew."""
    there = {(one.step, one.title) for one in kept}
    return [one for one in standard_templates() if one[:2] not in there]


def _day(day: date | None) -> str | None:
    return format_date(day, "EEEE, d. MMMM y", locale="de") if day else None
