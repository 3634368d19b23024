"""What an extract would change is said before it is loaded, and looking at it changes nothing."""

from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask_babel import force_locale
from sqlalchemy import select

from app.core.database import db, transaction
from app.municipalities.comparing import plan_of
from app.municipalities.loading import MunicipalityFileError, load_municipalities, read_extract
from app.municipalities.models import Municipality, PlaceExtract, RegionMember
from app.municipalities.wording import plan_lines
from tests.cast import Cast
from tests.municipalities.extracts import (
    BRANDIS,
    ELSEWHERE,
    NAUNHOF,
    NEWTOWN,
    a_place,
    an_extract,
    as_file,
    load,
    merged,
    without,
)
from tests.queries import count_queries


def snapshot() -> list[Any]:
    db.session.rollback()
    tables = (Municipality.__table__, RegionMember.__table__, PlaceExtract.__table__)
    return [sorted(map(repr, db.session.execute(select(table)).all())) for table in tables]


def everything_at_once() -> dict[str, Any]:
    """Brandis goes into Naunhof, which is renamed and grows; Alt Krenzlin is in an Amt now; Neustadt is new."""
    data = merged()
    naunhof, krenzlin = data["municipalities"]
    naunhof |= {"name": "Naunhof-Brandis, Stadt", "population": 18_040, "area_km2": 112.5}
    krenzlin |= {"association": "Ludwigslust-Land"}
    data["municipalities"].append(a_place(NEWTOWN, "Neustadt", "14729"))
    data["regions"][0]["members"] = [NAUNHOF, {"ags": NEWTOWN, "since": "2026-01-01"}]
    return data


def test_the_register_as_it_is_makes_no_difference(cast: Cast) -> None:
    with count_queries(5):
        plan = plan_of(as_file(an_extract()))
    assert plan.is_empty
    assert plan.unchanged == 3


def test_every_difference_is_said_in_words(app: Flask, cast: Cast) -> None:
    plan = plan_of(as_file(everything_at_once()))
    with force_locale("de"):
        lines = plan_lines(plan)
    assert lines == [
        "Neue Orte (1):",
        "  14729999  Neustadt",
        "Aufgegangen in einer anderen Gemeinde (1):",
        "  14729060  Brandis, Stadt: letzter Tag 31. Dezember 2025; geht auf in Naunhof-Brandis, Stadt (14729300)",
        "Umbenannt (1):",
        "  14729300  Naunhof, Stadt: Name: Naunhof, Stadt → Naunhof-Brandis, Stadt; "
        "Einwohner: 8.000 → 18.040 (+10.040, +125,5 %); Fläche: 40 km² → 112,5 km² (+72,5, +181,2 %)",
        "Anderes Amt oder anderer Landkreis (1):",
        "  13076001  Alt Krenzlin, Stadt: Amt oder Verband: – → Ludwigslust-Land",
        "Partheland: Brandis, Stadt (14729060) scheidet aus (bis 31. Dezember 2025)",
        "Partheland: Neustadt (14729999) tritt bei (seit 1. Januar 2026)",
    ]


def test_a_dry_run_says_it_and_changes_nothing(app: Flask, cast: Cast, tmp_path: Path) -> None:
    before = snapshot()
    said = load(app, tmp_path, everything_at_once(), "--dry-run")
    assert said.exit_code == 0
    assert "geht auf in Naunhof-Brandis" in said.output
    assert "Gemeinden: 1 neu, 2 geändert, 1 nicht mehr geführt, 0 unverändert; 2 Landkreise, 1 Regionen" in said.output
    assert said.output.endswith("Probelauf: nichts wurde geändert.\n")
    assert snapshot() == before
    assert load(app, tmp_path, everything_at_once()).exit_code == 0
    assert snapshot() != before  # negative control: without --dry-run it does


def test_loaded_twice_nothing_happens(app: Flask, cast: Cast, tmp_path: Path) -> None:
    load(app, tmp_path, everything_at_once())
    before = snapshot()
    again = load(app, tmp_path, everything_at_once())
    assert "Gemeinden: 0 neu, 0 geändert, 3 unverändert" in again.output
    assert snapshot() == before
    assert plan_of(as_file(everything_at_once())).is_empty


