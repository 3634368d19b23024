"""A board as people use it: writing cards, giving dots, one's own card; nothing of a closed board for others."""

import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.boards.arranging import add_group, place_cards
from app.boards.models import Card, DotsGiven
from app.boards.showing import board_of
from app.core.database import db, transaction
from app.formats.models import FormatSection, ParticipationFormat
from app.formats.running import close_format
from tests.cast import Cast
from tests.format_worlds import CANARY, a_card, a_format
from tests.queries import count_queries

SignIn = Callable[..., FlaskClient]


def board(cast: Cast, **more: Any) -> ParticipationFormat:
    return a_format(cast, "workshop", **more)


def first(format: ParticipationFormat) -> FormatSection:
    return format.sections[0]


def sent(section: FormatSection, text: str, **more: str) -> dict[str, str]:
    own = f"karte-{section.id}-"
    values = {"once": str(uuid4()), "text": text, "voice": "person", "wish": "event", **more}
    return {own + name: value for name, value in values.items()}


def again(card: Card) -> Card:
    return db.session.get_one(Card, card.id, populate_existing=True)


def cards_of(format: ParticipationFormat) -> list[str]:
    wanted = select(Card.text).where(Card.format_id == format.id, Card.removed_at.is_(None)).order_by(Card.id)
    return list(db.session.scalars(wanted))


def page_of(format: ParticipationFormat) -> str:
    return f"/beteiligung/{format.id}-{format.slug}"


# ---- writing --------------------------------------------------------------------------------------


def test_anna_puts_a_card_on_the_board_and_finds_it_there(cast: Cast, as_person: SignIn) -> None:
    format, anna = board(cast), as_person(cast.anna)
    section = first(format)
    answer = anna.post(f"/beteiligung/fragen/{section.id}/karte", data=sent(section, "Mehr Bänke", wish="person"))
    assert (answer.status_code, answer.location) == (303, f"{page_of(format)}#frage-{section.id}")
    html = anna.get(page_of(format)).text
    assert "Mehr Bänke" in html
    assert "Ihre Karte hängt an der Tafel." in html
    card = db.session.scalars(select(Card)).one()
    assert (card.wish, card.author_id, card.section_id) == ("person", cast.anna.id, section.id)


def test_each_line_becomes_a_card_where_asked_for_and_a_repeat_makes_none(cast: Cast, as_person: SignIn) -> None:
    format, anna = board(cast), as_person(cast.anna)
    section = first(format)
    values = sent(section, "– Bänke\n\n• Licht\nBusse", is_several="y")
    for _turn in range(2):
        assert anna.post(f"/beteiligung/fragen/{section.id}/karte", data=values).status_code == 303
    assert cards_of(format) == ["Bänke", "Licht", "Busse"]


@pytest.mark.parametrize(("text", "says"), [("", "Bitte schreiben"), ("x" * 501, "500")])
def test_a_card_that_does_not_fit_comes_back_with_its_words(
    cast: Cast, as_person: SignIn, text: str, says: str
) -> None:
    section = first(board(cast))
    answer = as_person(cast.anna).post(f"/beteiligung/fragen/{section.id}/karte", data=sent(section, text))
    assert answer.status_code == 422
    assert says in answer.text
    assert text in answer.text
    assert db.session.scalar(select(func.count()).select_from(Card)) == 0


def test_whoever_writes_after_the_end_keeps_her_text(cast: Cast, as_person: SignIn) -> None:
    section = first(board(cast, state="closed"))
    answer = as_person(cast.anna).post(f"/beteiligung/fragen/{section.id}/karte", data=sent(section, "Zu spät"))
    assert answer.status_code == 409
    assert "Zu spät" in answer.text


def test_first_words_wait_where_the_office_reads_them_first(cast: Cast, as_person: SignIn, client: Any) -> None:
    format = board(cast)
    section = first(format)
    with transaction():
        format.authority.holds_first_comments = True
    anna = as_person(cast.anna)
    anna.post(f"/beteiligung/fragen/{section.id}/karte", data=sent(section, "Ganz neu hier"))
    assert "wartet auf Freigabe" in anna.get(page_of(format)).text
    assert "Ganz neu hier" not in client.get(page_of(format)).text
    number = db.session.scalars(select(Card.id)).one()
    assert client.get(f"/beteiligung/karten/{number}").status_code == 404
    assert anna.get(f"/beteiligung/karten/{number}").status_code == 200


def test_thirty_cards_in_ten_minutes_are_enough(cast: Cast, as_person: SignIn) -> None:
    section, anna = first(board(cast)), as_person(cast.anna)
    lines = "\n".join(f"Karte {n}" for n in range(30))
    address = f"/beteiligung/fragen/{section.id}/karte"
    assert anna.post(address, data=sent(section, lines, is_several="y")).status_code == 303
    answer = anna.post(address, data=sent(section, "Noch eine"))
    assert answer.status_code == 429
    assert "Noch eine" in answer.text


