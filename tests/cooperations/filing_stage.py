"""What the tests of filed papers share: a cooperation whose papers may be shown, papers, and who gets them."""

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import Flask

from app.cooperations.filing import About, file_paper, release_paper
from app.cooperations.models import Cooperation, FiledPaper
from app.core.database import db, transaction
from tests.cast import Cast
from tests.cooperation_worlds import Town, Towns, a_cooperation, place_of
from tests.files.stage import BYTES, address_of, received

Sign = Callable[..., Any]
SIGNED = About("signed", "LoI, unterschrieben", date(2026, 3, 2), 1)
PARTNERS = {"naunhof", "brandis"}
EVERYBODY = {"anna", "bernd", "dilek", "emil", "naunhof", "brandis", "borsdorf"}


def open_one(cast: Cast, *towns: Town, **more: Any) -> Cooperation:
    """Agreed, public, and its text releases papers."""
    return a_cooperation(cast, *towns, **({"state": "agreed", "public_parts": ("text", "papers")} | more))


def a_paper(app: Flask, cooperation: Cooperation, town: Town, about: About = SIGNED, **more: Any) -> FiledPaper:
    """Filed by the town's mayor, for the town or (`joint`) for all together."""
    owner, by = None if more.get("joint") else place_of(cooperation, town), more.get("by", town.mayor)
    with transaction():
        return file_paper(cooperation, owner, received(app, media_type="application/pdf"), about, by=by)


def shown(paper: FiledPaper, town: Town) -> FiledPaper:
    """Released by the town's mayor."""
    with transaction():
        release_paper(paper, by=town.mayor)
    return paper


def readers(paper: FiledPaper, cast: Cast, towns: Towns, client: Any, as_person: Sign) -> set[str]:
    """Who gets the file; the others are told nothing at all."""
    people = {name: as_person(getattr(cast, name)) for name in ("anna", "bernd", "dilek")} | {"emil": client}
    people |= {
        "naunhof": as_person(towns.naunhof.mayor), "brandis": as_person(towns.brandis.mayor),
        "borsdorf": as_person(towns.borsdorf.mayor),
    }  # fmt: skip
    address, getting = address_of(paper.attachment), set()
    for name, browser in people.items():
        db.session.remove()
        answer = browser.get(address)
        assert answer.status_code in (200, 404), (name, answer.status_code)
        assert (BYTES in answer.data) == (answer.status_code == 200)
        if answer.status_code == 200:
            getting.add(name)
    return getting
