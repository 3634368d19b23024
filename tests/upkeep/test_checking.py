"""Every check holds in a sound world and finds what contradicts it, and only that."""

import pytest
from flask import Flask
from sqlalchemy import text

from app.accounts.models import Person
from app.core.clock import now
from app.core.database import db, transaction
from app.upkeep.checking import MOST_SHOWN, check_everything, mend
from app.upkeep.invariants import CHECKS
from tests.cast import Cast
from tests.invariants import assert_sound, faults
from tests.queries import no_changes, queries
from tests.upkeep.stage import World, store
from tests.worlds import an_idea

THEN = "'2026-01-02 03:04:05.678901'"
A_COMMENT = "INSERT INTO comment (thing_id, parent_id, author_kind, text, lang, version, supports, replies, created_at"
A_RESTRICTION = "INSERT INTO restriction (thing_id, comment_id, ground, norm, facts, at, lifted_at) VALUES"

BREAKS = {
    "thing.supports": "UPDATE thing SET supports = supports + 1 WHERE id = {idea}",
    "thing.followers": "UPDATE thing SET followers = followers + 1 WHERE id = {idea}",
    "thing.helpers": "UPDATE help_offer SET ended_at = NULL",
    "thing.comments": "UPDATE thing SET comments = 0 WHERE id = {idea}",
    "comment.replies": "UPDATE comment SET replies = 2 WHERE id = {comment}",
    "comment.supports": "DELETE FROM comment_support",
    "idea.listed": "UPDATE idea SET listed_at = NULL WHERE id = {idea}",
    "project.listed": "UPDATE project SET listed_at = NULL",
    "idea.version": "UPDATE idea SET version = 2 WHERE id = {idea}",
    "idea.one_working_version": "INSERT INTO idea_version (idea_id, number, title, text, touches_youth, saved_at)"
    f" VALUES ({{idea}}, 8, '', '', false, {THEN}), ({{idea}}, 9, '', '', false, {THEN})",
    "idea.authority": "UPDATE thing SET authority_id = NULL WHERE id = {submitted}",
    "idea.draft_expiry": "UPDATE idea SET draft_expires_at = NULL WHERE id = {draft}",
    "idea.question": "UPDATE idea SET revision_due_on = NULL WHERE state = 'revision_requested'",
    "idea.outcome": "UPDATE idea SET outcome = NULL WHERE id = {closed}",
    "idea.published_by": "DELETE FROM journal_entry WHERE thing_id = {pooled} AND verb = 'publish_idea'",
    "idea.tagged": "DELETE FROM idea_goal WHERE idea_id = {pooled}",
    "idea.one_main_goal": "DROP INDEX uq_idea_goal_main;"
    " INSERT INTO idea_goal (idea_id, goal_id, is_main) VALUES ({idea}, {other_goal}, true)",
    "idea.merged": "DELETE FROM thing_link WHERE kind = 'merged_into'",
    "idea.merged_in_circle": "UPDATE idea SET state = 'merged' WHERE id = {into};"
    f" INSERT INTO thing_link (kind, from_id, to_id, at) VALUES ('merged_into', {{into}}, {{gone}}, {THEN})",
    "idea.promoted": "UPDATE project SET state = 'dropped'",
    "co_author.is_not_author": f"INSERT INTO co_author (idea_id, person_id, since) VALUES ({{idea}}, {{anna}}, {THEN})",
    "hand_over.decided": "UPDATE hand_over SET is_accepted = true",
    "hand_over.open_once": "DROP INDEX uq_hand_over_open; INSERT INTO hand_over (idea_id, from_id, to_id, reason, at)"
    " SELECT idea_id, from_id, to_id, reason, at FROM hand_over",
    "hand_over.sender": "UPDATE hand_over SET from_id = to_id, to_id = from_id",
    "thing.kind": "UPDATE thing SET kind = 'goal' WHERE id = {draft}",
    "thing.link_to_itself": "INSERT INTO thing_link (kind, from_id, to_id, at)"
    f" VALUES ('arose_from', {{idea}}, {{idea}}, {THEN})",
    "goal.closure": "DELETE FROM goal_ancestor WHERE goal_id = {goal} AND ancestor_id <> goal_id",
    "goal.circle": "INSERT INTO goal_link (parent_id, child_id, position) VALUES ({goal}, {goal}, 0)",
    "comment.depth": f"{A_COMMENT}) VALUES ({{idea}}, {{reply}}, 'person', 'x', 'de', 1, 0, 0, {THEN})",
    "comment.thread": f"{A_COMMENT}) VALUES ({{into}}, {{comment}}, 'person', 'x', 'de', 1, 0, 0, {THEN})",
    "restriction.thing": f"UPDATE restriction SET lifted_at = {THEN}",
    "restriction.comment": f"{A_COMMENT}, restricted_at)"
    f" VALUES ({{idea}}, NULL, 'person', 'x', 'de', 1, 0, 0, {THEN}, {THEN})",
    "restriction.attachment": f"UPDATE attachment SET restricted_at = {THEN}",
    "restriction.once": f"{A_RESTRICTION} ({{restricted}}, NULL, 'law', 'x', 'x', {THEN}, NULL)",
    "restriction.place": f"{A_RESTRICTION} ({{into}}, {{comment}}, 'law', 'x', 'x', {THEN}, {THEN})",
    "report.place": "UPDATE report SET comment_id = {comment}",
    "report.settled": "UPDATE report SET outcome = 'left'",
    "correspondence.concepts": "INSERT INTO goal_correspondence"
    " (low_id, high_id, kind, state, reason, version, asked_id, proposed_at)"
    f" SELECT {{goal}}, {{other_goal}}, 'same', 'proposed', 'x', 1, asked_id, {THEN} FROM goal_correspondence",
    "correspondence.decided": "UPDATE goal_correspondence SET decided_at = NULL",
    "edition.one_holds": "INSERT INTO concept_edition (concept_id, key, title, status, file, version, created_at,"
    " changed_at) SELECT concept_id, key, title, status, file, version, created_at, changed_at FROM concept_edition",
    "edition.adopted_on": "UPDATE concept_edition SET adopted_by_id = {anna}, adopted_on = NULL",
    "goal.successors": "INSERT INTO goal_successor (goal_id, successor_id) VALUES ({goal}, {other_goal})",
    "sheet.entries": "UPDATE reference_sheet SET entries = '[]'",
    "sheet.asked": "UPDATE reference_sheet SET asked_at = NULL",
    "sheet.decided": "UPDATE reference_sheet SET decided_at = NULL",
    "answer.open": "INSERT INTO coordinated_answer (idea_id, authority_id, idea_version, state, text, version,"
    " saved_at)"
    " SELECT idea_id, authority_id, idea_version, 'draft', '', 1, saved_at FROM coordinated_answer",
    "answer.released": "DELETE FROM answer_release",
    "answer.of_idea": "UPDATE coordinated_answer SET outcome = 'running'",
    "answer.second_person": "INSERT INTO answer_writer (answer_id, person_id) SELECT answer_id, by_id"
    " FROM answer_release",
    "statement.public": "DELETE FROM answer_citation",
    "idea.statements_asked": "UPDATE idea SET statements_asked = 1 WHERE id = {idea}",
    "statement.given": "UPDATE statement SET submitted_at = NULL",
    "statement.ended": "UPDATE statement_request SET ended_at = NULL",
    "statement.open": "UPDATE statement_request SET state = 'open', ended_at = NULL",
    "statement.authority": "UPDATE thing SET authority_id = NULL WHERE kind = 'statement'",
    "statement.links": "UPDATE statement_link SET sent_at = '2099-01-02 03:04:05.678901'",
    "section.contributions": "UPDATE format_section SET contributions = contributions + 1"
    " WHERE format_id = {workshop} AND position = 0",
    "format.contributions": "UPDATE participation_format SET contributions = 0 WHERE id = {workshop}",
    "contribution.copies": "UPDATE contribution SET supporters = 7 WHERE id = {card}",
    "dots.given": "UPDATE dots_given SET given = 2",
    "dots.limit": "UPDATE board_rule SET dots_each = 0",
    "dots.counted": "DELETE FROM dots_given",
    "format.announced": "UPDATE participation_format SET state = 'draft' WHERE id <> {workshop}"
    " AND format_kind = 'call'",
    "format.audience": "UPDATE participation_format SET audience = 'members' WHERE id = {workshop}",
    "contribution.audience": "UPDATE thing SET audience_id = {workshop} WHERE id = {card}",
    "contribution.section": "UPDATE format_section SET format_id = (SELECT id FROM participation_format"
    " WHERE format_kind = 'call') WHERE format_id = {workshop}",
    "format.result": "UPDATE participation_format SET result = NULL WHERE id = {workshop}",
    "placement.section": "INSERT INTO placement (card_id, group_id, position)"
    " SELECT {other_card}, group_id, 1 FROM placement",
    "result_basis.section": "UPDATE result_basis SET card_id = {other_card}",
    "call_entry.call": "UPDATE call_entry SET call_id = {workshop}",
    "place.stands_for_itself": "UPDATE municipality SET successor_id = (SELECT id FROM municipality"
    " WHERE ags = '14729060') WHERE ags = '14729300'",
    "place.heir": "UPDATE municipality SET current_id = (SELECT id FROM municipality"
    " WHERE ags = '14729300') WHERE ags = '13076001'",
    "region.member_once": "INSERT INTO region_member (region_id, municipality_id, until, is_counted)"
    " SELECT region_id, municipality_id, '2025-12-31', false FROM region_member LIMIT 1",
    "region.member_is": "UPDATE region_member SET municipality_id = (SELECT id FROM municipality"
    " WHERE ags = '13076001') WHERE municipality_id = (SELECT id FROM municipality WHERE ags = '14729060')",
    "cooperation.listed": "UPDATE cooperation SET listed_at = NULL WHERE id = {joint}",
    "cooperation.texts": "DELETE FROM cooperation_declaration WHERE version = 2;"
    " DELETE FROM cooperation_version WHERE cooperation_id = {joint} AND number = 2",
    "cooperation.in_force": "UPDATE cooperation_version SET agreed_at = NULL WHERE cooperation_id = {joint}",
    "cooperation.readers": "UPDATE audience_member SET until = '2020-01-01' WHERE audience_id = {joint}"
    " AND organisation_id = (SELECT keeper_id FROM cooperation WHERE id = {joint})",
    "cooperation.room": "UPDATE thing SET audience_id = NULL WHERE kind = 'room'",
    "cooperation.released": "UPDATE thing SET authority_id = NULL WHERE id = {joint}",
    "cooperation.keeper": "UPDATE cooperation SET keeper_id = (SELECT organisation_id FROM cooperation_partner"
    " WHERE asks_since IS NOT NULL) WHERE id = {joint}",
    "declaration.text": "UPDATE cooperation_declaration SET fingerprint = 'x' WHERE version = 2",
    "declaration.once": "DROP INDEX uq_cooperation_declaration_current; INSERT INTO cooperation_declaration"
    " (partner_id, version, fingerprint, verdict, function, at)"
    " SELECT partner_id, version, fingerprint, 'declined', function, at FROM cooperation_declaration"
    " WHERE version = 2",
    "person.erased": "UPDATE person SET display_name = 'Wer' WHERE id = {erased}",
    "organisation.led": "UPDATE membership SET role = 'member' WHERE role = 'representative'",
    "invitation.accepted": "UPDATE invitation SET accepted_by_id = NULL",
    "job.stuck": "UPDATE job SET attempts = 8",
}
"""Per check: what contradicts it and nothing else, but what the coverage of the goals counts (COUNTED)."""
COVERAGE = {
    "coverage.shares": "UPDATE coverage_share SET supports = supports + 1 WHERE thing_id = {idea}",
    "coverage.tallies": "UPDATE goal_tally SET things = things + 1 WHERE goal_id = {goal} AND place = '*'"
    " AND counted_as = 'idea:pooled'",
    "search.documents": "UPDATE search_document SET title = 'Anders' WHERE kind = 'idea' AND thing_id = {idea}",
    "search.terms": "UPDATE search_term SET documents = documents + 1 WHERE stem = 'weg'",
}
"""The same for the checks of what follows from other tables, which are no single statements."""
TOLD_BY_ROWS = {
    "cooperation.agreed": "UPDATE cooperation_declaration SET superseded_at = at WHERE id ="
    " (SELECT max(id) FROM cooperation_declaration WHERE version = 1)",
    "cooperation.fingerprint": "UPDATE cooperation_version SET content = (SELECT content FROM cooperation_version"
    " WHERE number = 1) WHERE number = 2",
}
"""The same for those that look at one row after the other, and mend nothing."""
BOTH = {"coverage.shares", "coverage.tallies"}
COUNTED = dict.fromkeys(
    (
        "thing.supports", "idea.listed", "project.listed", "idea.outcome", "idea.tagged", "idea.one_main_goal",
    ),
    BOTH,
) | {
    "idea.merged_in_circle": {*BOTH, "search.documents"}, "idea.promoted": {*BOTH, "search.documents"},
    "goal.closure": {"coverage.tallies"}, "goal.successors": {"goal.closure"}, "idea.version": {"search.documents"},
    "region.member_is": {"search.documents"}, "place.heir": {"search.documents"},
    "cooperation.agreed": {"search.documents"},
    "cooperation.listed": {"search.documents"},
    "cooperation.room": {"search.documents"},
    "statement.open": {"statement.given"}, "format.result": {"search.documents"},
    "contribution.section": {"dots.limit", "search.documents"},
}  # fmt: skip
"""What changes past the verbs that which is counted: then the coverage is wrong too, or what is searched."""


