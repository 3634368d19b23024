import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from app.core.clock import now
from app.core.database import db, transaction
from app.core.errors import NotAllowedNow
from app.ideas.models import Idea
from app.ideas.submitting import withdraw_idea
from app.things.models import Follow, Support, Thing
from app.things.supporting import support, take_back_support
from app.things.taking_part import Part, part_of
from tests.cast import Cast
from tests.projects.stage import promoted
from tests.queries import count_queries
from tests.things.stage import counters, rows
from tests.worlds import HIDDEN_STATES, an_idea

As = Callable[..., Any]


def restrict(number: int) -> None:
    with transaction():
        thing = db.session.get_one(Thing, number)
        thing.restricted_at = now()
        thing.relist()


def test_a_second_support_changes_nothing(app: Flask, cast: Cast) -> None:
    idea = an_idea(cast)
    for expected in (True, False):
        with transaction():
            assert support(db.session.get_one(Idea, idea.id), cast.carla) is expected
    assert (rows(Support), counters(idea.id)) == (1, (1, 0, 0))


def test_only_what_was_given_is_taken_back(app: Flask, cast: Cast) -> None:
    idea = an_idea(cast)
    with transaction():
        assert not take_back_support(idea, cast.carla)
        support(idea, cast.anna)
        support(idea, cast.carla)
    for expected in (True, False):
        with transaction():
            assert take_back_support(idea, cast.carla) is expected
    assert (rows(Support), counters(idea.id)) == (1, (1, 0, 0))


def test_the_counter_shown_after_the_verb_is_the_new_one(app: Flask, cast: Cast) -> None:
    idea = an_idea(cast)
    assert idea.supports == 0
    with transaction():
        support(idea, cast.carla)
        assert idea.supports == 1


@pytest.mark.parametrize("state", ["withdrawn", "submitted"])
def test_what_is_not_open_takes_no_support(app: Flask, cast: Cast, state: str) -> None:
    idea = an_idea(cast, state)
    with pytest.raises(NotAllowedNow), transaction():
        support(idea, cast.carla)
    assert counters(idea.id) == (0, 0, 0)


def test_the_whole_way_from_the_page_and_back(app: Flask, cast: Cast, as_person: As) -> None:
    idea, carla = an_idea(cast), as_person(cast.carla)
    page = f"/ideen/{idea.id}-{idea.slug}"
    answer = carla.post(f"/mitmachen/{idea.id}/unterstuetzen", data={"follow": "y"})
    assert (answer.status_code, answer.location) == (303, f"{page}#mitmachen")
    assert counters(idea.id) == (1, 1, 0)
    html = carla.get(page).get_data(as_text=True)
    assert f"/mitmachen/{idea.id}/nicht-mehr-unterstuetzen" in html
    assert "Sie unterstützen das." in html
    assert "1 Mensch unterstützt das." in html
    assert carla.post(f"/mitmachen/{idea.id}/nicht-mehr-unterstuetzen").location == f"{page}#mitmachen"
    assert counters(idea.id) == (0, 1, 0)


def test_without_the_tick_nobody_follows(app: Flask, cast: Cast, as_person: As) -> None:
    idea = an_idea(cast)
    as_person(cast.carla).post(f"/mitmachen/{idea.id}/unterstuetzen")
    assert (rows(Support), rows(Follow)) == (1, 0)


def test_emil_is_led_through_the_sign_in_and_back_and_gets_no_cookie(app: Flask, cast: Cast, client: Any) -> None:
    idea = an_idea(cast)
    page = client.get(f"/ideen/{idea.id}-{idea.slug}")
    assert f'href="/mitmachen/{idea.id}/unterstuetzen"' in page.get_data(as_text=True)
    assert "<form" not in page.get_data(as_text=True).split('id="mitmachen"')[1].split("</section>")[0]
    assert "Set-Cookie" not in page.headers
    way = client.get(f"/mitmachen/{idea.id}/unterstuetzen")
    assert way.location == f"/konto/anmelden?next=/mitmachen/{idea.id}/unterstuetzen"
    client.post(f"/mitmachen/{idea.id}/unterstuetzen")
    assert rows(Support) == 0


