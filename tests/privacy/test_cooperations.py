"""What a mayor declared stays her town's when she is gone, without her name; the text agreed is not touched."""

from typing import Any

import pytest
from sqlalchemy import select

from app.accounts.models import Membership, Person
from app.cooperations.declaring import prepare_answer
from app.cooperations.models import Cooperation, CooperationVersion, Declaration, Partner
from app.core.database import db, transaction
from app.privacy.erasing import erase_person
from app.privacy.exporting import counts_of, data_of
from tests.cast import Cast, a_person
from tests.cooperation_worlds import MAYOR, TITLE, Towns, a_cooperation, four_towns, lay, say
from tests.cooperations.stage import rewrite
from tests.invariants import assert_sound
from tests.privacy.test_erasing import everything

EMAIL = "britta@example.org"


@pytest.fixture
def towns(cast: Cast) -> Towns:
    """As ever; Brandis has a second representative, so that the first may go."""
    towns = four_towns(cast)
    with transaction():
        second = a_person("Zoe")
        db.session.add(Membership(person_id=second.id, role="representative", organisation_id=towns.brandis.body.id))
    return towns


@pytest.fixture
def agreed(cast: Cast, towns: Towns) -> Cooperation:
    """Agreed, with Britta's address in every text there is, and her answer to a newer one prepared."""
    cooperation = a_cooperation(cast, *towns.all[:3], why=f"Fragen an {EMAIL}.")
    say(cooperation, towns.brandis, text=f"Gern, {EMAIL}.")
    say(cooperation, towns.borsdorf)
    rewrite(cooperation, towns.naunhof, *towns.all[:3], why=f"Fragen an {EMAIL}, gern auch spät.")
    lay(cooperation, towns.naunhof, f"Mit {EMAIL} besprochen.")
    with transaction():
        place = cooperation.partner_of(towns.brandis.body.id)
        assert place is not None
        prepare_answer(place, by=towns.brandis.mayor, version=2, verdict="accepted", text=f"Ja, {EMAIL}.")
    return cooperation


def test_her_name_goes_and_the_declaration_stays(cast: Cast, towns: Towns, agreed: Cooperation, as_person: Any) -> None:
    britta = towns.brandis.mayor
    before = db.session.scalars(select(Declaration).where(Declaration.person_id == britta.id)).one()
    kept = (before.id, before.version, before.fingerprint, before.at)
    page = f"/konto/kooperationen/{agreed.id}"
    assert "Britta Beispiel" in as_person(cast.frieda).get(page).get_data(as_text=True)
    with transaction():
        erase_person(britta)
    said = db.session.get_one(Declaration, kept[0], populate_existing=True)
    assert (said.id, said.version, said.fingerprint, said.at) == kept
    assert (said.person_name, said.function, said.verdict) == (None, MAYOR, "accepted")
    assert said.text == "Gern, [gelöscht]."
    left = as_person(cast.frieda).get(page).get_data(as_text=True)
    assert "Britta Beispiel" not in left
    assert TITLE in left
    assert agreed.state == "agreed"
    assert_sound()


def test_her_address_goes_from_everything_but_the_texts_that_were_declared(towns: Towns, agreed: Cooperation) -> None:
    texts = db.session.scalars(select(CooperationVersion.content).order_by(CooperationVersion.id)).all()
    with transaction():
        erase_person(towns.brandis.mayor)
    db.session.expire_all()
    assert db.session.scalars(select(CooperationVersion.content).order_by(CooperationVersion.id)).all() == texts
    notes = select(CooperationVersion.note).order_by(CooperationVersion.number)
    assert db.session.scalars(notes).all() == [None, "Mit [gelöscht] besprochen."]
    assert EMAIL not in str(db.session.scalars(select(Cooperation.draft)).one())
    assert EMAIL not in str(db.session.scalars(select(Partner.prepared)).all())
    rest = [line for line in everything().splitlines() if EMAIL in line.lower()]
    assert len(rest) == 3, "the two texts, and what is found of the public one"
    assert_sound()


def test_she_takes_her_declarations_along_and_nobody_elses(cast: Cast, towns: Towns, agreed: Cooperation) -> None:
    britta: Person = towns.brandis.mayor
    rows = data_of(britta)["tables"]["cooperation_declaration"]
    assert [(row["person_name"], row["function"], row["verdict"]) for row in rows] == [
        ("Britta Beispiel", MAYOR, "accepted")
    ]
    assert counts_of(britta)["cooperations"] == 1
    assert "cooperation_declaration" not in data_of(cast.anna)["tables"]
