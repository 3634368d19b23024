"""The table, person by person: who may do what with an idea of here, and with one of elsewhere."""

from types import SimpleNamespace

import pytest

from app.accounts.models import Membership
from app.core.database import db
from app.policies.table import PERMISSIONS, may
from tests.cast import Cast, a_person

pytestmark = pytest.mark.once

PEOPLES_OWN = {
    "use_account", "revise_idea", "amend_idea", "withdraw_idea", "invite_co_author", "declare_idea", "answer_help",
    "end_help",
    "take_part", "edit_comment", "remove_comment", "object_to_restriction", "see_organisation", "manage_members",
    "grant_mandate", "take_back_prepared_idea", "ask_back", "give_statement", "contribute", "edit_contribution",
    "remove_contribution",
    "take_up_own", "judge",
    "start_cooperation", "see_cooperation", "edit_cooperation", "lay_cooperation", "prepare_declaration",
    "declare_for_partner", "leave_cooperation", "ask_to_join", "file_partner_paper",
}  # fmt: skip
EVERYWHERE = {"edit_places"}
"""What only an administrator of the whole installation may do."""
APPROVERS = {"decide_objection", "release_answer", "return_answer", "name_deputy"}
STAFF_ONLY = set(PERMISSIONS) - PEOPLES_OWN - EVERYWHERE - {"read_help"}


def idea_of(cast: Cast, author: object, authority: object) -> SimpleNamespace:
    return SimpleNamespace(author_id=author.id, organisation_id=None, authority_id=authority.id)  # type: ignore[attr-defined]


@pytest.mark.parametrize("permission", sorted(PERMISSIONS))
def test_emil_may_nothing(cast: Cast, permission: str) -> None:
    assert not may(None, permission, idea_of(cast, cast.anna, cast.here))


@pytest.mark.parametrize("permission", sorted(STAFF_ONLY))
def test_staff_work_for_their_authority_alone_and_only_verified(cast: Cast, permission: str) -> None:
    idea = idea_of(cast, cast.anna, cast.here)
    for person in (cast.anna, cast.bernd, cast.carla, cast.dilek, cast.frieda):
        person.is_verified_twice = True
    able = cast.gerda if permission in APPROVERS else cast.bernd
    idea.writer_ids = {cast.bernd.id}
    able.is_verified_twice = True
    assert may(able, permission, idea)
    assert not may(cast.dilek, permission, idea)
    assert not may(cast.anna, permission, idea)
    assert not may(cast.carla, permission, idea)
    assert not may(cast.frieda, permission, idea)
    able.is_verified_twice = False
    assert not may(able, permission, idea)


@pytest.mark.parametrize("permission", sorted(EVERYWHERE))
def test_what_concerns_every_authority_is_no_matter_of_one(cast: Cast, permission: str) -> None:
    able = a_person("Gustav")
    db.session.add(Membership(person_id=able.id, role="admin"))
    db.session.flush()
    db.session.refresh(able)
    for person in (cast.anna, cast.bernd, cast.dilek, able):
        person.is_verified_twice = True
    assert may(able, permission)
    assert not [one for one in (cast.anna, cast.bernd, cast.dilek) if may(one, permission)]
    able.is_verified_twice = False
    assert not may(able, permission)


def test_the_author_and_nobody_else_revises(cast: Cast) -> None:
    idea = idea_of(cast, cast.anna, cast.here)
    assert may(cast.anna, "revise_idea", idea)
    assert not may(cast.carla, "revise_idea", idea)


def test_nobody_publishes_an_own_idea(cast: Cast) -> None:
    cast.bernd.is_verified_twice = True
    assert not may(cast.bernd, "publish_idea", idea_of(cast, cast.bernd, cast.here))


def test_an_unknown_permission_is_an_error_never_a_yes(cast: Cast) -> None:
    with pytest.raises(KeyError):
        may(cast.bernd, "fly")


@pytest.mark.parametrize("permission", ["settle_report", "lift_restriction", "decide_objection"])
def test_nobody_decides_in_an_own_matter(cast: Cast, permission: str) -> None:
    able = cast.gerda if permission == "decide_objection" else cast.bernd
    able.is_verified_twice = True
    assert may(able, permission, idea_of(cast, cast.anna, cast.here))
    assert not may(able, permission, idea_of(cast, able, cast.here))
    along = idea_of(cast, cast.anna, cast.here)
    along.co_author_ids = {able.id}
    assert not may(able, permission, along)
