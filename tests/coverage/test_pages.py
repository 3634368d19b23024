"""The coverage page, its file and its data: every number is what its list shows, and hidden things show nowhere."""

import csv
import io
import re
from html import unescape
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from app.concepts.queries import goal_tree
from app.core.database import db, touch, transaction
from app.coverage.choosing import read_choice
from app.coverage.drawing import narrow_heat, wide_heat
from app.coverage.matrix import matrix_of
from app.projects.models import Project, ProjectGoal
from app.things.supporting import support
from tests.cast import Cast, a_concept
from tests.coverage.stage import again, covered, public_idea, share_a_goal
from tests.projects.stage import promoted
from tests.queries import queries

PAGE = "/konzepte/kek-hier/abdeckung"
LINK = re.compile(r'<a[^>]*href="(/(?:ideen|projekte)\?[^"]*)"[^>]*>(?:[^<]*</a></dt><dd>)?\s*(\d+)')


def filled(cast: Cast) -> None:
    share_a_goal(cast)
    for state in ("published", "pooled", "closed"):
        public_idea(cast, state, is_tagged=True)
    promoted(cast, "running")
    elsewhere = public_idea(cast)
    with transaction():
        idea = again(elsewhere)
        idea.municipalities = [cast.brandis]
        support(idea, cast.carla)


def cards(client: Any, address: str) -> int:
    """How many cards the list behind that address shows; all on one page."""
    page = client.get(address)
    assert page.status_code == 200, address
    return page.get_data(as_text=True).count('<li class="card')


@pytest.mark.parametrize("path", [PAGE, f"{PAGE}?zaehlt=projekte&ebene=leitziel&orte=regionen",
                                  "/konzepte/kek-hier/ziele/z1.1", "/konzepte/kek-hier"])  # fmt: skip
def test_every_number_with_a_link_is_what_its_list_shows(cast: Cast, client: Any, path: str) -> None:
    filled(cast)
    page = client.get(path).get_data(as_text=True)
    numbers = {(unescape(address), int(number)) for address, number in LINK.findall(page)}
    assert len(numbers) > 1
    assert [(a, n, cards(client, a)) for a, n in sorted(numbers) if cards(client, a) != n] == []


def test_the_page_tells_of_every_goal_and_place_and_of_the_gaps(cast: Cast, client: Any) -> None:
    filled(cast)
    page = client.get(PAGE).get_data(as_text=True)
    for text in ("Radverkehr stärken", "Bus für alle", "Naunhof", "Brandis", "1.1", "1.2", "an 2 Stellen"):
        assert text in page
    assert 'id="luecken"' not in page
    empty = client.get("/konzepte/kek-hier/ziele/rad").get_data(as_text=True)
    assert 'id="stand"' in empty


def test_nobody_has_written_yet(cast: Cast, client: Any) -> None:
    for state in ("draft", "submitted", "refused"):
        public_idea(cast, state)
    page = client.get(PAGE).get_data(as_text=True)
    assert "Ihre Idee wäre die erste" in page
    assert 'href="/ideen/neu?ziel=kek-hier:rad"' in page
    assert "Noch gibt es nichts zu zählen" in page
    assert "Noch keine Idee und kein Projekt" in client.get("/konzepte/kek-hier/ziele/rad").get_data(as_text=True)


def test_a_concept_without_goals_has_a_page_all_the_same(cast: Cast, client: Any) -> None:
    with transaction():
        a_concept(cast.here, "kek-leer", "Leeres Konzept")
    assert "Noch sind keine Ziele eingetragen" in client.get("/konzepte/kek-leer/abdeckung").get_data(as_text=True)
    assert client.get("/konzepte/kek-leer/abdeckung.csv").status_code == 200
    assert client.get("/api/v1/concepts/kek-leer/coverage").json["items"] == []


def test_what_does_not_exist(cast: Cast, client: Any) -> None:
    odd = client.get(f"{PAGE}?zaehlt=<b>autos&ebene=teilziel")
    assert odd.status_code == 400
    assert "&lt;b&gt;autos" in odd.get_data(as_text=True)
    assert client.get("/konzepte/kek-hier/abdeckung.csv?orte=mond").status_code == 404
    for path in ("/konzepte/nichts/abdeckung", "/konzepte/nichts/abdeckung.csv", "/api/v1/concepts/nichts/coverage"):
        assert client.get(path).status_code == 404
    assert client.get("/api/v1/concepts/kek-hier/coverage?place=99999999").status_code == 400


