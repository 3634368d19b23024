from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from markupsafe import escape
from sqlalchemy import event

from app.concepts.cli import packaged_files
from app.concepts.loading import load_concept
from app.concepts.reading import read_concept
from app.core.database import db, transaction
from tests.cast import Cast
from tests.concepts.files import SMALL, without, written

SLUGS = ["kek-landkreis-leipzig", "kek-nordsachsen", "leitbild-partheland", "kek-ludwigslust-parchim"]


@contextmanager
def counted() -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_c: Any, _k: Any, statement: str, *_rest: Any) -> None:
        statements.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def queries_of(client: Any, path: str) -> int:
    with counted() as statements:
        assert client.get(path).status_code == 200
    return len(statements)


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
    for item in [*file.swot, *file.regional_focus, *file.milestones]:
        assert str(escape(item.text.split("\n\n")[0])) in background
    for text in [*file.preamble, *file.principles, *(q.question for q in file.guiding_questions)]:
        assert str(escape(text)) in page
    assert str(escape(file.source.rights)) in page


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
    assert client.get("/konzepte/kek-klein/ziele/rad?unter=nothing").status_code == 200


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


def test_large_concepts_ask_as_often_as_small_ones(documents: Flask, client: Any) -> None:
    client.get("/konzepte")
    for path in ("", "/hintergrund", "/ziele/hf1"):
        small = queries_of(client, f"/konzepte/kek-nordsachsen{path}")
        assert queries_of(client, f"/konzepte/kek-landkreis-leipzig{path}") == small
        assert small <= 14
