from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.accounts.models import Authority, Organisation
from app.accounts.queries import find_authority
from app.core.database import db, transaction
from app.municipalities.cli import PACKAGED
from app.municipalities.loading import MunicipalityFileError, load_municipalities, read_municipalities
from app.municipalities.models import District, Municipality
from app.municipalities.queries import find_municipality, find_region

SMALL = """\
source: Verzeichnis
reference_date: 2019-12-31
districts: [{key: "14729", name: Landkreis Hier, land: SN, authority: hier}]
regions: [{slug: aue, name: Aue, authority: verbund-aue, members: ["14729300"]}]
municipalities:
  - {ags: "14729300", ars: "147295307300", name: Naunhof, district: "14729", association: null, population: 8000,
     area_km2: 39.5, postcode: "04683", latitude: 51.2, longitude: 12.5}
"""


def load(folder: Path, text: str) -> tuple[int, int, int]:
    path = folder / "gemeinden.yaml"
    path.write_text(text, encoding="utf-8")
    file = read_municipalities(path)
    with transaction():
        report = load_municipalities(file)
    return report.new, report.updated, report.unchanged


def test_the_packaged_register_is_complete(register: Flask) -> None:
    rows = db.session.execute(select(District.key, func.count()).join(Municipality).group_by(District.key))
    counts = {key: number for key, number in rows}
    assert counts == {"14729": 30, "14730": 30, "13076": 142}
    slugs = set(db.session.scalars(select(Authority.slug)))
    assert slugs == {
        "landkreis-leipzig",
        "landkreis-nordsachsen",
        "landkreis-ludwigslust-parchim",
        "verbund-partheland",
    }
    partheland = find_region("partheland")
    assert partheland is not None
    assert len(partheland.members) == 7
    assert (partheland.authority.title, partheland.authority.land) == ("Partheland gestalten", "SN")


def test_every_municipality_has_a_body_its_people_act_for(register: Flask) -> None:
    bodies = select(func.count(Municipality.organisation_id.distinct()))
    assert db.session.scalar(bodies) == 202
    naunhof = find_municipality("14729300")
    assert naunhof is not None
    assert naunhof.organisation is not None
    assert (naunhof.organisation.kind, naunhof.sort_name) == ("municipality", "naunhof")


def test_the_second_load_changes_nothing(register: Flask) -> None:
    with transaction():
        report = load_municipalities(read_municipalities(PACKAGED))
    assert (report.new, report.updated, report.unchanged) == (0, 0, 202)
    assert db.session.scalar(select(func.count()).select_from(Organisation)) == 202


def test_what_an_authority_edited_stays(app: Flask, tmp_path: Path) -> None:
    assert load(tmp_path, SMALL) == (1, 0, 0)
    with transaction():
        authority = find_authority("hier")
        assert authority is not None
        authority.phone = "03433 241 0"
    assert load(tmp_path, SMALL.replace("8000", "8100")) == (0, 1, 0)
    db.session.expire_all()
    authority, naunhof = find_authority("hier"), find_municipality("14729300")
    assert authority is not None
    assert naunhof is not None
    assert (authority.phone, naunhof.population) == ("03433 241 0", 8100)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('district: "14729"', 'district: "99999"', "there is no district 99999"),
        ('members: ["14729300"]', 'members: ["14729301"]', "there is no municipality 14729301"),
        ("population: 8000", "population: many", "population"),
        ("source:", "colour: red\nsource:", "colour"),
        ("municipalities:", "municipalities: [", "gemeinden.yaml"),
    ],
)
def test_faults_are_named_and_nothing_is_loaded(app: Flask, tmp_path: Path, old: str, new: str, expected: str) -> None:
    with pytest.raises(MunicipalityFileError, match=expected):
        load(tmp_path, SMALL.replace(old, new))
    assert db.session.scalar(select(func.count()).select_from(Authority)) == 0


def test_two_places_of_one_name_get_bodies_of_their_own(app: Flask, tmp_path: Path) -> None:
    twin = SMALL.splitlines()[-2:]
    more = "\n".join(twin).replace("14729300", "14729301")
    load(tmp_path, SMALL + more + "\n")
    assert db.session.scalar(select(func.count(Municipality.organisation_id.distinct()))) == 2


def test_the_command_says_what_it_did(app: Flask, tmp_path: Path) -> None:
    terminal = app.test_cli_runner()
    assert (
        "202 neu, 0 geändert, 0 unverändert; 3 Landkreise, 1 Regionen"
        in terminal.invoke(args=["municipalities", "load"]).output
    )
    missing = terminal.invoke(args=["municipalities", "load", str(tmp_path / "nothing.yaml")])
    assert missing.exit_code == 1
    assert "nothing.yaml: cannot be read" in missing.output
