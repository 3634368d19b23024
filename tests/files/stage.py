"""What the tests of this room do over and over: send a file, hang one on, see who gets it."""

import io
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from flask import Flask

from app.accounts.models import Person
from app.core.database import db, transaction
from app.files.attaching import attach
from app.files.models import Attachment
from app.files.receiving import Received
from app.files.storing import Store, open_store
from app.ideas.models import Idea
from app.things.models import Thing
from tests.cast import Cast
from tests.files.samples import a_photo

BYTES = b"Kanarienvogel-Bytes"


def store_of(app: Flask) -> Store:
    return open_store(app.config)


def received(app: Flask, *, media_type: str = "image/webp") -> Received:
    """A file as it comes out of the intake, without the work."""
    is_picture = media_type.startswith("image/")
    key, preview_key = str(uuid4()), str(uuid4()) if is_picture else None
    store_of(app).put(key, BYTES)
    if preview_key:
        store_of(app).put(preview_key, BYTES + b"-klein")
    name, side = ("radweg.webp", 40) if is_picture else ("plan.pdf", None)
    return Received(key, preview_key, uuid4().hex * 2, name, media_type, len(BYTES), side, side)


def hang(app: Flask, thing: Thing, by: Person | None = None, **values: Any) -> Attachment:
    """A file on a thing."""
    media_type = values.pop("media_type", "image/webp")
    with transaction():
        return attach(thing, received(app, media_type=media_type), by, values.pop("alt", None), **values)


def send(browser: Any, address: str, data: bytes | None = None, name: str = "foto.jpg", **fields: str) -> Any:
    """Send the form with a file."""
    given = {"alt": "", "once": str(uuid4()), **fields}
    file = {"file": (io.BytesIO(a_photo() if data is None else data), name)}
    answer = browser.post(address, data=given | file, content_type="multipart/form-data")
    # The test client keeps a large body in a file and forgets to close it.
    answer.request.environ["wsgi.input"].close()
    return answer


def address_of(file: Attachment) -> str:
    return f"/dateien/{file.key}/{file.name}"


def preview_of(file: Attachment) -> str:
    return f"/dateien/{file.key}/vorschau"


def files_on(thing: Thing) -> list[Attachment]:
    db.session.rollback()
    return list(db.session.query(Attachment).filter_by(thing_id=thing.id).order_by(Attachment.position))


def who_gets(file: Attachment, cast: Cast, client: Any, as_person: Callable[..., Any]) -> set[str]:
    """The names of all who are given the file; the others must be told nothing at all."""
    people = {name: as_person(getattr(cast, name)) for name in ("anna", "bernd", "carla", "dilek", "frieda", "gerda")}
    people |= {"emil": client, "bernd without second factor": as_person(cast.bernd, is_verified_twice=False)}
    getting = set()
    for name, browser in people.items():
        for address in filter(None, (address_of(file), preview_of(file) if file.preview_key else None)):
            answer = browser.get(address)
            assert answer.status_code in (200, 404), (name, answer.status_code)
            assert (BYTES in answer.data) == (answer.status_code == 200)
            if answer.status_code == 200:
                getting.add(name)
            else:
                assert name not in getting
    return getting


def draft_of(browser: Any, title: str = "Ein Radweg") -> Idea:
    """A draft begun in this browser, without an account."""
    form = {"title": title, "text": "Bitte bauen.", "later": "1", "once": str(uuid4())}
    assert browser.post("/ideen/neu", data=form).status_code == 303
    db.session.rollback()
    return db.session.query(Idea).order_by(Idea.id.desc()).first()  # type: ignore[return-value]