def test_who_is_not_signed_in_is_asked_to(cast: Cast, client: FlaskClient) -> None:
    section = first(board(cast))
    assert "anmelden" in client.get(f"/beteiligung/fragen/{section.id}/karte").text


def test_a_card_sent_after_the_session_ended_is_kept_and_goes_on_the_board_once_signed_in(
    cast: Cast, as_person: SignIn, client: FlaskClient
) -> None:
    for audience in ("public", "invited"):
        format = board(cast, audience=audience, invited=(cast.anna,) if audience == "invited" else ())
        section = first(format)
        address, values = f"/beteiligung/fragen/{section.id}/karte", sent(section, "Mehr Bänke", is_several="y")
        answer = client.post(address, data=values)
        assert answer.status_code == 422
        assert "Sie sind nicht mehr angemeldet" in answer.text
        assert "Mehr Bänke</textarea>" in answer.text
        assert f'action="{address}"' in answer.text
        assert format.title not in answer.text
        assert all(f'name="{name}"' in answer.text for name in values)
        assert as_person(cast.anna).post(address, data=values).status_code == 303
        assert cards_of(format) == ["Mehr Bänke"]


# ---- one's own ------------------------------------------------------------------------------------


def test_a_card_is_put_in_other_words_and_says_what_it_said(cast: Cast, as_person: SignIn) -> None:
    card = a_card(cast, board(cast), "Bänke")
    anna, address = as_person(cast.anna), f"/beteiligung/karten/{card.id}"
    assert anna.post(f"{address}/bearbeiten", data={"text": "Mehr Bänke", "version": 1}).status_code == 303
    html = anna.get(address).text
    assert "Mehr Bänke" in html
    assert "Was vorher darauf stand" in html
    adverts = " ".join(f"https://{name}.de" for name in "abcd")
    refused = anna.post(f"{address}/bearbeiten", data={"text": adverts, "version": 2})
    assert refused.status_code == 422
    assert f"{adverts}</textarea>" in refused.text
    late = anna.post(f"{address}/bearbeiten", data={"text": "Noch mehr", "version": 1})
    assert late.status_code == 409
    assert "Noch mehr" in late.text
    assert "Mehr Bänke" in late.text


def test_a_card_is_removed_for_good_by_its_writer_alone(cast: Cast, as_person: SignIn) -> None:
    format = board(cast)
    card = a_card(cast, format, CANARY)
    address = f"/beteiligung/karten/{card.id}/entfernen"
    assert as_person(cast.dilek).get(address).status_code == 404
    assert as_person(cast.anna).get(address).status_code == 200
    assert as_person(cast.anna).post(address).status_code == 303
    assert CANARY not in as_person(cast.anna).get(page_of(format)).text
    assert as_person(cast.anna).get(f"/beteiligung/karten/{card.id}").status_code == 404


# ---- dots -----------------------------------------------------------------------------------------


def test_dots_are_given_up_to_the_limit_and_taken_back(cast: Cast, as_person: SignIn) -> None:
    format = board(cast, dots=2)
    cards = [a_card(cast, format, f"Karte {n}") for n in range(3)]
    carla = as_person(cast.carla)
    answers = [
        carla.post(f"/beteiligung/karten/{card.id}/punkt", headers={"Referer": f"http://localhost{page_of(format)}"})
        for card in cards
    ]
    assert [answer.location for answer in answers] == [f"{page_of(format)}#punkt-{card.id}" for card in cards]
    html = carla.get(page_of(format)).text
    assert "Ihr Punkt liegt hier. Sie haben noch 1 von 2 Punkten für diese Frage." in html
    assert "noch 0 von 2 Punkten" in html
    assert "Alle Ihre Punkte" in html
    assert html.count('class="dotter dotter--given"') == html.count("Punkt zurücknehmen") == 2
    assert f'id="punkt-{cards[2].id}" aria-disabled="true"' in html
    assert [again(card).supports for card in cards] == [1, 1, 0]
    carla.post(f"/beteiligung/karten/{cards[0].id}/punkt-zuruecknehmen")
    assert "Sie haben noch 1 von 2 Punkten" in carla.get(page_of(format)).text
    carla.post(f"/beteiligung/karten/{cards[2].id}/punkt")
    assert [again(card).supports for card in cards] == [0, 1, 1]
    assert db.session.scalars(select(DotsGiven.given)).all() == [2]


