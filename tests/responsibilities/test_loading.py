"""The list that comes along is a proposal: loaded again and again, it never overwrites an authority's own words."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.core.clock import now, today
from app.core.database import db, transaction
from app.responsibilities.loading import MattersFileError, MattersReport, load_matters, read_matters
from app.responsibilities.models import Responsibility
from app.responsibilities.queries import find_by_key
from tests.cast import Cast

SMALL = """\
lands: {SN: {kreis: Landratsamt, land: Freistaat Sachsen}, MV: {kreis: Kreisverwaltung, land: Land MV, small: Das Amt.}}
matters:
  - {key: lampe, title: Lampe, level: municipality, office: Ihre Gemeinde, hint: Im Ort., words: [Lampe, Laterne]}
  - {key: bus, title: Bus, level: district, office: "{kreis}, Nahverkehr", words: [Bus],
     in: {hier: {words: [Bus, Omnibus]}}}
  - {key: berg, title: Berg, only: [SN], level: state, office: "{land}", words: [Berg], link: "https://example.org"}
"""


def load(folder: Path, cast: Cast, text: str = SMALL) -> list[MattersReport]:
    path = folder / "matters.yaml"
    path.write_text(text, encoding="utf-8")
    file = read_matters(path)
    with transaction():
        return load_matters(file, [cast.here, cast.elsewhere])


def row_of(cast: Cast, key: str) -> Responsibility:
    row = find_by_key(cast.here.id, key)
    assert row is not None
    return row


@pytest.mark.once
def test_the_packaged_list_is_sound() -> None:
    file = read_matters()
    assert len(file.matters) >= 90
    assert {matter.level for matter in file.matters} == {
        "municipality", "district", "region", "state", "federal", "other",
    }  # fmt: skip
    for matter in file.matters:
        assert matter.hint.endswith("."), matter.key
        for words in [matter.words, *(other.words for other in matter.different.values() if other.words)]:
            assert len(set(words)) == len(words) <= 60, matter.key
            assert max(map(len, words)) <= 60, matter.key


def test_each_authority_gets_what_is_true_in_its_land(cast: Cast, tmp_path: Path) -> None:
    assert [(report.new, report.kept) for report in load(tmp_path, cast)] == [(3, 0), (2, 0)]
    assert row_of(cast, "bus").office == "Landratsamt, Nahverkehr"
    assert row_of(cast, "bus").said == ["Bus", "Omnibus"]
    assert row_of(cast, "lampe").hint == "Im Ort."
    lamp = find_by_key(cast.elsewhere.id, "lampe")
    assert lamp is not None
    assert lamp.hint == "Im Ort. Das Amt."
    assert find_by_key(cast.elsewhere.id, "berg") is None
    assert db.session.scalars(select(Responsibility.reviewed_on).distinct()).all() == [None]


def test_loading_again_changes_nothing_and_a_new_list_changes_proposals_alone(cast: Cast, tmp_path: Path) -> None:
    load(tmp_path, cast)
    assert [(r.new, r.updated, r.unchanged, r.kept) for r in load(tmp_path, cast)] == [(0, 0, 3, 0), (0, 0, 2, 0)]
    with transaction():
        row_of(cast, "lampe").reviewed_on = today()
        row_of(cast, "bus").version = 2
        row_of(cast, "berg").removed_at = now()
    changed = SMALL.replace("title: ", "title: Neu ")
    assert [(r.new, r.updated, r.unchanged, r.kept) for r in load(tmp_path, cast, changed)] == [
        (0, 0, 0, 3),
        (0, 2, 0, 0),
    ]
    titles = [row_of(cast, key).title for key in ("lampe", "bus", "berg")]
    assert titles == ["Lampe", "Bus", "Berg"]
    assert [row.version for row in db.session.scalars(select(Responsibility).filter_by(title="Neu Bus"))] == [1]


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ("level: state", "level: moon", "matters.2.level"),
        ("key: bus", "key: lampe", "listed twice: lampe"),
        ("https://", "http://", "matters.2.link"),
        ("lands:", "lands: [", "matters.yaml"),
    ],
)
def test_a_faulty_file_is_named_with_its_fault_and_nothing_is_loaded(
    cast: Cast, tmp_path: Path, before: str, after: str, fault: str
) -> None:
    with pytest.raises(MattersFileError, match=fault):
        load(tmp_path, cast, SMALL.replace(before, after))
    assert db.session.scalar(select(func.count(Responsibility.id))) == 0


def test_the_command_loads_where_there_is_a_concept(app: Flask, cast: Cast) -> None:
    result = app.test_cli_runner().invoke(args=["responsibilities", "load"])
    assert result.exit_code == 0, result.output
    assert "Landkreis Hier: " in result.output
    assert "Drüben" not in result.output
    assert find_by_key(cast.here.id, "spielplatz") is not None
    again = app.test_cli_runner().invoke(args=["responsibilities", "load"])
    assert " 0 neu, 0 geändert" in again.output
    missing = app.test_cli_runner().invoke(args=["responsibilities", "load", "gibt-es-nicht.yaml"])
    assert missing.exit_code == 1
