"""Adding, describing, ordering and removing photos and documents of one's own idea, through the pages."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask

from app.core.clock import now
from app.core.database import db, transaction
from app.core.limits import is_within_limit
from app.files.attaching import describe, release_file
from app.files.models import Attachment
from app.files.views import intake
from app.files.views.intake import DAY, KILOBYTES_A_DAY
from app.ideas import moderating, submitting
from app.ideas.models import Idea
from app.projects.models import Project
from app.projects.promoting import promote_idea
from tests.cast import Cast
from tests.files.samples import IN_DISGUISE, a_pdf, a_photo, a_polyglot
from tests.files.stage import address_of, draft_of, files_on, hang, send, store_of
from tests.worlds import an_idea

Sign = Callable[..., Any]


def doors_of(number: int, file_id: int = 1) -> list[str]:
    base = f"/dateien/idee/{number}"
    return [base, *(f"{base}/{file_id}/{step}" for step in ("beschreiben", "entfernen", "nach-vorn"))]


def test_a_draft_without_account_takes_a_photo_and_shows_it(app: Flask, cast: Cast, client: Any) -> None:
    idea = draft_of(client)
    door = f"/dateien/idee/{idea.id}"
    answer = send(client, door, a_polyglot(), "Radweg.jpg", alt="Ein Weg im Wald")
    (file,) = files_on(idea)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{door}#datei-{file.id}")
    assert (file.name, file.alt, file.added_by_id, file.released_at) == ("Radweg.webp", "Ein Weg im Wald", None, None)
    page = client.get(door).text
    assert page.count("„Radweg.webp“ ist hinzugefügt.") == 1
    assert page.index(f'id="datei-{file.id}"') < page.index("„Radweg.webp“ ist hinzugefügt.")
    assert 'alt="Ein Weg im Wald"' in page
    assert f'href="{address_of(file)}"' in page
    assert 'width="40"' in page
    shown = client.get(address_of(file))
    assert shown.data.startswith(b"RIFF")
    assert b"script" not in shown.data


def test_the_sheet_is_saved_on_the_way_to_the_photos(app: Flask, cast: Cast, client: Any) -> None:
    form = {"title": "Ein Radweg", "text": "", "files": "1", "once": str(uuid4())}
    answer = client.post("/ideen/neu", data=form)
    assert answer.status_code == 303
    assert "Ein Radweg" in client.get(answer.headers["Location"]).text


def test_a_photo_goes_along_to_publication(app: Flask, cast: Cast, client: Any, as_person: Sign) -> None:
    idea = an_idea(cast, "draft")
    anna = as_person(cast.anna)
    assert send(anna, f"/dateien/idee/{idea.id}", a_pdf(), "plan.pdf", alt="Der Plan").status_code == 303
    with transaction():
        submitting.submit_idea(idea, by=cast.anna, author_name="Anna Beispiel")
        moderating.publish_idea(idea, by=cast.bernd, version=1)
    page = client.get(f"/ideen/{idea.id}-{idea.slug}").text
    (file,) = files_on(idea)
    assert f'href="{address_of(file)}"' in page
    assert "Der Plan" in page
    assert f"/melden/datei/{file.id}" in page
    assert client.get(address_of(file)).data.startswith(b"%PDF-")


def test_sent_twice_it_is_one_photo(app: Flask, cast: Cast, as_person: Sign) -> None:
    idea, anna, once = an_idea(cast, "draft"), as_person(cast.anna), str(uuid4())
    answers = [send(anna, f"/dateien/idee/{idea.id}", once=once) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert len(files_on(idea)) == 1


def test_negative_control_two_forms_are_two_photos(app: Flask, cast: Cast, as_person: Sign) -> None:
    idea, anna = an_idea(cast, "draft"), as_person(cast.anna)
    for _ in range(2):
        send(anna, f"/dateien/idee/{idea.id}")
    assert len(files_on(idea)) == 2


@pytest.mark.parametrize("name", ["page.jpg", "drawing.png", "half.jpg", "letter.pdf"])
def test_what_is_refused_says_what_works_and_keeps_the_words(
    name: str, app: Flask, cast: Cast, as_person: Sign
) -> None:
    idea = an_idea(cast, "draft")
    answer = send(as_person(cast.anna), f"/dateien/idee/{idea.id}", IN_DISGUISE[name], name, alt="Mein Bild")
    assert answer.status_code == 422
    assert "Fotos (JPEG, PNG, WebP) und PDF bis 10 MB" in answer.text
    assert 'value="Mein Bild"' in answer.text
    assert 'id="file-err"' in answer.text
    assert files_on(idea) == []
    assert list(store_of(app).list_keys()) == []


def test_no_file_and_too_long_a_description_are_said_at_their_fields(app: Flask, cast: Cast, as_person: Sign) -> None:
    idea, anna = an_idea(cast, "draft"), as_person(cast.anna)
    missing = anna.post(f"/dateien/idee/{idea.id}", data={"alt": "x" * 301, "once": str(uuid4())})
    assert missing.status_code == 422
    assert 'id="file-err"' in missing.text
    assert 'id="alt-err"' in missing.text
    assert send(anna, f"/dateien/idee/{idea.id}", alt="x" * 301).status_code == 422
    assert files_on(idea) == []


def test_more_than_ten_megabytes_are_refused_in_words(app: Flask, cast: Cast, as_person: Sign) -> None:
    idea, anna = an_idea(cast, "draft"), as_person(cast.anna)
    answer = send(anna, f"/dateien/idee/{idea.id}", a_photo() + b"\0" * (10 * 1024 * 1024), alt="Mein Bild")
    assert answer.status_code == 422
    assert "größer als 10 MB" in answer.text
    assert 'value="Mein Bild"' in answer.text


def test_far_too_much_is_a_page_in_words_and_touches_nothing(
    app: Flask, cast: Cast, as_person: Sign, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "MOST_OF_A_REQUEST", 100_000)
    idea, anna = an_idea(cast, "draft"), as_person(cast.anna)
    hang(app, idea, cast.anna)
    answer = send(anna, f"/dateien/idee/{idea.id}", b"\0" * 200_000)
    assert answer.status_code == 413
    assert "PDF bis 10 MB" in answer.text
    assert f'href="/dateien/idee/{idea.id}"' in answer.text
    assert len(files_on(idea)) == 1


def test_other_doors_stay_small(app: Flask, cast: Cast, client: Any) -> None:
    form = {"title": "x", "text": "x" * 2_000_000, "once": str(uuid4())}
    assert client.post("/ideen/neu", data=form).status_code == 413


def test_a_seventh_file_is_refused_without_work(app: Flask, cast: Cast, as_person: Sign) -> None:
    idea = an_idea(cast, "draft")
    for _ in range(6):
        hang(app, idea, cast.anna)
    before = set(store_of(app).list_keys())
    assert send(as_person(cast.anna), f"/dateien/idee/{idea.id}").status_code == 422
    assert len(files_on(idea)) == 6
    assert set(store_of(app).list_keys()) == before


def test_sixty_megabytes_of_one_person_a_day(app: Flask, cast: Cast, as_person: Sign) -> None:
    idea, anna = an_idea(cast, "draft"), as_person(cast.anna)
    with transaction():
        assert is_within_limit("files", str(cast.anna.id), KILOBYTES_A_DAY, DAY, weight=KILOBYTES_A_DAY - 1)
    assert send(anna, f"/dateien/idee/{idea.id}").status_code == 303
    answer = send(anna, f"/dateien/idee/{idea.id}")
    assert answer.status_code == 422
    assert "Morgen" in answer.text
    assert len(files_on(idea)) == 1


def test_too_many_tries_from_one_address(app: Flask, cast: Cast, client: Any) -> None:
    for _ in range(30):
        client.post("/dateien/idee/1")
    assert client.post("/dateien/idee/1").status_code == 429


# ---- whose, and when -----------------------------------------------------------------------------


def test_nobody_else_finds_these_doors(app: Flask, cast: Cast, client: Any, as_person: Sign) -> None:
    idea = an_idea(cast, "draft", "Kanarienvogel")
    file = hang(app, idea, cast.anna)
    for browser in (client, *(as_person(person) for person in (cast.bernd, cast.carla, cast.dilek, cast.frieda))):
        assert browser.get(f"/dateien/idee/{idea.id}").status_code == 404
        for door in doors_of(idea.id, file.id):
            assert send(browser, door).status_code == 404
    assert [(kept.id, kept.alt, kept.removed_at) for kept in files_on(idea)] == [(file.id, None, None)]
    assert len(set(store_of(app).list_keys())) == 2


def test_a_file_is_reached_through_its_own_idea_alone(app: Flask, cast: Cast, as_person: Sign) -> None:
    mine, other = an_idea(cast, "draft"), an_idea(cast, "draft")
    file = hang(app, other, cast.anna)
    for door in doors_of(mine.id, file.id)[1:]:
        assert as_person(cast.anna).post(door, data={"alt": "x"}).status_code == 404


@pytest.mark.parametrize(
    ("state", "is_open"),
    [
        ("draft", True), ("revision_requested", True), ("published", True), ("pooled", True),
        ("submitted", False), ("refused", False), ("withdrawn", False), ("restricted", False),
    ],
)  # fmt: skip
def test_when_something_can_be_added(state: str, is_open: bool, app: Flask, cast: Cast, as_person: Sign) -> None:
    idea, anna = an_idea(cast, state), as_person(cast.anna)
    assert ('type="file"' in anna.get(f"/dateien/idee/{idea.id}").text) is is_open
    send(anna, f"/dateien/idee/{idea.id}")
    assert len(files_on(idea)) == int(is_open)
    assert len(set(store_of(app).list_keys())) == 2 * int(is_open)


def test_an_addition_to_a_public_idea_waits_and_says_so(app: Flask, cast: Cast, client: Any, as_person: Sign) -> None:
    idea, anna = an_idea(cast), as_person(cast.anna)
    send(anna, f"/dateien/idee/{idea.id}", alt="Der Weg")
    (file,) = files_on(idea)
    assert "wird nach der Durchsicht sichtbar" in anna.get(f"/dateien/idee/{idea.id}").text
    assert file.key not in client.get(f"/ideen/{idea.id}-{idea.slug}").text
    assert file.key not in as_person(cast.carla).get(f"/ideen/{idea.id}-{idea.slug}").text


def test_words_of_a_public_photo_are_the_offices(app: Flask, cast: Cast, as_person: Sign) -> None:
    idea, anna = an_idea(cast), as_person(cast.anna)
    file = hang(app, idea, cast.anna)
    door = f"/dateien/idee/{idea.id}/{file.id}/beschreiben"
    assert anna.post(door, data={"alt": "Der Weg"}).status_code == 303
    with transaction():
        release_file(db.session.get_one(Attachment, file.id), "Der Weg im Wald")
    assert anna.post(door, data={"alt": "Etwas anderes"}).status_code == 403
    assert files_on(idea)[0].alt == "Der Weg im Wald"


def test_what_the_desk_is_reading_keeps_its_words(app: Flask, cast: Cast, as_person: Sign) -> None:
    idea = an_idea(cast, "submitted")
    file = hang(app, idea, cast.anna)
    answer = as_person(cast.anna).post(f"/dateien/idee/{idea.id}/{file.id}/beschreiben", data={"alt": "anders"})
    assert answer.status_code == 403


def test_order_and_removal_by_buttons(app: Flask, cast: Cast, as_person: Sign) -> None:
    idea, anna = an_idea(cast, "draft"), as_person(cast.anna)
    first, second = hang(app, idea, cast.anna), hang(app, idea, cast.anna)
    assert anna.post(f"/dateien/idee/{idea.id}/{second.id}/nach-vorn").status_code == 303
    assert [file.id for file in files_on(idea)] == [second.id, first.id]
    assert anna.post(f"/dateien/idee/{idea.id}/{first.id}/entfernen").status_code == 303
    assert [file.id for file in files_on(idea) if file.removed_at is None] == [second.id]
    assert anna.post(f"/dateien/idee/{idea.id}/{first.id}/entfernen").status_code == 404


def test_a_hidden_file_stays_for_the_objection(app: Flask, cast: Cast, as_person: Sign) -> None:
    idea, anna = an_idea(cast), as_person(cast.anna)
    file = hang(app, idea, cast.anna)
    with transaction():
        db.session.get_one(Attachment, file.id).restricted_at = now()
    assert anna.post(f"/dateien/idee/{idea.id}/{file.id}/entfernen").status_code == 403
    assert "Ausgeblendet" in anna.get(f"/dateien/idee/{idea.id}").text


def test_no_orphan_row_when_the_door_closes_after_the_work(app: Flask, cast: Cast, as_person: Sign) -> None:
    idea = an_idea(cast, "draft")
    assert send(as_person(cast.anna), f"/dateien/idee/{idea.id}", alt="x" * 301).status_code == 422
    keys = set(store_of(app).list_keys())
    assert len(keys) == 2
    assert db.session.query(Attachment).count() == 0


# ---- where the project shows it, too --------------------------------------------------------------


def carried(app: Flask, cast: Cast) -> tuple[Idea, Project, Attachment]:
    """Anna's public photo, and the project made of her idea that shows it, too."""
    idea = an_idea(cast)
    file = hang(app, idea, cast.anna, alt="Der Weg", is_released=True)
    with transaction():
        project = promote_idea(idea, by=cast.bernd, version=1, title="Radweg", description="Wird gebaut.")
    return idea, project, file


