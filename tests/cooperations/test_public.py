"""The public page of a cooperation: what is released and nothing more, in every state; and the wish to take part."""

import html
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from app.accounts.models import Membership
from app.cooperations.leaving import leave, withdraw_proposal
from app.cooperations.models import Cooperation
from app.cooperations.proposing import edit_draft
from app.core.clock import now, today
from app.core.database import db, transaction
from app.discussion.commenting import comment
from app.restrictions.models import Report
from app.things.models import Follow, Thing
from tests.cast import Cast, a_person
from tests.cooperation_worlds import MAYOR, Town, a_cooperation, four_towns, keep_time, lay, place_of, say

FULL = {
    "purpose": "Zweck: Maschinen teilen.", "contributions": "Beitrag: je ein Bagger.", "exit": "Austritt: jährlich.",
    "duration": "Dauer: fünf Jahre.", "total_cents": 12_345_67, "funding_cents": 2_345_67, "key": "population",
}  # fmt: skip
EVERYTHING = ("text", "costs", "answers", "papers")
Browser = Callable[..., Any]


def address(cooperation: Cooperation) -> str:
    found = db.session.get_one(Cooperation, cooperation.id)
    return f"/kooperationen/{found.id}-{found.slug}"


def text_of(client: Any, cooperation: Cooperation) -> str:
    db.session.expire_all()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", client.get(address(cooperation)).text.split("<main", 1)[-1]))


def restate(cooperation: Cooperation, keeper: Town, **values: Any) -> None:
    """A new text is laid before the partners."""
    with transaction():
        terms = cooperation.working.model_copy(update=values)
        edit_draft(cooperation, terms, by=keeper.mayor, version=cooperation.draft_version)
    lay(cooperation, keeper)


def test_only_what_is_released_has_a_page(cast: Cast, client: Any) -> None:
    towns = four_towns(cast)
    closed = [
        a_cooperation(cast, towns.naunhof, towns.brandis, state="draft"),
        a_cooperation(cast, towns.naunhof, towns.brandis),
        a_cooperation(cast, towns.naunhof, towns.brandis, state="agreed", public_from="never"),
    ]
    for cooperation in closed:
        for path in (address(cooperation), f"/kooperationen/{cooperation.id}"):
            assert client.get(path).status_code == 404, cooperation.state
        assert client.get(f"/kooperationen/{cooperation.id}/beitritt").status_code == 302
    public = a_cooperation(cast, towns.naunhof, towns.brandis, public_from="proposed")
    assert client.get(address(public)).status_code == 200
    assert client.get(f"/kooperationen/{public.id}-anders").status_code == 301
    assert client.get(f"/kooperationen/{public.id}").location == address(public)
    with transaction():
        db.session.get_one(Thing, public.id).hide()
    assert client.get(address(public)).status_code == 404


def test_partners_are_led_to_their_own_page_where_nothing_is_public(cast: Cast, as_person: Browser) -> None:
    towns = four_towns(cast)
    closed = a_cooperation(cast, towns.naunhof, towns.brandis)
    answer = as_person(towns.brandis.mayor).get(address(closed))
    assert (answer.status_code, answer.location) == (302, f"/konto/kooperationen/{closed.id}")
    assert as_person(towns.borsdorf.mayor).get(address(closed)).status_code == 404
    assert as_person(cast.bernd).get(address(closed)).status_code == 404


def test_a_proposal_says_that_nothing_is_agreed_and_names_nobody_who_was_only_asked(cast: Cast, client: Any) -> None:
    towns = four_towns(cast)
    proposal = a_cooperation(cast, *towns.all, public_from="proposed", public_parts=EVERYTHING, **FULL)
    say(proposal, towns.brandis)
    say(proposal, towns.borsdorf, "changes_requested", text="Nicht so.")
    page = text_of(client, proposal)
    assert "Eine Vereinbarung ist nicht bekannt gemacht" in page
    assert "Stadt Naunhof hat sie vorgeschlagen" in page
    assert "Brandis" in page
    for secret in ("Borsdorf", "Parthenstein", "Nicht so.", "Petra", "Britta", "Frieda"):
        assert secret not in page, secret
    assert "12.345,67 Euro" in page
    assert "Wer wie viel zahlt, steht hier, sobald es vereinbart ist." in page
    assert "Zweck: Maschinen teilen." in page


