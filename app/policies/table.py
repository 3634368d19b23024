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
    if person is None or thing is None:
        return False
    organisation = getattr(thing, "organisation_id", None)
    return bool(thing.author_id == person.id if organisation is None else person.speaks_for(organisation))


def is_co_author(person: Any, thing: Any) -> bool:
    """Was invited to write along."""
    return person is not None and person.id in getattr(thing, "co_author_ids", ())


def speaks(person: Any, thing: Any) -> bool:
    """Speaks for the organisation that the thing is."""
    return bool(person is not None and thing is not None and person.speaks_for(thing.id))


def leads(person: Any, thing: Any) -> bool:
    """Answers for the organisation: the thing is one, or was written or prepared in the name of one."""
    organisation = getattr(thing, "organisation_id", getattr(thing, "id", None))
    return bool(person is not None and organisation is not None and person.leads(organisation))


def prepared_it(person: Any, thing: Any) -> bool:
    """Speaks for the body that prepared the idea by mandate."""
    agent = getattr(thing, "prepared_by_id", None)
    return bool(person is not None and agent is not None and person.speaks_for(agent))


def did_not_decide(person: Any, thing: Any) -> bool:
    """Nobody decides on an objection to a decision of his or her own, or on an own proposal."""
    return person is not None and getattr(thing, "by_id", None) != person.id


def did_not_write(person: Any, thing: Any) -> bool:
    """Had no hand in the answer: the second of the two who answer for it."""
    return person is not None and person.id not in getattr(thing, "writer_ids", ())


def wrote(person: Any, thing: Any) -> bool:
    """Had a hand in the answer."""
    return person is not None and person.id in getattr(thing, "writer_ids", ())


def speaks_for_asked(person: Any, thing: Any) -> bool:
    """Speaks for the office that is asked."""
    organisation = getattr(thing, "organisation_id", None)
    return bool(person is not None and organisation is not None and person.speaks_for(organisation))


def prepares_by_mandate(person: Any, thing: Any) -> bool:
    """Speaks for a body that the organisation lets prepare for it."""
    organisation = getattr(thing, "organisation_id", None)
    return bool(person is not None and organisation is not None and person.prepares_for(organisation))


def facilitates(person: Any, thing: Any) -> bool:
    """Was given this format to run, until a day: the outside firm that supports the process."""
    return bool(person is not None and hasattr(thing, "has_member") and thing.has_member(person, "facilitator"))


def sits_in_jury(person: Any, thing: Any) -> bool:
    """Judges the ideas of this call."""
    return bool(person is not None and hasattr(thing, "has_member") and thing.has_member(person, "juror"))


def is_not_author(person: Any, thing: Any) -> bool:
    """Neither wrote it nor writes along."""
    return not is_author(person, thing) and not is_co_author(person, thing)


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
approves = _staff_with("approver")
receives = _staff_with("reception", "moderator")
works_here = _staff_with("moderator", "project_editor", "approver", "admin", "reception")


def administers_all(person: Any, thing: Any) -> bool:
    """Administers the whole installation, not one authority: what changes the ground under all of them."""
    held = getattr(person, "valid_memberships", ())
    return person is not None and person.is_verified_twice and any(m.role == "admin" and m.is_global for m in held)


def offered_help(person: Any, thing: Any) -> bool:
    """Made this offer of help."""
    return person is not None and getattr(thing, "person_id", None) == person.id


def answers_for_office(person: Any, thing: Any) -> bool:
    """Answers an offer where nobody but the office can: for a project, or an idea without an author here."""
    is_theirs = bool(getattr(thing, "is_for_office", False))
    return is_theirs and (moderates(person, thing) or edits_projects(person, thing))


