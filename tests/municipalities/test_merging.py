"""A place that went into another answers for ever, and all that was said of it is found with the other."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask_babel import force_locale
from sqlalchemy import select

from app.core.database import db, touch, transaction
from app.ideas.models import Idea
from app.ideas.place_choice import as_of_today, find_place, place_choices, place_named
from app.ideas.queries import count_by_municipality, ideas_of_place
from app.municipalities.applying import MergersGoInACircle
from app.municipalities.loading import load_municipalities
from app.municipalities.models import Municipality
from app.municipalities.queries import find_municipality, find_place_of_today
from app.search.finding import find
from app.search.reading import read_query
from app.things.following import follow_place
from app.things.models import Follow
from tests.cast import Cast
from tests.coverage.stage import covered
from tests.invariants import assert_sound
from tests.municipalities.extracts import (
    BRANDIS,
    NAUNHOF,
    NEWTOWN,
    a_place,
    an_extract,
    as_file,
    load,
    merged,
    without,
)
from tests.worlds import an_idea


def place(ags: str) -> Municipality:
    db.session.expire_all()
    found = find_municipality(ags)
    assert found is not None
    return found


def an_idea_for_brandis(cast: Cast, title: str = "Ein Brunnen am Markt") -> Idea:
    idea = an_idea(cast, title=title)
    with transaction():
        kept = db.session.get_one(Idea, idea.id)
        kept.municipalities = [place(BRANDIS)]
        touch(idea.id)
    return idea


@pytest.fixture
def merger(app: Flask, cast: Cast, tmp_path: Path) -> Idea:
    """Anna follows Brandis, somebody wrote for it, then it went into Naunhof."""
    idea = an_idea_for_brandis(cast)
    with transaction():
        follow_place(cast.brandis.id, cast.anna)
        follow_place(cast.brandis.id, cast.carla)
        follow_place(cast.naunhof.id, cast.carla)
    result = load(app, tmp_path, merged())
    assert result.exit_code == 0, result.output
    return idea


def test_its_page_says_when_and_into_what(merger: Idea, client: Any) -> None:
    answer = client.get(f"/gemeinden/{BRANDIS}")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert "bis zum 31. Dezember 2025 eine eigene Gemeinde" in page
    assert f'href="/gemeinden/{NAUNHOF}"' in page
    assert f"ort={NAUNHOF}" in page
    assert f"ort={BRANDIS}" not in page


def test_its_ideas_stand_with_the_successor(cast: Cast, merger: Idea, client: Any) -> None:
    assert [row.number for row in ideas_of_place(municipality_id=cast.naunhof.id)] == [merger.id]
    assert count_by_municipality()[cast.naunhof.id] == 1
    page = client.get(f"/gemeinden/{NAUNHOF}").get_data(as_text=True)
    assert merger.title in page
    assert f'<a href="/gemeinden/{BRANDIS}">Brandis</a> (seit 1. Januar 2026)' in page
    for address in (f"/ideen?gemeinde={NAUNHOF}", f"/ideen?gemeinde={BRANDIS}", "/ideen?region=partheland"):
        assert merger.title in client.get(address).get_data(as_text=True), address


def test_what_is_counted_and_found_follows(cast: Cast, merger: Idea) -> None:
    assert covered(cast.aim, NAUNHOF).idea_count == 1
    assert covered(cast.aim, BRANDIS).idea_count == 0
    assert covered(cast.aim, "region:partheland").idea_count == 1
    for words in ("Brunnen Naunhof", "Brunnen Brandis"):
        assert [hit.thing_id for hit in find(read_query(words)).hits if hit.kind == "idea"] == [merger.id], words
    assert [hit.ref for hit in find(read_query("Brandis")).hits if hit.kind == "municipality"] == [NAUNHOF]
    assert_sound()


def test_lists_pickers_and_the_interface_skip_it(merger: Idea, client: Any) -> None:
    index = client.get("/gemeinden").get_data(as_text=True)
    assert f'href="/gemeinden/{BRANDIS}"' not in index
    assert f'href="/gemeinden/{NAUNHOF}"' in index
    assert BRANDIS not in {item["ags"] for item in client.get("/api/v1/municipalities").get_json()["items"]}
    with force_locale("de"):
        chosen = {value for _name, choices in place_choices() for value, _label in choices}
    assert f"ort:{NAUNHOF}" in chosen
    assert f"ort:{BRANDIS}" not in chosen
    assert f"/gemeinden/{BRANDIS}" not in client.get("/sitemap.xml").get_data(as_text=True)


def test_its_name_leads_to_the_successor(merger: Idea, client: Any) -> None:
    found = client.get("/gemeinden?q=brand").get_data(as_text=True)
    assert "seit 1. Januar 2026 Teil von" in found
    assert f'href="/gemeinden/{NAUNHOF}"' in found
    chosen = find_place(f"ort:{BRANDIS}")
    assert chosen is not None
    assert [town.ags for town in chosen.municipalities] == [NAUNHOF]
    assert as_of_today(f"ort:{BRANDIS}") == f"ort:{NAUNHOF}"
    assert place_named("Was wird aus dem Markt in Brandis?") == f"ort:{NAUNHOF}"
    both = find_place(f"ort:{NAUNHOF}", [f"ort:{BRANDIS}"])
    assert both is not None
    assert [town.ags for town in both.municipalities] == [NAUNHOF]
    written = client.get(f"/ideen/neu?ort={BRANDIS}").get_data(as_text=True)
    assert f'<option selected value="ort:{NAUNHOF}">' in written


def test_followers_go_along_once(cast: Cast, merger: Idea, as_person: Any) -> None:
    rows = db.session.execute(select(Follow.person_id, Follow.municipality_id).order_by(Follow.person_id)).all()
    assert [tuple(row) for row in rows] == [(cast.anna.id, cast.naunhof.id), (cast.carla.id, cast.naunhof.id)]
    anna = as_person(cast.anna)
    anna.post(f"/mitmachen/gemeinde/{BRANDIS}/nicht-mehr-folgen")
    assert db.session.scalars(select(Follow.person_id)).all() == [cast.carla.id]
    anna.post(f"/mitmachen/gemeinde/{BRANDIS}/folgen")
    assert (anna.get(f"/gemeinden/{NAUNHOF}").status_code, len(db.session.scalars(select(Follow)).all())) == (200, 2)


def test_chains_are_followed_to_their_end(app: Flask, cast: Cast, merger: Idea, tmp_path: Path, client: Any) -> None:
    data = without(an_extract("2026-07-01"), BRANDIS, NAUNHOF)
    data["municipalities"].append(a_place(NEWTOWN, "Parthestadt, Stadt", "14729", valid_from="2026-06-01"))
    data["former"] = [
        {"ags": BRANDIS, "until": "2025-12-31", "merged_into": NAUNHOF},
        {"ags": NAUNHOF, "until": "2026-05-31", "merged_into": NEWTOWN},
    ]
    assert load(app, tmp_path, data).exit_code == 0
    brandis, naunhof, newtown = place(BRANDIS), place(NAUNHOF), place(NEWTOWN)
    assert (brandis.successor_id, brandis.current_id) == (naunhof.id, newtown.id)
    assert find_place_of_today(BRANDIS) is newtown
    page = client.get(f"/gemeinden/{BRANDIS}").get_data(as_text=True)
    assert f'href="/gemeinden/{NAUNHOF}"' in page
    assert f'heute Teil von <a href="/gemeinden/{NEWTOWN}">Parthestadt</a>' in page
    assert [row.number for row in ideas_of_place(municipality_id=newtown.id)] == [merger.id]
    assert_sound()


def test_a_circle_is_refused_and_nothing_changes(cast: Cast) -> None:
    file = as_file(without(an_extract("2026-01-01"), BRANDIS, NAUNHOF))
    with transaction():
        naunhof, brandis = place(NAUNHOF), place(BRANDIS)
        for one in (naunhof, brandis):
            one.valid_until = date(2024, 12, 31)
        naunhof.successor_id = brandis.id
    with transaction():
        load_municipalities(file)  # negative control: a chain that ends goes through
    with transaction():
        place(BRANDIS).successor_id = place(NAUNHOF).id
    with pytest.raises(MergersGoInACircle), transaction():
        load_municipalities(file)
    assert place(BRANDIS).current_id is None


def test_a_place_that_was_divided_keeps_its_own_page(app: Flask, cast: Cast, tmp_path: Path, client: Any) -> None:
    idea = an_idea_for_brandis(cast)
    data = without(an_extract("2026-01-01"), BRANDIS)
    data["former"] = [{"ags": BRANDIS, "until": "2025-12-31"}]
    assert load(app, tmp_path, data).exit_code == 0
    page = client.get(f"/gemeinden/{BRANDIS}").get_data(as_text=True)
    assert "Kein einzelner Ort steht heute dafür" in page
    assert idea.title in page
    assert find_place(f"ort:{BRANDIS}") is None
    assert find_place_of_today(BRANDIS) is None
    assert client.get(f"/mitmachen/gemeinde/{BRANDIS}/folgen").status_code in {302, 404}
    assert_sound()


def test_its_town_hall_is_asked_nothing_any_more(app: Flask, cast: Cast, tmp_path: Path) -> None:
    data = without(an_extract("2026-01-01"), NAUNHOF)
    data["former"] = [{"ags": NAUNHOF, "until": "2025-12-31", "merged_into": BRANDIS}]
    assert load(app, tmp_path, data).exit_code == 0
    naunhof = place(NAUNHOF)
    assert naunhof.organisation is not None
    assert naunhof.organisation.retired_at is not None
    back = an_extract("2026-01-02")
    assert load(app, tmp_path, back).exit_code == 0
    naunhof = place(NAUNHOF)
    assert (naunhof.valid_until, naunhof.successor_id, naunhof.current_id) == (None, None, None)
    assert naunhof.organisation is not None
    assert naunhof.organisation.retired_at is None


def test_a_renamed_town_takes_its_town_hall_along(app: Flask, cast: Cast, tmp_path: Path) -> None:
    data = an_extract("2026-01-01")
    data["municipalities"][0]["name"] = "Parthenau"
    assert load(app, tmp_path, data).exit_code == 0
    naunhof = place(NAUNHOF)
    assert (naunhof.name, naunhof.sort_name) == ("Parthenau", "parthenau")
    assert naunhof.organisation is not None
    assert naunhof.organisation.name == "Gemeinde Parthenau"
