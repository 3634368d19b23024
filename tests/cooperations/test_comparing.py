"""A redline shows every difference between two texts and nothing else; the page compares any two of them."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask

from app.cooperations.agreeing import becomes_agreed, bound_by, said_yes_to
from app.cooperations.comparing import compared
from app.cooperations.leaving import leave
from app.cooperations.parts import parts_of
from app.cooperations.standing_wording import needed_for
from app.cooperations.terms import Party, Terms
from app.core.clock import now, today
from app.core.database import db, transaction
from tests.cast import Cast
from tests.cooperation_worlds import Towns, a_cooperation, lay, place_of, say
from tests.cooperations.pages import its_page, said
from tests.cooperations.stage import rewrite

PARTIES = (
    Party(organisation_id=1, name="Stadt Naunhof", population=8000, hectares=4000, figure=10),
    Party(organisation_id=2, name="Stadt Brandis", population=9000, hectares=3000, figure=20),
)
WHOLE = Terms(
    title="Bauhof", what="Ein Bauhof für alle.", why="Er steht oft still.", parties=PARTIES, lead_id=1,
    purpose="Weniger Maschinen.", contributions="Naunhof die Halle.", duration="Fünf Jahre.", exit="Drei Monate.",
    starts_on=date(2027, 1, 1), ends_on=date(2031, 12, 31), total_cents=1_000_00, funding_cents=100_00, key="own",
    figure_name="Maschinen",
)  # fmt: skip
CHANGES: dict[str, Any] = {
    "title": "Gemeinsamer Bauhof", "what": "Ein Bauhof für zwei.", "why": "Darum.", "kind": "procurement",
    "rule": "from_n", "legal_form": "understanding", "parties": PARTIES[:1], "lead_id": 2, "purpose": "Mehr Zeit.",
    "contributions": "", "duration": "Zehn Jahre.", "starts_on": date(2027, 2, 1), "ends_on": None,
    "exit": "Sechs Monate.", "total_cents": 1_000_01, "funding_cents": None, "key": "population",
    "figure_name": "Hallen", "public_from": "proposed", "public_parts": ("text", "costs"),
}  # fmt: skip


@pytest.fixture
def asked(app: Flask):
    """Within a request."""
    with app.test_request_context():
        yield


@pytest.mark.usefixtures("asked")
@pytest.mark.parametrize("field", [*CHANGES, "threshold", "population", "hectares", "figure", "name"])
def test_no_change_of_a_text_goes_unseen(field: str) -> None:
    before, changed = WHOLE, CHANGES.get(field)
    if field == "threshold":
        before = WHOLE.model_copy(update={"rule": "from_n", "threshold": 2, "key": "equal"})
        changed = 3
    elif field in Party.model_fields:
        one = PARTIES[0].model_copy(update={field: "Stadt N." if field == "name" else 4321})
        field, changed = "parties", (one, PARTIES[1])
    after = before.model_copy(update={field: changed})
    assert compared(before, after).changed
    assert len(compared(before, after).changed) <= 3
    assert not compared(before, before).changed
    assert not compared(after, after).changed


@pytest.mark.usefixtures("asked")
def test_every_field_of_a_text_is_tried() -> None:
    assert set(CHANGES) | {"threshold"} == set(Terms.model_fields)


@pytest.mark.usefixtures("asked")
def test_words_that_stayed_are_told_from_those_that_came_and_went() -> None:
    found = compared(WHOLE, WHOLE.model_copy(update={"what": "Ein Bauhof für zwei."}))
    assert [part.label for part in found.changed] == ["Worum es geht"]
    assert found.changed[0].changes == [("same", "Ein Bauhof für "), ("removed", "alle."), ("added", "zwei.")]
    assert "Titel" in found.same


@pytest.mark.usefixtures("asked")
def test_a_one_page_text_has_no_empty_parts() -> None:
    page = Terms(title="Bauhof", what="Ein Bauhof.", why="Darum.", parties=PARTIES)
    assert [part.key for part in parts_of(page)] == [
        "title", "what", "why", "kind", "parties", "rule", "legal_form", "public",
    ]  # fmt: skip


@pytest.mark.usefixtures("asked")
def test_costs_are_told_with_the_shares() -> None:
    costs = next(part.text for part in parts_of(WHOLE) if part.key == "costs")
    assert costs.splitlines() == [
        "Kosten insgesamt (über die ganze Laufzeit): 1.000,00 Euro",
        "Eingeplante Förderung (damit noch nicht zugesagt): 100,00 Euro",
        "Die Partner teilen sich 900,00 Euro nach eigenen Zahlen", "Gezählt werden: Maschinen", "Stadt Naunhof: 10",
        "Stadt Brandis: 20", "Stadt Naunhof zahlt 300,00 Euro", "Stadt Brandis zahlt 600,00 Euro",
    ]  # fmt: skip


# ---- the page ------------------------------------------------------------------------------------


def test_any_two_texts_are_compared_by_every_partner(cast: Cast, towns: Towns, as_person: Any, client: Any) -> None:
    cooperation = a_cooperation(cast, *towns.all[:3])
    for word in ("zwei", "drei"):
        rewrite(cooperation, towns.naunhof, *towns.all[:3], what=f"Ein Bauhof für {word}.")
        lay(cooperation, towns.naunhof, text=f"Jetzt {word}.")
    page, britta = f"{its_page(cooperation)}/vergleich", as_person(towns.brandis.mayor)
    last, first = said(britta.get(page)), said(britta.get(f"{page}?von=1&bis=3"))
    assert "Fassung 2 und Fassung 3 im Vergleich" in last
    assert "Jetzt drei." in last
    assert "alle." not in last
    assert "alle." in first
    for wrong in ("?von=9", "?bis=99", "?von=x&bis=9"):
        assert britta.get(page + wrong).status_code == 404
    assert as_person(cast.dilek).get(page).status_code == 404
    assert as_person(towns.parthenstein.mayor).get(page).status_code == 404
    assert client.get(page).status_code == 302


def test_a_draft_is_compared_with_nothing(cast: Cast, towns: Towns, as_person: Any) -> None:
    draft = a_cooperation(cast, *towns.all[:2], state="draft")
    assert as_person(cast.frieda).get(f"{its_page(draft)}/vergleich").status_code == 404


@pytest.mark.parametrize("rule", ["all", "from_n"])
@pytest.mark.parametrize("leads", [False, True])
def test_what_is_needed_is_what_the_rule_asks_for(cast: Cast, towns: Towns, rule: str, leads: bool) -> None:
    lead = towns.borsdorf.body.id if leads else None
    cooperation = a_cooperation(
        cast, *towns.all, rule=rule, threshold=2 if rule == "from_n" else None, lead_id=lead
    )  # fmt: skip
    for town in (None, towns.brandis, towns.parthenstein, towns.borsdorf):
        if town is not None:
            say(cooperation, town)
        laid = cooperation.laid
        assert laid is not None
        yes, bound = said_yes_to(cooperation, 1), bound_by(cooperation)
        assert (needed_for(cooperation, laid).count == 0) == becomes_agreed(laid.terms, yes, bound)
    assert cooperation.state == "agreed"


def test_a_text_that_needs_somebody_who_has_left_says_so(cast: Cast, towns: Towns, as_person: Any) -> None:
    cooperation = a_cooperation(cast, *towns.all[:3], state="agreed")
    rewrite(cooperation, towns.naunhof, *towns.all[:3], why="Neu.")
    lay(cooperation, towns.naunhof)
    with transaction():
        leave(place_of(cooperation, towns.borsdorf), by=towns.borsdorf.mayor, on=today(), reason="Kein Geld.")
    with time_machine.travel(now() + timedelta(days=1)):
        db.session.expire_all()
        needed = needed_for(cooperation, cooperation.versions[-1])
        assert (needed.count, list(needed.names), list(needed.gone)) == (1, ["Stadt Brandis"], ["Stadt Borsdorf"])
        page = said(as_person(cast.frieda).get(its_page(cooperation)))
    assert "Fassung 2 kann so nicht mehr vereinbart werden." in page
    assert "Nicht mehr dabei, dort aber genannt: Stadt Borsdorf." in page