def test_parts_that_are_not_released_stand_nowhere(cast: Cast, client: Any) -> None:
    towns = four_towns(cast)
    agreed = a_cooperation(cast, towns.naunhof, towns.brandis, state="agreed", public_parts=(), **FULL)
    page = text_of(client, agreed)
    assert "Ein Bauhof für alle." in page
    assert "Maschinen stehen zu oft still." in page
    for secret in (
        "Zweck:",
        "Beitrag:",
        "Dauer:",
        "Austritt:",
        "12.345",
        "Ratsbeschluss",
        f"({MAYOR})",
        "Ja am ",
        "Letter of Intent",
    ):
        assert secret not in page, secret
    assert client.get(f"/kooperationen/{agreed.id}/letter-of-intent.pdf").status_code == 404


def test_negative_control_released_parts_do_stand_there(cast: Cast, client: Any) -> None:
    towns = four_towns(cast)
    agreed = a_cooperation(cast, towns.naunhof, towns.brandis, public_parts=EVERYTHING, **FULL)
    say(agreed, towns.brandis, decided_on=today())
    page = text_of(client, agreed)
    for said in ("Zweck:", "Beitrag:", "Dauer:", "Austritt:", "12.345,67", "vorbehaltlich Ratsbeschluss", MAYOR,
                 "beschlossen am", "Nr. 12/2026", "Vereinbart seit dem"):  # fmt: skip
        assert said in page, said
    shares = re.findall(r"([\d.]+,\d\d) Euro", page)
    assert "10.000,00" in shares
    assert f"/kooperationen/{agreed.id}/letter-of-intent.pdf" in client.get(address(agreed)).text
    for name in ("Frieda", "Britta"):
        assert name not in page


def test_the_lead_is_named_only_after_its_yes(cast: Cast, client: Any) -> None:
    towns = four_towns(cast)
    proposal = a_cooperation(cast, towns.naunhof, towns.brandis, public_from="proposed", lead_id=towns.brandis.body.id)
    assert "Brandis" not in text_of(client, proposal)
    say(proposal, towns.brandis)
    assert "federführend" in text_of(client, proposal)


def test_a_closed_newer_text_is_said_to_be_there_and_not_shown(cast: Cast, client: Any) -> None:
    towns = four_towns(cast)
    cooperation = a_cooperation(cast, towns.naunhof, towns.brandis, state="agreed", public_parts=("text", "costs"))
    restate(
        cooperation, towns.naunhof, title="Unter uns", what="Geheim.", why="Heimlich.", public_from="never",
        public_parts=EVERYTHING, **FULL,
    )  # fmt: skip
    before = text_of(client, cooperation)
    say(cooperation, towns.brandis)
    after = text_of(client, cooperation)
    for page in (before, after):
        for secret in ("Unter uns", "Geheim.", "Heimlich.", "Zweck:", "12.345", "Fassung 2"):
            assert secret not in page, secret
    assert "Inzwischen gilt ein neuerer Text" in after
    assert "Inzwischen gilt ein neuerer Text" not in before


def test_ended_and_withdrawn_ones_stay_to_be_read(cast: Cast, client: Any) -> None:
    towns = four_towns(cast)
    ended = a_cooperation(cast, towns.naunhof, towns.brandis, state="agreed")
    withdrawn = a_cooperation(cast, towns.naunhof, towns.brandis, public_from="proposed")
    with transaction():
        leave(place_of(ended, towns.brandis), by=towns.brandis.mayor, on=today(), reason="Kein Geld mehr.")
        withdraw_proposal(withdrawn, by=towns.naunhof.mayor, reason="Doch nicht.")
    with time_machine.travel(now() + timedelta(days=2)), transaction():
        keep_time()
    page = text_of(client, ended)
    for said in ("Diese Kooperation ist am", "Wer dabei war", "Brandis", "Kein Geld mehr."):
        assert said in page, said
    assert "Auf dem Laufenden" not in page
    assert "Dieser Vorschlag wurde am" in text_of(client, withdrawn)


