"""Typing in for a room: each line once, in the name of the event; refused lines say why; put right and deleted."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.boards.models import Card
from app.core.database import db, transaction
from app.formats.models import ParticipationFormat
from app.things.models import AudienceMember
from tests.cast import Cast
from tests.format_worlds import CANARY, a_card, a_format
from tests.queries import queries

SignIn = Callable[..., FlaskClient]
SCRIPT = {"Accept": "application/json"}


def address(format: ParticipationFormat) -> str:
    return f"/beteiligung/{format.id}/erfassen"


def line(format: ParticipationFormat, text: str, once: str | None = None) -> dict[str, Any]:
    return {"section": format.sections[0].id, "text": text, "once": once or str(uuid4())}


def cards(format: ParticipationFormat) -> list[Card]:
    wanted = select(Card).where(Card.format_id == format.id, Card.removed_at.is_(None)).order_by(Card.id)
    return list(db.session.scalars(wanted.execution_options(populate_existing=True)))


def test_a_line_becomes_a_card_of_the_event_and_the_next_one_is_waited_for(cast: Cast, as_person: SignIn) -> None:
    format = a_format(cast, "workshop")
    bernd, values = as_person(cast.bernd), line(format, "Mehr Licht")
    answer = bernd.post(address(format), data=values)
    assert (answer.status_code, answer.location) == (303, f"{address(format)}?frage={format.sections[0].id}#zeile")
    html = bernd.get(answer.location).text
    assert "Mehr Licht" in html
    assert "autofocus" in html
    assert values["once"] not in html
    (card,) = cards(format)
    assert (card.author_kind, card.author_name, card.author_id) == ("event", format.title, None)
    assert card.typed_by_id == cast.bernd.id
    assert card.is_shown


def test_a_repeat_is_answered_like_the_first_time_and_doubles_nothing(cast: Cast, as_person: SignIn) -> None:
    format = a_format(cast, "workshop")
    bernd, values = as_person(cast.bernd), line(format, "Bänke\nLicht")
    answers = [bernd.post(address(format), data=values, headers=SCRIPT).json for _turn in range(3)]
    assert answers[0] == answers[1] == answers[2]
    assert [card["text"] for card in answers[0]["cards"]] == ["Bänke", "Licht"]
    assert len(cards(format)) == 2


def test_without_its_number_a_repeat_would_double(cast: Cast, as_person: SignIn) -> None:
    """The negative control."""
    format = a_format(cast, "workshop")
    bernd, values = as_person(cast.bernd), line(format, "Bänke")
    for _turn in range(2):
        bernd.post(address(format), data={**values, "once": ""}, headers=SCRIPT)
    assert len(cards(format)) == 2


@pytest.mark.parametrize(("text", "status"), [("", 422), ("x" * 501, 422), ("\n".join("x" * 101), 422)])
def test_a_line_that_does_not_fit_is_refused_with_the_reason(
    cast: Cast, as_person: SignIn, text: str, status: int
) -> None:
    format = a_format(cast, "workshop")
    bernd = as_person(cast.bernd)
    answer = bernd.post(address(format), data=line(format, text), headers=SCRIPT)
    assert (answer.status_code, bool(answer.json["message"])) == (status, True)
    assert bernd.post(address(format), data=line(format, text)).status_code == status
    assert cards(format) == []


def test_capturing_goes_on_until_the_result_is_published(cast: Cast, as_person: SignIn) -> None:
    bernd = as_person(cast.bernd)
    closed, over = a_format(cast, "workshop", state="closed"), a_format(cast, "workshop", state="concluded")
    assert bernd.post(address(closed), data=line(closed, "Nachtrag"), headers=SCRIPT).status_code == 200
    assert bernd.post(address(over), data=line(over, "Zu spät"), headers=SCRIPT).status_code == 409
    assert "lässt sich jetzt nichts erfassen" in bernd.get(address(over)).text


def test_a_captured_line_is_put_right_and_deleted(cast: Cast, as_person: SignIn) -> None:
    format = a_format(cast, "workshop")
    bernd = as_person(cast.bernd)
    bernd.post(address(format), data=line(format, "Mer Licht"))
    (card,) = cards(format)
    own = f"/beteiligung/karten/{card.id}/erfasst"
    assert "Mer Licht" in bernd.get(own).text
    assert bernd.post(own, data={"text": "Mehr Licht", "version": 1}).status_code == 303
    late = bernd.post(own, data={"text": "Weniger Licht", "version": 1})
    assert late.status_code == 409
    assert "Mehr Licht" in late.text
    assert "Weniger Licht" in late.text
    assert bernd.post(own, data={"text": "x" * 501, "version": 2}).status_code == 422
    assert "wirklich löschen?" in bernd.post(f"{own}/loeschen").text
    assert len(cards(format)) == 1
    assert bernd.post(f"{own}/loeschen", data={"sicher": "1"}).status_code == 303
    assert "Die Karte ist gelöscht." in bernd.get(address(format)).text
    assert cards(format) == []


def test_what_people_wrote_themselves_is_not_corrected_here(cast: Cast, as_person: SignIn) -> None:
    card = a_card(cast, a_format(cast, "workshop"))
    assert as_person(cast.bernd).get(f"/beteiligung/karten/{card.id}/erfasst").status_code == 404


def test_capturing_is_for_whoever_runs_the_format(cast: Cast, as_person: SignIn) -> None:
    format = a_format(cast, "workshop", title=CANARY)
    for person in (cast.anna, cast.dilek):
        for answer in (
            as_person(person).get(address(format)),
            as_person(person).post(address(format), data=line(format, "x"), headers=SCRIPT),
        ):
            assert answer.status_code in (403, 404)
    with transaction():
        db.session.add(AudienceMember(audience_id=format.id, role="facilitator", person_id=cast.anna.id))
    assert as_person(cast.anna).post(address(format), data=line(format, "x")).status_code == 303
    assert as_person(cast.bernd).get(f"/beteiligung/{a_format(cast).id}/erfassen").status_code == 404


def test_the_page_costs_the_same_for_one_line_and_for_many(cast: Cast, as_person: SignIn) -> None:
    format = a_format(cast, "workshop")
    bernd = as_person(cast.bernd)
    costs = []
    for lines in ("eins", "zwei\ndrei\nvier"):
        bernd.post(address(format), data=line(format, lines))
        with queries() as asked:
            bernd.get(address(format))
        costs.append(len(asked))
    assert costs[0] == costs[1]


def test_nobody_captures_what_somebody_else_typed_before(cast: Cast, as_person: SignIn) -> None:
    format = a_format(cast, "workshop")
    bernd, others = as_person(cast.bernd), {**line(format, "Von Carla"), "person": cast.carla.id}
    assert f'name="person" value="{cast.bernd.id}"' in bernd.get(address(format)).text
    answer = bernd.post(address(format), data=others, headers=SCRIPT)
    assert (answer.status_code, answer.json) == (409, {"others": True})
    page = bernd.post(address(format), data=others)
    assert page.status_code == 409
    assert "Von Carla</textarea>" in page.text
    assert cards(format) == []
    assert bernd.post(address(format), data={**others, "person": cast.bernd.id}).status_code == 303
