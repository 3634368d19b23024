"""The exact point: three equal ways to give one, who may, where it may lie, and what everybody sees of it."""

import re
from typing import Any

import pytest

from app.core.database import db, transaction
from app.core.journal import JournalEntry
from app.ideas.models import Idea
from app.ideas.pinning import pin_idea
from app.ideas.places import Place
from app.ideas.submitting import place_idea, start_draft
from app.municipalities.mapping import Frame
from app.municipalities.models import Municipality
from tests.cast import Cast
from tests.worlds import an_idea

HERE = (51.2105, 12.6203)


def point_of(number: int) -> tuple[float | None, float | None]:
    db.session.rollback()
    db.session.expire_all()
    idea = db.session.get(Idea, number)
    assert idea is not None
    return idea.latitude, idea.longitude


@pytest.fixture
def draft(client: Any, cast: Cast) -> int:
    """Emil's draft for Naunhof, in his browser."""
    sent = {"title": "Eine Bank", "text": "Hier fehlt eine Bank.", "place": f"ort:{cast.naunhof.ags}"}
    answer = client.post("/ideen/neu", data=sent)
    return int(re.search(r"/ideen/(\d+)/", answer.location)[1])  # type: ignore[index]


def test_emil_marks_a_point_by_numbers_moves_it_and_takes_it_away(client: Any, draft: int) -> None:
    path = f"/ideen/{draft}/ort"
    assert path in client.get(f"/ideen/{draft}/absenden").text
    assert client.get(path).status_code == 200
    answer = client.post(path, data={"coordinates": "51,210512345 12,6203"})
    assert answer.status_code == 303
    assert point_of(draft) == (51.21051, 12.6203)
    page = client.get(path).text
    assert "51.21051, 12.62030" in page
    assert "no-store" in client.get(path).headers["Cache-Control"]
    assert client.post(path, data={"schritt": "n1000", "weite": "8"}).location.endswith("/ort?weite=8#punkt")
    moved = point_of(draft)
    assert moved[0] == pytest.approx(51.21051 + 1 / 111.32, abs=2e-5)
    assert client.post(path, data={"weg": "1"}).status_code == 303
    assert point_of(draft) == (None, None)


@pytest.mark.parametrize(("name", "size"), [("klein", (280, 280)), ("gross", (640, 440))])
def test_a_click_on_the_map_marks_what_was_clicked(client: Any, draft: int, name: str, size: tuple[int, int]) -> None:
    page = client.get(f"/ideen/{draft}/ort?weite=4").text
    centre = re.search(r'name="mitte" value="([^"]+)"', page)[1]  # type: ignore[index]
    x, y = size[0] // 4, size[1] - 30
    sent = {"mitte": centre, "weite": "4", f"{name}.x": str(x), f"{name}.y": str(y)}
    assert client.post(f"/ideen/{draft}/ort", data=sent).status_code == 303
    frame = Frame.around(*map(float, centre.split(",")), 4, *size)
    assert frame.xy(*point_of(draft)) == pytest.approx((x, y), abs=0.2)  # type: ignore[arg-type]
    assert 'class="mark"' in client.get(f"/ideen/{draft}/ort").text.replace("%22", '"').replace("%20", " ").replace(
        "%3D", "="
    )


@pytest.mark.parametrize(
    ("sent", "place"),
    [
        ({"coordinates": ""}, "coordinates"), ({"coordinates": "Naunhof"}, "coordinates"),
        ({"coordinates": "51.2"}, "coordinates"), ({"coordinates": "https://maps.app.goo.gl/x"}, "coordinates"),
        ({"coordinates": "53.5, 11.4"}, "coordinates"), ({"coordinates": "0, 0"}, "coordinates"),
        ({"mitte": "51.20000,12.60000", "weite": "8", "klein.x": "0", "klein.y": "0"}, "map"),
        ({"mitte": "51.20000,12.60000", "weite": "8", "klein.x": "281", "klein.y": "9"}, "map"),
        ({"mitte": "53.50000,11.40000", "weite": "8", "klein.x": "140", "klein.y": "140"}, "map"),
        ({"mitte": "x", "weite": "8", "klein.x": "1", "klein.y": "1"}, "map"),
        ({"mitte": "51.2,12.6", "weite": "3", "klein.x": "1", "klein.y": "1"}, "map"),
        ({"schritt": "n250"}, "map"), ({"schritt": "x"}, "map"),
    ],
)  # fmt: skip
def test_what_is_no_point_here_is_said_at_its_place(client: Any, draft: int, sent: dict[str, str], place: str) -> None:
    answer = client.post(f"/ideen/{draft}/ort", data=sent)
    assert answer.status_code == 422
    assert f'<a href="#{place}">' in answer.text
    if sent.get("coordinates"):
        assert f'value="{sent["coordinates"]}"' in answer.text
    assert point_of(draft) == (None, None)


def test_a_point_in_another_town_is_asked_about_not_refused(client: Any, draft: int, cast: Cast) -> None:
    with transaction():
        brandis = db.session.get(Municipality, cast.brandis.id)
        brandis.latitude, brandis.longitude = 51.34, 12.61  # type: ignore[union-attr]
    assert client.post(f"/ideen/{draft}/ort", data={"coordinates": "51.34, 12.61"}).status_code == 303
    page = client.get(f"/ideen/{draft}/ort").text
    assert "note--warn" in page
    assert "Brandis" in page
    client.post(f"/ideen/{draft}/ort", data={"coordinates": "51.20, 12.61"})
    assert "note--warn" not in client.get(f"/ideen/{draft}/ort").text


