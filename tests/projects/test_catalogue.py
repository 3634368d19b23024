"""The public catalogue, as pages and as JSON: filters, pages, and what nobody may read."""

from typing import Any

import pytest
import time_machine

from app.core.database import db, transaction
from app.projects.queries import (
    ProjectFilter,
    count_public_projects,
    find_visible,
    latest_projects_of_goal,
    project_row,
    projects_of_place,
    public_projects,
)
from tests.cast import Cast
from tests.projects.stage import fresh, hidden, printed, promoted
from tests.queries import count_queries

CANARY = "Kanarienvogel"


def _text(client: Any, path: str) -> str:
    answer = client.get(path)
    return str(answer.get_data(as_text=True)) if answer.status_code == 200 else ""


def test_what_nobody_may_read_stands_nowhere(cast: Cast, client: Any) -> None:
    shown, unseen = promoted(cast, title="Sichtbar", text="Sichtbar"), hidden(cast, CANARY)
    surfaces = [
        "/projekte", f"/projekte?q={CANARY}", "/projekte?konzept=kek-hier", "/projekte?gemeinde=14729300",
        "/projekte?sort=geaendert", "/projekte?ziel=kek-hier:rad", "/api/v1/projects", f"/api/v1/projects?q={CANARY}",
        f"/api/v1/projects/{shown.id}", f"/projekte/{shown.id}-{fresh(shown).slug}",
    ]  # fmt: skip
    for number in (project.id for project in unseen):
        assert client.get(f"/projekte/{number}").status_code == 404
        assert client.get(f"/projekte/{number}-kanarienvogel").status_code == 404
        assert client.get(f"/api/v1/projects/{number}").status_code == 404
        assert find_visible(number) is None
        assert project_row(number) is None
    for path in surfaces:
        assert f">{CANARY}<" not in _text(client, path), path
        assert f'"title":"{CANARY}"' not in _text(client, path), path
    assert "Sichtbar" in _text(client, "/projekte")
    assert [row.number for row in public_projects(ProjectFilter())[0]] == [shown.id]
    assert count_public_projects(ProjectFilter()) == 1
    assert [row.number for row in latest_projects_of_goal(cast.field.id)] == [shown.id]
    assert [row.number for row in projects_of_place(municipality_id=cast.naunhof.id)] == [shown.id]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("konzept=kek-hier", 2), ("feld=kek-hier:hf1", 2), ("ziel=kek-hier:rad", 2), ("ziel=kek-hier:bus", 1),
        ("gemeinde=14729300", 1), ("gemeinde=14729060", 0), ("region=partheland", 1), ("status=proposed", 1),
        ("status=running", 1), ("herkunft=concept", 1), ("stelle=hier", 2), ("stelle=drueben", 0), ("q=mitfahr", 1),
        ("q=radweg&status=running", 0), ("sort=geaendert", 2), ("q=", 2),
    ],
)  # fmt: skip
def test_filters_leave_what_they_name_as_page_and_as_count(cast: Cast, client: Any, query: str, found: int) -> None:
    promoted(cast)
    printed(cast)
    assert _text(client, f"/projekte?{query}").count('<li class="card') == found


@pytest.mark.parametrize(
    "query",
    ["konzept=x", "feld=kek-hier:rad", "ziel=x", "ziel=kek-hier:x", "gemeinde=1", "region=x", "status=x", "herkunft=x",
     "stelle=x", "sort=x"],
)  # fmt: skip
def test_an_unknown_value_is_named_and_refused(cast: Cast, client: Any, query: str) -> None:
    promoted(cast)
    answer = client.get(f"/projekte?{query}")
    assert answer.status_code == 400
    note = answer.get_data(as_text=True).partition('role="alert"')[2].partition("</div>")[0]
    assert query.partition("=")[2] in note
    assert client.get("/projekte?ziel=%E2%80%AE").status_code == 200


def test_a_foreign_cursor_is_refused(cast: Cast, client: Any) -> None:
    answer = client.get("/projekte?nach=quatsch")
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text
    assert "quatsch" in answer.text
    assert client.get("/api/v1/projects?cursor=quatsch").status_code == 400


def test_pages_follow_each_other_without_gap_or_repetition(cast: Cast) -> None:
    with time_machine.travel("2026-11-20 09:00+01:00", tick=False):
        numbers = [promoted(cast).id for _ in range(5)]
    seen, cursor = [], None
    for _ in range(3):
        rows, cursor = public_projects(ProjectFilter(), cursor, 2)
        seen += [row.number for row in rows]
    assert seen == numbers[::-1]
    assert cursor is None


def test_the_list_takes_the_same_queries_for_one_and_for_many(cast: Cast) -> None:
    for how_many in (1, 3):
        for _ in range(how_many):
            promoted(cast)
        db.session.rollback()
        with count_queries(3):
            public_projects(ProjectFilter())