PERMISSIONS: dict[str, tuple[Predicate, ...]] = {
    # one's own things
    "use_account": (is_signed_in,),
    "revise_idea": (is_author, is_co_author),
    "amend_idea": (is_author, is_co_author),
    "withdraw_idea": (is_author, moderates),
    "invite_co_author": (is_author,),
    "declare_idea": (leads,),
    "take_back_prepared_idea": (prepared_it,),
    "read_help": (offered_help, is_author, is_co_author, moderates, answers_for_office),
    "answer_help": (offered_help, is_author, is_co_author, answers_for_office),
    "end_help": (offered_help,),
    # taking part
    "take_part": (is_signed_in,),
    "edit_comment": (is_author,),
    "remove_comment": (is_author,),
    "object_to_restriction": (is_author,),
    # an organisation's own matters
    "see_organisation": (speaks,),
    "manage_members": (leads,),
    "grant_mandate": (leads,),
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
    "merge_ideas": (moderates,),
    "unmerge_idea": (moderates,),
    "split_idea": (all_of(moderates, is_not_author),),
    "redact": (moderates,),
    "release_amendment": (all_of(moderates, is_not_author),),
    "decline_amendment": (moderates,),
    "hand_over_idea": (moderates,),
    "receive_idea": (moderates,),
    "read_reports": (moderates, approves),
    "release_comment": (moderates,),
    "comment_as_office": (moderates, edits_projects),
    "restrict": (moderates,),
    "settle_report": (all_of(moderates, is_not_author),),
    "lift_restriction": (all_of(moderates, is_not_author),),
    "decide_objection": (all_of(approves, did_not_decide, is_not_author),),
    "describe_files": (moderates, edits_projects),
    "add_project_files": (edits_projects,),
    "assign": (moderates, approves, edits_projects, administers),
    "note_file_reference": (moderates,),
    "send_interim_notice": (moderates,),
    "add_remark": (moderates, edits_projects),
    "check_idea": (moderates,),
    "edit_checklist": (moderates, administers),
    "edit_templates": (moderates, administers),
    "read_case_file": (moderates,),
    "see_figures": (moderates, approves, administers),
    # statements and answers
    "request_statement": (moderates,),
    "withdraw_request": (moderates,),
    "extend_request": (moderates,),
    "note_statement": (moderates,),
    "edit_addressees": (moderates, administers),
    "give_statement": (speaks_for_asked,),
    "draft_answer": (moderates,),
    "read_answer": (moderates, approves),
    "release_answer": (all_of(approves, did_not_write),),
    "return_answer": (all_of(approves, did_not_write),),
    "release_alone": (all_of(moderates, wrote),),
    "name_deputy": (approves,),
    "ask_back": (is_author, is_co_author),
    "reply_to_follow_up": (moderates,),
    # ideas that come on paper
    "enter_idea": (receives,),
    "post_letter": (moderates,),
    "promote_idea": (edits_projects,),
    "read_project_on_desk": (moderates, edits_projects),
    "edit_project": (edits_projects,),
    # formats of participation
    "edit_process": (moderates, administers),
    "create_format": (moderates,),
    "run_format": (moderates, facilitates),
    "edit_format": (moderates,),
    "decide_on_format": (moderates,),
    "read_contribution_on_desk": (moderates, facilitates),
    "release_contribution": (moderates,),
    "take_up": (moderates,),
    "take_up_own": (is_author,),
    "assign_goals": (moderates, facilitates),
    "weigh_contribution": (moderates,),
    "contribute": (is_signed_in,),
    "edit_contribution": (is_author,),
    "remove_contribution": (is_author,),
    "judge": (sits_in_jury,),
    "read_votes": (moderates,),
    "award": (moderates,),
    "put_into_call": (moderates,),
    "adopt_analysis": (moderates,),
    # joint projects of municipalities: an Amt prepares, only the body's own representatives declare
    "start_cooperation": (is_signed_in,),
    "see_cooperation": (is_signed_in,),
    "edit_cooperation": (speaks_for_asked, prepares_by_mandate),
    "lay_cooperation": (leads,),
    "prepare_declaration": (speaks_for_asked, prepares_by_mandate),
    "declare_for_partner": (leads,),
    "leave_cooperation": (leads,),
    "ask_to_join": (leads,),
    "file_partner_paper": (speaks_for_asked, prepares_by_mandate),
    "make_project_of_cooperation": (edits_projects,),
    # concepts
    "edit_concept": (moderates, administers),
    "adopt_edition": (administers, approves),
    "connect_goals": (moderates,),
    "decide_correspondence": (all_of(moderates, did_not_decide),),
    "confirm_sheet": (all_of(moderates, is_not_author),),
    "edit_texts": (administers,),
    "edit_responsibilities": (moderates, administers),
    "edit_authority": (administers,),
    "edit_region": (administers,),
    "edit_places": (administers_all,),
    "read_barrier_reports": (moderates, administers),
}


def may(person: Any, permission: str, thing: Any = None) -> bool:
    """Whether one of the alternatives holds; an unknown permission is an error, never a yes."""
    return any(predicate(person, thing) for predicate in PERMISSIONS[permission])