def test_a_place_left_out_without_a_word_is_an_error(app: Flask, cast: Cast, tmp_path: Path) -> None:
    before = snapshot()
    data = without(an_extract("2026-01-01"), BRANDIS)
    refused = load(app, tmp_path, data)
    assert refused.exit_code == 1
    assert "Brandis, Stadt (14729060)" in refused.output
    assert "--allow-missing" in refused.output
    assert snapshot() == before
    assert load(app, tmp_path, data, "--allow-missing").exit_code == 0
    db.session.expire_all()
    gone = db.session.scalars(select(Municipality).where(Municipality.ags == BRANDIS)).one()
    assert (str(gone.valid_until), gone.successor_id, gone.current_id) == ("2025-12-31", None, None)


def test_an_extract_of_one_district_says_nothing_of_another(cast: Cast) -> None:
    data = without(an_extract("2026-01-01"), ELSEWHERE)
    data["districts"] = data["districts"][:1]
    assert plan_of(as_file(data)).is_empty


def test_an_older_extract_cannot_follow(app: Flask, cast: Cast, tmp_path: Path) -> None:
    assert load(app, tmp_path, an_extract("2025-06-30")).exit_code == 0
    refused = load(app, tmp_path, an_extract("2024-12-31"))
    assert refused.exit_code == 1
    assert "30.06.2025" in refused.output
    assert load(app, tmp_path, an_extract("2025-06-30")).exit_code == 0


def test_the_packaged_register_gives_way_to_a_newer_one(app: Flask, cast: Cast, tmp_path: Path) -> None:
    load(app, tmp_path, an_extract("2025-06-30"))
    before = snapshot()
    start = app.test_cli_runner().invoke(args=["municipalities", "load"])
    assert start.exit_code == 0
    assert "neuerer Auszug" in start.output
    assert snapshot() == before


def test_a_load_is_everything_or_nothing(app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    before = snapshot()

    def fail(*_anything: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("app.municipalities.loading.note_extract", fail)
    with pytest.raises(ZeroDivisionError), transaction():
        load_municipalities(as_file(everything_at_once()))
    db.session.expire_all()
    assert snapshot() == before


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"former": [{"ags": NAUNHOF, "until": "2024-12-31"}]}, "still stands among the municipalities"),
        ({"former": [{"ags": "14729001", "until": "2026-01-01"}]}, "not before the reference date"),
        (
            {"former": [{"ags": "14729001", "until": "2024-01-01", "merged_into": "14729002"}]},
            "there is no municipality",
        ),
        (
            {"former": [
                {"ags": "14729001", "until": "2024-01-01", "merged_into": "14729002"},
                {"ags": "14729002", "until": "2024-01-01", "merged_into": "14729001"},
            ]},
            "go in a circle",
        ),
        ({"reference_date": "2199-01-01"}, "lies in the future"),
        (
            {"regions": [{"slug": "aue", "name": "Aue", "authority": "verbund", "members": [
                {"ags": NAUNHOF, "until": "2024-06-30"}, {"ags": NAUNHOF, "since": "2024-06-30"}]}]},
            "a member twice at a time",
        ),
        (
            {"regions": [{"slug": "aue", "name": "Aue", "authority": "verbund", "members": [
                {"ags": NAUNHOF, "since": "2024-06-30", "until": "2024-01-01"}]}]},
            "until before it was one",
        ),
    ],
)  # fmt: skip
def test_what_contradicts_itself_is_refused(app: Flask, change: dict[str, Any], fault: str) -> None:
    with pytest.raises(MunicipalityFileError, match=fault):
        as_file(an_extract() | change)


@pytest.mark.parametrize(
    "content",
    [b"\xff\xfe", b"a: &x [1]\nb: *x\n", b"x" * (5 * 1024 * 1024 + 1), b"[" * 100_000, b"- " * 100_000],
    ids=["no text", "anchors", "too large", "deep", "deep in blocks"],
)
def test_what_is_no_register_is_refused(app: Flask, content: bytes) -> None:
    with pytest.raises(MunicipalityFileError, match=r"auszug\.yaml"):
        read_extract("auszug.yaml", content)