def ids_of(world: World, cast: Cast) -> dict[str, int]:
    ids = {name: row.id for name, row in vars(world).items()}
    return ids | {"anna": cast.anna.id, "goal": cast.sub_goal.id, "other_goal": cast.other_sub_goal.id}


def test_a_sound_world_passes(world: World) -> None:
    assert_sound()


def test_every_check_finds_what_contradicts_it_and_only_that(world: World, cast: Cast) -> None:
    ids, found = ids_of(world, cast), {}
    for name, statements in (BREAKS | COVERAGE | TOLD_BY_ROWS).items():
        for statement in statements.split(";"):
            db.session.execute(text(statement.format(**ids)))
        found[name] = set(faults())
        db.session.rollback()
    assert found == {name: {name} | COUNTED.get(name, set()) for name in BREAKS | COVERAGE | TOLD_BY_ROWS}


def test_every_check_has_something_that_contradicts_it() -> None:
    assert {check.name for check in CHECKS} == set(BREAKS)
    assert len(BREAKS) >= 20


def test_a_file_without_bytes_is_found(world: World) -> None:
    store().delete(world.picture.preview_key or "")
    assert faults() == {"attachment.bytes": [world.picture.id]}


def test_a_removed_file_needs_no_bytes(world: World) -> None:
    store().delete(world.picture.key)
    db.session.execute(text(f"UPDATE attachment SET removed_at = {THEN}"))
    db.session.commit()
    assert_sound()