def test_a_wrong_slug_redirects_for_ever(cast: Cast, client: Any) -> None:
    project = fresh(promoted(cast))
    right = f"/projekte/{project.id}-{project.slug}"
    for path in (f"/projekte/{project.id}", f"/projekte/{project.id}-anders"):
        answer = client.get(path)
        assert (answer.status_code, answer.location) == (301, right)
    assert client.get(right).status_code == 200
    assert client.get("/projekte/99999999999999999999").status_code == 404


def test_the_page_tells_the_story_from_the_idea_on(cast: Cast, client: Any) -> None:
    project = fresh(promoted(cast, "running"))
    page = _text(client, f"/projekte/{project.id}-{project.slug}")
    assert page.index("Anna Beispiel") < page.index("So ist es")
    assert page.count('aria-current="step"') == 1
    assert page.count('class="past"') == 3
    assert "Radverkehr stärken" in page
    assert "Stabsstelle Kreisentwicklung" in page


def test_what_only_the_author_reads_is_not_in_the_story(cast: Cast, client: Any) -> None:
    from app.ideas.moderating import publish_idea, request_revision, tag_idea
    from app.ideas.submitting import save_text, submit_idea
    from app.projects.promoting import promote_idea
    from tests.ideas_desk.stage import an_idea

    with transaction():
        idea = an_idea(cast)
        request_revision(idea, by=cast.bernd, reason=CANARY, version=1)
        save_text(idea, title=idea.title, text="Genauer")
        submit_idea(idea, by=cast.anna)
        tag_idea(idea, [cast.sub_goal], by=cast.bernd)
        publish_idea(idea, by=cast.bernd, version=2)
        project = promote_idea(idea, by=cast.bernd, version=2, title="Radweg", description="Weg")
    assert CANARY not in _text(client, f"/projekte/{project.id}-radweg")
    assert CANARY not in _text(client, f"/api/v1/projects/{project.id}")
    assert "Genauer" not in _text(client, "/projekte")


def test_an_example_from_a_concept_invents_nothing(cast: Cast, client: Any) -> None:
    project = fresh(printed(cast))
    page = _text(client, f"/projekte/{project.id}-{project.slug}")
    assert "KEK Hier" in page
    assert "12.10.2017" in page
    assert page.count('class="past"') == 0


def test_the_interface_speaks_as_agreed(cast: Cast, client: Any) -> None:
    project = fresh(promoted(cast))
    printed(cast)
    [_example, item] = client.get("/api/v1/projects").json["items"]
    assert list(item) == [
        "number", "title", "status", "origin", "status_as_of", "goals", "lead", "partners", "municipalities", "point",
        "schedule", "cost", "url",
    ]  # fmt: skip
    assert item["number"] == project.id
    assert item["status"] == "proposed"
    assert item["goals"][0] == {
        "id": cast.sub_goal.id, "key": "rad", "kind": "sub_goal", "title": "Radverkehr wird gefördert.",
        "concept": "kek-hier", "main": True,
    }  # fmt: skip
    assert (item["partners"], item["municipalities"], item["point"]) == ([], ["14729300"], None)
    assert (item["schedule"], item["cost"]) == ({"start": None, "end": None}, {"min": None, "max": None})
    assert item["url"] == f"http://localhost/projekte/{project.id}-{project.slug}"
    detail = client.get(f"/api/v1/projects/{project.id}").json
    assert detail["description"] == "Ein Weg am Feld."
    assert [detail[name] for name in ("indicators", "decisions", "milestones")] == [[], [], []]
    assert len(detail["ideas"]) == 1
    verbs = [step["verb"] for step in detail["timeline"]]
    assert verbs == ["submit_idea", "publish_idea", "promote_idea", "promote_idea"]


@pytest.mark.parametrize(
    "query", ["status=x", "origin=x", "concept=x", "goal=x", "municipality=1", "limit=0", "limit=101", "x=1", "sort=x"]
)
def test_the_interface_refuses_what_it_does_not_know(cast: Cast, client: Any, query: str) -> None:
    answer = client.get(f"/api/v1/projects?{query}")
    assert answer.status_code == 400
    assert answer.content_type == "application/problem+json"


@pytest.mark.parametrize(
    ("query", "found"), [("concept=kek-hier", 2), ("goal=kek-hier:hf1", 2), ("status=running", 1), ("q=radweg", 1)]
)
def test_the_interface_filters_as_the_pages_do(cast: Cast, client: Any, query: str, found: int) -> None:
    promoted(cast)
    printed(cast)
    assert len(client.get(f"/api/v1/projects?{query}").json["items"]) == found


def test_the_interface_turns_pages(cast: Cast, client: Any) -> None:
    numbers = [promoted(cast).id for _ in range(3)]
    first = client.get("/api/v1/projects?limit=2").json
    second = client.get(f"/api/v1/projects?limit=2&cursor={first['next']}").json
    assert [item["number"] for item in first["items"] + second["items"]] == numbers[::-1]
    assert second["next"] is None
