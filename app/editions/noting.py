"""What happens to an edition stands in the journal of its concept, in the role that allowed it."""

from typing import Any

from app.core.journal import record
from app.editions.models import ConceptEdition

EDITORS = ("moderator", "admin")
DECIDERS = ("admin", "approver")


def role_among(roles: tuple[str, ...], person: Any, authority_id: int | None) -> str:
    """The first of these roles that the person holds there; the door has seen to it that there is one."""
    return next((role for role in roles if person.has_role(role, authority_id)), roles[0])


def note(edition: ConceptEdition, verb: str, *, by: Any, audience: str = "staff", **details: Any) -> None:
    """Write down that somebody who edits concepts has done this to the edition."""
    role = role_among(EDITORS, by, edition.authority_id)
    record(
        edition.concept_id, verb, role=role, actor_id=by.id, audience=audience, edition=edition.id, **details,
    )  # fmt: skip
