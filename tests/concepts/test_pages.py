from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from markupsafe import escape

from app.concepts.cli import packaged_files
from app.concepts.loading import load_concept
from app.concepts.reading import read_concept
from app.core.database import transaction
from tests.cast import Cast
from tests.concepts.files import SMALL, without, written
from tests.pages.world import an_idea
from tests.queries import count_queries

SLUGS = ["kek-landkreis-leipzig", "kek-nordsachsen", "leitbild-partheland", "kek-ludwigslust-parchim"]


def test_the_overview_names_every_concept_and_its_fields(documents: Flask, client: Any) -> None:
    page = client.get("/konzepte").get_data(as_text=True)
    for slug in SLUGS:
        assert f'href="/konzepte/{slug}"' in page
    assert "Bildung &amp; Qualifikation" in page
    assert client.get("/konzepte/").status_code == 200


def test_without_concepts_the_overview_is_a_page_all_the_same(app: Flask, client: Any) -> None:
    assert client.get("/konzepte").status_code == 200


@pytest.mark.parametrize("slug", SLUGS)
def test_a_concept_shows_its_current_goals_and_its_whole_background(documents: Flask, client: Any, slug: str) -> None:
    file = read_concept(next(path for path in packaged_files() if path.stem == slug))
    page = client.get(f"/konzepte/{slug}").get_data(as_text=True)
    background = client.get(f"/konzepte/{slug}/hintergrund").get_data(as_text=True)
    for goal in file.goals:
        if goal.kind in {"field_of_action", "goal", "sub_goal"}:
            shown = page if goal.edition is None else background
            assert f"/konzepte/{slug}/ziele/{goal.key}" in shown
    for step in file.milestones:
        assert str(escape(step.text.split("\n\n")[0])) in background
    for text in [*file.preamble, *file.principles, *(q.question for q in file.guiding_questions)]:
        assert str(escape(text)) in page
    assert str(escape(file.source.rights)) in page


@pytest.mark.parametrize("slug", SLUGS)
def test_what_is_said_of_one_field_stands_with_that_field(documents: Flask, client: Any, slug: str) -> None:
    file = read_concept(next(path for path in packaged_files() if path.stem == slug))
    for field in (goal for goal in file.goals if goal.kind == "field_of_action" and not goal.retired):
        page = client.get(f"/konzepte/{slug}/ziele/{field.key}").get_data(as_text=True)
        for part in [*file.swot, *file.regional_focus, *file.leitbilder]:
            if part.field == field.key and part.text:
                assert str(escape(part.text.split("\n\n")[0])) in page
        topics = [topic for topic in file.topics if topic.field == field.key]
        assert page.count('id="thema-') == len(topics)
        for key in (key for topic in topics for key in topic.goals):
            assert f"/konzepte/{slug}/ziele/{key}" in page
        for passage in file.cross_cutting:
            assert str(escape(passage.title)) in page
        if any(part.field == field.key for part in file.swot):
            background = client.get(f"/konzepte/{slug}/hintergrund").get_data(as_text=True)
            assert f"/ziele/{field.key}#swot" in background


def test_a_field_has_its_own_part_of_the_picture(documents: Flask, client: Any) -> None:
    page = client.get("/konzepte/kek-landkreis-leipzig/ziele/hf2").get_data(as_text=True)
    assert page.count('class="goalpic"') == 2
    assert page.count('href="#ziel-lz2.1"') == 2
    assert "/ziele/tz-radverkehr" in page
    assert "/ziele/tz-dachmarke" not in page
    assert 'class="goalpic"' not in client.get("/konzepte/kek-nordsachsen/ziele/hf1").get_data(as_text=True)


def test_one_goal_of_each_kind_has_a_sound_page(documents: Flask, client: Any) -> None:
    for path in packaged_files():
        file = read_concept(path)
        sample = {(goal.kind, goal.edition, len(goal.title) > 90): goal for goal in file.goals}
        for goal in sample.values():
            page = client.get(f"/konzepte/{file.slug}/ziele/{goal.key}").get_data(as_text=True)
            assert str(escape(goal.title.split("\n\n")[0])) in page


def test_a_shared_goal_names_its_other_places_in_the_words_used_there(cast: Cast, client: Any, tmp_path: Path) -> None:
    with transaction():
        load_concept(read_concept(written(tmp_path)))
    page = client.get("/konzepte/kek-klein/ziele/rad?unter=z2").get_data(as_text=True)
    assert "Radeln für die Luft" in page
    assert 'href="/konzepte/kek-klein/ziele/z1"' in page
    assert "Radwegegesetz" in page
    assert "ziel=kek-klein:rad" in page
    assert "Radeln für die Luft" in client.get("/konzepte/kek-klein/ziele/rad").get_data(as_text=True)


def test_a_retired_goal_keeps_its_page_and_takes_no_more_ideas(cast: Cast, client: Any, tmp_path: Path) -> None:
    for text in (SMALL, without(SMALL, "bus")):
        with transaction():
            load_concept(read_concept(written(tmp_path, text)))
    page = client.get("/konzepte/kek-klein/ziele/bus").get_data(as_text=True)
    assert "note--warn" in page
    assert "ziel=kek-klein:bus" not in page
    assert "/ziele/bus" in client.get("/konzepte/kek-klein/hintergrund").get_data(as_text=True)
    assert "/ziele/bus" not in client.get("/konzepte/kek-klein").get_data(as_text=True)