def test_after_signing_in_one_button_is_left(app: Flask, cast: Cast, as_person: As) -> None:
    idea, carla = an_idea(cast), as_person(cast.carla)
    html = carla.get(f"/mitmachen/{idea.id}/unterstuetzen").get_data(as_text=True)
    assert "checked" in html
    assert idea.title in html
    carla.post(f"/mitmachen/{idea.id}/unterstuetzen")
    assert carla.get(f"/mitmachen/{idea.id}/unterstuetzen").status_code == 303


@pytest.mark.parametrize("state", HIDDEN_STATES)
def test_a_hidden_idea_is_not_there(app: Flask, cast: Cast, as_person: As, state: str) -> None:
    idea, carla = an_idea(cast, state), as_person(cast.carla)
    if state == "withdrawn" and idea.published_at is not None:
        pytest.skip("was public and stays readable")
    for step in ("unterstuetzen", "folgen", "mitanpacken"):
        assert carla.get(f"/mitmachen/{idea.id}/{step}").status_code == 404
        assert carla.post(f"/mitmachen/{idea.id}/{step}", data={"text": "x", "name": "x"}).status_code == 404
    for step in ("nicht-mehr-unterstuetzen", "nicht-mehr-folgen"):
        assert carla.post(f"/mitmachen/{idea.id}/{step}").status_code == 404
    assert carla.get(f"/mitmachen/{idea.id}").status_code == 404


def test_a_goal_is_followed_but_neither_supported_nor_helped(app: Flask, cast: Cast, as_person: As) -> None:
    carla, number = as_person(cast.carla), cast.sub_goal.id
    assert carla.post(f"/mitmachen/{number}/unterstuetzen").status_code == 404
    assert carla.post(f"/mitmachen/{number}/mitanpacken").status_code == 404
    answer = carla.post(f"/mitmachen/{number}/folgen")
    assert answer.location == f"/konzepte/{cast.concept.key}/ziele/{cast.sub_goal.key}#mitmachen"
    assert counters(number) == (0, 1, 0)


def test_a_withdrawn_idea_shows_only_its_numbers(app: Flask, cast: Cast, as_person: As) -> None:
    idea, carla = an_idea(cast), as_person(cast.carla)
    carla.post(f"/mitmachen/{idea.id}/unterstuetzen")
    with transaction():
        withdraw_idea(db.session.get_one(Idea, idea.id), by=cast.anna)
    part = carla.get(f"/ideen/{idea.id}-{idea.slug}").get_data(as_text=True).split('id="mitmachen"')[1]
    part = part.split("</section>")[0]
    assert "1 Mensch unterstützt das." in part
    assert "<form" not in part
    assert "href=" not in part
    assert as_person(cast.frieda).post(f"/mitmachen/{idea.id}/unterstuetzen").status_code == 409
    assert carla.post(f"/mitmachen/{idea.id}/nicht-mehr-unterstuetzen").status_code == 303
    assert counters(idea.id) == (0, 0, 0)


def test_who_supported_a_thing_now_hidden_can_still_leave(app: Flask, cast: Cast, as_person: As) -> None:
    idea, carla = an_idea(cast), as_person(cast.carla)
    carla.post(f"/mitmachen/{idea.id}/unterstuetzen", data={"follow": "y"})
    restrict(idea.id)
    for step in ("nicht-mehr-unterstuetzen", "nicht-mehr-folgen"):
        assert carla.post(f"/mitmachen/{idea.id}/{step}").location == "/konto/folge-ich#mitmachen"
    assert (rows(Support), rows(Follow), counters(idea.id)) == (0, 0, (0, 0, 0))
    assert carla.post(f"/mitmachen/{idea.id}/nicht-mehr-folgen").status_code == 404


def test_a_project_is_supported_like_an_idea(app: Flask, cast: Cast, as_person: As) -> None:
    project, carla = promoted(cast), as_person(cast.carla)
    answer = carla.post(f"/mitmachen/{project.id}/unterstuetzen")
    assert answer.location == f"/projekte/{project.id}-{project.slug}#mitmachen"
    assert "Sie unterstützen das." in carla.get(answer.location).get_data(as_text=True)


