"""Who takes care of what: taken on, handed on, given back; it hinders nobody, and only the desk can be chosen."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.accounts.models import Membership
from app.accounts.registering import end_role
from app.core.clock import now, today
from app.core.database import db, transaction
from app.core.journal import JournalEntry
from app.inbox.assigning import WorksElsewhere, assign, forget_old_assignments, give_back
from app.inbox.kinds import Item, Waiting
from app.inbox.models import Assignment
from app.inbox.queries import Filter, due_for, kind_named, waiting_for
from tests.cast import Cast
from tests.ideas_desk.stage import received
from tests.inbox.stage import a_colleague, items_of, one_of_every_kind
from tests.queries import count_queries

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


def test_taking_on_writes_two_rows_and_settles_nothing(cast: Cast) -> None:
    received(cast)
    item, kind = first_of(cast)
    # The person and her roles are read, the note and its row in the chronicle are written.
    with count_queries(4), transaction():
        assign(item, kind, to=cast.bernd, by=cast.bernd)


def test_what_is_not_ones_own_is_not_taken_on(cast: Cast, as_person: Browser) -> None:
    idea, dilek = received(cast), as_person(cast.dilek)
    sent = {"eins": f"idea_new.{idea.id}.1", "zurueck": "//anderswo.example"}
    answer = dilek.post("/verwaltung/eingang/uebernehmen", data=sent)
    assert (answer.status_code, answer.location) == (303, "/verwaltung/eingang")
    assert db.session.scalar(select(Assignment)) is None
    for value in ("", "x", "idea_new", "idea_new.x.1", "nichts.1.1", "idea_new.99999999999999999999.1"):
        assert dilek.post("/verwaltung/eingang/uebernehmen", data={"eins": value}).status_code == 303
    assert as_person(cast.anna).post("/verwaltung/eingang/uebernehmen", data=sent).status_code == 403


@pytest.mark.parametrize("why", ["ended", "over", "elsewhere", "other role"])
def test_of_whoever_may_not_work_on_it_any_more_it_is_nobodys(cast: Cast, why: str) -> None:
    received(cast)
    colleague = a_colleague(cast)
    with transaction():
        assign(*first_of(cast), to=colleague, by=cast.bernd)
    assert waiting_for(cast.bernd, Filter(whose="niemand")) == ([], None)
    with transaction():
        held = db.session.get_one(Membership, colleague.memberships[0].id)
        if why == "ended":
            end_role(held)
        elif why == "over":
            held.until = today() - timedelta(days=1)
        elif why == "elsewhere":
            held.authority_id = cast.elsewhere.id
        else:
            held.role = "approver"
    (item,), _next = waiting_for(cast.bernd, Filter(whose="niemand"))
    assert (item.person_id, item.person) == (None, None)
    assert [one.number for one in due_for(cast.bernd, date.max)] == [item.number]


def test_after_a_year_nobody_is_named_any_more(cast: Cast) -> None:
    with transaction():
        for number, days in ((1, 366), (2, 364)):
            past = now() - timedelta(days=days)
            db.session.add(Assignment(kind="idea", number=number, person_id=cast.bernd.id, at=past))
    with transaction():
        assert forget_old_assignments() == 1
    assert db.session.scalars(select(Assignment.number)).all() == [2]