def test_a_draft_without_place_chooses_one_first(client: Any, cast: Cast) -> None:
    answer = client.post("/ideen/neu", data={"title": "Eine Bank", "text": "", "later": "1"})
    number = re.search(r"/ideen/(\d+)/", answer.location)[1]  # type: ignore[index]
    for answer in (client.get(f"/ideen/{number}/ort"), client.post(f"/ideen/{number}/ort", data={"weg": "1"})):
        assert answer.location == f"/ideen/{number}/schreiben"


def test_a_point_goes_when_the_place_moves_away_and_stays_when_it_does_not(cast: Cast) -> None:
    with transaction():
        idea, _key = start_draft(Place.of_municipalities([cast.naunhof]), title="Bank", text="Bank")
        pin_idea(idea, HERE)
        place_idea(idea, Place.whole(cast.here))
    assert point_of(idea.id) == HERE
    with transaction():
        far = db.session.query(Municipality).filter_by(ags="13076001").one()
        far.latitude, far.longitude = 53.4, 11.3
        place_idea(idea, Place.of_municipalities([far]))
    assert point_of(idea.id) == (None, None)


def test_nobody_else_finds_the_page_of_a_draft(client: Any, cast: Cast, as_person: Any, draft: int) -> None:
    for person in (cast.anna, cast.bernd):
        assert as_person(person).get(f"/ideen/{draft}/ort").status_code == 404
        assert as_person(person).post(f"/ideen/{draft}/ort", data={"coordinates": "51.2, 12.6"}).status_code == 404
    assert point_of(draft) == (None, None)


def test_the_author_marks_while_the_office_waits_and_no_longer(cast: Cast, as_person: Any) -> None:
    asked, public = an_idea(cast, "revision_requested"), an_idea(cast)
    anna = as_person(cast.anna)
    assert f"/konto/ideen/{asked.id}/ort" in anna.get(f"/konto/ideen/{asked.id}").text
    assert anna.get(f"/konto/ideen/{asked.id}/ort").status_code == 200
    assert anna.post(f"/konto/ideen/{asked.id}/ort", data={"coordinates": "51.2105, 12.6203"}).status_code == 303
    assert point_of(asked.id) == HERE
    assert anna.post(f"/konto/ideen/{public.id}/ort", data={"coordinates": "51.2, 12.6"}).location.endswith(
        f"/konto/ideen/{public.id}"
    )
    assert point_of(public.id) == (None, None)
    assert as_person(cast.carla).get(f"/konto/ideen/{asked.id}/ort").status_code == 404


def test_the_desk_corrects_and_removes_and_its_chronicle_says_so(cast: Cast, as_person: Any, client: Any) -> None:
    idea = an_idea(cast)
    path, bernd = f"/verwaltung/ideen/{idea.id}/ort", as_person(cast.bernd)
    assert path in bernd.get(f"/verwaltung/ideen/{idea.id}").text
    assert bernd.get(path).status_code == 200
    for sent in ({"coordinates": "51.2105, 12.6203"}, {"coordinates": "51.2105, 12.6203"}, {"weg": "1"}):
        assert bernd.post(path, data=sent).status_code == 303
    assert point_of(idea.id) == (None, None)
    entries = db.session.query(JournalEntry).filter_by(thing_id=idea.id, verb="pin_idea").all()
    assert [(entry.audience, entry.details) for entry in entries] == [("staff", {}), ("staff", {})]
    assert as_person(cast.dilek).post(path, data={"coordinates": "51.2, 12.6"}).status_code == 404
    assert as_person(cast.anna).post(path, data={"coordinates": "51.2, 12.6"}).status_code in {403, 404}
    assert client.post(path, data={"coordinates": "51.2, 12.6"}).status_code == 302


def test_a_project_has_a_point_too_and_inherits_it_from_its_idea(cast: Cast, as_person: Any, client: Any) -> None:
    from app.projects.models import Project
    from app.projects.promoting import promote_idea

    idea = an_idea(cast)
    with transaction():
        idea = db.session.get(Idea, idea.id)  # type: ignore[assignment]
        idea.latitude, idea.longitude = HERE
        project = promote_idea(idea, by=cast.bernd, version=1, title="Radweg", description="Weg")
    assert (project.latitude, project.longitude) == HERE
    path = f"/verwaltung/projekte/{project.id}/ort"
    bernd = as_person(cast.bernd)
    assert bernd.get(path).status_code == 200
    assert bernd.post(path, data={"coordinates": "51.19, 12.6"}).status_code == 303
    assert bernd.post(path, data={"coordinates": "53.19, 12.6"}).status_code == 422
    assert as_person(cast.dilek).get(path).status_code == 404
    page = client.get(f"/projekte/{project.id}-radweg").text
    assert 'href="geo:51.19,12.6"' in page
    with transaction():
        changed = db.session.get(Project, project.id)
        assert changed is not None
        changed.latitude = changed.longitude = None
    assert "geo:" not in client.get(f"/projekte/{project.id}-radweg").text


def test_everybody_sees_about_ten_metres(cast: Cast, client: Any) -> None:
    idea = an_idea(cast)
    with transaction():
        found = db.session.get(Idea, idea.id)
        found.latitude, found.longitude = 51.21057, 12.62036  # type: ignore[union-attr]
    page = client.get(f"/ideen/{idea.id}-{idea.slug}").text
    assert 'href="geo:51.2106,12.6204"' in page
    answers = [page, client.get(f"/api/v1/ideas/{idea.id}").text, client.get("/api/v1/ideas").text,
               client.get("/api/v1/ideas.geojson").text, client.get("/ideen").text]  # fmt: skip
    for text in answers:
        assert "51.21057" not in text
        assert "12.62036" not in text
    assert client.get(f"/api/v1/ideas/{idea.id}").json["point"] == {"lat": 51.2106, "lon": 12.6204}
