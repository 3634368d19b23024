"""The page of one format, for everybody and for those invited."""

from datetime import timedelta

import pytest

from app.core.clock import now, today
from app.core.database import db, transaction
from app.core.languages import day
from app.things.following import follow
from app.things.models import Thing
from tests.format_worlds import CANARY, a_card, a_format
from tests.queries import queries


def address(format):
    return f"/beteiligung/{format.id}-{format.slug}"


def test_a_running_format_says_everything_before_one_takes_part(cast, client):
    format = a_format(cast)
    with transaction():
        format.access, format.place = "Stufenlos erreichbar", "Rathaussaal"
        format.decision_on, format.early_reason = today() + timedelta(days=2), "Der Antrag läuft ab."
    page = client.get(address(format)).text
    for said in (
        "Diskussionsforum", "Läuft", "noch 20 Tage", "Stufenlos erreichbar", "Rathaussaal", "Mitreden",
        "Der Haushalt 2027.", "Alles andere.", "Der Kreistag.", "Jeder Beitrag wird gelesen.", "Der Antrag läuft ab.",
        "/konzepte/kek-hier/prozess", "Wer entscheidet, liest es", "Bekanntmachung", "Eröffnet",
    ):  # fmt: skip
        assert said in page, said


def test_before_it_opens_the_page_says_what_will_be_asked_and_offers_no_button(cast, client):
    format = a_format(cast, state="announced", sections=("Wege am Abend",))
    page = client.get(address(format)).text
    assert "Wege am Abend" in page
    assert 'id="teilnehmen"' not in page
    with client.application.test_request_context():
        assert day(format.opens_on) in page


def test_once_closed_the_page_names_the_day_of_the_result_and_not_its_draft(cast, client):
    format = a_format(cast, state="closed")
    with transaction():
        format.result = CANARY
    page = client.get(address(format)).text
    with client.application.test_request_context():
        assert f"schuldet Ihnen das Ergebnis bis {day(format.results_due_on)}" in page
    assert CANARY not in page


def test_a_concluded_format_begins_with_its_result(cast, client):
    format = a_format(cast, state="concluded")
    page = client.get(address(format)).text
    body = page.split("<main")[1]
    assert body.index("Das kam heraus.") < body.index("Es geht um die Wege")
    assert f"/beteiligung/{format.id}/ergebnis" in page


def test_what_is_called_off_says_why(cast, client):
    assert "Niemand hatte Zeit." in client.get(address(a_format(cast, state="cancelled"))).text


@pytest.mark.parametrize("kind", ["call", "forum", "workshop", "swot"])
def test_every_kind_has_a_page(cast, client, kind):
    assert client.get(address(a_format(cast, kind))).status_code == 200


def test_another_slug_leads_to_the_page_and_an_unknown_number_nowhere(cast, client):
    format = a_format(cast)
    for path in (f"/beteiligung/{format.id}", f"/beteiligung/{format.id}-alter-titel"):
        assert client.get(path).location == address(format)
    for number in (cast.concept.id, 9_999_999):
        assert client.get(f"/beteiligung/{number}-x").status_code == 404


def test_nobody_reads_a_draft_or_what_was_hidden(cast, client, as_person):
    draft, hidden = a_format(cast, state="draft"), a_format(cast)
    with transaction():
        hidden.restricted_at = now()
    for format in (draft, hidden):
        for reader in (client, as_person(cast.anna), as_person(cast.bernd)):
            assert reader.get(address(format)).status_code == 404


def test_a_closed_format_is_there_for_those_invited_alone(cast, client, as_person):
    format = a_format(cast, audience="invited", invited=(cast.anna,), title=f"Runde {CANARY}")
    with transaction():
        format.municipality_id = cast.naunhof.id
    answer = as_person(cast.anna).get(address(format))
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert "1 eingeladene Person und die Verwaltung" in answer.text
    assert cast.anna.display_name not in answer.text.split("<main")[1]
    surfaces = (
        "/", "/beteiligung", "/beteiligung?status=open", f"/gemeinden/{cast.naunhof.ags}", f"/suche?q={CANARY}",
        f"/vorgang?nummer={format.id}", "/sitemap.xml", f"/suche?q={format.id}",
    )  # fmt: skip
    for reader in (client, as_person(cast.frieda)):
        for path in (address(format), f"/beteiligung/{format.id}", f"/beteiligung/{format.id}-x"):
            assert reader.get(path).status_code == 404
        for path in surfaces:
            page = reader.get(path).text
            assert f"Runde {CANARY}" not in page, path
            assert format.slug not in page, path


def test_following_keeps_its_place_and_a_closed_format_is_followed_by_its_own(cast, as_person):
    format = a_format(cast, audience="invited", invited=(cast.anna,))
    anna, frieda = as_person(cast.anna), as_person(cast.frieda)
    assert anna.post(f"/mitmachen/{format.id}/folgen").location == f"{address(format)}#mitmachen"
    assert "Keine Nachrichten mehr" in anna.get(address(format)).text
    assert format.title in anna.get("/konto/folge-ich").text
    assert frieda.post(f"/mitmachen/{format.id}/folgen").status_code == 404
    with transaction():
        follow(db.session.get(Thing, format.id), cast.frieda)
    assert format.title not in frieda.get("/konto/folge-ich").text


def test_a_number_answers_for_a_format_and_for_what_was_said_in_it(cast, client):
    format = a_format(cast, "workshop")
    card = a_card(cast, format, "Eine Bank am Weg")
    assert "Läuft" in client.get(f"/vorgang?nummer={format.id}").text
    assert "Eine Bank am Weg" in client.get(f"/vorgang?nummer={card.id}").text
    with transaction():
        format.restricted_at = now()
    for number in (format.id, card.id):
        assert "Eine Bank am Weg" not in client.get(f"/vorgang?nummer={number}").text


def test_the_page_costs_the_same_however_much_there_is(cast, client):
    few, many = (a_format(cast, "workshop", state="announced", sections=names) for names in (("A",), ("A", "B", "C")))
    client.get(address(few))
    with queries() as of_few:
        client.get(address(few))
    with queries() as of_many:
        client.get(address(many))
    assert len(of_few) == len(of_many) <= 14
