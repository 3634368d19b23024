from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from app.accounts.models import Person
from app.core.clock import now
from app.core.database import db, transaction
from app.ideas.models import Idea
from app.things.following import follow, follow_place, unfollow, unfollow_place
from app.things.models import Follow
from app.things.supporting import support
from tests.cast import Cast
from tests.queries import queries
from tests.things.stage import counters, rows
from tests.worlds import an_idea

As = Callable[..., Any]


def test_following_twice_is_following_once(app: Flask, cast: Cast) -> None:
    idea = an_idea(cast)
    with transaction():
        assert [follow(idea, cast.carla), follow(idea, cast.carla)] == [True, False]
    assert (rows(Follow), counters(idea.id)) == (1, (0, 1, 0))
    with transaction():
        assert [unfollow(idea, cast.carla), unfollow(idea, cast.carla)] == [True, False]
    assert (rows(Follow), counters(idea.id)) == (0, (0, 0, 0))


def test_places_are_followed_once_each(app: Flask, cast: Cast) -> None:
    with transaction():
        assert [follow_place(cast.naunhof.id, cast.carla), follow_place(cast.naunhof.id, cast.carla)] == [True, False]
        assert follow_place(cast.brandis.id, cast.carla)
        assert [unfollow_place(cast.naunhof.id, cast.carla), unfollow_place(cast.naunhof.id, cast.carla)] == [
            True, False,
        ]  # fmt: skip
    assert rows(Follow, municipality_id=cast.brandis.id) == rows(Follow) == 1


def test_a_place_is_followed_from_its_page(app: Flask, cast: Cast, client: Any, as_person: As) -> None:
    carla, page = as_person(cast.carla), f"/gemeinden/{cast.naunhof.ags}"
    door = f"/mitmachen/gemeinde/{cast.naunhof.ags}/folgen"
    assert f'href="{door}"' in client.get(page).get_data(as_text=True)
    assert client.get(door).location == f"/konto/anmelden?next={door}"
    assert "Naunhof" in carla.get(door).get_data(as_text=True)
    assert carla.post(door).location == f"{page}#mitmachen"
    assert "Sie bleiben auf dem Laufenden." in carla.get(page).get_data(as_text=True)
    assert carla.get(door).status_code == 303
    carla.post(f"/mitmachen/gemeinde/{cast.naunhof.ags}/nicht-mehr-folgen")
    assert rows(Follow) == 0
    assert carla.post("/mitmachen/gemeinde/00000000/folgen").status_code == 404


def test_a_goal_is_followed_from_its_page(app: Flask, cast: Cast, client: Any, as_person: As) -> None:
    carla, page = as_person(cast.carla), f"/konzepte/{cast.concept.key}/ziele/{cast.sub_goal.key}"
    assert f'href="/mitmachen/{cast.sub_goal.id}/folgen"' in client.get(page).get_data(as_text=True)
    assert "auf dem Laufenden" in carla.get(f"/mitmachen/{cast.sub_goal.id}/folgen").get_data(as_text=True)
    carla.post(f"/mitmachen/{cast.sub_goal.id}/folgen")
    assert "Sie bleiben auf dem Laufenden." in carla.get(page).get_data(as_text=True)


def test_my_list_shows_what_i_follow_and_leads_out_of_it(app: Flask, cast: Cast, as_person: As) -> None:
    idea, carla = an_idea(cast, title="Bank am See"), as_person(cast.carla)
    with transaction():
        follow(db.session.get_one(Idea, idea.id), cast.carla)
        follow(cast.sub_goal, cast.carla)
        follow_place(cast.naunhof.id, cast.carla)
    html = carla.get("/konto/folge-ich").get_data(as_text=True)
    for text in ("Bank am See", cast.sub_goal.title, ">Naunhof<", "nicht-mehr-folgen"):
        assert text in html
    way = carla.post(f"/mitmachen/{idea.id}/nicht-mehr-folgen", data={"next": "/konto/folge-ich"})
    assert way.location == "/konto/folge-ich"
    assert "Bank am See" not in carla.get("/konto/folge-ich").get_data(as_text=True)
    assert carla.get(f"/mitmachen/{cast.sub_goal.id}").location.endswith(f"/ziele/{cast.sub_goal.key}")


def test_the_way_back_leads_nowhere_else(app: Flask, cast: Cast, as_person: As) -> None:
    idea, carla = an_idea(cast), as_person(cast.carla)
    for foreign in ("https://example.org/", "//example.org", "/\\example.org", "javascript:alert(1)"):
        way = carla.post(f"/mitmachen/{idea.id}/folgen", data={"next": foreign})
        assert way.location == f"/ideen/{idea.id}-{idea.slug}#mitmachen"


@pytest.mark.parametrize("was", ["", "?was=unterstuetze"])
def test_what_was_hidden_since_shows_no_title(app: Flask, cast: Cast, as_person: As, was: str) -> None:
    idea, carla = an_idea(cast, title="Geheimgang"), as_person(cast.carla)
    with transaction():
        follow(idea, cast.carla)
        support(idea, cast.carla)
    assert "Geheimgang" in carla.get(f"/konto/folge-ich{was}").get_data(as_text=True)
    with transaction():
        db.session.get_one(Idea, idea.id).restricted_at = now()
    html = carla.get(f"/konto/folge-ich{was}").get_data(as_text=True)
    assert "Geheimgang" not in html
    assert "Nicht mehr öffentlich" in html
    assert f"/mitmachen/{idea.id}/nicht-mehr" in html


@pytest.mark.parametrize("was", ["", "?was=unterstuetze"])
def test_pages_of_my_list_are_the_whole_once_and_cost_the_same(
    app: Flask, cast: Cast, as_person: As, was: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.things.queries.PAGE_SIZE", 2)
    carla, asked = as_person(cast.carla), []
    titles = [f"Vorschlag Nummer {n}" for n in range(5)]
    for n, title in enumerate(titles, 1):
        idea = an_idea(cast, title=title)
        with transaction():
            follow(idea, cast.carla)
            support(idea, cast.carla)
        if n in (1, 2):
            carla.get(f"/konto/folge-ich{was}")
            with queries() as statements:
                carla.get(f"/konto/folge-ich{was}")
            asked.append(len(statements))
    assert asked[0] == asked[1]
    seen, address = [], f"/konto/folge-ich{was}"
    while address:
        html = carla.get(address).get_data(as_text=True)
        seen += [title for title in reversed(titles) if title in html]
        ahead = html.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0] if 'rel="next"' in html else ""
        address = ahead.replace("&amp;", "&")
    assert seen == titles[::-1]
    assert carla.get("/konto/folge-ich?nach=quatsch").status_code == 400


def test_how_often_the_mail_comes_is_chosen(app: Flask, cast: Cast, client: Any, as_person: As) -> None:
    carla = as_person(cast.carla)
    assert carla.post("/konto/folge-ich", data={"digest": "daily"}).status_code == 303
    db.session.rollback()
    assert db.session.get_one(Person, cast.carla.id, populate_existing=True).digest == "daily"
    refused = carla.post("/konto/folge-ich", data={"digest": "hourly"})
    assert refused.status_code == 422
    db.session.rollback()
    assert db.session.get_one(Person, cast.carla.id, populate_existing=True).digest == "daily"
    assert client.get("/konto/folge-ich").status_code == 302


def test_an_empty_list_says_how_to_fill_it(app: Flask, cast: Cast, as_person: As) -> None:
    assert "Auf dem Laufenden bleiben" in as_person(cast.carla).get("/konto/folge-ich").get_data(as_text=True)
