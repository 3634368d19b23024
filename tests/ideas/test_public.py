"""What everybody reads: the list with its filters, one idea, its versions."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.core.clock import today
from app.core.database import db, transaction
from app.ideas import moderating, submitting
from app.ideas.models import Idea
from app.ideas.places import Place
from tests.cast import Cast
from tests.queries import queries
from tests.worlds import HIDDEN_STATES, an_idea


def an_idea_at(cast: Cast, place: Place, title: str, goals: list[Any]) -> Any:
    with transaction():
        idea, _key = submitting.start_draft(place, title=title, text="Ein Text.", by=cast.anna)
        submitting.choose_goals(idea, goals)
        submitting.submit_idea(idea, by=cast.anna, author_name="Anna Beispiel")
    with transaction():
        moderating.publish_idea(idea, by=cast.bernd, version=1)
    return idea


@pytest.fixture
def three(cast: Cast) -> Cast:
    an_idea(cast, "published", title="Radweg am Bahnhof")
    an_idea(cast, "pooled", title="Radschnellweg")
    an_idea_at(cast, Place.of_region(cast.partheland), "Parthetag", [cast.other_sub_goal])
    return cast


def shown(page: str) -> set[str]:
    said = page.replace("<mark>", "").replace("</mark>", "")
    return {title for title in ("Radweg am Bahnhof", "Radschnellweg", "Parthetag") if title in said}


def test_an_empty_list_teaches(client: Any, cast: Cast) -> None:
    answer = client.get("/ideen")
    assert answer.status_code == 200
    assert 'class="empty"' in answer.text


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("", {"Radweg am Bahnhof", "Radschnellweg", "Parthetag"}),
        ("q=radweg", {"Radweg am Bahnhof"}),
        ("q=RADWEG+bahnhof", {"Radweg am Bahnhof"}),
        ("status=pooled", {"Radschnellweg"}),
        ("gemeinde=14729300", {"Radweg am Bahnhof", "Radschnellweg"}),
        ("region=partheland", {"Parthetag", "Radweg am Bahnhof", "Radschnellweg"}),
        ("stelle=verbund", {"Parthetag"}),
        ("ziel=kek-hier:bus", {"Parthetag"}),
        ("feld=kek-hier:hf1", {"Radweg am Bahnhof", "Radschnellweg", "Parthetag"}),
        ("konzept=kek-hier", {"Radweg am Bahnhof", "Radschnellweg", "Parthetag"}),
        ("herkunft=paper", set()),
        ("gemeinde=14729300&status=published&q=rad&ziel=kek-hier:rad", {"Radweg am Bahnhof"}),
        ("gemeinde=14729300&ziel=kek-hier:bus", set()),
        ("status=done", set()),
        ("sort=unterstuetzt", {"Radweg am Bahnhof", "Radschnellweg", "Parthetag"}),
        ("q=%25", set()),
        ("q=%E2%80%AE&gemeinde=", {"Radweg am Bahnhof", "Radschnellweg", "Parthetag"}),
    ],
)
def test_filters_combine(client: Any, three: Cast, query: str, titles: set[str]) -> None:
    answer = client.get(f"/ideen?{query}")
    assert answer.status_code == 200
    assert shown(answer.text) == titles


@pytest.mark.parametrize(
    "query",
    [
        "konzept=mond", "feld=kek-hier:rad", "ziel=kek-hier:nichts", "ziel=x", "gemeinde=1", "region=x", "status=draft",
        "status=submitted", "status=refused", "herkunft=x", "stelle=x", "sort=x", "gemeinde=" + "9" * 5000,
    ],
)  # fmt: skip
def test_an_unknown_filter_is_named_and_the_list_stays_usable(client: Any, three: Cast, query: str) -> None:
    answer = client.get(f"/ideen?{query}")
    assert answer.status_code == 400
    assert "note--warn" in answer.text
    assert shown(answer.text) == {"Radweg am Bahnhof", "Radschnellweg", "Parthetag"}


def test_a_chosen_filter_can_be_taken_away(client: Any, three: Cast) -> None:
    page = client.get("/ideen?status=pooled&gemeinde=14729300").text
    assert 'href="/ideen?gemeinde=14729300"' in page
    assert 'href="/ideen?status=pooled"' in page


def test_states_carry_their_counts(client: Any, three: Cast) -> None:
    page = " ".join(client.get("/ideen").text.split())
    assert 'href="/ideen?status=published">' in page
    assert page.count('<span class="chip__n">2</span>') == 1


@pytest.mark.parametrize("cursor", ["x", "W10", "WzEsMl0", "WyJhIiwiYiJd", "bnVsbA", "%C2%A0", "e30"])
def test_a_cursor_that_is_not_ours_is_refused(client: Any, three: Cast, cursor: str) -> None:
    answer = client.get(f"/ideen?nach={cursor}")
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text
    assert answer.text.count('<li class="card') == 3, "the list stands below, from the top"


def test_paging_neither_repeats_nor_skips_when_an_idea_arrives(
    client: Any, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(25):
        an_idea(cast, "published", title=f"Idee {n:02}-")
    first = client.get("/ideen").text
    an_idea(cast, "published", title="Dazwischengekommen")
    path = next(part.split('"')[0] for part in first.split('href="') if "nach=" in part.split('"')[0])
    second = client.get(path.replace("&amp;", "&")).text
    seen = [[n for n in range(25) if f"Idee {n:02}-" in page] for page in (first, second)]
    assert sorted(seen[0] + seen[1]) == list(range(25))
    assert "Dazwischengekommen" not in second


def test_the_list_takes_the_same_number_of_queries_for_one_and_three(client: Any, cast: Cast) -> None:
    counts = []
    for more in (1, 2):
        for _ in range(more):
            an_idea(cast, "published")
        db.session.expire_all()
        with queries() as asked:
            client.get("/ideen")
        counts.append(len(asked))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("state", ["published", "pooled", "closed"])
def test_a_public_idea_is_read_by_everybody(client: Any, cast: Cast, state: str) -> None:
    idea = an_idea(cast, state, text="Erster Absatz.\n\n<script>alert(1)</script>")
    answer = client.get(f"/ideen/{idea.id}-{idea.slug}")
    assert answer.status_code == 200
    assert "&lt;script&gt;" in answer.text
    assert "Anna Beispiel" in answer.text
    assert "anna@example.org" not in answer.text


def test_a_promise_that_is_over_is_told_as_what_was_promised(client: Any, cast: Cast) -> None:
    idea = an_idea(cast)
    with transaction():
        db.session.get_one(Idea, idea.id).answer_due_on = today() - timedelta(days=3)
    for page in (client.get("/ideen").text, client.get(f"/ideen/{idea.id}-{idea.slug}").text):
        assert "die Antwort steht noch aus" in page
        assert "ntwort bis" not in page
    assert "zugesagt war der" in page.split('id="story"')[1]


@pytest.mark.parametrize("path", ["", "-falsch", "-x-y-z"])
def test_a_wrong_slug_leads_to_the_right_one(client: Any, cast: Cast, path: str) -> None:
    idea = an_idea(cast)
    answer = client.get(f"/ideen/{idea.id}{path}")
    assert (answer.status_code, answer.location) == (301, f"/ideen/{idea.id}-{idea.slug}")


@pytest.mark.parametrize("number", [0, 999999, 2147483648, 10**40])
def test_a_number_that_never_was_is_not_found(client: Any, cast: Cast, number: int) -> None:
    assert client.get(f"/ideen/{number}-x").status_code == 404


@pytest.mark.parametrize("state", HIDDEN_STATES)
def test_what_is_not_public_leads_its_author_home_and_nobody_else(
    client: Any, as_person: Any, cast: Cast, state: str
) -> None:
    idea = an_idea(cast, state)
    path = f"/ideen/{idea.id}-{idea.slug}"
    assert client.get(path).status_code == 404
    assert as_person(cast.dilek).get(path).status_code == 404
    assert as_person(cast.bernd).get(path).status_code == 404
    assert client.get(f"{path}/fassungen").status_code == 404
    assert as_person(cast.anna).get(path).location == f"/konto/ideen/{idea.id}"


def test_versions_from_before_publication_stay_between_author_and_office(client: Any, cast: Cast) -> None:
    idea = an_idea(cast, "revision_requested", text="Herr Nachbar aus Nummer 7 stört.")
    with transaction():
        submitting.save_text(idea, title=idea.title, text="Es ist nachts laut.")
        submitting.submit_idea(idea, by=cast.anna)
    with transaction():
        moderating.publish_idea(idea, by=cast.bernd, version=2)
    path = f"/ideen/{idea.id}-{idea.slug}"
    for page in (client.get(path).text, client.get(f"{path}/fassungen").text):
        assert "Es ist nachts laut." in page
        assert "Nummer 7" not in page


def test_the_chronicle_holds_what_is_public_alone(client: Any, cast: Cast) -> None:
    idea = an_idea(cast, "revision_requested")
    with transaction():
        submitting.submit_idea(idea, by=cast.anna)
    with transaction():
        moderating.publish_idea(idea, by=cast.bernd, version=2)
    page = client.get(f"/ideen/{idea.id}-{idea.slug}").text
    assert "Wo genau?" not in page
    assert "Bernd" not in page


def test_a_public_page_sets_no_cookie(client: Any, cast: Cast) -> None:
    idea = an_idea(cast)
    assert "Set-Cookie" not in client.get("/ideen").headers
    assert "Set-Cookie" not in client.get(f"/ideen/{idea.id}-{idea.slug}").headers


def test_orders_nobody_can_tell_apart_are_not_offered(client: Any, three: Cast) -> None:
    page = client.get("/ideen").text
    assert "sort=unterstuetzt" not in page
    assert client.get("/ideen?sort=unterstuetzt").status_code == 200
    with transaction():
        db.session.scalars(select(Idea).limit(1)).one().supports = 1
    page = client.get("/ideen").text
    assert "sort=unterstuetzt" in page
    assert "sort=diskutiert" not in page


def test_the_place_is_asked_once_towns_and_regions_together(client: Any, three: Cast) -> None:
    page = client.get("/ideen").text
    assert '<option value="region:partheland">' in page
    assert 'href="/ideen?region=' not in page
    answer = client.get("/ideen?gemeinde=region:partheland&q=tag&region=alt")
    assert answer.location == "/ideen?region=partheland&q=tag"
    page = client.get(answer.location).text
    assert '<option value="region:partheland" selected>' in page
    assert '<input type="hidden" name="region"' not in page
    assert client.get("/ideen?gemeinde=region:mond").location == "/ideen?region=mond"
