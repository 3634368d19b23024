from datetime import timedelta
from xml.etree import ElementTree

import pytest

from app.core.clock import now
from app.core.database import db, transaction
from app.core.jobs import Job
from tests.pages.world import a_project, an_idea


@pytest.fixture
def migrated(app, tmp_path):
    """A migration folder with one step, and a database that has taken it."""
    versions = tmp_path / "migrations" / "versions"
    versions.mkdir(parents=True)
    (versions / "0001.py").write_text('revision = "0001"\ndown_revision = None\n')
    app.extensions["migrate"].directory = str(tmp_path / "migrations")
    with transaction():
        db.session.execute(db.text("update alembic_version set version_num = '0001'"))
    return tmp_path


def checks(client):
    answer = client.get("/healthz/ready")
    return answer.status_code, [name for name, is_fine in answer.json["checks"].items() if not is_fine]


def test_a_living_process_says_so(client):
    assert client.get("/healthz/live").json == {"status": "live"}


@pytest.mark.own_app
def test_ready_when_everything_is_in_place(migrated, client):
    assert checks(client) == (200, [])


@pytest.mark.own_app
def test_not_ready_without_the_newest_migration(migrated, client):
    with transaction():
        db.session.execute(db.text("update alembic_version set version_num = '0000'"))
    assert checks(client) == (503, ["migrations"])


@pytest.mark.own_app
def test_not_ready_when_mails_cannot_be_written(app, migrated, client):
    (migrated / "blockiert").write_text("eine Datei, kein Ordner")
    app.config["MAIL_URL"] = f"file://{migrated / 'blockiert'}"
    assert checks(client) == (503, ["storage"])


@pytest.mark.own_app
def test_not_ready_when_work_stays_undone(migrated, client):
    job = Job(kind="tell", key="tell:1", payload={}, run_at=now() - timedelta(minutes=4))
    with transaction():
        db.session.add(job)
    assert checks(client) == (200, [])
    with transaction():
        job.run_at = now() - timedelta(minutes=6)
        db.session.add(job)
    assert checks(client) == (503, ["jobs"])


def test_the_interface_describes_itself(cast, client):
    description = client.get("/api/v1/openapi.json").json
    assert description["openapi"].startswith("3.1")
    index = client.get("/api/v1").json
    assert {"method", "path", "summary"} <= set(index["doors"][0])
    assert client.get(index["openapi"]).status_code == 200
    assert client.get("/offene-daten").status_code == 200


def test_errors_of_the_interface_are_problems(client):
    assert client.get("/api/v1/gibtesnicht").mimetype == "application/problem+json"


def test_the_sitemap_lists_public_things_alone(cast, client):
    with transaction():
        public = [an_idea(cast, "Öffentlich"), a_project(cast, "Projekt")]
        hidden = [
            an_idea(cast, "Geheim", "submitted"), an_idea(cast, "Gesperrt", restricted_at=now()),
            a_project(cast, "Geplant", is_listed=False),
        ]  # fmt: skip
    answer = client.get("/sitemap.xml")
    addresses = [loc.text for loc in ElementTree.fromstring(answer.data).findall(".//{*}loc")]  # noqa: S314 - our own answer
    assert all(address.startswith("http://localhost/") for address in addresses)
    assert len(addresses) == len(set(addresses))
    for thing in public:
        assert any(f"/{thing.id}-" in address for address in addresses)
    for thing in hidden:
        assert not any(f"/{thing.id}-" in address for address in addresses)
    assert any(address.endswith("/konzepte/kek-hier/ziele/rad") for address in addresses)
    assert any(address.endswith("/konzepte/kek-hier") for address in addresses)
    assert any(address.endswith("/gemeinden/14729300") for address in addresses)


def test_robots_stay_out_of_what_is_not_public_and_out_of_demonstrations(app, client):
    assert "Disallow: /verwaltung" in client.get("/robots.txt").text
    app.config["DEMO"] = True
    assert "Disallow: /\n" in client.get("/robots.txt").text


def test_security_txt_says_whom_to_tell_and_until_when(client):
    text = client.get("/.well-known/security.txt").text
    assert "Contact: mailto:" in text
    assert f"Expires: {now().year}" in text or f"Expires: {now().year + 1}" in text
