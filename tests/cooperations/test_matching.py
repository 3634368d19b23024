"""The same matter in several towns: said on the page of an idea, quietly; and where a cooperation begins from it."""

import html
from collections.abc import Callable
from typing import Any

import pytest
import time_machine

from app.cooperations.matching import LEAST, of_other_towns, very_alike
from app.core.clock import now
from app.core.database import db, transaction
from app.ideas import moderating, submitting
from app.ideas.merging import merge_ideas
from app.ideas.models import Idea
from app.ideas.places import Place
from app.ideas.similar import Where, alike_to, sought_for
from app.ideas.similar_meaning import note_meanings
from app.municipalities.models import Municipality
from app.things.models import Thing
from tests.cast import Cast, a_municipality
from tests.cooperation_worlds import four_towns
from tests.projects.stage import promoted
from tests.queries import count_queries, queries

Browser = Callable[..., Any]
CYCLING = (
    "Die Straße zwischen den Dörfern ist für Kinder auf dem Fahrrad zu gefährlich. Es fehlt ein Radweg zur Schule."
)


def idea_in(cast: Cast, title: str, text: str, *towns: Municipality) -> Idea:
    """A public idea for these towns, or for all of the district; what it means is known."""
    with transaction():
        place = Place.of_municipalities(list(towns)) if towns else Place.whole(cast.here)
        idea, _key = submitting.start_draft(place, title=title, text=text, by=cast.anna)
        submitting.choose_goals(idea, [cast.sub_goal])
        submitting.submit_idea(idea, by=cast.anna, author_name="Anna Beispiel")
    with transaction():
        moderating.publish_idea(idea, by=cast.bernd, version=1)
    db.session.rollback()
    note_meanings([idea.id])
    return idea


@pytest.fixture
def grimma(cast: Cast) -> Municipality:
    with transaction():
        return a_municipality("14729160", "Grimma", cast.district)


@pytest.fixture
def alike(cast: Cast, grimma: Municipality) -> tuple[Idea, Idea]:
    """The same wish in Naunhof and in Brandis; and what is something else, or nowhere, or next door."""
    here = idea_in(cast, "Radweg zur Schule", CYCLING, cast.naunhof)
    there = idea_in(cast, "Sicherer Radweg zur Schule", CYCLING.replace("zu gefährlich", "gefährlich"), cast.brandis)
    idea_in(cast, "Mehr Bänke am Friedhof", "Ältere Leute müssen sich ausruhen können.", grimma)
    idea_in(cast, "Radwege zur Schule", CYCLING)
    idea_in(cast, "Ein Radweg zur Schule", CYCLING, cast.naunhof)
    return here, there


def page_of(client: Any, idea: Idea) -> str:
    return html.unescape(client.get(f"/ideen/{idea.id}-{idea.slug}").text)


def test_an_idea_says_where_the_same_was_proposed(cast: Cast, client: Any, alike: tuple[Idea, Idea]) -> None:
    here, there = alike
    page = page_of(client, here)
    assert "Auch in Brandis vorgeschlagen:" in page
    assert f'href="/ideen/{there.id}-{there.slug}"' in page
    assert "Auch in Naunhof vorgeschlagen:" in page_of(client, there)
    for silent in ("Grimma vorgeschlagen", "Mehr Bänke am Friedhof", "Radwege zur Schule", "Ein Radweg zur Schule"):
        assert silent not in page, silent
    assert "Kooperation anstoßen" not in page


def test_what_one_page_names_the_other_names_too(cast: Cast, client: Any) -> None:
    """What it took in makes an idea alike: seen from its own text alone it would not name the other."""
    here = idea_in(
        cast, "Mehr Bänke zum Ausruhen an den Fußwegen",
        "Wer nicht mehr gut zu Fuß ist, braucht alle paar hundert Meter eine Bank. Vom Markt zum Krankenhaus gibt es "
        "keine einzige.", cast.naunhof,
    )  # fmt: skip
    bench = "Der Weg zum Friedhof geht steil bergauf. Viele Ältere können nirgends ausruhen."
    gone = idea_in(cast, "Eine Bank auf dem Weg zum Friedhof", bench, cast.naunhof)
    there = idea_in(cast, "Eine Bank am Fußweg zum Friedhof", bench, cast.brandis)
    with transaction():
        pair = [db.session.get_one(Idea, one.id) for one in (gone, here)]
        merge_ideas(*pair, by=cast.bernd, reason="Dasselbe.", version=1, into_version=1)
    db.session.expire_all()
    assert of_one_side(here, there) < LEAST <= of_one_side(there, here)
    assert "Auch in Brandis vorgeschlagen:" in page_of(client, here)
    assert "Auch in Naunhof vorgeschlagen:" in page_of(client, there)


