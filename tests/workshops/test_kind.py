"""A workshop as a kind of format: what a new one begins with, and what its documentation holds."""

from flask import Flask

from app.boards.arranging import add_group, place_cards
from app.boards.dotting import give_dot
from app.boards.models import BoardRule, Card
from app.core.database import db, transaction
from app.formats import running
from app.formats.kinds import kinds
from tests.cast import Cast
from tests.format_worlds import a_card, a_format
from tests.queries import count_queries


def test_a_new_workshop_has_three_dots_and_three_questions_to_begin_with(app: Flask, cast: Cast) -> None:
    with transaction():
        format = running.begin_format(cast.concept, kind="workshop", title="Werkstatt", by=cast.bernd)
    assert db.session.get_one(BoardRule, format.id).dots_each == 3
    with app.test_request_context():
        questions = kinds()["workshop"].first_sections([])
    assert [question.position for question in questions] == [0, 1, 2]
    assert len({question.title for question in questions}) == 3


def test_the_documentation_holds_each_card_once_by_group_and_dots(app: Flask, cast: Cast) -> None:
    format = a_format(cast, "workshop")
    first, second, third, hidden = (a_card(cast, format, words) for words in ("Eins", "Zwei", "Drei", "Vier"))
    with transaction():
        section = format.sections[0]
        place_cards(section, [second.id], add_group(section, title="Wege"))
        give_dot(db.session.get_one(Card, third.id), cast.carla)
        db.session.get_one(Card, hidden.id).hide()
    assert format.sections
    with app.test_request_context(), count_queries(1):
        lines = list(kinds()["workshop"].lines(format))
    assert [(line.number, line.section, line.group, line.text, line.weight) for line in lines] == [
        (second.id, section.title, "Wege", "Zwei", 0),
        (third.id, section.title, "", "Drei", 1),
        (first.id, section.title, "", "Eins", 0),
    ]
    assert {line.author for line in lines} == {cast.anna.display_name}
