"""The digest: what one follows, once in a stretch of time, nothing hidden, ended with one click."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from app.core.clock import now
from app.core.database import db, transaction
from app.core.jobs import Job, run_due_jobs
from app.formats.running import open_format
from app.ideas.moderating import pool_idea
from app.notifications.digest_wording import worded
from app.notifications.digesting import digest_for, latest_monday, latest_morning, queue_digests
from app.notifications.stopping import stop_token
from app.things.following import follow, follow_place
from app.things.models import Follow
from tests.cast import Cast
from tests.format_worlds import a_format
from tests.worlds import an_idea

Mails = Callable[[], list[Any]]
WEEK = timedelta(days=8)


def follows(cast: Cast, **aim: int) -> None:
    with transaction():
        db.session.add(Follow(person_id=cast.carla.id, **aim))


def to_carla(mails: Mails) -> list[Any]:
    return [mail for mail in mails() if mail["To"] == "carla@example.org"]


def text_of(mail: Any) -> str:
    return str(mail.get_body(("plain",)).get_content())


@pytest.mark.once
@pytest.mark.parametrize(
    ("moment", "morning", "monday"),
    [
        ("2026-11-25T04:00", "2026-11-24T05:00", "2026-11-23T05:00"),
        ("2026-11-25T05:00", "2026-11-25T05:00", "2026-11-23T05:00"),
        ("2026-11-23T04:59", "2026-11-22T05:00", "2026-11-16T05:00"),
    ],
)
def test_days_begin_at_six_here(app: Flask, moment: str, morning: str, monday: str) -> None:
    at = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    assert latest_morning(at) == datetime.fromisoformat(morning).replace(tzinfo=UTC)
    assert latest_monday(at) == datetime.fromisoformat(monday).replace(tzinfo=UTC)


def test_a_follower_hears_once_of_what_happened(cast: Cast, mails: Mails) -> None:
    idea = an_idea(cast, "published", "Ein Brunnen")
    follows(cast, thing_id=idea.id)
    with transaction():
        pool_idea(idea, by=cast.bernd, answer="Gut, noch ohne Geld.", version=1)
    assert to_carla(mails) == []
    with time_machine.travel(now() + WEEK):
        (mail,) = to_carla(mails)
        assert "Ein Brunnen" in text_of(mail)
        assert f"/ideen/{idea.id}" in text_of(mail)
        assert "/abbestellen/" in mail["List-Unsubscribe"]
    with time_machine.travel(now() + 2 * WEEK):
        assert len(to_carla(mails)) == 1


def test_what_came_before_she_followed_is_not_told(cast: Cast, mails: Mails) -> None:
    idea = an_idea(cast, "pooled")
    follows(cast, thing_id=idea.id)
    with time_machine.travel(now() + WEEK):
        assert to_carla(mails) == []


def test_a_thing_hidden_meanwhile_is_in_no_digest(cast: Cast, mails: Mails) -> None:
    idea = an_idea(cast, "published", "Kanarienvogel")
    follows(cast, thing_id=idea.id)
    follows(cast, municipality_id=cast.naunhof.id)
    with transaction():
        pool_idea(idea, by=cast.bernd, answer="Kanarienvogel", version=1)
        idea.restricted_at = now()
    with time_machine.travel(now() + WEEK):
        assert to_carla(mails) == []


def test_followed_goals_and_places_bring_new_ideas(cast: Cast, mails: Mails) -> None:
    follows(cast, thing_id=cast.field.id)
    follows(cast, municipality_id=cast.naunhof.id)
    idea = an_idea(cast, "published", "Ein Brunnen")
    with time_machine.travel(now() + WEEK):
        (mail,) = to_carla(mails)
    assert text_of(mail).count(f"/ideen/{idea.id}") == 1


def test_a_failed_mail_is_tried_again_with_the_same_words(cast: Cast, app: Flask, mails: Mails) -> None:
    idea = an_idea(cast, "published", "Ein Brunnen")
    follows(cast, thing_id=idea.id)
    with transaction():
        pool_idea(idea, by=cast.bernd, answer="Gut.", version=1)
    mails()
    with time_machine.travel(now() + WEEK):
        with transaction():
            assert queue_digests() == 1
        app.config["MAIL_URL"], kept = "smtp://127.0.0.1:1", app.config["MAIL_URL"]
        run_due_jobs()
        app.config["MAIL_URL"] = kept
        assert db.session.scalar(select(func.count(Job.id)).where(Job.kind == "send_digest")) == 1
    with time_machine.travel(now() + WEEK + timedelta(hours=1)):
        assert len(to_carla(mails)) == 1


def test_one_click_ends_it_and_looking_does_not(cast: Cast, client: Any) -> None:
    address = f"/abbestellen/{stop_token(cast.carla)}"
    assert client.get(address).status_code == 200
    db.session.refresh(cast.carla)
    assert cast.carla.digest == "weekly"
    assert client.post(address, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    db.session.refresh(cast.carla)
    assert cast.carla.digest == "off"
    assert client.get("/abbestellen/falsch").status_code == 404
    assert client.post("/abbestellen/falsch").status_code == 404


def test_who_wants_none_gets_none(cast: Cast, mails: Mails) -> None:
    idea = an_idea(cast, "published")
    follows(cast, thing_id=idea.id)
    with transaction():
        cast.carla.digest = "off"
        pool_idea(idea, by=cast.bernd, answer="Gut.", version=1)
    with time_machine.travel(now() + WEEK):
        assert to_carla(mails) == []


def test_who_follows_a_concept_or_a_place_hears_what_is_announced_there(cast: Cast) -> None:
    before = now()
    with transaction():
        follow(cast.concept, cast.anna)
        follow_place(cast.naunhof.id, cast.carla)
    there = a_format(cast, state="announced", title="Werkstatt in Naunhof")
    with transaction():
        there.municipality_id = cast.naunhof.id
    a_format(cast, state="announced", title="Unter uns", audience="invited", invited=(cast.anna,))
    for person in (cast.anna, cast.carla):
        assert [thing.title for thing in digest_for(person, before, now()).fresh] == ["Werkstatt in Naunhof"]
    assert digest_for(cast.frieda, before, now()).is_empty


def test_steps_of_a_followed_format_are_told_in_sentences(app: Flask, cast: Cast) -> None:
    format = a_format(cast, "workshop", state="announced")
    with transaction():
        follow(format, cast.anna)
    since = now()
    with transaction():
        open_format(format)
    with app.test_request_context():
        item = worded(digest_for(cast.anna, since, now())).items[0]
    assert (item.headline, item.lines) == ("Werkstatt: Wie kommen alle gut an?", ["Eröffnet."])