def test_a_closed_board_is_read_only_with_its_dots(cast: Cast, as_person: SignIn) -> None:
    format = board(cast)
    few, many = a_card(cast, format, "Wenige"), a_card(cast, format, "Viele")
    as_person(cast.carla).post(f"/beteiligung/karten/{many.id}/punkt")
    with transaction():
        close_format(db.session.get_one(ParticipationFormat, format.id), by=cast.bernd, reason="Alles ist gesagt.")
    carla = as_person(cast.carla)
    html = carla.get(page_of(format)).text
    assert html.index("Viele") < html.index("Wenige")
    assert "1 Punkt" in html
    assert "<form" not in html[html.index('id="teilnehmen"') : html.index('id="her"')]
    carla.post(f"/beteiligung/karten/{few.id}/punkt")
    assert again(few).supports == 0


def test_who_is_not_signed_in_is_told_once_and_reads_the_counts(cast: Cast, client: FlaskClient) -> None:
    format = board(cast)
    for n in range(2):
        a_card(cast, format, f"Karte {n}")
    html = client.get(page_of(format)).text
    assert html.count("Jede Person hat für jede Frage 3 Punkte.") == html.count("Anmelden und Punkte geben") == 1
    assert html.count('<p class="slip__dots">0 Punkte</p>') == 2


def test_a_board_of_strengths_and_weaknesses_speaks_of_notes(cast: Cast, as_person: SignIn) -> None:
    format, anna = board(cast), as_person(cast.anna)
    swot = a_format(cast, "swot")
    section = first(swot)
    anna.post(f"/beteiligung/fragen/{section.id}/karte", data=sent(section, "Vereine"))
    number = db.session.scalars(select(Card.id)).one()
    pages = (page_of(swot), f"/beteiligung/karten/{number}", f"/beteiligung/karten/{number}/bearbeiten",
             f"/beteiligung/karten/{number}/entfernen", f"/beteiligung/fragen/{section.id}/karte")  # fmt: skip
    for path in pages:
        html = anna.get(path).text
        html = html[html.index("<main") : html.index("</main")]
        assert "Notiz" in html
        assert not re.search(r"\bKarten?\b", html), path
    assert "Notiz" not in anna.get(page_of(format)).text


# ---- who sees what --------------------------------------------------------------------------------


def test_a_closed_board_is_there_for_its_audience_alone(cast: Cast, as_person: SignIn, client: FlaskClient) -> None:
    format = board(cast, audience="invited", invited=(cast.anna,))
    card = a_card(cast, format, CANARY)
    section = first(format)
    for path in (f"/beteiligung/karten/{card.id}", f"/beteiligung/fragen/{section.id}/karte"):
        assert client.get(path).status_code == 404
        assert as_person(cast.dilek).get(path).status_code == 404
        answer = as_person(cast.anna).get(path)
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "no-store"
    dilek = as_person(cast.dilek)
    assert dilek.post(f"/beteiligung/karten/{card.id}/punkt").status_code == 404
    assert dilek.post(f"/beteiligung/fragen/{section.id}/karte", data=sent(section, "x")).status_code == 404


def test_a_hidden_card_is_gone_for_everybody(cast: Cast, as_person: SignIn) -> None:
    format = board(cast)
    card = a_card(cast, format, CANARY)
    with transaction():
        again(card).hide()
    for person in (cast.anna, cast.carla):
        assert CANARY not in as_person(person).get(page_of(format)).text
        assert as_person(person).get(f"/beteiligung/karten/{card.id}").status_code == 404


# ---- many cards -----------------------------------------------------------------------------------


def test_a_board_costs_five_queries_and_shows_fifty_cards_a_group(cast: Cast) -> None:
    format = board(cast)
    many = [a_card(cast, format, f"Karte {n}") for n in range(6)]
    with transaction():
        group = add_group(first(format), title="Wege")
        place_cards(first(format), [card.id for card in many[:5]], group)
    columns = board_of(format, cast.anna, {}, size=2)
    pile = columns[0].piles[0]
    assert ([card.text for card in pile.cards], pile.total, pile.next) == (["Karte 0", "Karte 1"], 5, 3)
    assert (columns[0].total, columns[0].dots_left) == (6, 3)
    turned = board_of(format, cast.anna, {"ab": f"{pile.key}.5"}, size=2)[0].piles
    assert [[card.text for card in one.cards] for one in turned] == [["Karte 4"], ["Karte 5"]]
    assert (turned[0].previous, turned[0].next) == (3, None)
    for broken in ("9-9.1", f"{pile.key}.x", f"{pile.key}.0", "."):
        assert board_of(format, None, {"ab": broken}, size=2)[0].piles[0].cards == [
            card.__class__(**{**vars(card), "is_mine": False}) for card in pile.cards
        ]
    db.session.expunge_all()
    format = db.session.get_one(ParticipationFormat, format.id)
    assert format.sections
    with count_queries(4):
        board_of(format, cast.anna)
