"""The desk that keeps the catalogue: agreed and public cooperations of its own authority, one step with a preview."""

import html
import re
from collections.abc import Callable
from typing import Any

from app.cooperations.desk_queries import agreed_on_desk
from app.cooperations.models import Cooperation
from app.cooperations.proposing import edit_draft
from app.core.database import db, transaction
from app.inbox.queries import Filter, waiting_for
from app.projects.models import Project
from app.things.models import Thing
from tests.cast import Cast
from tests.cooperation_worlds import a_cooperation, four_towns, lay, say
from tests.cooperations.test_making_projects import make, of_idea
from tests.projects.stage import promoted
from tests.queries import count_queries
from tests.worlds import an_idea

Browser = Callable[..., Any]
INDEX = "/verwaltung/kooperationen"


def form_of(page: str) -> dict[str, str]:
    """The fields of the page's form as a browser would send them."""
    form = page.split('novalidate class="stack', 1)[1].split("</form>", 1)[0]
    fields = {
        name: html.unescape(value) for name, value in re.findall(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"', form)
    }
    areas = re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>\s*(.*?)</textarea>', form, re.S)
    return fields | {name: html.unescape(value) for name, value in areas}


def test_what_is_not_in_the_catalogue_stands_first_and_in_the_inbox(cast: Cast, as_person: Browser) -> None:
    towns = four_towns(cast)
    done, new = (
        a_cooperation(cast, towns.naunhof, towns.brandis, state="agreed", title=title) for title in ("Alt", "Neu")
    )
    project = make(done, cast)
    for one in ("draft", "proposed", "agreed"):
        a_cooperation(cast, towns.naunhof, towns.brandis, state=one, title="Geheim", public_from="never")
    a_cooperation(cast, towns.naunhof, towns.brandis, title="Vorschlag", public_from="proposed")
    page = as_person(cast.bernd).get(INDEX).text
    assert page.index("Neu") < page.index("Alt")
    assert f'href="{INDEX}/{new.id}/projekt"' in page
    assert f'href="/verwaltung/projekte/{project.id}"' in page
    assert "Geheim" not in page
    assert "Vorschlag</a>" not in page
    cast.bernd.is_verified_twice = True
    items = [item for item in waiting_for(cast.bernd, Filter())[0] if item.kind == "cooperation"]
    assert [(item.number, item.title) for item in items] == [(new.id, "Neu")]
    assert "in den Projektkatalog aufnehmen" in as_person(cast.bernd).get("/verwaltung/eingang").text


def test_the_list_takes_two_queries(cast: Cast) -> None:
    towns = four_towns(cast)
    for how_many in (1, 3):
        for _ in range(how_many):
            a_cooperation(cast, towns.naunhof, towns.brandis, state="agreed")
        db.session.rollback()
        with count_queries(2):
            agreed_on_desk({cast.here.id})
    first, cursor = agreed_on_desk({cast.here.id}, size=3)
    second, rest = agreed_on_desk({cast.here.id}, cursor, size=3)
    assert rest is None
    assert len({row.number for row, _project in [*first, *second]}) == 4


def test_one_step_with_everything_filled_in(cast: Cast, client: Any, as_person: Browser) -> None:
    towns = four_towns(cast)
    idea = an_idea(cast, "pooled")
    agreed = of_idea(cast, towns, idea, lead_id=towns.brandis.body.id, total_cents=50_000_00, public_parts=("costs",))
    desk, path = as_person(cast.bernd), f"{INDEX}/{agreed.id}/projekt"
    preview = desk.get(path).text
    for said in (
        "Federführend in der Kooperation",
        "ist damit nicht Träger des Projekts",
        "Das sind: Naunhof, Brandis.",
        "Stadt Naunhof, Stadt Brandis",
        "Warum die Kooperation aufgenommen wird",
        f"Nr. {idea.id}, Version 1, geht mit",
    ):
        assert said in preview, said
    filled = form_of(preview)
    assert filled["towns"] == "y"
    assert filled["aim"].strip() == ""
    assert filled["title"] == "Gemeinsamer Bauhof"
    assert filled["description"].strip() == "Ein Bauhof für alle."
    assert filled["cost_min"] == filled["cost_max"] == "50.000"
    assert (filled["version"], filled["idea_version"]) == ("1", "1")
    answer = desk.post(path, data=filled)
    project = db.session.scalars(db.select(Project)).one()
    assert (answer.status_code, answer.location) == (303, f"/verwaltung/projekte/{project.id}")
    assert (project.cost_min, project.lead) == (50_000, None)
    assert client.get(f"/projekte/{project.id}-{project.slug}").status_code == 200
    # Sent twice, asked once more: there is one project.
    for again in (desk.post(path, data=filled), desk.get(path)):
        assert again.location == f"/verwaltung/projekte/{project.id}"
    assert len(db.session.scalars(db.select(Project)).all()) == 1


def test_what_is_wrong_is_said_at_its_field_and_nothing_is_made(cast: Cast, as_person: Browser) -> None:
    towns = four_towns(cast)
    agreed = a_cooperation(cast, towns.naunhof, towns.brandis, state="agreed")
    desk, path = as_person(cast.bernd), f"{INDEX}/{agreed.id}/projekt"
    filled = form_of(desk.get(path).text)
    for wrong, said in (
        ({"title": ""}, "Bitte füllen Sie dieses Feld aus."),
        ({"cost_min": "20.000", "cost_max": "10.000"}, "Der obere Betrag liegt unter dem unteren."),
        ({"cost_min": "viel"}, "25.000"),
    ):
        answer = desk.post(path, data=filled | wrong | {"aim": "Mein Ziel."})
        assert answer.status_code == 422
        assert said in answer.text, said
        assert "Mein Ziel." in answer.text
    assert db.session.scalars(db.select(Project)).all() == []


def test_a_text_that_changed_meanwhile_is_shown_and_nothing_is_made(cast: Cast, as_person: Browser) -> None:
    towns = four_towns(cast)
    agreed = a_cooperation(cast, towns.naunhof, towns.brandis, state="agreed")
    desk, path = as_person(cast.bernd), f"{INDEX}/{agreed.id}/projekt"
    filled = form_of(desk.get(path).text) | {"aim": "Mein Ziel."}
    with transaction():
        terms = agreed.working.model_copy(update={"what": "Zwei Bauhöfe."})
        edit_draft(agreed, terms, by=towns.naunhof.mayor, version=agreed.draft_version)
    lay(agreed, towns.naunhof)
    say(agreed, towns.brandis)
    stale = desk.post(path, data=filled)
    assert stale.status_code == 409
    for said in ("Zwei Bauhöfe.", "Mein Ziel.", "Ein Bauhof für alle."):
        assert said in stale.text, said
    assert db.session.scalars(db.select(Project)).all() == []
    assert desk.post(path, data=form_of(stale.text)).status_code == 303


def test_it_becomes_part_of_a_project_that_is_there(cast: Cast, as_person: Browser) -> None:
    towns = four_towns(cast)
    project, other = promoted(cast), promoted(cast, title="Anderswo")
    with transaction():
        db.session.get_one(Project, other.id).authority_id = cast.elsewhere.id
    agreed = of_idea(cast, towns, project)
    desk, path = as_person(cast.bernd), f"{INDEX}/{agreed.id}/vorhandenes-projekt"
    assert f"projekt={project.id}" in desk.get(f"{INDEX}/{agreed.id}/projekt").text
    choice = desk.get(path).text
    assert "Radweg nach Brandis" in choice
    assert "Anderswo" not in choice
    page = desk.get(f"{path}?projekt={project.id}").text
    filled = form_of(page) | {"reason": "Gehört zusammen."}
    assert desk.post(path, data=filled | {"projekt": str(other.id)}).status_code == 404
    assert desk.post(path, data=filled).location == f"/verwaltung/projekte/{project.id}"
    assert desk.post(path, data=filled).location == f"/verwaltung/projekte/{project.id}"
    assert desk.get(path).location == f"/verwaltung/projekte/{project.id}"


def test_a_project_that_is_over_takes_nothing_in(cast: Cast, as_person: Browser) -> None:
    towns = four_towns(cast)
    project = promoted(cast, "finished")
    agreed = a_cooperation(cast, towns.naunhof, towns.brandis, state="agreed")
    desk, path = as_person(cast.bernd), f"{INDEX}/{agreed.id}/vorhandenes-projekt"
    filled = form_of(desk.get(f"{path}?projekt={project.id}").text)
    answer = desk.post(path, data=filled)
    assert answer.status_code == 422
    assert "Dieses Projekt ist beendet" in answer.text or "Ende" in answer.text


def test_nobody_else_enters_and_nothing_closed_is_taken_up(cast: Cast, client: Any, as_person: Browser) -> None:
    towns = four_towns(cast)
    agreed = a_cooperation(cast, towns.naunhof, towns.brandis, state="agreed")
    closed = a_cooperation(cast, towns.naunhof, towns.brandis, state="agreed", public_from="never")
    proposal = a_cooperation(cast, towns.naunhof, towns.brandis, public_from="proposed")
    doors = [INDEX, *(f"{INDEX}/{agreed.id}/{door}" for door in ("projekt", "vorhandenes-projekt"))]
    for path in doors:
        assert client.get(path).status_code == 302
        assert as_person(cast.frieda).get(path).status_code in (403, 404)
        assert as_person(cast.bernd, is_verified_twice=False).get(path).status_code == 302
    assert as_person(cast.dilek).get(INDEX).status_code == 200
    assert "Gemeinsamer Bauhof" not in as_person(cast.dilek).get(INDEX).text
    sent = {"version": "1", "title": "x", "description": "x"}
    for path in doors[1:]:
        assert as_person(cast.dilek).get(path).status_code == 404
        assert as_person(cast.dilek).post(path, data=sent).status_code == 404
    desk = as_person(cast.bernd)
    for number, status in ((closed.id, 404), (proposal.id, 409)):
        for door in ("projekt", "vorhandenes-projekt"):
            path = f"{INDEX}/{number}/{door}"
            assert desk.get(path).status_code == status, path
            assert desk.post(path, data=sent).status_code == status
    assert db.session.scalars(db.select(Project)).all() == []


def test_a_hidden_one_waits_at_no_desk(cast: Cast, as_person: Browser) -> None:
    towns = four_towns(cast)
    agreed = a_cooperation(cast, towns.naunhof, towns.brandis, state="agreed")
    with transaction():
        db.session.get_one(Thing, agreed.id).hide()
    assert agreed_on_desk({cast.here.id})[0] == []
    assert as_person(cast.bernd).get(f"{INDEX}/{agreed.id}/projekt").status_code == 404
    assert "Gemeinsamer Bauhof" not in as_person(cast.bernd).get("/verwaltung/eingang").text
    assert db.session.get_one(Cooperation, agreed.id).state == "agreed"