def test_a_retired_goal_names_its_successors(documents: Flask, client: Any) -> None:
    file = read_concept(next(path for path in packaged_files() if path.stem == "leitbild-partheland"))
    goal = next(goal for goal in file.goals if goal.retired and goal.successors)
    page = client.get(f"/konzepte/{file.slug}/ziele/{goal.key}").get_data(as_text=True)
    assert f'/ziele/{goal.successors[0]}"' in page


def test_unknown_concepts_and_goals_are_not_found(cast: Cast, client: Any) -> None:
    for path in (
        "/konzepte/nichts",
        "/konzepte/nichts/hintergrund",
        "/konzepte/kek-hier/ziele/nichts",
        "/konzepte/x/ziele/y",
    ):
        assert client.get(path).status_code == 404


def test_a_concept_with_nothing_but_its_goals_has_pages(cast: Cast, client: Any) -> None:
    for path in ("/konzepte/kek-hier", "/konzepte/kek-hier/hintergrund", "/konzepte/kek-hier/ziele/rad"):
        assert client.get(path).status_code == 200


@pytest.mark.parametrize("slug", ["kek-landkreis-leipzig", "kek-ludwigslust-parchim"])
def test_every_kind_of_page_asks_the_same_few_questions(documents: Flask, client: Any, slug: str) -> None:
    file = read_concept(next(path for path in packaged_files() if path.stem == slug))
    client.get("/konzepte")
    for path, expected in {"": 10, "/hintergrund": 6, "/ziele": 8}.items():
        with count_queries(expected + (path == "/hintergrund" and bool(file.swot))):
            client.get(f"/konzepte/{slug}{path}")
    for kind in {goal.kind for goal in file.goals}:
        goal = next(goal for goal in file.goals if goal.kind == kind)
        # Where strengths and weaknesses are printed, the finished format that shows them is looked for.
        with count_queries(16 + any(item.field == goal.key for item in file.swot)):
            client.get(f"/konzepte/{slug}/ziele/{goal.key}")


def test_the_list_of_all_goals_names_a_shared_goal_again_where_it_stands_too(documents: Flask, client: Any) -> None:
    first = client.get("/konzepte/kek-landkreis-leipzig/ziele").get_data(as_text=True)
    cursor = first.split('rel="next"', 1)[0].rsplit("nach=", 1)[1].split('"', 1)[0]
    whole = first + client.get(f"/konzepte/kek-landkreis-leipzig/ziele?nach={cursor}").get_data(as_text=True)
    assert 'href="#ziel-hf1"' in first
    assert whole.count('<a lang="de" href="/konzepte/kek-landkreis-leipzig/ziele/tz-radverkehr">') == 1
    again = whole.split('ziele/tz-radverkehr?unter=lz3.3"', 1)[1].split("</li>", 1)[0]
    assert "Radverkehr stärken" in again
    assert "2.1" in again


def test_an_approach_names_its_goal_in_the_colour_of_the_way_one_came(documents: Flask, client: Any) -> None:
    page = client.get("/konzepte/kek-landkreis-leipzig/ziele/tz-radverkehr-a1?unter=lz3.3").get_data(as_text=True)
    belongs = page.split('class="concept-belongs"', 1)[1].split("</div>", 1)[0]
    assert "/ziele/tz-radverkehr?unter=lz3.3" in belongs
    assert "Radverkehr stärken" in belongs
    assert 'class="wrap concept f3"' in page


def test_a_field_shows_its_goals_before_its_folded_analysis(documents: Flask, client: Any) -> None:
    page = client.get("/konzepte/kek-ludwigslust-parchim/ziele/hf1").get_data(as_text=True)
    assert page.index('id="darunter"') < page.index('id="swot"') < page.index('id="teilraeume"')
    for target in ("darunter", "swot", "teilraeume", "querschnitt"):
        assert f'<a href="#{target}">' in page
        assert f'id="{target}"' in page
    assert page.count('<details class="concept-fold">') == 2


def test_an_idea_is_missing_only_where_the_goal_itself_has_none(cast: Cast, client: Any) -> None:
    assert "Hier fehlt noch eine Idee" in client.get("/konzepte/kek-hier/ziele/rad").get_data(as_text=True)
    with transaction():
        an_idea(cast, "Ein Radweg")
    page = client.get("/konzepte/kek-hier/ziele/rad").get_data(as_text=True)
    assert "Hier fehlt noch eine Idee" not in page
    assert "Haben Sie noch eine Idee dazu?" in page


def test_a_background_that_tells_nothing_of_its_making_is_named_for_what_it_has(documents: Flask, client: Any) -> None:
    for slug, name in (
        ("kek-landkreis-leipzig", "Quelle und Fassungen"),
        ("kek-ludwigslust-parchim", "Wie es dazu kam"),
    ):
        heading = (
            client.get(f"/konzepte/{slug}/hintergrund").get_data(as_text=True).split("<h1", 1)[1].split("</h1>")[0]
        )
        assert name in heading


def test_the_overview_calls_the_levels_as_the_document_does(documents: Flask, client: Any) -> None:
    assert "Strategische Ziele" in client.get("/konzepte").get_data(as_text=True)


def test_the_goal_a_link_brought_along_is_named_above_the_form(documents: Flask, client: Any) -> None:
    page = client.get("/ideen/neu?ziel=kek-landkreis-leipzig:tz-radverkehr").get_data(as_text=True)
    assert 'Zum Ziel: <a href="#ziele" lang="de">Radverkehr stärken</a>' in page
    assert "Zum Ziel:" not in client.get("/ideen/neu").get_data(as_text=True)
