"""What goes out: the preview says what; only the keeper's representative sends it; wishes, invitations, the pen."""

from datetime import timedelta
from typing import Any

import pytest

from app.cooperations.proposing import ask_to_join
from app.core.clock import today
from app.core.database import transaction
from tests.cast import Cast
from tests.cooperation_worlds import Town, Towns, a_cooperation, lay, place_of, say
from tests.cooperations.pages import an_agent, an_officer, current, its_page, lay_fields, said
from tests.cooperations.stage import last_step, rewrite, rows


def wished(cast: Cast, towns: Towns, **more: Any) -> Any:
    """A public cooperation that Parthenstein would like to join."""
    cooperation = a_cooperation(cast, *towns.all[:2], state="agreed", **more)
    with transaction():
        ask_to_join(cooperation, towns.parthenstein.body, by=towns.parthenstein.mayor, text="Wir haben auch Bagger.")
    return cooperation


def wish_page(cooperation: Any, town: Town) -> str:
    return f"{its_page(cooperation)}/wunsch/{town.body.id}"


# ---- laying --------------------------------------------------------------------------------------


def test_laying_asks_everybody_with_ones_own_yes(cast: Cast, towns: Towns, as_person: Any) -> None:
    draft, frieda = a_cooperation(cast, *towns.all[:3], state="draft"), as_person(cast.frieda)
    fields = lay_fields(draft, council="decided", decided_on=today().isoformat(), decision_number="7/2026")
    answer = frieda.post(f"{its_page(draft)}/vorlegen", data=fields)
    cooperation = current(draft)
    said_first = place_of(cooperation, towns.naunhof).declared(1)
    assert answer.location == its_page(draft)
    assert (cooperation.state, cooperation.version) == ("proposed", 1)
    assert said_first is not None
    assert (said_first.verdict, said_first.council, said_first.decision_number) == ("accepted", "decided", "7/2026")
    assert "Die Fassung liegt den Partnern vor." in said(frieda.get(answer.location))
    # Sent twice it is laid once.
    frieda.post(f"{its_page(draft)}/vorlegen", data=fields)
    frieda.post(f"{its_page(draft)}/vorlegen", data=lay_fields(cooperation))
    assert current(draft).version == 1


def test_the_function_stands_there_as_the_town_hall_wrote_it_down(cast: Cast, towns: Towns, as_person: Any) -> None:
    draft = a_cooperation(cast, towns.brandis, towns.borsdorf, state="draft")
    page = said(as_person(towns.brandis.mayor).get(f"{its_page(draft)}/vorlegen"))
    assert 'value="Bürgermeisterin"' in page


def test_the_preview_says_who_is_asked_again_and_what_is_different(cast: Cast, towns: Towns, as_person: Any) -> None:
    cooperation = a_cooperation(cast, *towns.all[:3])
    rewrite(cooperation, towns.naunhof, towns.naunhof, towns.brandis, towns.parthenstein, what="Ein Bauhof für vier.")
    page = said(as_person(cast.frieda).get(f"{its_page(cooperation)}/vorlegen"))
    for words in ("Zum ersten Mal:</b> Stadt Parthenstein", "Noch einmal, weil der Text ein anderer ist:</b> Stadt Br",
                  "Nicht mehr gefragt:</b> Stadt Borsdorf", "Was gegenüber Fassung 1 anders ist", "<del>", "<ins>",
                  "2 Partnern vorlegen"):  # fmt: skip
        assert words in page, words
    as_person(cast.frieda).post(f"{its_page(cooperation)}/vorlegen", data=lay_fields(cooperation, text="Nun vier."))
    assert current(cooperation).versions[-1].note == "Nun vier."
    assert {one.organisation_id for one in current(cooperation).present} == {
        towns.naunhof.body.id, towns.brandis.body.id, towns.parthenstein.body.id,
    }  # fmt: skip


