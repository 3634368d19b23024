"""The inbox: everything that waits, by its day; for whoever may work on it and for nobody else; quick however much."""

from datetime import date, timedelta

import pytest
import time_machine
from sqlalchemy import select

from app.accounts.models import Membership
from app.core.clock import today
from app.core.database import db, transaction
from app.core.paging import CursorIsBroken
from app.ideas.desk_queries import in_field, in_place
from app.inbox.assigning import assign
from app.inbox.queries import (
    Filter,
    all_kinds,
    colleagues_of,
    counts_for,
    due_for,
    kind_named,
    still_waiting,
    waiting_for,
)
from app.restrictions.models import Report
from tests.cast import Cast
from tests.ideas_desk.stage import received
from tests.inbox.stage import a_colleague, items_of, kinds_of, one_of_every_kind
from tests.queries import count_queries

SOON = date(2026, 11, 25)


def test_everybody_finds_what_she_may_work_on_and_nothing_else(cast: Cast) -> None:
    one_of_every_kind(cast)
    assert kinds_of(cast.bernd) == [
        "amendment", "barrier", "comment", "idea_new", "idea_public", "idea_public", "idea_public", "report", "sheet",
        "statement",
    ]  # fmt: skip
    assert kinds_of(cast.bernd, "wartet") == ["offer_made", "question", "statement_asked"]
    assert kinds_of(cast.gerda) == ["objection"]
    assert kinds_of(cast.dilek) == ["correspondence", "offer"]
    for person in (cast.anna, cast.carla, cast.frieda, a_colleague(cast, "Rita", "reception")):
        assert (items_of(person), counts_for(person).waiting) == ([], 0)


def test_what_one_wrote_or_decided_oneself_waits_for_somebody_else(cast: Cast) -> None:
    colleague = a_colleague(cast)
    idea = received(cast, "published", by=cast.bernd)
    with transaction():
        db.session.add(Report(thing_id=idea.id, cause="insult", text="x"))
        db.session.add(Membership(person_id=cast.bernd.id, role="approver", authority_id=cast.here.id))
    db.session.refresh(cast.bernd)
    one_of_every_kind(cast)
    assert kinds_of(cast.bernd).count("report") == 1
    assert kinds_of(colleague).count("report") == 2
    assert "objection" not in kinds_of(cast.bernd)
    assert counts_for(cast.bernd).kinds["report"] == 1


def test_what_is_settled_or_another_desks_is_gone(cast: Cast) -> None:
    for state in ("draft", "pooled", "closed", "refused"):
        received(cast, state)
    assert kinds_of(cast.bernd) == []
    received(cast)
    assert kinds_of(cast.dilek) == []


def test_due_first_then_by_kind_and_number_what_has_no_day_last(cast: Cast) -> None:
    made = one_of_every_kind(cast)
    with transaction():
        db.session.merge(made["comment"]).due_on = None
        db.session.merge(made["public"]).answer_due_on = today() - timedelta(days=1)
    rows = items_of(cast.bernd)
    places = [kind.kind for kind in all_kinds()]
    order = [(row.due_on or date.max, places.index(row.kind), row.number) for row in rows]
    assert order == sorted(order)
    assert (rows[0].number, rows[-1].kind) == (made["public"].id, "comment")


def test_pages_follow_each_other_without_gap_or_repetition(cast: Cast) -> None:
    one_of_every_kind(cast)
    seen, cursor = [], None
    for _ in range(20):
        rows, cursor = waiting_for(cast.bernd, Filter(), cursor, size=2)
        seen += [(row.kind, row.number) for row in rows]
        if cursor is None:
            break
    assert seen == [(row.kind, row.number) for row in items_of(cast.bernd)]


@pytest.mark.parametrize("cursor", ["x", "2026-11-20", "2026-99-20.idea_new.1", "2026-11-20.idea_new.x", "n.1", "."])
def test_a_cursor_that_is_not_ours_is_refused(cast: Cast, cursor: str) -> None:
    with pytest.raises(CursorIsBroken):
        waiting_for(cast.bernd, Filter(), cursor)


