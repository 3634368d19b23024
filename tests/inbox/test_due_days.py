"""Everything that waits has a working day: of the Land, over weekends, holidays and the change of the clock."""

from datetime import date
from typing import Any

import pytest
import time_machine
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import select, text

from app.core.database import db, transaction
from app.core.working_days import DESK_DAYS, desk_day, is_working_day
from app.discussion.models import Comment
from app.ideas.models import HandOver, IdeaVersion
from app.pages.models import BarrierReport
from app.pages.texting import report_barrier
from app.reference_sheets.models import ReferenceSheet
from app.restrictions.models import Report, Restriction
from tests.cast import Cast
from tests.inbox.stage import items_of, one_of_every_kind
from tests.tables import MIGRATIONS


class Land:
    """An authority, as far as its holidays go."""

    def __init__(self, land: str) -> None:
        self.land = land


@pytest.mark.parametrize(
    ("at", "land", "day"),
    [
        ("2026-11-20 16:00+01:00", "SN", date(2026, 11, 25)),  # Friday: Saturday and Sunday do not count
        ("2026-11-17 10:00+01:00", "SN", date(2026, 11, 23)),  # Buß- und Bettag is a holiday in Saxony …
        ("2026-11-17 10:00+01:00", "MV", date(2026, 11, 20)),  # … and none in Mecklenburg-Vorpommern
        ("2026-04-01 10:00+02:00", "SN", date(2026, 4, 8)),  # Good Friday and Easter Monday
        ("2025-10-30 10:00+01:00", "SN", date(2025, 11, 5)),  # Reformation Day, in both Länder
        ("2026-03-06 10:00+01:00", "SN", date(2026, 3, 11)),
        ("2027-03-05 10:00+01:00", "MV", date(2027, 3, 11)),  # International Women's Day, in MV alone
        ("2026-03-28 23:30+01:00", "SN", date(2026, 4, 1)),  # the night the clock goes forward
        ("2026-10-24 23:30+02:00", "SN", date(2026, 10, 28)),  # and back
        ("2026-11-22 23:30+00:00", "SN", date(2026, 11, 26)),  # past midnight here: Monday already
    ],
)
@pytest.mark.once
def test_three_working_days_after_a_report(at: str, land: str, day: date) -> None:
    with time_machine.travel(at, tick=False):
        assert desk_day("report", Land(land)) == day


@pytest.mark.once
def test_a_barrier_is_answered_within_a_month_whenever_it_is_met() -> None:
    for month in range(1, 13):
        for number in (1, 15, 28):
            with time_machine.travel(f"2026-{month:02}-{number:02} 12:00+00:00", tick=False):
                start, until = date(2026, month, number), desk_day("barrier", None)
            assert (until - start).days <= 28
            assert is_working_day(until, "SN")


def test_the_verbs_name_the_day(cast: Cast) -> None:
    with time_machine.travel("2026-11-23 09:00+01:00", tick=False):
        one_of_every_kind(cast)
        with transaction():
            report_barrier(text="Nirgends zuständig")
        expected = {name: desk_day(name, cast.here) for name in DESK_DAYS}
        rows: list[tuple[Any, str]] = [
            (select(Report.due_on), "report"),
            (select(Restriction.due_on), "objection"),
            (select(IdeaVersion.due_on).where(IdeaVersion.proposed_at.is_not(None)), "amendment"),
            (select(Comment.due_on), "comment"),
            (select(ReferenceSheet.due_on), "sheet"),
            (select(BarrierReport.due_on), "barrier"),
        ]
        for query, name in rows:
            assert set(db.session.scalars(query)) == {expected[name]}, name
        assert db.session.scalar(select(HandOver.due_on)) == desk_day("offer", cast.elsewhere)
        assert all(row.due_on for person in (cast.bernd, cast.gerda, cast.dilek) for row in items_of(person))


def test_what_waited_before_gets_its_day_and_what_is_settled_none(cast: Cast) -> None:
    one_of_every_kind(cast)
    tables = ("report", "restriction", "idea_version", "comment", "reference_sheet", "barrier_report", "hand_over")
    with transaction():
        for table in (*tables, "goal_correspondence"):
            db.session.execute(text(f"update {table} set due_on = null"))
        settled = Report(thing_id=db.session.scalar(select(Report.thing_id)), cause="other", text="x")
        db.session.add(settled)
        db.session.flush()
        db.session.execute(text("update report set settled_at = at where id = :id"), {"id": settled.id})
    script = ScriptDirectory(str(MIGRATIONS)).get_revision("0006").module
    with db.engine.begin() as connection, Operations.context(MigrationContext.configure(connection)):
        script.name_days()
    db.session.expire_all()
    assert all(row.due_on for person in (cast.bernd, cast.gerda, cast.dilek) for row in items_of(person))
    first, second = db.session.scalars(select(Report).order_by(Report.id))
    assert (first.due_on - first.at.date()).days in (4, 5, 6, 7)
    assert first.due_on.weekday() < 5
    assert second.due_on is None
