"""Who follows a joint project or one of its municipalities reads its public steps in the digest, and no others."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask

from app.cooperations.leaving import leave
from app.cooperations.models import Cooperation
from app.cooperations.proposing import invite_further
from app.core.clock import now, today
from app.core.database import db, transaction
from app.discussion.commenting import comment
from app.notifications.digest_wording import worded
from app.notifications.digesting import Digest, digest_for
from app.notifications.working import keep_clock
from app.things.following import follow, follow_place
from tests.cast import Cast
from tests.cooperation_worlds import TITLE, Towns, a_cooperation, four_towns, lay, place_of, say
from tests.cooperations.stage import rewrite


@pytest.fixture
def towns(cast: Cast) -> Towns:
    return four_towns(cast)


def read(app: Flask, cast: Cast) -> list[str]:
    """What the last week says to Carla: each headline with its lines."""
    db.session.rollback()
    digest: Digest = digest_for(cast.carla, now() - timedelta(days=7), now() + timedelta(seconds=1))
    with app.test_request_context():
        told = worded(digest)
    return [f"{item.headline} | {'; '.join(item.lines)}" for item in (*told.items, *told.fresh)]


def joint(cooperation: Cooperation) -> str:
    return f"Kooperation Nr. {cooperation.id}: {TITLE}"


def test_whoever_follows_a_municipality_hears_that_it_has_agreed(app: Flask, cast: Cast, towns: Towns) -> None:
    with transaction():
        follow_place(cast.brandis.id, cast.carla)
    cooperation = a_cooperation(cast, *towns.all[:3])
    assert read(app, cast) == [], "a proposal among partners is nobody's news"
    for town in (towns.brandis, towns.borsdorf):
        say(cooperation, town)
    (line,) = read(app, cast)
    assert line.startswith(joint(cooperation))
    assert "Stadt Borsdorf, Stadt Brandis, Stadt Naunhof" in line


def test_whose_municipality_takes_no_part_hears_nothing(app: Flask, cast: Cast, towns: Towns) -> None:
    with transaction():
        follow_place(cast.brandis.id, cast.carla)
    a_cooperation(cast, towns.naunhof, towns.borsdorf, state="agreed")
    asked = a_cooperation(cast, *towns.all[:3], public_from="proposed")
    say(asked, towns.brandis, "changes_requested", "Zu teuer.")
    assert read(app, cast) == [], "who was asked and has not said yes is named nowhere"
    say(asked, towns.brandis)
    assert read(app, cast) != []


def test_followers_hear_who_joins_leaves_and_that_it_ends(app: Flask, cast: Cast, towns: Towns) -> None:
    cooperation = a_cooperation(cast, *towns.all[:2], state="agreed", rule="from_n", threshold=2, ends_on=today())
    with transaction():
        follow(cooperation, cast.carla)
        follow_place(cast.naunhof.id, cast.carla)
        invite_further(cooperation, towns.borsdorf.body, by=cast.frieda)
    say(cooperation, towns.borsdorf)
    with transaction():
        leave(place_of(cooperation, towns.brandis), by=towns.brandis.mayor, on=today(), reason="Kein Geld.")
        comment(cooperation, by=cast.anna, text="Schade.", lang="de")
    (line,) = read(app, cast)
    for words in ("Stadt Borsdorf tritt bei", "Stadt Brandis", "Kein Geld.", "1 neuer Kommentar"):
        assert words in line, words
    assert line.count("tritt bei") == 1, "followed twice it is told once"
    with time_machine.travel(now() + timedelta(days=1)):
        keep_clock()
        (line,) = read(app, cast)
        assert len(line) > len(joint(cooperation)) + 3
        assert db.session.get_one(Cooperation, cooperation.id).state == "ended"


def test_that_it_left_is_told_where_one_lives_though_it_is_named_no_more(app: Flask, cast: Cast, towns: Towns) -> None:
    cooperation = a_cooperation(cast, *towns.all[:3], state="agreed")
    with transaction():
        leave(place_of(cooperation, towns.brandis), by=towns.brandis.mayor, on=today(), reason="Kein Geld.")
    with transaction():
        follow_place(cast.brandis.id, cast.carla)
    with time_machine.travel(now() + timedelta(days=1)):
        keep_clock()
        (line,) = read(app, cast)
        assert "Kein Geld." in line


def test_nothing_among_the_partners_is_told(app: Flask, cast: Cast, towns: Towns) -> None:
    cooperation = a_cooperation(cast, *towns.all[:2], state="agreed")
    with transaction():
        follow(cooperation, cast.carla)
        follow_place(cast.brandis.id, cast.carla)
    before = read(app, cast)
    rewrite(cooperation, towns.naunhof, *towns.all[:2], public_from="never", why="Kanarienvogel.")
    lay(cooperation, towns.naunhof, "Kanarienvogel.")
    say(cooperation, towns.brandis, "changes_requested", "Kanarienvogel.")
    say(cooperation, towns.brandis)
    assert read(app, cast) == before
    with transaction():
        cooperation.restricted_at = now()
        cooperation.relist()
    assert read(app, cast) == [], "hidden, it is in no digest"


def test_the_digest_asks_as_often_however_many_places_one_follows(app: Flask, cast: Cast, towns: Towns) -> None:
    from tests.queries import queries

    def asked() -> int:
        db.session.rollback()
        db.session.expire_all()
        with queries() as statements:
            digest_for(cast.carla, now() - timedelta(days=7), now() + timedelta(seconds=1))
        return len(statements)

    with transaction():
        follow_place(cast.brandis.id, cast.carla)
    before = asked()
    with transaction():
        follow_place(cast.naunhof.id, cast.carla)
    assert asked() == before


def test_a_page_of_nothing_is_no_mail(cast: Cast, towns: Towns) -> None:
    """Released because it was agreed: one line, not two; and never a headline without a line."""
    with transaction():
        follow_place(cast.brandis.id, cast.carla)
    a_cooperation(cast, *towns.all[:2], state="agreed")
    db.session.rollback()
    digest: Any = digest_for(cast.carla, now() - timedelta(days=7), now() + timedelta(seconds=1))
    assert [[entry.verb for entry in item.steps] for item in digest.items] == [["agree"]]
