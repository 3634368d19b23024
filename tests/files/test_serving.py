"""Who gets a file and who does not, and what its answer says to a browser."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from app.core.clock import now
from app.core.database import transaction
from app.files.attaching import release_file, remove_file
from app.files.models import Attachment
from app.ideas import moderating
from app.projects.promoting import promote_idea
from tests.cast import Cast
from tests.files.stage import BYTES, address_of, draft_of, hang, preview_of, store_of, who_gets
from tests.worlds import an_idea

Sign = Callable[..., Any]
EVERYBODY = {
    "anna", "bernd", "carla", "dilek", "frieda", "gerda", "emil", "bernd without second factor",
}  # fmt: skip


def published(app: Flask, cast: Cast, **values: Any) -> Attachment:
    idea = an_idea(cast, "submitted")
    file = hang(app, idea, cast.anna, **values)
    with transaction():
        moderating.publish_idea(idea, by=cast.bernd, version=1)
    return file


@pytest.mark.parametrize(
    ("state", "readers"),
    [
        ("draft", {"anna"}),
        ("submitted", {"anna", "bernd"}),
        ("revision_requested", {"anna", "bernd"}),
        ("refused", {"anna", "bernd"}),
        ("withdrawn", {"anna", "bernd"}),
        ("restricted", {"anna", "bernd"}),
    ],
)
def test_the_file_of_a_hidden_idea_is_its_authors_and_its_desks(
    state: str, readers: set[str], app: Flask, cast: Cast, client: Any, as_person: Sign
) -> None:
    file = hang(app, an_idea(cast, state), cast.anna)
    if state == "restricted":
        with transaction():
            release_file(file, "")
    assert who_gets(file, cast, client, as_person) == readers


def test_after_publication_everybody_gets_it(app: Flask, cast: Cast, client: Any, as_person: Sign) -> None:
    assert who_gets(published(app, cast), cast, client, as_person) == EVERYBODY


def test_an_addition_is_for_author_and_desk_until_it_is_released(
    app: Flask, cast: Cast, client: Any, as_person: Sign
) -> None:
    file = hang(app, an_idea(cast), cast.anna)
    assert who_gets(file, cast, client, as_person) == {"anna", "bernd"}
    with transaction():
        release_file(file, "Der Weg")
    assert who_gets(file, cast, client, as_person) == EVERYBODY


def test_a_hidden_file_is_gone_at_once_for_all_but_author_desk_and_who_decides(
    app: Flask, cast: Cast, client: Any, as_person: Sign
) -> None:
    file = published(app, cast)
    etag = client.get(address_of(file)).headers["ETag"]
    with transaction():
        file.restricted_at = now()
    assert who_gets(file, cast, client, as_person) == {"anna", "bernd", "gerda"}
    assert client.get(address_of(file), headers={"If-None-Match": etag}).status_code == 404
    assert client.get(address_of(file), headers={"If-None-Match": "*"}).status_code == 404


def test_a_hidden_photo_is_hidden_at_the_project_too(app: Flask, cast: Cast, client: Any, as_person: Sign) -> None:
    file = published(app, cast)
    with transaction():
        promote_idea(file.thing, by=cast.bernd, version=1, title="Radweg", description="Wird gebaut.")  # type: ignore[arg-type]
        file.thing.restricted_at = now()
    assert who_gets(file, cast, client, as_person) == EVERYBODY
    with transaction():
        file.restricted_at = now()
    assert who_gets(file, cast, client, as_person) == {"anna", "bernd", "gerda"}


def test_a_removed_file_is_gone_for_all(app: Flask, cast: Cast, client: Any, as_person: Sign) -> None:
    file = published(app, cast)
    with transaction():
        remove_file(file)
    assert who_gets(file, cast, client, as_person) == set()


def test_a_draft_without_account_belongs_to_its_browser(app: Flask, cast: Cast, client: Any, as_person: Sign) -> None:
    file = hang(app, draft_of(client))
    answer = client.get(address_of(file))
    assert (answer.status_code, answer.data) == (200, BYTES)
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert who_gets(file, cast, app.test_client(), as_person) == set()


# ---- the answer ----------------------------------------------------------------------------------


def test_a_public_photo_is_sealed_and_briefly_kept(app: Flask, cast: Cast, client: Any) -> None:
    file = published(app, cast)
    answer = client.get(address_of(file))
    assert answer.data == BYTES
    assert answer.headers["Content-Type"] == "image/webp"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer.headers["Content-Disposition"] == "inline; filename=radweg.webp"
    assert answer.headers["Cache-Control"] == "public, max-age=60, must-revalidate"
    assert "Set-Cookie" not in answer.headers
    again = client.get(address_of(file), headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    small = client.get(preview_of(file))
    assert small.data == BYTES + b"-klein"
    assert small.headers["ETag"] != answer.headers["ETag"]


def test_a_document_is_saved_never_opened(app: Flask, cast: Cast, client: Any) -> None:
    file = published(app, cast, media_type="application/pdf")
    answer = client.get(address_of(file))
    assert answer.headers["Content-Disposition"] == "attachment; filename=plan.pdf"
    assert answer.headers["Content-Type"] == "application/pdf"
    assert client.get(preview_of(file)).status_code == 404


def test_what_is_not_public_stays_in_no_cache(app: Flask, cast: Cast, as_person: Sign) -> None:
    file = hang(app, an_idea(cast, "submitted"), cast.anna)
    for person in (cast.anna, cast.bernd):
        assert as_person(person).get(address_of(file)).headers["Cache-Control"] == "private, no-store"


def test_head_answers_like_get_without_the_bytes(app: Flask, cast: Cast, client: Any) -> None:
    answer = client.head(address_of(published(app, cast)))
    assert (answer.status_code, answer.data, answer.headers["Content-Length"]) == (200, b"", str(len(BYTES)))


@pytest.mark.parametrize(
    "path",
    [
        "/dateien/{key}/anders.webp", "/dateien/{key}/", "/dateien/{key}", "/dateien/{key}/../radweg.webp",
        "/dateien/..%2f..%2fetc%2fpasswd/x", "/dateien/{key}%00/radweg.webp", "/dateien/{preview}/radweg.webp",
        "/dateien/{key}/..%2f..%2fetc%2fpasswd", "/dateien/00000000-0000-4000-8000-000000000000/radweg.webp",
        "/files/{key}", "/static/{key}", "/static/..%2f..%2ffiles%2f{key}",
    ],
)  # fmt: skip
def test_there_is_no_other_way_to_the_bytes(path: str, app: Flask, cast: Cast, client: Any) -> None:
    file = published(app, cast)
    answer = client.get(path.format(key=file.key, preview=file.preview_key))
    assert answer.status_code == 404
    assert BYTES not in answer.data


def test_bytes_that_are_lost_are_a_404(app: Flask, cast: Cast, client: Any) -> None:
    file = published(app, cast)
    store_of(app).delete(file.key)
    assert client.get(address_of(file)).status_code == 404
    assert client.get(preview_of(file)).status_code == 200