def test_supporters_are_named_nowhere(app: Flask, cast: Cast, client: Any, as_person: As) -> None:
    """Two worlds that differ only in who supports look the same to everybody else."""
    idea = an_idea(cast)
    pages = (f"/ideen/{idea.id}-{idea.slug}", "/ideen?sort=unterstuetzt", f"/api/v1/ideas/{idea.id}", "/verwaltung")
    seen = []
    for person in (cast.carla, cast.frieda):
        with transaction():
            support(db.session.get_one(Idea, idea.id), person)
        readers = (client, as_person(cast.dilek), as_person(cast.anna), as_person(cast.bernd))
        asked = [reader.get(page, follow_redirects=True) for page in pages for reader in readers]
        # Every form carries a key of its own against sending it twice; nothing else may differ.
        seen.append([re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "", a.get_data(as_text=True)) for a in asked])
        with transaction():
            take_back_support(db.session.get_one(Idea, idea.id), person)
    assert seen[0] == seen[1]


def test_part_costs_one_query_and_none_for_emil(app: Flask, cast: Cast) -> None:
    idea = an_idea(cast)
    idea.id, idea.author_id, idea.co_authors, cast.carla.id  # noqa: B018 - loaded before counting
    with count_queries(1):
        assert part_of(idea, cast.carla) == Part()
    with count_queries(0):
        assert part_of(idea, None) == Part()


def test_the_page_asks_the_same_whatever_part_one_takes(app: Flask, cast: Cast, as_person: As) -> None:
    from tests.queries import queries

    idea, carla = an_idea(cast), as_person(cast.carla)
    page = f"/ideen/{idea.id}-{idea.slug}"
    carla.get(page)
    with queries() as before:
        carla.get(page)
    carla.post(f"/mitmachen/{idea.id}/unterstuetzen", data={"follow": "y"})
    carla.post(f"/mitmachen/{idea.id}/mitanpacken", data={"text": "Ich grabe.", "name": "Carla"})
    carla.get(page)
    with queries() as after:
        carla.get(page)
    assert len(after) == len(before)


def test_a_message_stands_once_and_in_the_section_it_is_about(app: Flask, cast: Cast, as_person: As) -> None:
    idea, carla = an_idea(cast), as_person(cast.carla)
    page = f"/ideen/{idea.id}-{idea.slug}"
    for said in ("Danke. Ihre Unterstützung", "Sie unterstützen das schon."):
        carla.post(f"/mitmachen/{idea.id}/unterstuetzen")
        html = carla.get(page).text
        assert html.count(said) == 1
        assert html.index('id="mitmachen"') < html.index(said) < html.index('id="diskussion"')
        assert said not in carla.get(page).text


def test_a_page_without_that_section_shows_the_message_above_all(app: Flask, cast: Cast, as_person: As) -> None:
    idea, carla = an_idea(cast), as_person(cast.carla)
    carla.post(f"/mitmachen/{idea.id}/unterstuetzen")
    html = carla.get("/konto/folge-ich").text
    assert html.count("Danke. Ihre Unterstützung") == 1
    assert html.index("Danke. Ihre Unterstützung") < html.index("<h1")


def test_whoever_wrote_it_supports_nothing_of_her_own(app: Flask, cast: Cast, as_person: As) -> None:
    idea, anna = an_idea(cast), as_person(cast.anna)
    page = f"/ideen/{idea.id}-{idea.slug}"
    html = anna.get(page).text
    assert "Das unterstützt noch niemand." in html
    assert f"/mitmachen/{idea.id}/" not in html
    assert f"/mitmachen/{idea.id}/unterstuetzen" in as_person(cast.carla).get(page).text
    assert anna.get(f"/mitmachen/{idea.id}/unterstuetzen").location == f"{page}#mitmachen"
    anna.post(f"/mitmachen/{idea.id}/unterstuetzen", data={"follow": "y"})
    assert counters(idea.id) == (0, 0, 0)
