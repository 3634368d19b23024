"""Who takes care of what: taken on, handed on, given back; it hinders nobody, and only the desk can be chosen."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from app.core.database import db, transaction
from app.core.journal import JournalEntry
from app.inbox.assigning import WorksElsewhere, assign, give_back
from app.inbox.kinds import Item, Waiting
from app.inbox.models import Assignment
from app.inbox.queries import kind_named
from tests.cast import Cast
from tests.ideas_desk.stage import received
from tests.inbox.stage import a_colleague, items_of, one_of_every_kind

Browser = Callable[..., Any]


def first_of(cast: Cast, name: str = "idea_new") -> tuple[Item, Waiting]:
    kind = kind_named(name)
    assert kind
    return next(item for item in items_of(cast.bernd) if item.kind == name), kind


def steps() -> list[tuple[str, str]]:
    verbs = ("take_on", "hand_on", "give_back")
    entries = db.session.scalars(select(JournalEntry).where(JournalEntry.verb.in_(verbs)).order_by(JournalEntry.id))
    return [(entry.verb, entry.audience) for entry in entries]


def test_the_newest_counts_and_the_chronicle_of_the_desk_tells(cast: Cast, as_person: Browser) -> None:
    idea, colleague = received(cast), a_colleague(cast)
    for to, by in ((cast.bernd, cast.bernd), (colleague, cast.bernd), (colleague, colleague)):
        with transaction():
            assign(*first_of(cast), to=to, by=by)
    with transaction():
        give_back(*first_of(cast), by=colleague)
        give_back(*first_of(cast), by=colleague)
    assert steps() == [("take_on", "staff"), ("hand_on", "staff"), ("give_back", "staff")]
    assert db.session.scalar(select(Assignment)) is None
    page = as_person(cast.bernd).get(f"/verwaltung/ideen/{idea.id}").get_data(as_text=True)
    assert "Jemand aus der Stelle kümmert sich darum" in page


def test_an_idea_stays_with_whoever_took_it_on_when_it_is_published(cast: Cast) -> None:
    idea = received(cast, is_tagged=True)
    with transaction():
        assign(*first_of(cast), to=cast.bernd, by=cast.bernd)
    with transaction():
        db.session.merge(idea).state = "published"
    assert first_of(cast, "idea_public")[0].person_id == cast.bernd.id


def test_nobody_else_can_be_chosen(cast: Cast) -> None:
    received(cast)
    for person in (cast.anna, cast.dilek, cast.gerda, a_colleague(cast, "Rita", "reception")):
        with pytest.raises(WorksElsewhere), transaction():
            assign(*first_of(cast), to=person, by=cast.bernd)
    assert first_of(cast)[0].person_id is None


def test_one_press_takes_it_on_and_gives_it_back(cast: Cast, as_person: Browser) -> None:
    one_of_every_kind(cast)
    desk, colleague = as_person(cast.bernd), as_person(a_colleague(cast))
    report, _kind = first_of(cast, "report")
    for browser, path, owner in (
        (desk, "uebernehmen", cast.bernd.id), (colleague, "uebernehmen", None), (colleague, "zurueckgeben", 0),
    ):  # fmt: skip
        sent = {"eins": f"report.{report.number}.0", "zurueck": "/verwaltung/eingang?art=report"}
        answer = browser.post(f"/verwaltung/eingang/{path}", data=sent)
        assert (answer.status_code, answer.location) == (303, "/verwaltung/eingang?art=report")
        db.session.rollback()
        found = first_of(cast, "report")[0].person_id
        assert found == owner if owner else bool(found) == (owner is None)
    assert steps() == []


def test_what_is_not_ones_own_is_not_taken_on(cast: Cast, as_person: Browser) -> None:
    idea, dilek = received(cast), as_person(cast.dilek)
    sent = {"eins": f"idea_new.{idea.id}.1", "zurueck": "//anderswo.example"}
    answer = dilek.post("/verwaltung/eingang/uebernehmen", data=sent)
    assert (answer.status_code, answer.location) == (303, "/verwaltung/eingang")
    assert db.session.scalar(select(Assignment)) is None
    for value in ("", "x", "idea_new", "idea_new.x.1", "nichts.1.1", "idea_new.99999999999999999999.1"):
        assert dilek.post("/verwaltung/eingang/uebernehmen", data={"eins": value}).status_code == 303
    assert as_person(cast.anna).post("/verwaltung/eingang/uebernehmen", data=sent).status_code == 403
