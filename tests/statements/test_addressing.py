"""Departments, bodies and sets: kept by their own authority, by nobody else."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from app.accounts.models import Organisation
from app.core.database import db, transaction
from app.statements.addressing import (
    ChangedMeanwhile,
    KindIsWrong,
    NameIsMissing,
    NameIsTaken,
    add_office,
    change_office,
    mark_of,
    retire_office,
    save_set,
)
from app.statements.models import StatementSet
from tests.cast import Cast
from tests.statement_worlds import a_department, a_request, a_statement
from tests.worlds import an_idea

Browser = Callable[..., Any]
BASE = "/verwaltung/stellen"


def page(answer: Any) -> str:
    return str(answer.get_data(as_text=True))


def office(number: int) -> Organisation:
    db.session.rollback()
    db.session.expire_all()
    return db.session.get_one(Organisation, number)


def test_an_office_has_a_name_of_its_own_and_a_kind(cast: Cast) -> None:
    a_department(cast)
    for error, name, kind in (
        (NameIsMissing, "", "department"), (NameIsTaken, "Amt für Verkehr", "department"),
        (KindIsWrong, "Stadt Nirgendwo", "municipality"),
    ):  # fmt: skip
        with pytest.raises(error), transaction():
            add_office(cast.here, name=name, kind=kind, email=None)
    with transaction():
        add_office(cast.elsewhere, name="Amt für Verkehr", kind="department", email=None)


def test_a_change_of_somebody_else_is_not_overwritten(cast: Cast) -> None:
    number = a_department(cast).id
    seen = mark_of(office(number))
    with transaction():
        change_office(office(number), mark=seen, name="Straßenamt", kind="department", email="s@kreis.example")
    with pytest.raises(ChangedMeanwhile), transaction():
        change_office(office(number), mark=seen, name="Wegeamt", kind="department", email=None)
    assert office(number).name == "Straßenamt"


def test_of_a_municipality_only_the_mailbox_is_kept_here(cast: Cast) -> None:
    number = cast.naunhof.organisation_id or 0
    with transaction():
        town = db.session.get_one(Organisation, number)
        change_office(town, mark=mark_of(town), name="Anders", kind="company", email="rathaus@naunhof.example")
    assert (office(number).name, office(number).email) == ("Stadt Naunhof", "rathaus@naunhof.example")
    with pytest.raises(KindIsWrong), transaction():
        retire_office(db.session.get_one(Organisation, number))


def test_retired_it_leaves_the_sets_and_what_it_said_stays(cast: Cast) -> None:
    department, idea = a_department(cast), an_idea(cast)
    said = a_statement(a_request(cast, idea, department))
    with transaction():
        chosen = save_set(cast.here, name="Radwege", members=[str(department.id), "999", "x"])
    with transaction():
        retire_office(db.session.get_one(Organisation, department.id))
    db.session.expire_all()
    assert db.session.get_one(StatementSet, chosen.id).members == []
    assert said.office == "Amt für Verkehr"
    with pytest.raises(NameIsTaken), transaction():
        save_set(cast.here, name="Radwege", members=[])


def test_the_pages_add_change_retire_and_bring_back(cast: Cast, as_person: Browser) -> None:
    browser = as_person(cast.bernd)
    assert "Noch kein Amt" in page(browser.get(BASE))
    typed = {"name": "Amt für Verkehr", "kind": "department", "email": "Verkehr@Kreis.example"}
    assert browser.post(f"{BASE}/hier/neu", data=typed).status_code == 303
    assert browser.post(f"{BASE}/hier/neu", data=typed).status_code == 422
    assert browser.post(f"{BASE}/hier/neu", data={**typed, "name": "B", "email": "keine"}).status_code == 422
    number = db.session.scalars(select(Organisation.id).where(Organisation.name == "Amt für Verkehr")).one()
    mark = mark_of(office(number))
    changed = {**typed, "name": "Straßenamt", "mark": mark}
    assert browser.post(f"{BASE}/{number}", data=changed).status_code == 303
    stale = browser.post(f"{BASE}/{number}", data={**changed, "name": "Wegeamt"})
    assert (stale.status_code, "Wegeamt" in page(stale), "Straßenamt" in page(stale)) == (409, True, True)
    assert browser.post(f"{BASE}/{number}/stilllegen").status_code == 303
    assert "Wird nicht mehr gefragt" in page(browser.get(BASE))
    assert browser.post(f"{BASE}/{number}/zurueckholen").status_code == 303
    assert office(number).retired_at is None
    browser.get(f"{BASE}/{number}")


def test_the_pages_of_the_sets(cast: Cast, as_person: Browser) -> None:
    browser, number = as_person(cast.bernd), a_department(cast).id
    town = cast.naunhof.organisation_id
    typed = {"name": "Radwege", "members": [str(number), str(town)]}
    assert browser.post(f"{BASE}/hier/verteiler", data=typed).status_code == 303
    assert browser.post(f"{BASE}/hier/verteiler", data=typed).status_code == 422
    chosen = db.session.scalars(select(StatementSet)).one()
    assert [one.name for one in chosen.members] == ["Amt für Verkehr", "Stadt Naunhof"]
    assert 'value="Radwege"' in page(browser.get(f"{BASE}/verteiler/{chosen.id}"))
    assert browser.post(f"{BASE}/verteiler/{chosen.id}", data={"name": "Wege", "members": []}).status_code == 303
    assert browser.post(f"{BASE}/verteiler/{chosen.id}/loeschen").status_code == 303
    db.session.rollback()
    assert db.session.scalars(select(StatementSet)).all() == []
    assert office(number).name == "Amt für Verkehr"


def test_only_the_own_authoritys(cast: Cast, as_person: Browser, client: Any) -> None:
    number = a_department(cast).id
    with transaction():
        chosen = save_set(cast.here, name="Radwege", members=[])
    for person in (cast.dilek, cast.anna, cast.frieda):
        browser = as_person(person)
        for path in (f"{BASE}/{number}", f"{BASE}/{cast.naunhof.organisation_id}", f"{BASE}/verteiler/{chosen.id}",
                     f"{BASE}/hier/neu", f"{BASE}/hier/verteiler"):  # fmt: skip
            assert browser.get(path).status_code == 404, path
        assert browser.post(f"{BASE}/{number}", data={"name": "Weg"}).status_code == 404
        assert browser.post(f"{BASE}/{number}/stilllegen").status_code == 404
    assert as_person(cast.anna).get(BASE).status_code == 403
    assert "Amt für Verkehr" not in page(as_person(cast.dilek).get(BASE))
    assert office(number).retired_at is None
