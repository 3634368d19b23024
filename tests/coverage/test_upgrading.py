"""An installation from before the coverage: the upgrade itself counts, whatever anybody forgets to run afterwards."""

import pytest
from flask import Flask
from flask_migrate import downgrade, stamp, upgrade
from sqlalchemy import text

from app.core.database import db, transaction
from app.municipalities.models import Region
from app.things.supporting import support
from tests.cast import Cast
from tests.coverage.stage import again, assert_exact, covered, public_idea, share_a_goal
from tests.invariants import assert_sound
from tests.projects.stage import promoted
from tests.search.world import rebuild


def fill(cast: Cast) -> None:
    share_a_goal(cast)
    for state in ("draft", "published", "pooled", "closed"):
        public_idea(cast, state)
    promoted(cast, "running")
    for_region, elsewhere = public_idea(cast), public_idea(cast)
    with transaction():
        region = db.session.query(Region).filter_by(slug="partheland").one()
        again(for_region).municipalities, again(for_region).region_id = [], region.id
        again(elsewhere).municipalities = [cast.naunhof, cast.brandis]
        support(again(elsewhere), cast.carla)


def go_back_to(revision: str) -> None:
    db.session.rollback()
    downgrade(revision=revision)
    db.session.rollback()


@pytest.mark.parametrize("before", ["0002", "0003"])
def test_what_was_there_is_counted_and_the_next_change_adds_to_it(app: Flask, cast: Cast, before: str) -> None:
    fill(cast)
    numbers = {name: getattr(cast, name) for name in ("concept", "field", "aim", "sub_goal", "other_sub_goal")}
    expected = {name: covered(goal) for name, goal in numbers.items()}
    go_back_to(before)
    upgrade()
    with transaction():
        rebuild()
    assert {name: covered(goal) for name, goal in numbers.items()} == expected
    assert expected["concept"].idea_count == 6
    assert_exact(cast)
    public_idea(cast)
    assert covered(cast.concept).idea_count == expected["concept"].idea_count + 1
    assert_exact(cast)
    assert_sound()


def test_negative_control_tables_made_but_not_filled_count_the_next_change_alone(app: Flask, cast: Cast) -> None:
    public_idea(cast)
    go_back_to("0002")
    upgrade(revision="0003")
    stamp(revision="0004")  # What would have counted is passed over.
    upgrade()
    public_idea(cast)
    assert covered(cast.concept).idea_count == 1
    assert db.session.scalar(text("SELECT count(*) FROM coverage_share")) == 1
