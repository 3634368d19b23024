"""The desk of a region: who may, what is refused with which words, what is kept."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from app.accounts.models import Membership, Person
from app.core.database import db, transaction
from app.municipalities.models import Region
from app.municipalities.region_keeping import edit_region
from app.municipalities.region_models import RegionWording
from tests.cast import Cast, a_person

DESK = "/verwaltung/regionen/partheland"
Browser = Callable[..., Any]


def an_administrator(cast: Cast, name: str = "Petra") -> Person:
    """Administers the authority of the Partheland."""
    with transaction():
        petra = a_person(name)
        db.session.add(Membership(person_id=petra.id, role="admin", authority_id=cast.partheland.authority_id))
        db.session.flush()
        db.session.refresh(petra)
    return petra


@pytest.fixture
def petra(cast: Cast) -> Person:
    return an_administrator(cast)


def sent(**values: str) -> dict[str, str]:
    return {"version": "0", "short_name": "Partheland", "intro": "Wir planen.", "accent": "#3a6b1e"} | values


def stored() -> Region:
    db.session.rollback()
    return db.session.scalars(select(Region).execution_options(populate_existing=True)).one()


def wordings() -> list[RegionWording]:
    db.session.rollback()
    return list(db.session.scalars(select(RegionWording).order_by(RegionWording.version)))


def test_what_is_saved_stands_on_the_pages_and_as_a_version(
    cast: Cast, petra: Person, as_person: Browser, client: Any
) -> None:
    desk = as_person(petra)
    assert desk.get("/verwaltung/regionen").get_data(as_text=True).count(f'href="{DESK}"') == 1
    assert desk.post(DESK, data=sent()).status_code == 303
    page = client.get("/regionen/partheland").get_data(as_text=True)
    assert "Wir planen." in page
    assert 'content="#3a6b1e"' in page
    assert [(w.version, w.accent, w.saved_by_id) for w in wordings()] == [(1, "#3a6b1e", petra.id)]
    assert desk.post(DESK, data=sent(version="1", accent="", intro="")).status_code == 303
    assert (stored().accent, stored().intro, stored().short_name) == (None, None, "Partheland")
    text = desk.get(DESK).get_data(as_text=True)
    assert "Fassung 2 vom" in text
    assert "Fassung 1 vom" in text
    assert "Petra Beispiel" in text


def test_what_came_with_the_register_is_kept_as_the_first_version(
    cast: Cast, petra: Person, as_person: Browser
) -> None:
    with transaction():
        cast.partheland.intro = "Aus dem Verzeichnis."
    assert as_person(petra).post(DESK, data=sent()).status_code == 303
    assert [(w.version, w.intro, w.saved_by_id) for w in wordings()] == [
        (1, "Aus dem Verzeichnis.", None), (2, "Wir planen.", petra.id),
    ]  # fmt: skip


def test_what_the_register_wrote_since_is_kept_too(cast: Cast, petra: Person, as_person: Browser) -> None:
    desk = as_person(petra)
    desk.post(DESK, data=sent())
    with transaction():
        stored().intro = "Aus einem neuen Auszug."
    assert desk.post(DESK, data=sent(version="1", intro="Wieder wir.")).status_code == 303
    assert [w.intro for w in wordings()] == ["Wir planen.", "Aus einem neuen Auszug.", "Wieder wir."]


def test_saving_the_same_twice_makes_one_version(cast: Cast, petra: Person, as_person: Browser) -> None:
    desk = as_person(petra)
    desk.post(DESK, data=sent())
    assert desk.post(DESK, data=sent(version="1")).status_code == 303
    assert len(wordings()) == 1


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("#ffff99", "Diese Farbe ist zu hell. Auf dem Papier der Seiten erreicht sie einen Kontrast von 1,1 zu 1"),
        ("#ffff99", "Versuchen Sie es mit #a5a43c."),
        ("#808080", "keinen eigenen Farbton"),
        ("grün", "nicht als Farbe lesen"),
        ("#3a6b1e; } body { display: none", "nicht als Farbe lesen"),
    ],
)
def test_a_colour_that_cannot_is_refused_with_the_reason_and_the_text_kept(
    cast: Cast, petra: Person, as_person: Browser, typed: str, expected: str
) -> None:
    answer = as_person(petra).post(DESK, data=sent(accent=typed, intro="Bleibt stehen."))
    assert answer.status_code == 422
    text = answer.get_data(as_text=True)
    assert expected in text
    assert 'aria-describedby="accent-hint accent-err"' in text
    assert "Bleibt stehen.</textarea>" in text
    assert stored().accent is None


@pytest.mark.parametrize("typed", ["3A6B1E", " #3a6b1e ", "#3A6b1e"])
def test_a_colour_may_be_typed_as_people_do(cast: Cast, petra: Person, as_person: Browser, typed: str) -> None:
    assert as_person(petra).post(DESK, data=sent(accent=typed)).status_code == 303
    assert stored().accent == "#3a6b1e"


def test_a_colour_of_three_places_is_meant_as_six(cast: Cast, petra: Person, as_person: Browser) -> None:
    assert as_person(petra).post(DESK, data=sent(accent="#063")).status_code == 303
    assert stored().accent == "#006633"


def test_too_much_is_said_and_not_cut(cast: Cast, petra: Person, as_person: Browser) -> None:
    for values in ({"short_name": "x" * 25}, {"intro": "x" * 1501}):
        answer = as_person(petra).post(DESK, data=sent(**values))
        assert answer.status_code == 422
    assert wordings() == []


def test_the_preview_shows_the_colour_and_saves_nothing(cast: Cast, petra: Person, as_person: Browser) -> None:
    desk = as_person(petra)
    text = desk.post(DESK, data=sent(accent="#983142", preview="1")).get_data(as_text=True)
    assert text.count('class="region-sample"') == 2
    assert 'fill="#983142"' in text
    assert "4,5 : 1" in text
    suggested = desk.post(DESK, data=sent(accent="", suggestion="#5f4382")).get_data(as_text=True)
    assert 'name="accent" spellcheck="false" type="text" value="#5f4382"' in suggested
    assert 'fill="#5f4382"' in suggested
    wrong = desk.post(DESK, data=sent(accent="#ffff99", preview="1"))
    assert wrong.status_code == 200
    assert "Diese Farbe ist zu hell" in wrong.get_data(as_text=True).split('id="vorschau"')[1]
    assert wordings() == []
    assert stored().accent is None


def test_two_who_save_at_once_see_each_other(cast: Cast, petra: Person, as_person: Browser) -> None:
    other = an_administrator(cast, "Pia")
    assert as_person(petra).post(DESK, data=sent(intro="Von Petra.")).status_code == 303
    late = as_person(other)
    answer = late.post(DESK, data=sent(intro="Von Pia."))
    assert answer.status_code == 409
    text = answer.get_data(as_text=True)
    assert "Von Pia.</textarea>" in text
    assert "Von Petra." in text
    assert stored().intro == "Von Petra."
    assert 'name="version" type="hidden" value="1"' in text
    assert late.post(DESK, data=sent(intro="Von beiden.", version="1")).status_code == 303
    assert stored().intro == "Von beiden."


def test_only_administrators_of_its_authority_enter(cast: Cast, as_person: Browser, client: Any) -> None:
    for method in ("get", "post"):
        data = {"data": sent()} if method == "post" else {}
        assert "/konto/anmelden" in getattr(client, method)(DESK, **data).headers["Location"]
        for person in (cast.anna, cast.bernd, cast.dilek, cast.frieda, cast.gerda):
            assert getattr(as_person(person), method)(DESK, **data).status_code == 404
    assert as_person(cast.anna).get("/verwaltung/regionen").status_code == 403
    text = as_person(cast.bernd).get("/verwaltung/regionen").get_data(as_text=True)
    assert "Keine Region bei Ihnen" in text
    assert wordings() == []


def test_without_the_second_factor_nobody_edits(cast: Cast, petra: Person, as_person: Browser) -> None:
    assert as_person(petra, is_verified_twice=False).post(DESK, data=sent()).status_code == 302
    assert wordings() == []


def test_what_is_brought_along_has_no_author(cast: Cast) -> None:
    with transaction():
        edit_region(cast.partheland, by=None, version=0, short_name=None, intro="Wir.", accent="#3A6B1E")
    assert [(w.saved_by_id, w.accent) for w in wordings()] == [(None, "#3a6b1e")]