def test_the_file_says_the_same_and_no_spreadsheet_runs_it(cast: Cast, client: Any) -> None:
    with transaction():
        goal = again(cast.other_sub_goal)
        goal.title, goal.number_printed = "SUMME(A1)", "=1+"
    filled(cast)
    answer = client.get("/konzepte/kek-hier/abdeckung.csv")
    assert answer.mimetype == "text/csv"
    assert "attachment" in answer.headers["Content-Disposition"]
    assert answer.data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";"))
    assert rows[0] == ["Schlüssel", "Ort", "Ideen", "Radverkehr stärken", "'=1+ SUMME(A1)"]
    assert rows[1][1:] == ["Alle Orte", "5", "5", "5"]
    assert [row[:3] for row in rows[2:]] == [["14729060", "Brandis", "1"], ["14729300", "Naunhof", "4"]]


def test_the_interface_counts_per_goal_everywhere_and_in_one_place(cast: Cast, client: Any) -> None:
    filled(cast)
    whole = client.get("/api/v1/concepts/kek-hier/coverage").json
    assert (whole["ideas"], whole["projects"], whole["supports"]) == (5, 1, 1)
    field = next(item for item in whole["items"] if item["key"] == "hf1")
    assert (
        field["ideas_by_status"] == {"published": 2, "pooled": 1, "running": 1, "promoted": 1}
        or sum(field["ideas_by_status"].values()) == 5
    )
    brandis = client.get("/api/v1/concepts/kek-hier/coverage?place=14729060").json
    assert (brandis["place"], brandis["ideas"], brandis["supports"]) == ("14729060", 1, 1)
    assert client.get("/api/v1/concepts/kek-hier/coverage?place=region:partheland").json["ideas"] == 5
    assert "/api/v1/concepts/{slug}/coverage" in client.get("/api/v1/openapi.json").json["paths"]


def test_the_same_few_queries_however_much_there_is(app: Flask, cast: Cast, client: Any) -> None:
    def asked(path: str) -> int:
        db.session.rollback()
        with queries() as statements:
            assert client.get(path).status_code == 200
        return len([one for one in statements if not one.startswith("BEGIN")])

    paths = (PAGE, f"{PAGE}.csv", f"{PAGE}?orte=regionen", "/api/v1/concepts/kek-hier/coverage")
    before = [asked(path) for path in paths]
    filled(cast)
    assert [asked(path) for path in paths] == before
    assert before == [9, 7, 9, 4]


def test_the_drawing_has_a_cell_for_every_count_and_fits(cast: Cast) -> None:
    filled(cast)
    goals = [cast.sub_goal, cast.other_sub_goal]
    nodes = [type("Node", (), {"id": g.id, "number": None, "tones": [2], "title": g.title})() for g in goals]
    matrix = matrix_of(cast.concept.id, cast.here.id, nodes, "ideas", "municipalities")
    wide, narrow = wide_heat(matrix, "-"), narrow_heat(matrix, "-")
    assert sum(path.count("M") for _tone, path in wide.bars) == sum(bool(c) for row in matrix.rows for c in row.counts)
    assert wide.end <= wide.width
    assert narrow.end <= narrow.width


def test_of_very_many_cells_a_coarser_level_is_shown_unless_asked_for(cast: Cast) -> None:
    tree = goal_tree(cast.concept.id)
    usual = read_choice({}, tree)
    assert usual.kind == usual.fitting(tree, 550).kind == "sub_goal"
    assert usual.fitting(tree, 551).kind == "goal"
    assert usual.fitting(tree, 5_000).kind == "field_of_action"
    assert usual.values() == {"zaehlt": "ideen", "ebene": "teilziel", "orte": "gemeinden"}


def test_a_project_that_works_against_the_goal_is_named_and_not_counted(cast: Cast, client: Any) -> None:
    page = "/konzepte/kek-hier/ziele/z1.1"
    assert "in Konkurrenz" not in client.get(page).get_data(as_text=True)
    project = promoted(cast, "running")
    with transaction():
        db.session.execute(update(ProjectGoal).values(relation="competing"))
        touch(project.id)
    told = client.get(page).get_data(as_text=True)
    assert "1 Projekt steht mit diesem Ziel oder einem darunter in Konkurrenz:" in told
    assert f'href="/projekte/{project.id}"' in told
    assert covered(cast.aim).project_count == 0
    with transaction():
        db.session.execute(update(Project).values(listed_at=None))
    assert "in Konkurrenz" not in client.get(page).get_data(as_text=True)