def test_what_has_lapsed_says_so_and_names_those_who_are_left(cast: Cast, client: Any) -> None:
    towns = four_towns(cast)
    three = (towns.naunhof, towns.brandis, towns.borsdorf)
    lapsed = a_cooperation(cast, *three, state="agreed", rule="from_n", threshold=3)
    with transaction():
        leave(place_of(lapsed, towns.brandis), by=towns.brandis.mayor, on=today(), reason="Kein Geld.")
    assert "Brandis nimmt teil bis zum" in text_of(client, lapsed)
    with time_machine.travel(now() + timedelta(days=2)), transaction():
        keep_time()
    page = text_of(client, lapsed)
    assert "Dieser Text war vereinbart und gilt nicht mehr." in page
    partners = page.split("Wer Ja gesagt hat", 1)[1].split("Was bisher geschah", 1)[0]
    assert "Borsdorf" in partners
    assert "Brandis" not in partners


def test_people_follow_and_comment_until_it_is_over(cast: Cast, client: Any, as_person: Browser) -> None:
    towns = four_towns(cast)
    agreed = a_cooperation(cast, towns.naunhof, towns.brandis, state="agreed")
    anna = as_person(cast.anna)
    assert f"/mitmachen/{agreed.id}/folgen" in client.get(address(agreed)).text
    assert anna.post(f"/mitmachen/{agreed.id}/folgen").location == f"{address(agreed)}#mitmachen"
    assert db.session.scalar(db.select(Follow.person_id).where(Follow.thing_id == agreed.id)) == cast.anna.id
    with transaction():
        comment(db.session.get_one(Cooperation, agreed.id), by=cast.anna, text="Endlich!", lang="de")
    assert "Endlich!" in text_of(client, agreed)
    with transaction():
        db.session.get_one(Cooperation, agreed.id).state = "ended"
    page = client.get(address(agreed)).text
    assert "Endlich!" in page
    assert f"/mitmachen/{agreed.id}/folgen" not in page
    assert "Hier kann nicht mehr kommentiert werden." in page


def test_a_closed_one_is_neither_followed_nor_discussed_nor_reported_by_others(cast: Cast, as_person: Browser) -> None:
    towns = four_towns(cast)
    closed = a_cooperation(cast, towns.naunhof, towns.brandis)
    for person in (cast.anna, towns.borsdorf.mayor, cast.bernd):
        browser = as_person(person)
        for path in (f"/mitmachen/{closed.id}", f"/mitmachen/{closed.id}/folgen", f"/diskussion/{closed.id}",
                     f"/melden/{closed.id}"):  # fmt: skip
            assert browser.get(path).status_code == 404, (person.display_name, path)
    # Nor do its partners report to an office what is none of its business.
    assert as_person(towns.brandis.mayor).get(f"/melden/{closed.id}").status_code == 404


def test_a_public_one_can_be_reported_and_hidden_by_its_office(cast: Cast, client: Any, as_person: Browser) -> None:
    towns = four_towns(cast)
    agreed = a_cooperation(cast, towns.naunhof, towns.brandis, state="agreed")
    assert "Ein Bauhof für alle." in as_person(cast.anna).get(f"/melden/{agreed.id}").text
    sent = {"cause": "insult", "text": "Das beleidigt.", "email": "", "name": ""}
    assert as_person(cast.anna).post(f"/melden/{agreed.id}", data=sent).status_code in (200, 302, 303)
    report = db.session.scalars(db.select(Report)).one()
    desk = as_person(cast.bernd)
    page = desk.get(f"/verwaltung/meldungen/{report.id}").text
    path = re.search(r'href="(/verwaltung/meldungen/[^"]*meldung=\d+)"', page)
    assert path is not None
    form = desk.get(html.unescape(path[1])).text
    version = re.search(r'name="version"[^>]*value="(\d+)"', form)
    assert version is not None
    assert version[1] == "1"
    hide = {"version": version[1], "ground": "law", "norm": "§ 185 StGB", "facts": "Es beleidigt.", "fit": "y"}
    action = re.search(r'<form method="post" action="(/verwaltung/meldungen/[^"]*)"', form)
    assert action is not None
    assert desk.post(html.unescape(action[1]), data=hide).status_code in (302, 303)
    assert client.get(address(agreed)).status_code == 404
    assert "Gemeinsamer Bauhof" not in client.get("/kooperationen").text


