"""Asking, reminding, extending, taking back: the desk's verbs, and what becomes of requests when the idea moves on."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from threading import Barrier, BrokenBarrierError, Thread
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.accounts.models import Organisation, Person
from app.core.clock import clock_at, moment_of, now
from app.core.database import db, transaction
from app.core.errors import NotAllowedNow, ReasonIsMissing, VersionIsStale
from app.core.jobs import Job
from app.core.journal import JournalEntry
from app.core.working_days import add_working_days
from app.ideas.handing_over import accept_hand_over, offer_hand_over
from app.ideas.merging import merge_ideas
from app.ideas.models import Idea
from app.ideas.moderating import close_idea, pool_idea
from app.ideas.queries import find_on_desk
from app.ideas.submitting import withdraw_idea
from app.statements.models import StatementLink, StatementRequest
from app.statements.requesting import (
    REMIND_AT,
    AlreadyAsked,
    DueDayIsWrong,
    NobodyIsAsked,
    Office,
    OfficeIsUnreachable,
    RemindedToday,
    extend_request,
    note_statement,
    remind_of_request,
    request_statements,
    withdraw_request,
)
from tests.cast import Cast
from tests.invariants import assert_sound, faults
from tests.statement_worlds import a_department, a_request, a_statement, in_days
from tests.worlds import an_idea


def ask(cast: Cast, idea: Idea, *offices: Office, **more: Any) -> list[StatementRequest]:
    words = {"question": "Spricht etwas dagegen?", "due_on": in_days(), "version": idea.version, **more}
    with transaction():
        return request_statements(idea, offices, by=cast.bernd, **words)


def reread(request: StatementRequest) -> StatementRequest:
    db.session.expire_all()
    return db.session.get_one(StatementRequest, request.id)


def asked_counter(idea: Idea) -> int:
    db.session.expire_all()
    return db.session.get_one(Idea, idea.id).statements_asked


def test_several_are_asked_at_once_and_each_gets_a_link_of_its_own(cast: Cast) -> None:
    idea, traffic = an_idea(cast), a_department(cast)
    town = db.session.get_one(Organisation, cast.naunhof.organisation_id)
    requests = ask(cast, idea, Office.of(traffic), Office.of(town), Office("Beirat", "beirat@example.org"))
    assert [one.office for one in requests] == ["Amt für Verkehr", "Stadt Naunhof", "Beirat"]
    assert asked_counter(idea) == 3
    links = db.session.scalars(select(StatementLink).order_by(StatementLink.id)).all()
    assert [(link.kind, link.email, link.token_hash) for link in links] == [
        ("asked", traffic.email, None), ("asked", "naunhof@example.org", None), ("asked", "beirat@example.org", None)
    ]  # fmt: skip
    (entry,) = db.session.scalars(select(JournalEntry).where(JournalEntry.verb == "request_statements"))
    assert (entry.audience, entry.details["offices"]) == ("public", ["Amt für Verkehr", "Stadt Naunhof", "Beirat"])
    assert_sound()


def test_wrong_ways_change_nothing(cast: Cast) -> None:
    idea, traffic, silent = an_idea(cast), a_department(cast), a_department(cast, "Amt ohne Postfach")
    with transaction():
        db.session.get_one(Organisation, silent.id).email = None
    office = Office.of(traffic)
    saturday = in_days() + timedelta(days=(5 - in_days().weekday()) % 7)
    for error, offices, more in (
        (NobodyIsAsked, [], {}),
        (ReasonIsMissing, [office], {"question": " "}),
        (DueDayIsWrong, [office], {"due_on": saturday}),
        (DueDayIsWrong, [office], {"due_on": now().date()}),
        (VersionIsStale, [office], {"version": 7}),
        (OfficeIsUnreachable, [office, Office("Amt ohne Postfach", None, silent)], {}),
        (OfficeIsUnreachable, [Office("Irgendwer", None)], {}),
    ):
        with pytest.raises(error):
            ask(cast, idea, *offices, **more)
    assert db.session.scalar(select(func.count(StatementRequest.id))) == 0
    assert asked_counter(idea) == 0
    with pytest.raises(NotAllowedNow):
        ask(cast, an_idea(cast, "submitted"), office)


def test_an_open_request_is_not_made_twice_but_an_ended_one_may_be_asked_anew(cast: Cast) -> None:
    idea, traffic = an_idea(cast), a_department(cast)
    first = a_request(cast, idea, traffic)
    for office in (Office.of(traffic), Office("AMT FÜR VERKEHR", "andere@kreis.example")):
        with pytest.raises(AlreadyAsked) as refused:
            ask(cast, idea, office)
        assert refused.value.offices == (office.name,)
    a_statement(first)
    ask(cast, idea, Office.of(traffic))
    assert asked_counter(idea) == 2


def test_who_has_no_mailbox_is_asked_by_the_account_that_speaks_for_it(cast: Cast, mails: Any) -> None:
    idea, office = an_idea(cast), a_department(cast, officer=cast.carla)
    with transaction():
        db.session.get_one(Organisation, office.id).email = None
    ask(cast, idea, Office("Amt für Verkehr", None, office))
    to_carla = [mail for mail in mails() if mail["To"] == "carla@example.org"]
    assert [mail["Subject"][:34] for mail in to_carla] == ["Ihre Stelle wird um eine Stellungn"]
    assert db.session.scalar(select(func.count(StatementLink.id))) == 0


def test_reminding_once_a_day_by_hand_and_by_the_clock(cast: Cast) -> None:
    request = a_request(cast, an_idea(cast))
    with pytest.raises(RemindedToday), transaction():
        remind_of_request(reread(request), by=cast.bernd)
    with clock_at(now() + timedelta(days=1)):
        with transaction():
            remind_of_request(reread(request), by=cast.bernd)
        with pytest.raises(RemindedToday), transaction():
            remind_of_request(reread(request), by=cast.bernd)
    kinds = db.session.scalars(select(StatementLink.kind).order_by(StatementLink.id)).all()
    assert kinds == ["asked", "reminder"]


def test_the_reminders_wait_three_working_days_before_and_one_after(cast: Cast) -> None:
    request = a_request(cast, an_idea(cast))
    due = request.due_on
    waiting = select(Job.run_at).where(Job.kind == "remind_of_request").order_by(Job.run_at)
    before, after = db.session.scalars(waiting)
    assert add_working_days(before.date(), 3, "SN") == due
    assert after == moment_of(add_working_days(due, 1, "SN"), REMIND_AT)


def test_more_time_needs_a_later_working_day(cast: Cast) -> None:
    request = a_request(cast, an_idea(cast))
    with pytest.raises(DueDayIsWrong), transaction():
        extend_request(reread(request), until=request.due_on, by=cast.bernd)
    with transaction():
        extend_request(reread(request), until=in_days(15), by=cast.bernd, reason="Ferien.")
    found = reread(request)
    assert (found.due_on, found.was_extended, found.extension_reason) == (in_days(15), True, "Ferien.")


def test_taking_back_needs_a_reason_and_ends_it(cast: Cast) -> None:
    idea = an_idea(cast)
    request = a_request(cast, idea)
    with pytest.raises(ReasonIsMissing), transaction():
        withdraw_request(reread(request), by=cast.bernd, reason=" ")
    with pytest.raises(NotAllowedNow), transaction():
        note_statement(reread(request), by=cast.bernd)
    with transaction():
        withdraw_request(reread(request), by=cast.bernd, reason="Schon am Telefon geklärt.")
    assert (reread(request).state, asked_counter(idea)) == ("withdrawn", 0)
    for verb in (
        lambda one: withdraw_request(one, by=cast.bernd, reason="x"),
        lambda one: remind_of_request(one, by=cast.bernd),
        lambda one: extend_request(one, until=in_days(15), by=cast.bernd),
    ):
        with pytest.raises(NotAllowedNow), transaction():
            verb(reread(request))


# ---- when the idea moves on ----------------------------------------------------------------------


def moves(cast: Cast) -> Iterator[tuple[str, Callable[[Idea], None]]]:
    def merge(idea: Idea) -> None:
        into = an_idea(cast, title="Die andere")
        with transaction():
            gone, other = db.session.get_one(Idea, idea.id), db.session.get_one(Idea, into.id)
            merge_ideas(gone, other, by=cast.bernd, reason="Dasselbe.", version=1, into_version=1)

    def within(act: Callable[[Idea], object]) -> Callable[[Idea], None]:
        def move(idea: Idea) -> None:
            with transaction():
                act(db.session.get_one(Idea, idea.id))

        return move

    yield "withdrawn", within(lambda idea: withdraw_idea(idea, by=cast.anna))
    yield "merged", merge
    yield (
        "answered",
        within(
            lambda idea: close_idea(idea, by=cast.bernd, outcome="done", answer="Steht.", version=1, is_released=True)
        ),
    )
    yield "answered", within(
        lambda idea: pool_idea(idea, by=cast.bernd, answer="Gut.", version=1, is_released=True)
    )  # fmt: skip


def test_what_is_open_is_taken_back_with_the_idea_and_what_was_said_stays(cast: Cast) -> None:
    traffic, water = a_department(cast), a_department(cast, "Amt für Wasser")
    for because, move in moves(cast):
        idea = an_idea(cast)
        open_one, said = a_request(cast, idea, traffic), a_statement(a_request(cast, idea, water))
        move(idea)
        assert (reread(open_one).state, reread(said).state) == ("withdrawn", "answered"), because
        entry = db.session.scalars(
            select(JournalEntry).where(JournalEntry.thing_id == idea.id, JournalEntry.verb == "withdraw_request")
        ).one()
        assert (entry.actor_role, entry.details["because"]) == ("clock", because)
        assert asked_counter(idea) == 1
    assert not [name for name in faults() if name.startswith(("statement.", "idea.statements"))]


def test_what_was_said_goes_along_with_an_idea_handed_over(cast: Cast) -> None:
    idea = an_idea(cast)
    open_one = a_request(cast, idea)
    said = a_statement(a_request(cast, idea, a_department(cast, "Amt für Wasser")))
    with transaction():
        offer = offer_hand_over(
            db.session.get_one(Idea, idea.id), to=cast.elsewhere, by=cast.bernd, reason="Dort.", version=1
        )
    with transaction():
        accept_hand_over(db.session.merge(offer), by=cast.dilek, version=1)
    assert (reread(open_one).state, reread(said).state) == ("withdrawn", "answered")
    assert {reread(one).authority_id for one in (open_one, said)} == {cast.elsewhere.id}
    assert_sound()


def test_negative_control_an_idea_that_stays_keeps_its_requests(cast: Cast) -> None:
    idea = an_idea(cast, "pooled")
    request = a_request(cast, idea)
    with transaction():
        offer_hand_over(db.session.get_one(Idea, idea.id), to=cast.elsewhere, by=cast.bernd, reason="?", version=1)
    assert reread(request).state == "open"


# ---- two at once ---------------------------------------------------------------------------------


def asked_at_once(app: Flask, cast: Cast, find: Callable[[int, Person], Idea | None]) -> list[str]:
    """Two moderators ask the same office about the same idea in the same moment; how many requests there are then."""
    number, office_id, bernd = an_idea(cast).id, a_department(cast).id, cast.bernd.id
    db.session.rollback()
    gate, refused = Barrier(2), list[str]()

    def work() -> None:
        with app.app_context():
            try:
                with transaction():
                    by = db.session.get_one(Person, bernd)
                    with suppress(BrokenBarrierError):
                        gate.wait(1)
                    idea = find(number, by)
                    assert idea is not None
                    offices = [Office.of(db.session.get_one(Organisation, office_id))]
                    request_statements(idea, offices, by=by, question="?", due_on=in_days(), version=1)
                    with suppress(BrokenBarrierError):
                        gate.wait(1)
            except AlreadyAsked:
                refused.append("asked already")
            finally:
                db.session.remove()

    threads = [Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    db.session.rollback()
    return [*db.session.scalars(select(StatementRequest.title)), *refused]


def test_two_who_ask_the_same_office_at_once_make_one_request(app: Flask, cast: Cast) -> None:
    assert asked_at_once(app, cast, find_on_desk) == ["Amt für Verkehr", "asked already"]
    assert_sound()


def test_negative_control_without_the_lock_on_the_idea_there_are_two(app: Flask, cast: Cast) -> None:
    if db.engine.dialect.name != "postgresql":
        pytest.skip("SQLite lets one transaction write at a time, with or without a lock on the row")
    assert asked_at_once(app, cast, lambda number, _by: db.session.get(Idea, number)) == ["Amt für Verkehr"] * 2
