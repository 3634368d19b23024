"""A SWOT board as its audience sees it."""

from collections.abc import Callable
from typing import Any

from app.swots.drawing import overview
from app.swots.fields import Weight, fields_of, weights_of
from app.swots.kind import swot
from app.swots.showing import shown_board
from tests.cast import Cast
from tests.queries import queries
from tests.swots.boards import a_board, a_note, dotted


def test_four_quadrants_of_the_field_asked_for_and_the_numbers_of_all(cast: Cast, client: Any) -> None:
    format = a_board(cast)
    card = a_note(cast, format, "Viele Vereine")
    a_note(cast, format, "Kein Bus am Abend", 1)
    dotted(card, cast.anna, cast.frieda)
    weights = weights_of(format)
    assert [weights.get(section.id, Weight()) for section in format.sections] == [
        Weight(1, 2), Weight(1, 0), Weight(), Weight(),
    ]  # fmt: skip
    page = client.get(f"/beteiligung/{format.id}-{format.slug}?feld=hf1").text
    assert page.count('id="frage-') >= 4
    assert "Viele Vereine" in page
    assert page.index('<svg class="swot-overview"') < page.index("<caption")


def test_what_is_asked_wrongly_opens_the_first_field(cast: Cast) -> None:
    format = a_board(cast)
    for asked in ({}, {"feld": "gibt-es-nicht"}, {"ab": "x"}, {"ab": f"{format.sections[3].id}-0.1"}):
        assert shown_board(format, None, asked).chosen.key == "hf1"


def test_bars_keep_one_scale() -> None:
    assert overview([], {}, width=400).rows == []


def test_the_longest_bar_fits_its_column(cast: Cast) -> None:
    format = a_board(cast)
    fields = fields_of(format)
    weights = {section.id: Weight(n + 1, 10 * n) for n, section in enumerate(format.sections)}
    _field, _y, cells = overview(fields, weights, width=400).rows[0]
    assert max(cell.cards_wide for cell in cells) == cells[3].cards_wide <= 100 - 24
    assert cells[0].dots_wide == 0


def test_a_closed_board_is_nobody_elses(cast: Cast, client: Any, as_person: Callable[..., Any]) -> None:
    format = a_board(cast, audience="invited", invited=(cast.anna,))
    a_note(cast, format, "Kanarienvogel")
    address = f"/beteiligung/{format.id}-{format.slug}"
    assert client.get(address).status_code == 404
    assert as_person(cast.frieda).get(address).status_code == 404
    assert "Kanarienvogel" in as_person(cast.anna).get(address).text


def test_as_many_queries_for_one_card_as_for_many(cast: Cast) -> None:
    format = a_board(cast)
    a_note(cast, format, "Eine")
    with queries() as few:
        shown_board(format, cast.anna, {})
        swot.panel(format)
    for n in range(4):
        a_note(cast, format, f"Karte {n}", n)
    with queries() as many:
        shown_board(format, cast.anna, {})
        swot.panel(format)
    assert len(many) == len(few)
    assert len(few) <= 13