def test_an_address_from_before_still_begins_at_its_day(cast: Cast) -> None:
    idea = received(cast)
    assert idea.publish_due_on
    earlier, later = (f"{idea.publish_due_on + timedelta(days=days)}.{idea.id}" for days in (-1, 1))
    assert [len(waiting_for(cast.bernd, Filter(), cursor)[0]) for cursor in (earlier, later)] == [1, 0]


def test_figures_tell_what_waits_is_near_and_past_its_day(cast: Cast) -> None:
    with time_machine.travel("2026-11-02 09:00+01:00", tick=False):
        received(cast)
        received(cast, "revision_requested")
    with time_machine.travel("2026-11-18 09:00+01:00", tick=False):
        near = received(cast)
        received(cast, "closed")
    with time_machine.travel("2026-11-23 09:00+01:00", tick=False):
        mine = items_of(cast.bernd)[1]
        with transaction():
            assign(mine, kind_named("idea_new"), to=cast.bernd, by=cast.bernd)  # type: ignore[arg-type]
        counts = counts_for(cast.bernd, near.publish_due_on)
    assert (counts.waiting, counts.past_due, counts.due_soon, counts.elsewhere, counts.mine) == (2, 1, 1, 1, 1)
    assert (counts.kinds["idea_new"], counts.kinds["question"]) == (2, 1)


def test_filters_by_kind_whose_day_field_and_place(cast: Cast) -> None:
    made, colleague = one_of_every_kind(cast), a_colleague(cast)
    new = next(row for row in items_of(cast.bernd) if row.kind == "idea_new")
    with transaction():
        assign(new, kind_named("idea_new"), to=colleague, by=cast.bernd)  # type: ignore[arg-type]
        db.session.merge(made["public"]).answer_due_on = today() - timedelta(days=1)
    assert [row.kind for row in items_of(cast.bernd, kind="report")] == ["report"]
    assert items_of(cast.bernd, whose="meine") == []
    assert [(row.number, row.person) for row in items_of(colleague, whose="meine")] == [(new.number, "Helga Beispiel")]
    assert new.number not in [row.number for row in items_of(cast.bernd, whose="niemand", kind="idea_new")]
    assert [row.kind for row in items_of(cast.bernd, due="vorbei")] == ["idea_public", "statement"]
    assert {row.kind for row in items_of(cast.bernd, due="bald", soon=today() + timedelta(days=4))} >= {"comment"}
    assert len(items_of(cast.bernd, things=(in_field(cast.field.id), in_place(cast.naunhof.id)))) == 8
    assert items_of(cast.bernd, things=(in_place(cast.brandis.id),)) == []


def test_the_morning_mail_hears_of_what_is_due_and_not_of_what_a_colleague_has(cast: Cast) -> None:
    colleague, first, second = a_colleague(cast), received(cast), received(cast)
    with transaction():
        assign(items_of(cast.bernd)[0], kind_named("idea_new"), to=colleague, by=colleague)  # type: ignore[arg-type]
    until = second.publish_due_on
    assert until
    assert [row.number for row in due_for(cast.bernd, until)] == [second.id]
    assert [row.number for row in due_for(colleague, until)] == [first.id, second.id]
    assert due_for(cast.bernd, until - timedelta(days=1)) == []
    assert due_for(cast.anna, until) == []


def test_only_valid_members_of_the_desk_can_be_chosen(cast: Cast) -> None:
    colleague, gone = a_colleague(cast), a_colleague(cast, "Ines")
    with transaction():
        db.session.scalars(select(Membership).where(Membership.person_id == gone.id)).one().until = today() - timedelta(
            1
        )
    kind = kind_named("idea_new")
    assert kind
    assert [person.id for person in colleagues_of(kind, cast.here.id)] == [cast.bernd.id, colleague.id]


def test_the_same_queries_for_one_and_for_many(cast: Cast) -> None:
    for how_many in (1, 3):
        for _ in range(how_many):
            received(cast)
            received(cast, "published")
        db.session.refresh(cast.bernd)
        with count_queries(1):
            waiting_for(cast.bernd, Filter())
        with count_queries(1):
            counts_for(cast.bernd, SOON)
        with count_queries(1):
            due_for(cast.bernd, SOON)
        with count_queries(1):
            still_waiting(cast.bernd, [("idea_new", 1), ("report", 2)])
