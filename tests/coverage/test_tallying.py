"""The tallies follow every verb in its own transaction, count each thing once, and agree with the lists."""

from pathlib import Path
from random import Random
from typing import Any

import pytest
import yaml
from flask import Flask
from sqlalchemy import select, text

from app.concepts.loading import load_concept
from app.concepts.models import Goal
from app.concepts.reading import read_concept
from app.core.database import db, touch, transaction
from app.core.errors import DomainError
from app.coverage.models import NO_SINGLE_PLACE
from app.coverage.queries import NOTHING
from app.coverage.tallying import recounting, wrong_tallies
from app.ideas import moderating, submitting
from app.ideas.merging import merge_ideas, unmerge_idea
from app.ideas.models import Idea
from app.ideas.places import Place
from app.municipalities.cli import PACKAGED
from app.municipalities.loading import load_municipalities, read_municipalities
from app.municipalities.models import Municipality
from app.projects.editing import change_status
from app.projects.models import Project, ProjectGoal
from app.projects.promoting import promote_idea
from app.restrictions.restricting import lift_restriction, restrict
from app.things.supporting import support, take_back_support
from tests.cast import Cast
from tests.concepts.files import written
from tests.coverage.stage import RETIRED, again, assert_exact, covered, listed, public_idea, share_a_goal
from tests.ideas_desk.stage import an_idea as at_the_desk
from tests.invariants import assert_sound
from tests.projects.stage import promoted

WHY = {"ground": "rules", "norm": "Spielregeln, 3", "facts": "Werbung."}


def test_an_idea_under_two_leitziele_of_one_field_counts_once(cast: Cast) -> None:
    second = share_a_goal(cast)
    public_idea(cast)
    counts = {goal.key: covered(goal).ideas for goal in (cast.sub_goal, cast.other_sub_goal, cast.aim, second)}
    assert counts == {key: {"published": 1} for key in ("rad", "bus", "z1.1", "z1.2")}
    assert covered(cast.field).ideas == covered(cast.concept).ideas == {"published": 1}
    assert_exact(cast)


def test_in_two_municipalities_it_counts_in_both_and_once_for_the_region_and_for_all(cast: Cast) -> None:
    idea = public_idea(cast)
    with transaction():
        again(idea).municipalities = [cast.naunhof, cast.brandis]
        touch(idea.id)
    for place in (cast.naunhof.ags, cast.brandis.ags, "region:partheland", "*"):
        assert covered(cast.aim, place).idea_count == 1
    with transaction():
        idea = again(idea)
        idea.municipalities, idea.region = [], cast.partheland
        touch(idea.id)
    assert covered(cast.aim, cast.naunhof.ags) == NOTHING
    assert covered(cast.aim, "region:partheland").idea_count == 1
    assert covered(cast.aim, NO_SINGLE_PLACE).idea_count == 1
    assert_exact(cast)


def test_drafts_and_what_is_in_the_inbox_count_nowhere(cast: Cast) -> None:
    for state in ("draft", "submitted", "revision_requested", "refused"):
        public_idea(cast, state)
    assert covered(cast.concept) == NOTHING
    assert_exact(cast)


def test_every_step_is_counted_as_its_list_knows_it(cast: Cast) -> None:
    idea = public_idea(cast)
    with transaction():
        moderating.close_idea(again(idea), by=cast.bernd, outcome="running", answer="Läuft.", version=1)
    assert covered(cast.aim).ideas == {"running": 1}
    with transaction():
        moderating.reopen_idea(again(idea), by=cast.bernd, reason="Doch nicht.", version=1)
    with transaction():
        moderating.pool_idea(again(idea), by=cast.bernd, answer="Gut.", version=1)
    assert (covered(cast.aim).ideas, covered(cast.aim).pooled) == ({"pooled": 1}, 1)
    with transaction():
        submitting.withdraw_idea(again(idea), by=cast.anna)
    assert covered(cast.aim).ideas == {"withdrawn": 1}
    assert_exact(cast)


def test_what_is_restricted_counts_no_longer_until_it_is_shown_again(cast: Cast) -> None:
    idea = public_idea(cast)
    with transaction():
        restriction = restrict(again(idea), by=cast.bernd, version=1, **WHY)
    assert covered(cast.concept) == NOTHING
    with transaction():
        lift_restriction(again(restriction), by=cast.gerda, reason="Doch keine.")
    assert covered(cast.concept).idea_count == 1


def test_what_went_into_another_counts_there_alone(cast: Cast) -> None:
    gone, into = public_idea(cast), public_idea(cast, "pooled")
    with transaction():
        merge_ideas(again(gone), again(into), by=cast.bernd, reason="Dasselbe.", version=1, into_version=1)
    assert covered(cast.sub_goal).ideas == {"pooled": 1}
    with transaction():
        unmerge_idea(again(gone), by=cast.bernd, reason="Zweierlei.")
    assert covered(cast.sub_goal).ideas == {"published": 1, "pooled": 1}
    assert_exact(cast)


