"""Who is responsible for an idea, by its words and its place; and how it is passed on. Nothing is sent by itself."""

from dataclasses import replace
from typing import Any

from app.ideas.models import Idea
from app.ideas.place_choice import find_place
from app.municipalities.models import Municipality
from app.municipalities.queries import is_district
from app.responsibilities.finding import YOUR_MUNICIPALITY, Answer, answer_of, office_at, responsible_for
from app.responsibilities.queries import find_matters
from app.responsibilities.wording import forwarding_reason

SOME_MUNICIPALITY = "Gemeinde vor Ort"
LONGEST_OFFICE = 200


def responsible_while_writing(title: str, text: str, chosen: str) -> list[Answer]:
    """For the text as it stands on the sheet; without a place, as far as it is the same everywhere."""
    place = find_place(chosen) if chosen else None
    return responsible_for(
        text, title=title, authority_ids=(place.authority.id,) if place else (),
        place=_only(place.municipalities) if place else None,
    )  # fmt: skip


def responsible_for_idea(idea: Idea) -> list[Answer]:
    """For an idea that was handed in, as its own authority has it and as the desk reads it."""
    if idea.authority_id is None:
        return []
    found = responsible_for(idea.current.text, title=idea.title, authority_ids=(idea.authority_id,))
    return [_at_the_desk(answer, idea) for answer in found]


def is_our_own(answer: Answer, idea: Idea) -> bool:
    """Whether it is for another department of the house that has the idea: nothing is passed on to others then."""
    return answer.level == "district" and idea.authority_id is not None and is_district(idea.authority_id)


def matter_to_forward(idea: Idea, key: str) -> Answer | None:
    """The matter of that key, where the idea may be passed on to who is responsible for it."""
    rows = find_matters(key[:80], (idea.authority_id,)) if key and idea.authority_id else ()
    answer = _at_the_desk(answer_of(rows), idea) if rows else None
    return None if answer is None or is_our_own(answer, idea) else answer


def forwarding_to(answer: Answer | None) -> dict[str, Any]:
    """How the form for closing is filled then. An office that is not known by its name is left to the clerk."""
    if answer is None:
        return {}
    office = answer.office or ""
    is_named = not office.startswith(("Ihr ", "Ihre ", SOME_MUNICIPALITY)) and len(office) <= LONGEST_OFFICE
    return {
        "outcome": "forwarded", "forwarded_to": office if is_named else "", "reason": forwarding_reason(office),
    }  # fmt: skip


def _at_the_desk(answer: Answer, idea: Idea) -> Answer:
    """The municipalities the idea is about by their names; "your municipality" says nothing to a clerk."""
    office = answer.office or ""
    named = list(dict.fromkeys(office_at(office, place) for place in idea.municipalities)) or [office]
    return replace(answer, office="; ".join(named).replace(YOUR_MUNICIPALITY, SOME_MUNICIPALITY))


def _only(municipalities: list[Municipality]) -> Municipality | None:
    """The town or village, where it is about exactly one."""
    return municipalities[0] if len(municipalities) == 1 else None
