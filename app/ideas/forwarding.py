"""Who is responsible for an idea, by its words and its place; and how it is passed on. Nothing is sent by itself."""

from typing import Any

from app.ideas.models import Idea
from app.ideas.place_choice import find_place
from app.municipalities.models import Municipality
from app.responsibilities.finding import YOUR_MUNICIPALITY, Answer, answer_of, responsible_for
from app.responsibilities.queries import find_matters
from app.responsibilities.wording import forwarding_reason


def responsible_while_writing(title: str, text: str, chosen: str) -> list[Answer]:
    """For the text as it stands on the sheet; without a place, as far as it is the same everywhere."""
    place = find_place(chosen) if chosen else None
    return responsible_for(
        text, title=title, authority_ids=(place.authority.id,) if place else (),
        place=_only(place.municipalities) if place else None,
    )  # fmt: skip


def responsible_for_idea(idea: Idea) -> list[Answer]:
    """For an idea that was handed in, as its own authority has it."""
    if idea.authority_id is None:
        return []
    return responsible_for(
        idea.current.text, title=idea.title, authority_ids=(idea.authority_id,), place=_only(idea.municipalities)
    )


def forwarding_to(idea: Idea, key: str) -> dict[str, Any]:
    """How the form for closing is filled when the idea is passed on to who is responsible; unknown matters, nothing."""
    rows = find_matters(key[:80], (idea.authority_id,)) if key and idea.authority_id else ()
    if not rows:
        return {}
    office = (answer_of(rows, _only(idea.municipalities)).office or "").replace(YOUR_MUNICIPALITY, "Gemeinde")
    return {"outcome": "forwarded", "forwarded_to": office[:200], "reason": forwarding_reason(office)}


def _only(municipalities: list[Municipality]) -> Municipality | None:
    """The town or village, where it is about exactly one."""
    return municipalities[0] if len(municipalities) == 1 else None