# ---- the wish to take part -------------------------------------------------------------------------


@pytest.fixture
def agreed(cast: Cast) -> Any:
    towns = four_towns(cast)
    return towns, a_cooperation(cast, towns.naunhof, towns.brandis, state="agreed", rule="from_n", threshold=2)


def test_a_municipality_asks_to_take_part_once(cast: Cast, as_person: Browser, agreed: Any) -> None:
    towns, cooperation = agreed
    petra = as_person(towns.parthenstein.mayor)
    path = f"/kooperationen/{cooperation.id}/beitritt"
    assert f'href="{path}"' in petra.get(address(cooperation)).text
    assert "Stadt Parthenstein" in petra.get(path).text
    empty = petra.post(path, data={"text": " "})
    assert empty.status_code == 422
    assert "Bitte schreiben Sie ein, zwei Sätze" in empty.text
    for _ in range(2):
        answer = petra.post(path, data={"text": "Wir haben auch Maschinen."})
        assert (answer.status_code, answer.location) == (303, f"{address(cooperation)}#beitritt")
    db.session.expire_all()
    partner = place_of(db.session.get_one(Cooperation, cooperation.id), towns.parthenstein)
    assert partner.asks_since is not None
    assert "hat am" in petra.get(address(cooperation)).text
    page = as_person(cast.anna).get(address(cooperation)).text
    assert "Parthenstein" not in page
    assert "Maschinen." not in page.split("Maschinen stehen zu oft still.", 1)[-1]


def test_only_a_representative_asks_and_only_for_her_own_body(cast: Cast, as_person: Browser, agreed: Any) -> None:
    towns, cooperation = agreed
    path = f"/kooperationen/{cooperation.id}/beitritt"
    with transaction():
        officer = a_person("Otto")
        db.session.add(Membership(person_id=officer.id, role="officer", organisation_id=towns.borsdorf.body.id))
        db.session.flush()
        db.session.refresh(officer)
    browser = as_person(officer)
    assert "Dass Stadt Borsdorf mitmachen möchte" in browser.get(address(cooperation)).text
    assert browser.get(path).status_code == 403
    assert browser.post(path, data={"text": "Wir auch."}).status_code == 403
    for person in (cast.anna, cast.bernd, towns.brandis.mayor, towns.naunhof.mayor):
        browser = as_person(person)
        assert "Wir möchten mitmachen" not in browser.get(address(cooperation)).text
        assert browser.get(path).status_code == 404, person.display_name
        assert browser.post(path, data={"text": "Wir auch."}).status_code == 404
    # Whoever names another body acts for none at all.
    sent = {"text": "Wir auch.", "fuer": str(towns.borsdorf.body.id)}
    assert as_person(towns.parthenstein.mayor).post(path, data=sent).status_code == 404
    db.session.expire_all()
    found = db.session.get_one(Cooperation, cooperation.id)
    assert {partner.organisation_id for partner in found.partners} == {towns.naunhof.body.id, towns.brandis.body.id}


def test_nobody_asks_to_take_part_in_what_is_closed_or_over(cast: Cast, as_person: Browser, agreed: Any) -> None:
    towns, over = agreed
    closed = a_cooperation(cast, towns.naunhof, towns.brandis)
    petra = as_person(towns.parthenstein.mayor)
    assert petra.get(f"/kooperationen/{closed.id}/beitritt").status_code == 404
    assert petra.post(f"/kooperationen/{closed.id}/beitritt", data={"text": "Wir."}).status_code == 404
    with transaction():
        db.session.get_one(Cooperation, over.id).state = "ended"
    assert petra.post(f"/kooperationen/{over.id}/beitritt", data={"text": "Wir."}).status_code == 303
    db.session.expire_all()
    assert db.session.get_one(Cooperation, over.id).partner_of(towns.parthenstein.body.id) is None


def test_reading_sets_no_cookie(cast: Cast, client: Any, agreed: Any) -> None:
    _towns, cooperation = agreed
    for path in ("/kooperationen", address(cooperation)):
        assert "Set-Cookie" not in client.get(path).headers