def of_one_side(one: Idea, other: Idea) -> float:
    """How much the other is like the one, looked for from the one alone."""
    sought = sought_for(one.title, one.current.text, Where())
    return next((found.score for found in alike_to(sought, [], {one.id}, 20) if found.number == other.id), 0.0)


def test_it_says_to_everybody_what_can_come_of_it(cast: Cast, client: Any, alike: tuple[Idea, Idea]) -> None:
    here, _there = alike
    page = page_of(client, here)
    assert "Gemeinden können daraus eine Kooperation machen" in page
    assert '<a href="/kooperationen">So arbeiten Gemeinden zusammen</a>' in page


def test_nothing_is_said_of_what_is_hidden_or_withdrawn(cast: Cast, client: Any, alike: tuple[Idea, Idea]) -> None:
    here, there = alike
    assert "Brandis vorgeschlagen" in page_of(client, here)
    with transaction():
        db.session.get_one(Thing, there.id).hide()
    assert "Brandis vorgeschlagen" not in page_of(client, here)
    with transaction():
        db.session.get_one(Thing, there.id).show_again()
    assert "Brandis vorgeschlagen" in page_of(client, here)
    with transaction():
        submitting.withdraw_idea(db.session.get_one(Idea, there.id), by=cast.anna)
    assert "Brandis vorgeschlagen" not in page_of(client, here)


def test_an_idea_without_a_place_or_a_meaning_asks_nothing(cast: Cast) -> None:
    whole = idea_in(cast, "Radweg zur Schule", CYCLING)
    assert of_other_towns(whole, [whole.id]) == []
    with transaction():
        place = Place.of_municipalities([cast.naunhof])
        unread, _key = submitting.start_draft(place, title="Radweg zur Schule", text=CYCLING, by=cast.anna)
    db.session.rollback()
    with count_queries(1):
        assert very_alike(unread) == []


def test_what_was_merged_counts_for_the_place_of_today(cast: Cast, client: Any, alike: tuple[Idea, Idea]) -> None:
    here, _there = alike
    with transaction():
        brandis = db.session.get_one(Municipality, cast.brandis.id)
        brandis.current_id = brandis.successor_id = cast.naunhof.id
        brandis.valid_until = now().date()
    assert "vorgeschlagen:" not in page_of(client, here)


def test_looking_it_up_again_takes_one_query(cast: Cast, client: Any, alike: tuple[Idea, Idea]) -> None:
    here, there = alike
    with queries() as first:
        page_of(client, here)
    with queries() as second:
        page_of(client, here)
    assert len(second) < len(first) - 8
    with time_machine.travel(now().replace(year=now().year + 1)), queries() as third:
        page_of(client, here)
    assert len(third) > len(second) + 8
    numbers = [there.id]
    assert len(here.municipalities) == 1
    with count_queries(1):
        assert [one.number for one in of_other_towns(here, numbers)] == numbers


def test_whoever_speaks_for_a_municipality_begins_with_all_of_them(
    cast: Cast, as_person: Browser, alike: tuple[Idea, Idea]
) -> None:
    here, _there = alike
    begin = f'href="/konto/kooperationen/neu?idee={here.id}&mit={cast.naunhof.ags},{cast.brandis.ags}"'
    page = page_of(as_person(cast.frieda), here).replace("%2C", ",")
    assert begin in page
    for person in (cast.anna, cast.bernd):
        assert "Kooperation anstoßen" not in page_of(as_person(person), here)


def test_the_chosen_towns_are_ticked_on_the_first_page(cast: Cast, as_person: Browser) -> None:
    towns = four_towns(cast)
    idea = idea_in(cast, "Radweg zur Schule", CYCLING, cast.naunhof)
    page = as_person(cast.frieda).get(f"/konto/kooperationen/neu?idee={idea.id}&mit={cast.brandis.ags},99999999,x").text
    ticked = [
        part for part in page.split("<input") if f'value="{towns.brandis.body.id}"' in part and "checkbox" in part
    ]
    assert ticked
    assert "checked" in ticked[0]
    others = [part for part in page.split("<input") if f'value="{towns.borsdorf.body.id}"' in part]
    assert not any("checked" in part.split(">")[0] for part in others)


def test_a_project_offers_it_to_those_who_speak_for_a_municipality(cast: Cast, client: Any, as_person: Browser) -> None:
    project = promoted(cast)
    path = f"/projekte/{project.id}-{project.slug}"
    page = html.unescape(as_person(cast.frieda).get(path).text)
    assert f'href="/konto/kooperationen/neu?projekt={project.id}&mit={cast.naunhof.ags}"' in page
    for browser in (client, as_person(cast.anna), as_person(cast.bernd)):
        assert "Kooperation anstoßen" not in browser.get(path).text
