"""The table: each permission and the alternatives that open it. A page a lawyer can read.

Predicates are about *doing*; what a person may *read* is the visibility query of each kind of thing.
They ask a person and a thing by their words (`has_role`, `authority_id`, `author_id`) and import neither.
Staff permissions hold only for a session that has shown its second factor (`is_verified_twice`).
"""

from collections.abc import Callable
from typing import Any

Predicate = Callable[[Any, Any], bool]


def is_signed_in(person: Any, thing: Any) -> bool:
    return person is not None


def is_author(person: Any, thing: Any) -> bool:
    """Wrote it, or speaks today for the organisation it was written for."""
    if person is None:
        return False
    organisation = getattr(thing, "organisation_id", None)
    return bool(thing.author_id == person.id if organisation is None else person.speaks_for(organisation))


def is_not_author(person: Any, thing: Any) -> bool:
    return not is_author(person, thing)


def _staff_with(*roles: str) -> Predicate:
    """Has one of the roles: for the thing's authority, or, where there is no thing, for any."""

    def has_role(person: Any, thing: Any) -> bool:
        if person is None or not person.is_verified_twice:
            return False
        authority = getattr(thing, "authority_id", None)
        return any(person.has_role(role, authority) for role in roles)

    has_role.__name__ = f"is_{'_or_'.join(roles)}"
    return has_role


def all_of(*predicates: Predicate) -> Predicate:
    def holds(person: Any, thing: Any) -> bool:
        return all(predicate(person, thing) for predicate in predicates)

    holds.__name__ = "_and_".join(predicate.__name__ for predicate in predicates)
    return holds


moderates = _staff_with("moderator")
edits_projects = _staff_with("project_editor")
administers = _staff_with("admin")
works_here = _staff_with("moderator", "project_editor", "admin")

PERMISSIONS: dict[str, tuple[Predicate, ...]] = {
    # one's own things
    "use_account": (is_signed_in,),
    "revise_idea": (is_author,),
    "withdraw_idea": (is_author, moderates),
    # the desk
    "see_desk": (works_here,),
    "read_idea_on_desk": (moderates, edits_projects),
    "request_revision": (moderates,),
    "retract_question": (moderates,),
    "withdraw_on_request": (moderates,),
    "publish_idea": (all_of(moderates, is_not_author),),
    "refuse_idea": (moderates,),
    "pool_idea": (moderates,),
    "close_idea": (moderates,),
    "reopen_idea": (moderates,),
    "tag_idea": (moderates,),
    "promote_idea": (edits_projects,),
    "read_project_on_desk": (moderates, edits_projects),
    "edit_project": (edits_projects,),
    "edit_texts": (administers,),
    "edit_authority": (administers,),
    "read_barrier_reports": (moderates, administers),
}


def may(person: Any, permission: str, thing: Any = None) -> bool:
    """Whether one of the alternatives holds; an unknown permission is an error, never a yes."""
    return any(predicate(person, thing) for predicate in PERMISSIONS[permission])
