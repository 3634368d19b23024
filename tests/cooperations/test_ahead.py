"""What is still to come, as everybody reads it: from the public text and those it names alone; and who has left."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from app.cooperations.leaving import leave, withdraw_proposal
from app.cooperations.models import Cooperation
from app.cooperations.proposing import ask_to_join
from app.core.clock import now, today
from app.core.database import db, transaction
from app.things.models import Thing
from tests.cast import Cast
from tests.cooperation_worlds import Towns, a_cooperation, keep_time, lay, place_of, say
from tests.cooperations.stage import rewrite

AHEAD = "und was noch kommt"
OPEN = "Der Rat hat noch nicht entschieden"
Browser = Callable[..., Any]


def page_of(client: Any, cooperation: Cooperation) -> str:
    """The words of its public page."""
    db.session.expire_all()
    found = db.session.get_one(Cooperation, cooperation.id)
    page = client.get(f"/kooperationen/{found.id}-{found.slug}").text.split("<main", 1)[-1]
    page = re.sub(r'value="[^"]*"', "", page)
    return " ".join(re.sub(r"<[^>]*>", " ", page).split())


def test_a_proposal_says_how_many_more_must_agree_and_never_who(cast: Cast, towns: Towns, client: Any) -> None:
    proposal = a_cooperation(cast, *towns.all, public_from="proposed", rule="from_n", threshold=3)
    page = page_of(client, proposal)
    assert AHEAD in page
    assert "2 Partner müssen noch zustimmen Der Text gilt ab 3 Partnern, bisher hat 1 zugestimmt." in page
    say(proposal, towns.brandis)
    say(proposal, towns.borsdorf, "declined")
    page = page_of(client, proposal)
    assert "Ein Partner muss noch zustimmen Der Text gilt ab 3 Partnern, bisher haben 2 zugestimmt." in page
    for secret in ("Borsdorf", "Parthenstein"):
        assert secret not in page, secret


def test_a_proposal_to_all_counts_them_only_where_its_text_is_public(cast: Cast, towns: Towns, client: Any) -> None:
    counted, closed = (
        a_cooperation(cast, *towns.all[:3], public_from="proposed", public_parts=parts) for parts in (("text",), ())
    )
    assert "2 Partner müssen noch zustimmen" in page_of(client, counted)
    page = page_of(client, closed)
    assert "Noch haben nicht alle Ja gesagt" in page
    assert "müssen noch" not in page


def test_the_lead_that_is_missing_is_missing_without_its_name(cast: Cast, towns: Towns, client: Any) -> None:
    lead = {"lead_id": towns.borsdorf.body.id, "rule": "from_n", "threshold": 2}
    proposal = a_cooperation(cast, *towns.all[:3], public_from="proposed", **lead)
    say(proposal, towns.brandis)
    page = page_of(client, proposal)
    assert "Es fehlt ein Ja, ohne das er nicht gelten kann." in page
    assert "Borsdorf" not in page


@pytest.mark.parametrize("more", [{"public_from": "proposed"}, {"state": "agreed"}])
def test_a_newer_text_that_is_closed_leaves_the_page_as_it_was(
    cast: Cast, towns: Towns, client: Any, more: dict[str, Any]
) -> None:
    cooperation = a_cooperation(cast, *towns.all[:3], public_parts=("text", "answers"), **more)
    before = page_of(client, cooperation)
    rewrite(cooperation, towns.naunhof, *towns.all, why="Geheim.", public_from="never", ends_on=today())
    lay(cooperation, towns.naunhof)
    say(cooperation, towns.brandis, "declined")
    assert page_of(client, cooperation) == before


def test_a_newer_text_that_is_public_is_said_to_be_asked_about(cast: Cast, towns: Towns, client: Any) -> None:
    cooperation = a_cooperation(cast, *towns.all[:2], state="agreed")
    asked = "Die Partner sind zu einem neueren Text gefragt"
    rewrite(cooperation, towns.naunhof, *towns.all[:2], why="Neu.", public_from="proposed")
    assert asked not in page_of(client, cooperation), "a draft is nobody else's business"
    lay(cooperation, towns.naunhof)
    page = page_of(client, cooperation)
    assert asked in page
    assert "Neu." not in page
    say(cooperation, towns.brandis)
    assert asked not in page_of(client, cooperation)


def test_councils_that_have_not_decided_are_told_where_answers_are_released(
    cast: Cast, towns: Towns, client: Any
) -> None:
    told, closed = (
        a_cooperation(cast, *towns.all[:2], public_parts=parts) for parts in (("text", "answers"), ("text",))
    )
    for one in (told, closed):
        say(one, towns.brandis, decided_on=today())
    page = page_of(client, told)
    assert f"Stadt Naunhof: {OPEN}" in page
    assert "Ein Ja steht noch unter dem Vorbehalt des Ratsbeschlusses." in page
    assert f"Stadt Brandis: {OPEN}" not in page
    page = page_of(client, closed)
    for secret in (OPEN, "steht noch unter", AHEAD):
        assert secret not in page, secret


def test_many_councils_are_one_step_with_their_names(cast: Cast, towns: Towns, client: Any) -> None:
    page = page_of(client, a_cooperation(cast, *towns.all, state="agreed", public_parts=("answers",)))
    assert "Bei 4 Partnern hat der Rat noch nicht entschieden" in page
    assert "Stadt Parthenstein: Ja vom" in page
    assert "4 Ja stehen noch unter dem Vorbehalt des Ratsbeschlusses." in page


def test_days_to_come_stand_in_order_where_the_text_is_public(cast: Cast, towns: Towns, client: Any) -> None:
    days = {"starts_on": today() + timedelta(days=3), "ends_on": today() + timedelta(days=90)}
    agreed, closed, proposed = (
        a_cooperation(cast, *towns.all[:3], **days, **more)
        for more in (
            {"state": "agreed"}, {"state": "agreed", "public_parts": ("answers",)}, {"public_from": "proposed"},
        )
    )  # fmt: skip
    with transaction():
        place = place_of(agreed, towns.borsdorf)
        leave(place, by=towns.borsdorf.mayor, on=today() + timedelta(days=9), reason="Kein Geld.")
    page = page_of(client, agreed).split(AHEAD, 1)[1]
    steps = (
        "Die vereinbarte Zeit beginnt",
        "Stadt Borsdorf: letzter Tag der Teilnahme",
        "Letzter Tag der vereinbarten",
    )
    assert [step for _at, step in sorted((page.index(step), step) for step in steps)] == list(steps)
    assert "vereinbarte" not in page_of(client, closed).split(AHEAD, 1)[1].split("Diskussion", 1)[0]
    page = page_of(client, proposed)
    assert "Vorgesehener Beginn" in page
    assert "Vorgesehenes Ende" in page


def test_of_what_is_over_or_replaced_nothing_is_to_come(cast: Cast, towns: Towns, client: Any) -> None:
    withdrawn = a_cooperation(cast, *towns.all[:2], public_from="proposed")
    replaced = a_cooperation(cast, *towns.all[:2], state="agreed", public_parts=("text", "answers"))
    with transaction():
        withdraw_proposal(withdrawn, by=towns.naunhof.mayor, reason="Doch nicht.")
    rewrite(replaced, towns.naunhof, *towns.all[:2], why="Geheim.", public_from="never")
    lay(replaced, towns.naunhof)
    say(replaced, towns.brandis)
    for one in (withdrawn, replaced):
        assert AHEAD not in page_of(client, one)


# ---- who has left ----------------------------------------------------------------------------------


def test_who_has_left_stands_below_with_its_last_day(cast: Cast, towns: Towns, client: Any) -> None:
    cooperation = a_cooperation(cast, *towns.all[:3], state="agreed", rule="from_n", threshold=2)
    gone = "Nicht mehr dabei"
    with transaction():
        leave(place_of(cooperation, towns.brandis), by=towns.brandis.mayor, on=today(), reason="Kein Geld.")
    assert gone not in page_of(client, cooperation), "it takes part until the day is over"
    with time_machine.travel(now() + timedelta(days=2)):
        with transaction():
            keep_time()
        page = page_of(client, cooperation)
        assert gone in page
        assert "dabei bis zum" in page.split(gone, 1)[1].split("Was bisher geschah", 1)[0]
        assert "Brandis" not in page.split("Wer mitmacht", 1)[1].split(gone, 1)[0]
        with transaction():
            ask_to_join(db.session.get_one(Cooperation, cooperation.id), towns.brandis.body, by=towns.brandis.mayor,
                        text="Doch wieder.")  # fmt: skip
        assert page_of(client, cooperation) == page, "its wish is the partners' own"


def test_who_left_behind_closed_doors_stands_nowhere(cast: Cast, towns: Towns, client: Any) -> None:
    cooperation = a_cooperation(cast, *towns.all[:3], state="agreed", rule="from_n", threshold=2)
    with transaction():
        db.session.get_one(Thing, cooperation.id).hide()
    with transaction():
        found = db.session.get_one(Cooperation, cooperation.id)
        leave(place_of(found, towns.brandis), by=towns.brandis.mayor, on=today(), reason="Kein Geld.")
    with time_machine.travel(now() + timedelta(days=2)):
        with transaction():
            keep_time()
        with transaction():
            db.session.get_one(Thing, cooperation.id).show_again()
        page = page_of(client, cooperation)
        assert "Nicht mehr dabei" not in page
        assert "Borsdorf" in page
