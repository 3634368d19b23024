"""At the desk: describe, release, remove; add to a project; nobody from elsewhere."""

from collections.abc import Callable
from typing import Any

from flask import Flask

from app.core.clock import now
from app.core.database import db, transaction
from app.files.models import Attachment
from app.ideas import moderating
from app.projects.promoting import promote_idea
from tests.cast import Cast
from tests.files.stage import address_of, files_on, hang, send, store_of
from tests.worlds import an_idea

Sign = Callable[..., Any]


def door(file: Attachment, step: str) -> str:
    return f"/dateien/verwaltung/{file.thing_id}/{file.id}/{step}"


def project_of(cast: Cast) -> Any:
    idea = an_idea(cast)
    with transaction():
        return promote_idea(idea, by=cast.bernd, version=1, title="Radweg", description="Wird gebaut.")


def test_an_addition_is_found_and_released_with_the_words_the_desk_read(
    app: Flask, cast: Cast, client: Any, as_person: Sign
) -> None:
    idea, bernd = an_idea(cast), as_person(cast.bernd)
    file = hang(app, idea, cast.anna, alt="irgendwas")
    assert f"/dateien/verwaltung/{idea.id}" in bernd.get("/dateien/verwaltung").text
    assert "wartet" in bernd.get(f"/verwaltung/ideen/{idea.id}").text
    assert door(file, "freigeben") in bernd.get(f"/dateien/verwaltung/{idea.id}").text
    assert bernd.post(door(file, "freigeben"), data={"alt": "Der Weg im Wald"}).status_code == 303
    page = client.get(f"/ideen/{idea.id}-{idea.slug}").text
    assert 'alt="Der Weg im Wald"' in page
    assert client.get(address_of(file)).status_code == 200
    assert bernd.post(door(file, "freigeben"), data={"alt": "x"}).status_code == 403


def test_before_publication_nothing_is_released_by_itself(app: Flask, cast: Cast, as_person: Sign) -> None:
    file = hang(app, an_idea(cast, "submitted"), cast.anna)
    assert as_person(cast.bernd).post(door(file, "freigeben"), data={"alt": "x"}).status_code == 403


def test_nobody_releases_an_addition_to_an_idea_of_ones_own(app: Flask, cast: Cast, as_person: Sign) -> None:
    idea = an_idea(cast)
    file = hang(app, idea, cast.bernd)
    with transaction():
        db.session.merge(idea).author_id = cast.bernd.id
    assert as_person(cast.bernd).post(door(file, "freigeben"), data={"alt": "x"}).status_code == 403


def test_missing_words_are_seen_at_the_desk_and_completed(app: Flask, cast: Cast, client: Any, as_person: Sign) -> None:
    idea, bernd = an_idea(cast, "submitted"), as_person(cast.bernd)
    file = hang(app, idea, cast.anna)
    assert "1 Foto ist noch nicht beschrieben" in bernd.get(f"/verwaltung/ideen/{idea.id}").text
    with transaction():
        moderating.publish_idea(idea, by=cast.bernd, version=1)
    assert 'alt="Foto zur Idee, noch ohne Beschreibung"' in client.get(f"/ideen/{idea.id}-{idea.slug}").text
    assert bernd.post(door(file, "beschreiben"), data={"alt": "Ein Weg"}).status_code == 303
    assert 'alt="Ein Weg"' in client.get(f"/ideen/{idea.id}-{idea.slug}").text
    assert bernd.post(door(file, "beschreiben"), data={"alt": "x" * 301}).status_code == 422
    assert (
        "Beschreibung ist entfernt"
        in bernd.post(door(file, "beschreiben"), data={"alt": ""}, follow_redirects=True).text
    )


def test_the_office_removes_what_was_never_public_and_hides_the_rest(app: Flask, cast: Cast, as_person: Sign) -> None:
    bernd, waiting, idea = as_person(cast.bernd), hang(app, an_idea(cast), cast.anna), an_idea(cast, "submitted")
    shown = hang(app, idea, cast.anna)
    with transaction():
        moderating.publish_idea(idea, by=cast.bernd, version=1)
    assert bernd.post(door(waiting, "entfernen")).status_code == 303
    assert bernd.post(door(shown, "entfernen")).status_code == 403
    page = bernd.get(f"/dateien/verwaltung/{idea.id}").text
    assert f"/verwaltung/meldungen/datei/{shown.id}/ausblenden" in page
    assert door(shown, "entfernen") not in page


def test_projects_get_photos_at_once(app: Flask, cast: Cast, client: Any, as_person: Sign) -> None:
    project, bernd = project_of(cast), as_person(cast.bernd)
    assert f"/dateien/verwaltung/{project.id}" in bernd.get(f"/verwaltung/projekte/{project.id}").text
    assert send(bernd, f"/dateien/verwaltung/{project.id}", alt="Der Bau").status_code == 303
    (file,) = files_on(project)
    assert file.is_shown
    assert 'alt="Der Bau"' in client.get(f"/projekte/{project.id}-{project.slug}").text
    assert bernd.post(door(file, "entfernen")).status_code == 303
    assert client.get(address_of(file)).status_code == 404
    assert send(bernd, f"/dateien/verwaltung/{project.id}", b"<svg/>", "x.svg").status_code == 422


def test_ideas_get_no_photos_from_the_desk(app: Flask, cast: Cast, as_person: Sign) -> None:
    idea = an_idea(cast, "submitted")
    assert send(as_person(cast.bernd), f"/dateien/verwaltung/{idea.id}").status_code == 404
    assert list(store_of(app).list_keys()) == []


def test_nobody_from_elsewhere_and_nobody_without_second_factor(
    app: Flask, cast: Cast, client: Any, as_person: Sign
) -> None:
    project = project_of(cast)
    file, waiting = hang(app, project, cast.bernd, is_released=True), hang(app, an_idea(cast), cast.anna)
    steps = ("beschreiben", "freigeben", "entfernen", "nach-vorn")
    before = set(store_of(app).list_keys())
    others = [as_person(person) for person in (cast.anna, cast.carla, cast.dilek, cast.frieda, cast.gerda)]
    for browser in [client, as_person(cast.bernd, is_verified_twice=False), *others]:
        doors = [f"/dateien/verwaltung/{project.id}", *(door(one, step) for one in (file, waiting) for step in steps)]
        assert {send(browser, address, alt="x").status_code for address in doors} <= {302, 403, 404}
        assert waiting.name not in browser.get("/dateien/verwaltung").text
    db.session.rollback()
    assert [(f.alt, f.removed_at) for f in (db.session.get_one(Attachment, file.id), waiting)] == [(None, None)] * 2
    assert db.session.get_one(Attachment, waiting.id).released_at is None
    assert set(store_of(app).list_keys()) == before


def test_a_hidden_file_is_neither_removed_nor_released(app: Flask, cast: Cast, as_person: Sign) -> None:
    file = hang(app, an_idea(cast), cast.anna)
    with transaction():
        db.session.get_one(Attachment, file.id).restricted_at = now()
    for step in ("entfernen", "freigeben"):
        assert as_person(cast.bernd).post(door(file, step), data={"alt": ""}).status_code == 403
