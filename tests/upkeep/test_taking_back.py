"""The last migration is taken back from a database that says everything it made sayable, and made again."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

from flask import Flask
from flask_migrate import check, downgrade, upgrade
from sqlalchemy import text

from app.accounts.models import ORGANISATION_KINDS, EmailProof, Membership, Organisation
from app.core.clock import now, today
from app.core.database import db, transaction
from app.core.journal import record
from app.files.models import Attachment
from app.notifications.models import SentMail
from app.pages.models import BarrierReport
from app.restrictions.models import Report, Restriction
from app.statements.models import StatementRequest
from app.things.models import Follow
from tests.cast import Cast
from tests.statement_worlds import a_department, a_request, a_statement
from tests.worlds import an_idea

MONDAY = datetime(2026, 3, 2, 12, tzinfo=UTC)


def say_everything(cast: Cast) -> int:
    """One row of each word that was none before; returns the number of the request."""
    office = a_department(cast)
    asked = a_statement(a_request(cast, an_idea(cast, "published"), office))
    with transaction():
        for kind in ORGANISATION_KINDS:
            db.session.add(Organisation(name="Gleicher Name", kind=kind))
        db.session.add(Organisation(name=office.name, kind="department", authority_id=cast.elsewhere.id))
        db.session.add(Membership(person_id=cast.anna.id, role="observer", authority_id=cast.here.id))
        db.session.add(
            Membership(
                person_id=cast.bernd.id, role="approver", authority_id=cast.here.id, deputy_for_id=cast.gerda.id,
                until=today() + timedelta(days=9),
            )
        )  # fmt: skip
        db.session.add(EmailProof(id=str(uuid4()), purpose="statement", email="a@kreis.example", expires_at=now()))
        for role in ("office", "reception"):
            for number in (asked.id, asked.idea_id):
                record(number, "submit_statement", role=role, audience="staff")
        hang_on(asked, cast)
    return asked.id


def hang_on(asked: StatementRequest, cast: Cast) -> None:
    file = Attachment(
        thing_id=asked.id, key=str(uuid4()), sha256="0", name="Karte.pdf", media_type="application/pdf", size=1
    )
    db.session.add_all([file, Follow(person_id=cast.anna.id, thing_id=asked.id)])
    db.session.add(SentMail(thing_id=asked.id, key="k", standing="office", subject="x", body="x"))
    db.session.flush()
    hidden = Restriction(thing_id=asked.id, attachment_id=file.id, ground="law", norm="§ 1", facts="x")
    db.session.add(hidden)
    db.session.flush()
    db.session.add(
        Report(thing_id=asked.id, attachment_id=file.id, cause="other", text="x", restriction_id=hidden.id)
    )  # fmt: skip


def rows(query: str) -> list[Any]:
    db.session.rollback()
    found = [tuple(row) for row in db.session.execute(text(query))]
    db.session.rollback()
    return found


def go_back() -> None:
    db.session.rollback()
    downgrade(revision="0005")
    db.session.rollback()


def test_it_is_taken_back_with_everything_it_made_sayable(app: Flask, cast: Cast) -> None:
    number, gerda = say_everything(cast), cast.gerda.id
    with transaction():
        week = [MONDAY + timedelta(days=later) for later in range(7)]
        db.session.add_all(BarrierReport(text="x", reported_at=day) for day in week)
    go_back()
    if db.engine.dialect.name == "sqlite":
        assert rows("pragma foreign_key_check") == []
    assert rows("select id from thing where kind = 'statement'") == []
    assert rows("select distinct actor_role from journal_entry where verb = 'submit_statement'") == [("moderator",)]
    assert rows("select person_id from membership where role = 'approver'") == [(gerda,)]
    assert len(rows("select name from organisation where name like 'Gleicher Name%'")) == len(ORGANISATION_KINDS)
    upgrade()
    check()
    due = [date.fromisoformat(str(day)) for (day,) in rows("select due_on from barrier_report order by reported_at")]
    assert [(day - MONDAY.date()).days for day in due] == [21, 22, 23, 24, 25, 28, 28]
    assert an_idea(cast).id > number