def test_a_loose_reference_is_found_on_sqlite(world: World) -> None:
    if db.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL lets no reference hang loose")
    with db.engine.connect() as connection:
        raw = connection.connection.dbapi_connection
        assert raw is not None
        raw.execute("PRAGMA foreign_keys=OFF")  # type: ignore[attr-defined]
        connection.execute(text("UPDATE journal_entry SET actor_id = 4711 WHERE id = 1"))
        connection.commit()
        raw.execute("PRAGMA foreign_keys=ON")  # type: ignore[attr-defined]
    assert list(faults()) == ["database.references"]


def test_numbers_that_lag_behind_are_found_on_postgresql(world: World) -> None:
    if db.engine.dialect.name != "postgresql":
        pytest.skip("SQLite has no numbers of its own")
    db.session.execute(text("SELECT setval('person_id_seq', 1, false)"))
    assert faults() == {"database.numbers": ["person"]}


def test_repair_mends_counters_and_lists_and_nothing_else(app: Flask, world: World, cast: Cast) -> None:
    mendable = [check.name for check in CHECKS if check.mending is not None]
    with transaction():
        for name in [*mendable, *COVERAGE, "idea.outcome"]:
            db.session.execute(text((BREAKS | COVERAGE)[name].format(**ids_of(world, cast))))
    assert set(faults()) == {*mendable, *COVERAGE, "idea.outcome"}
    with transaction():
        mended = mend()
    # The closed idea is counted otherwise by now: for its goal, those above and the concept.
    following = {"coverage.shares": 2, "coverage.tallies": 4, "search.documents": 1, "search.terms": 1}
    assert mended == dict.fromkeys(mendable, 1) | following
    assert list(faults()) == ["idea.outcome"]
    with transaction():
        assert mend() == {}


