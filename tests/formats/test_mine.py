"""What I contributed: mine alone, with what became of it, and what I may still do."""

from typing import Any

from app.core.database import db, transaction
from app.formats.contributing import remove_contribution
from app.formats.models import Contribution
from app.formats.taking_up import Words, take_up
from app.ideas.models import Idea
from app.ideas.places import Place
from tests.cast import Cast
from tests.format_worlds import a_format, a_thread
from tests.queries import queries

MINE = "/konto/beitraege"


def words(answer: Any) -> str:
    return str(answer.get_data(as_text=True))


def taken(cast: Cast, one: Contribution) -> Idea:
    with transaction():
        return take_up([one], Words("Licht", "Licht."), Place.whole(cast.here), [], by=cast.bernd)


def test_mine_are_mine_and_removed_ones_are_gone(cast: Cast, as_person: Any, client: Any) -> None:
    format = a_format(cast)
    assert client.get(MINE).status_code == 302
    assert as_person(cast.anna).get(MINE).status_code == 200
    a_thread(cast, format, "Von mir."), a_thread(cast, format, "Von Carla.", by=cast.carla)
    gone = a_thread(cast, format, "Zurückgenommen.")
    with transaction():
        remove_contribution(gone, by=cast.anna)
    page = words(as_person(cast.anna).get(MINE))
    assert "Von mir." in page
    assert "Von Carla." not in page
    assert "Zurückgenommen." not in page


def test_mine_asks_as_often_for_one_as_for_many(cast: Cast, as_person: Any) -> None:
    asked = []
    for _round in range(3):
        a_thread(cast, a_format(cast))
        db.session.remove()
        with queries() as statements:
            as_person(cast.anna).get(MINE)
        asked.append(len(statements))
    assert asked[1] == asked[2]


def test_i_make_an_idea_of_my_own_of_it(cast: Cast, as_person: Any) -> None:
    one = a_thread(cast, a_format(cast), "Der Weg ist dunkel.")
    anna = as_person(cast.anna)
    first, again = (anna.post(f"{MINE}/{one.id}/idee") for _time in range(2))
    assert first.location == again.location
    sheet = words(anna.get(first.location))
    assert "Der Weg ist dunkel." in sheet
    assert as_person(cast.carla).post(f"{MINE}/{one.id}/idee").status_code == 404


def test_i_am_named_and_take_it_back(cast: Cast, as_person: Any) -> None:
    one = a_thread(cast, a_format(cast, audience="invited", invited=(cast.anna,)))
    idea = taken(cast, one)
    anna = as_person(cast.anna)
    asked = words(anna.get(MINE))
    assert f"{MINE}/{one.id}/namentlich" in asked
    assert "kann verraten, dass Sie dabei waren" in asked
    assert as_person(cast.carla).post(f"{MINE}/{one.id}/namentlich").status_code == 404
    anna.post(f"{MINE}/{one.id}/namentlich")
    assert author(idea) == ("person", cast.anna.id)
    assert f"{MINE}/{one.id}/ohne-namen" in words(anna.get(MINE))
    anna.post(f"{MINE}/{one.id}/ohne-namen")
    assert author(idea) == ("event", None)


def author(idea: Idea) -> tuple[str, int | None]:
    db.session.expire_all()
    return idea.author_kind, idea.author_id