def test_a_promoted_idea_and_its_project_count_each_and_go_back_together(cast: Cast) -> None:
    project = promoted(cast, "running", idea=public_idea(cast))
    one = covered(cast.aim, cast.naunhof.ags)
    assert (one.ideas, one.projects) == ({"promoted": 1}, {"running": 1})
    with transaction():
        change_status(again(project), by=cast.bernd, state="dropped", reason="Kein Geld.")
    one = covered(cast.aim)
    assert (one.ideas, one.projects) == ({"pooled": 1}, {"dropped": 1})
    assert_exact(cast)


def test_a_project_that_competes_with_a_goal_covers_it_neither_here_nor_in_the_list(cast: Cast) -> None:
    project = promoted(cast)
    with transaction():
        tag = db.session.get_one(ProjectGoal, (project.id, cast.other_sub_goal.id))
        tag.relation = "competing"
        touch(project.id)
    assert covered(cast.other_sub_goal).project_count == 0
    assert covered(cast.aim).project_count == covered(cast.sub_goal).project_count == 1
    assert_exact(cast)


def test_support_is_counted_and_taken_back(cast: Cast) -> None:
    idea = public_idea(cast)
    with transaction():
        support(again(idea), cast.carla)
        support(again(idea), cast.dilek)
    assert covered(cast.field).supports == covered(cast.concept).supports == 2
    with transaction():
        take_back_support(again(idea), cast.dilek)
    assert covered(cast.field, cast.naunhof.ags).supports == 1


def test_a_change_of_tags_moves_the_idea(cast: Cast) -> None:
    idea = public_idea(cast)
    with transaction():
        moderating.tag_idea(again(idea), [cast.other_sub_goal], by=cast.bernd)
    assert covered(cast.sub_goal) == NOTHING
    assert covered(cast.aim).idea_count == covered(cast.other_sub_goal).idea_count == 1
    assert_exact(cast)


def test_what_was_rolled_back_was_never_counted(cast: Cast) -> None:
    idea = public_idea(cast)
    with pytest.raises(RuntimeError), transaction():
        moderating.pool_idea(again(idea), by=cast.bernd, answer="Gut.", version=1)
        raise RuntimeError
    assert covered(cast.aim).ideas == {"published": 1}
    assert_exact(cast)


def test_a_journal_row_on_the_concept_alone_counts_nothing_anew(cast: Cast) -> None:
    public_idea(cast)
    db.session.execute(text("UPDATE goal_tally SET things = 7"))
    db.session.commit()
    with transaction():
        touch(cast.concept.id)
    assert covered(cast.aim).idea_count == 7
    with transaction():
        touch(cast.concept.id, remade=True)
    assert covered(cast.aim).idea_count == 1


def test_a_retired_goal_is_counted_at_its_successor(cast: Cast, tmp_path: Path) -> None:
    with transaction():
        concept = load_concept(read_concept(written(tmp_path))).concept
    of_concept = select(Goal).where(Goal.concept_id == concept.id)
    goals = {goal.key: goal for goal in db.session.scalars(of_concept)}
    bus, rad, air = goals["bus"], goals["rad"], goals["z2"]
    idea = public_idea(cast)
    with transaction():
        moderating.tag_idea(again(idea), [bus], by=cast.bernd)
    assert (covered(bus).idea_count, covered(rad).idea_count, covered(air).idea_count) == (1, 0, 0)
    with transaction():
        load_concept(read_concept(written(tmp_path, RETIRED)))
    assert [covered(goal).idea_count for goal in (bus, rad, air, concept)] == [1, 1, 1, 1]
    assert listed(rad) == (1, 0)
    assert_exact(cast)


def test_who_joins_a_region_brings_its_ideas(app: Flask, cast: Cast, tmp_path: Path) -> None:
    with transaction():
        load_municipalities(read_municipalities(PACKAGED))
        grimma = db.session.scalars(select(Municipality).where(Municipality.name == "Grimma")).one()
        idea = at_the_desk(cast, "published")
        idea.municipalities = [grimma]
    file = tmp_path / "gemeinden.yaml"
    register = yaml.safe_load(PACKAGED.read_text(encoding="utf-8"))
    register["regions"][0]["members"].append(grimma.ags)
    file.write_text(yaml.safe_dump(register, allow_unicode=True), encoding="utf-8")
    place = f"region:{register['regions'][0]['slug']}"
    assert covered(cast.aim, place) == NOTHING
    result = app.test_cli_runner().invoke(args=["municipalities", "load", str(file)])
    assert result.exit_code == 0, result.output
    assert covered(cast.aim, place).idea_count == 1
    assert_exact(cast)