def test_fsck_says_what_holds_and_ends_with_success(app: Flask, world: World) -> None:
    db.session.rollback()
    result = app.test_cli_runner().invoke(args=["fsck"])
    assert result.exit_code == 0, result.output
    assert "ok         thing.supports\n" in result.output
    assert f"Alle {len(CHECKS) + 10} Prüfungen bestanden." in result.output


def test_fsck_says_what_is_wrong_and_repairs_when_told(app: Flask, world: World) -> None:
    with transaction():
        db.session.execute(text(f"UPDATE thing SET followers = 7 WHERE id = {world.idea.id}"))
    runner = app.test_cli_runner()
    result = runner.invoke(args=["fsck"])
    assert result.exit_code == 1
    assert f"FALSCH     thing.followers: Wer folgt, ist gezählt. Nicht so: {world.idea.id} (fsck --repair)" in (
        result.output
    )
    assert "nicht alles stimmt: thing.followers." in result.output
    repaired = runner.invoke(args=["fsck", "--repair"])
    assert repaired.exit_code == 0, repaired.output
    assert "repariert  thing.followers: 1" in repaired.output
    assert "Es gab nichts zu reparieren." in runner.invoke(args=["fsck", "--repair"]).output


def test_of_many_faults_the_first_twenty_are_shown(world: World) -> None:
    with transaction():
        db.session.add_all(Person(session_key=f"k{n}", display_name="x", erased_at=now()) for n in range(25))
    found = next(found for found in check_everything(store()) if found.name == "person.erased")
    assert (len(found.ids), found.has_more) == (MOST_SHOWN, True)


def test_checking_changes_nothing_and_asks_as_often_however_much_there_is(world: World, cast: Cast) -> None:
    def asked() -> int:
        with no_changes(), queries() as statements:
            assert faults() == {}
        db.session.rollback()
        return len(statements)

    before = asked()
    an_idea(cast)
    an_idea(cast, "pooled")
    assert asked() == before