def test_whoever_is_asked_of_an_open_text_stays_asked(cast: Cast, towns: Towns, as_person: Any) -> None:
    cooperation = a_cooperation(cast, *towns.all[:3], rule="from_n", threshold=2)
    rewrite(cooperation, towns.naunhof, *towns.all[:2], rule="from_n", threshold=2, what="Anders.")
    page = said(as_person(cast.frieda).get(f"{its_page(cooperation)}/vorlegen"))
    assert "Stadt Brandis, Stadt Borsdorf" in page
    assert "Nicht mehr gefragt" not in page


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"function": " "}, "function"), ({"council": "decided"}, "decided_on"), ({"council": "vielleicht"}, "council"),
        ({"council": "decided", "decided_on": (today() + timedelta(days=2)).isoformat()}, "decided_on"),
        ({"decided_on": "neulich"}, "decided_on"), ({"text": "x" * 4001}, "text"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_said_at_its_field_and_nothing_goes_out(
    cast: Cast, towns: Towns, as_person: Any, more: dict[str, str], field: str
) -> None:
    cooperation = a_cooperation(cast, *towns.all[:2])
    rewrite(cooperation, towns.naunhof, *towns.all[:2], what="Anders.")
    fields = lay_fields(cooperation, decision_number="bleibt") | more
    answer = as_person(cast.frieda).post(f"{its_page(cooperation)}/vorlegen", data=fields)
    page = said(answer)
    assert (answer.status_code, current(cooperation).version) == (422, 1)
    assert f'id="{field}-err"' in page
    assert 'value="bleibt"' in page


def test_a_text_changed_meanwhile_is_shown_before_it_goes_out(cast: Cast, towns: Towns, as_person: Any) -> None:
    draft, frieda = a_cooperation(cast, *towns.all[:2], state="draft"), as_person(cast.frieda)
    fields = lay_fields(draft, function="Erste Stellvertreterin")
    rewrite(draft, towns.naunhof, *towns.all[:2], what="Inzwischen anders.")
    answer = frieda.post(f"{its_page(draft)}/vorlegen", data=fields)
    page = said(answer)
    assert (answer.status_code, current(draft).version) == (409, 0)
    for words in ("Inzwischen anders.", "Erste Stellvertreterin", "Noch nicht vorgelegt."):
        assert words in page, words
    assert frieda.post(f"{its_page(draft)}/vorlegen", data=fields | lay_fields(current(draft))).status_code == 303
    assert current(draft).version == 1


def test_whom_the_text_in_force_binds_is_not_left_out(cast: Cast, towns: Towns, as_person: Any) -> None:
    cooperation, frieda = a_cooperation(cast, *towns.all[:3], state="agreed"), as_person(cast.frieda)
    rewrite(cooperation, towns.naunhof, *towns.all[:2])
    before = rows()
    page = said(frieda.get(f"{its_page(cooperation)}/vorlegen"))
    assert "Die geltende Fassung bindet Stadt Borsdorf." in page
    assert "Ihre eigene Zusage" not in page
    answer = frieda.post(f"{its_page(cooperation)}/vorlegen", data=lay_fields(cooperation))
    assert answer.status_code == 422
    assert "Die geltende Fassung bindet Stadt Borsdorf." in said(answer)
    assert rows() == before


def test_officers_and_agents_write_and_do_not_lay(cast: Cast, towns: Towns, as_person: Any) -> None:
    draft = a_cooperation(cast, *towns.all[:2], state="draft")
    for person in (an_officer(cast, towns.naunhof), an_agent(cast, towns.naunhof)):
        browser = as_person(person)
        assert browser.get(f"{its_page(draft)}/vorlegen").status_code == 403
        assert browser.post(f"{its_page(draft)}/vorlegen", data=lay_fields(draft)).status_code == 403
    assert current(draft).version == 0


# ---- further ones, wishes ------------------------------------------------------------------------


def test_further_towns_are_asked_about_the_same_text(cast: Cast, towns: Towns, as_person: Any) -> None:
    cooperation = a_cooperation(cast, *towns.all[:2], rule="from_n", threshold=2)
    page, frieda = f"{its_page(cooperation)}/einladen", as_person(cast.frieda)
    shown = said(frieda.get(page))
    assert f'value="{towns.brandis.body.id}"' not in shown
    assert f'value="{towns.borsdorf.body.id}"' in shown
    assert frieda.post(page, data={}).status_code == 422
    ticked = frieda.post(page, data={"gruppe": f"alone-{towns.borsdorf.body.id}"})
    assert f'value="{towns.parthenstein.body.id}" checked' in said(ticked)
    numbers = [str(towns.borsdorf.body.id), str(towns.brandis.body.id), "999999", "x"]
    assert frieda.post(page, data={"partners": numbers}).location == its_page(cooperation)
    assert {one.organisation_id for one in current(cooperation).present} == {
        town.body.id for town in towns.all[:3]
    }  # fmt: skip
    assert current(cooperation).version == 1


def test_a_text_for_all_at_once_is_not_opened_to_others(cast: Cast, towns: Towns, as_person: Any) -> None:
    cooperation, frieda = a_cooperation(cast, *towns.all[:2]), as_person(cast.frieda)
    page = f"{its_page(cooperation)}/einladen"
    assert frieda.get(page).location == its_page(cooperation)
    frieda.post(page, data={"partners": [str(towns.borsdorf.body.id)]})
    assert len(current(cooperation).partners) == 2


def test_a_wish_is_granted_for_an_open_text(cast: Cast, towns: Towns, as_person: Any) -> None:
    cooperation, frieda = wished(cast, towns, rule="from_n", threshold=2), as_person(cast.frieda)
    page = wish_page(cooperation, towns.parthenstein)
    assert f'href="{page}"' in said(frieda.get(its_page(cooperation)))
    assert "Wir haben auch Bagger." in said(frieda.get(page))
    assert frieda.post(page, data={"aufnehmen": "1"}).location == its_page(cooperation)
    assert place_of(current(cooperation), towns.parthenstein).is_present
    assert frieda.get(page).status_code == 404


def test_a_wish_comes_into_the_draft_of_a_text_that_names_its_partners(
    cast: Cast, towns: Towns, as_person: Any
) -> None:
    cooperation, frieda = wished(cast, towns), as_person(cast.frieda)
    answer = frieda.post(wish_page(cooperation, towns.parthenstein), data={"aufnehmen": "1"})
    assert answer.location == f"{its_page(cooperation)}/text"
    assert towns.parthenstein.body.id in current(cooperation).working.party_ids
    assert not place_of(current(cooperation), towns.parthenstein).is_present
    lay(current(cooperation), towns.naunhof)
    assert place_of(current(cooperation), towns.parthenstein).is_present


def test_a_wish_is_declined_with_a_reason(cast: Cast, towns: Towns, as_person: Any) -> None:
    cooperation, frieda = wished(cast, towns), as_person(cast.frieda)
    page = wish_page(cooperation, towns.parthenstein)
    late = frieda.post(page, data={"ablehnen": "1", "reason": " "})
    assert late.status_code == 422
    assert 'id="reason-err"' in said(late)
    assert frieda.post(page, data={"ablehnen": "1", "reason": "Die Halle ist zu klein."}).status_code == 303
    assert last_step(cooperation, "decline_wish").reason == "Die Halle ist zu klein."
    assert as_person(towns.parthenstein.mayor).get(its_page(cooperation)).status_code == 404


def test_only_the_keepers_representative_answers_a_wish(cast: Cast, towns: Towns, as_person: Any) -> None:
    page = wish_page(wished(cast, towns), towns.parthenstein)
    for person, status in ((towns.brandis.mayor, 403), (an_officer(cast, towns.naunhof), 403),
                           (towns.parthenstein.mayor, 404), (cast.dilek, 404)):  # fmt: skip
        assert as_person(person).get(page).status_code == status, person.display_name
        assert as_person(person).post(page, data={"aufnehmen": "1"}).status_code == status, person.display_name
    nobody = wish_page(current(a_cooperation(cast, *towns.all[:2])), towns.brandis)
    assert as_person(cast.frieda).get(nobody).status_code == 404


# ---- the pen, thinking again ---------------------------------------------------------------------


def test_another_partner_writes_on(cast: Cast, towns: Towns, as_person: Any) -> None:
    cooperation, frieda = a_cooperation(cast, *towns.all[:3]), as_person(cast.frieda)
    page = f"{its_page(cooperation)}/feder"
    shown = said(frieda.get(page))
    assert "Stadt Brandis" in shown
    assert f'value="{towns.naunhof.body.id}"' not in shown
    for wrong in ("", str(towns.naunhof.body.id), str(towns.parthenstein.body.id), "x"):
        assert frieda.post(page, data={"partner": wrong}).status_code == 422
    assert frieda.post(page, data={"partner": str(towns.brandis.body.id)}).location == its_page(cooperation)
    assert current(cooperation).keeper_id == towns.brandis.body.id
    assert frieda.get(f"{its_page(cooperation)}/text").status_code == 403
    assert as_person(towns.brandis.mayor).get(f"{its_page(cooperation)}/text").status_code == 200
    draft = a_cooperation(cast, *towns.all[:2], state="draft")
    assert frieda.get(f"{its_page(draft)}/feder").location == its_page(draft)


def test_a_proposal_is_withdrawn_with_a_reason(cast: Cast, towns: Towns, as_person: Any) -> None:
    cooperation, frieda = a_cooperation(cast, *towns.all[:3]), as_person(cast.frieda)
    say(cooperation, towns.brandis, "declined")
    page = f"{its_page(cooperation)}/zurueckziehen"
    assert frieda.get(page).status_code == 200
    assert frieda.post(page, data={"reason": " "}).status_code == 422
    assert frieda.post(page, data={"reason": "Es fehlt das Geld."}).location == its_page(cooperation)
    assert current(cooperation).state == "withdrawn"
    page = said(as_person(towns.borsdorf.mayor).get(its_page(cooperation)))
    assert "Dieser Vorschlag wurde am" in page
    assert "Es fehlt das Geld." in page
    assert "Lesen und antworten" not in page