def test_negative_control_the_check_finds_what_was_changed_past_the_verbs(cast: Cast) -> None:
    public_idea(cast)
    db.session.execute(text("DELETE FROM idea_goal"))
    assert set(db.session.scalars(wrong_tallies())) == {
        cast.concept.id, cast.field.id, cast.aim.id, cast.sub_goal.id, cast.other_sub_goal.id,
    }  # fmt: skip
    db.session.rollback()


def test_counting_anew_gives_what_has_been_kept(cast: Cast) -> None:
    public_idea(cast)
    promoted(cast)
    kept = snapshot()
    for sql in ("DELETE FROM goal_tally", "DELETE FROM coverage_share"):
        db.session.execute(text(sql))
    db.session.commit()
    for step in recounting():
        with transaction():
            step()
    assert snapshot() == kept
    assert_sound()


def snapshot() -> list[Any]:
    db.session.rollback()
    rows = db.session.execute(
        text("SELECT goal_id, place, counted_as, things, supports FROM goal_tally WHERE things <> 0 ORDER BY 1, 2, 3")
    )
    return [tuple(row) for row in rows]


def test_after_many_verbs_in_any_order_everything_is_exact(app: Flask, cast: Cast) -> None:
    share_a_goal(cast)
    random = Random(20261123)
    people = [cast.anna, cast.carla, cast.dilek, cast.frieda]
    done: dict[str, int] = {}
    for _step in range(160):
        ideas = list(db.session.scalars(select(Idea.id).order_by(Idea.id)))
        projects = list(db.session.scalars(select(Project.id).order_by(Project.id)))
        db.session.rollback()
        name = random.choice(["new", "new", *VERBS]) if ideas else "new"
        try:
            with transaction():
                if name == "new":
                    walker_new(cast, random)
                else:
                    VERBS[name](cast, random, random.choice(ideas), random.choice(ideas), projects, people)
            done[name] = done.get(name, 0) + 1
        except (DomainError, IndexError):
            continue
    assert len(done) > 9
    assert_exact(cast)
    assert_sound()


def walker_new(cast: Cast, random: Random) -> None:
    place = random.choice([Place.whole(cast.here), Place.of_municipalities([cast.brandis, cast.naunhof])])
    idea, _key = submitting.start_draft(place, title="Ein Weg", text="Bitte.", by=cast.anna)
    submitting.choose_goals(idea, random.sample([cast.sub_goal, cast.other_sub_goal, cast.aim], random.randint(1, 2)))
    submitting.submit_idea(idea, by=cast.anna, author_name="Anna")
    if random.random() < 0.8:
        moderating.publish_idea(idea, by=cast.bernd, version=1)


def locked(number: int) -> Any:
    return db.session.get_one(Idea, number, with_for_update={"of": Idea}, populate_existing=True)


def walker_restrict(cast: Cast, random: Random, one: int, *_rest: Any) -> None:
    restriction = restrict(locked(one), by=cast.bernd, version=1, **WHY)
    if random.random() < 0.5:
        lift_restriction(restriction, by=cast.gerda, reason="Doch keine.")


VERBS: dict[str, Any] = {
    "publish": lambda c, r, a, b, ps, p: moderating.publish_idea(locked(a), by=c.bernd, version=1),
    "pool": lambda c, r, a, b, ps, p: moderating.pool_idea(locked(a), by=c.bernd, answer="Gut.", version=1),
    "close": lambda c, r, a, b, ps, p: moderating.close_idea(
        locked(a), by=c.bernd, outcome=r.choice(["done", "running", "not_pursued"]), answer="So.", version=1
    ),
    "reopen": lambda c, r, a, b, ps, p: moderating.reopen_idea(locked(a), by=c.bernd, reason="Doch.", version=1),
    "withdraw": lambda c, r, a, b, ps, p: submitting.withdraw_idea(locked(a), by=c.anna),
    "tag": lambda c, r, a, b, ps, p: moderating.tag_idea(
        locked(a), r.sample([c.sub_goal, c.other_sub_goal, c.aim], r.randint(1, 3)), by=c.bernd
    ),
    "merge": lambda c, r, a, b, ps, p: merge_ideas(
        locked(a), locked(b), by=c.bernd, reason="Eins.", version=1, into_version=1
    ),
    "unmerge": lambda c, r, a, b, ps, p: unmerge_idea(locked(a), by=c.bernd, reason="Zwei."),
    "promote": lambda c, r, a, b, ps, p: promote_idea(
        locked(a), by=c.bernd, version=1, title="Weg", description="Wird gebaut."
    ),
    "project": lambda c, r, a, b, ps, p: change_status(
        db.session.get_one(Project, r.choice(ps)), by=c.bernd,
        state=r.choice(["submitted_for_decision", "adopted", "running", "dropped"]), reason="So.",
    ),
    "support": lambda c, r, a, b, ps, p: support(locked(a), r.choice(p)),
    "take back": lambda c, r, a, b, ps, p: take_back_support(locked(a), r.choice(p)),
    "restrict": walker_restrict,
}  # fmt: skip