def test_what_its_author_takes_away_is_gone_from_the_project_too(
    app: Flask, cast: Cast, client: Any, as_person: Sign
) -> None:
    idea, project, file = carried(app, cast)
    other = hang(app, project, cast.bernd, is_released=True)
    anna, address = as_person(cast.anna), f"/projekte/{project.id}-{project.slug}"
    assert file.key in client.get(address).text
    assert "verschwindet sie auch beim Projekt" in anna.get(f"/dateien/idee/{idea.id}").text
    assert anna.post(f"/dateien/idee/{idea.id}/{file.id}/entfernen").status_code == 303
    assert client.get(address_of(file)).status_code == 404
    page = client.get(address).text
    assert file.key not in page
    assert other.key in page


def test_what_the_project_describes_in_its_own_words_stays_there_and_the_page_says_so(
    app: Flask, cast: Cast, client: Any, as_person: Sign
) -> None:
    idea, project, file = carried(app, cast)
    with transaction():
        (copy,) = db.session.query(Attachment).filter_by(thing_id=project.id)
        describe(copy, "Der künftige Radweg")
    anna = as_person(cast.anna)
    page = anna.get(f"/dateien/idee/{idea.id}").text
    assert "Dort bleibt sie" in page
    assert "verschwindet sie auch beim Projekt" not in page
    anna.post(f"/dateien/idee/{idea.id}/{file.id}/entfernen")
    assert files_on(idea)[0].removed_at is not None
    assert client.get(address_of(file)).status_code == 200
    assert file.key in client.get(f"/projekte/{project.id}-{project.slug}").text


def test_what_was_hidden_at_the_project_stays_for_the_objection(app: Flask, cast: Cast, as_person: Sign) -> None:
    idea, project, file = carried(app, cast)
    with transaction():
        (copy,) = db.session.query(Attachment).filter_by(thing_id=project.id)
        copy.restricted_at = now()
    as_person(cast.anna).post(f"/dateien/idee/{idea.id}/{file.id}/entfernen")
    assert [row.removed_at for row in files_on(project)] == [None]


def test_without_a_project_the_page_speaks_of_none(app: Flask, cast: Cast, as_person: Sign) -> None:
    idea = an_idea(cast)
    hang(app, idea, cast.anna, is_released=True)
    assert "beim Projekt" not in as_person(cast.anna).get(f"/dateien/idee/{idea.id}").text
