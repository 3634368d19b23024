"""Link and account in the same moment: one statement counts, and the second one learns of it."""

from collections.abc import Callable
from contextlib import suppress
from threading import Barrier, BrokenBarrierError, Thread
from typing import Any

import pytest
from flask import Flask

from app.core.database import db, transaction
from app.core.errors import NotAllowedNow
from app.core.journal import JournalEntry
from app.statements.answering import save_statement, submit_statement
from app.statements.linking import find_link, request_of
from app.statements.models import Statement, StatementLink, StatementRequest
from tests.cast import Cast
from tests.statement_worlds import a_department, a_request
from tests.statements.mailed import a_link, code_to, fresh, typed
from tests.worlds import an_idea


@pytest.fixture
def asked(cast: Cast) -> StatementRequest:
    return a_request(cast, an_idea(cast), a_department(cast, officer=cast.carla))


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """All of them in the same moment, each in a thread of its own."""
    db.session.rollback()
    gate, answers = Barrier(len(works)), dict[int, Any]()

    def run(n: int, work: Callable[[], Any]) -> None:
        gate.wait(10)
        answers[n] = work()

    threads = [Thread(target=run, args=(n, work)) for n, work in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return [answers[n] for n in range(len(works))]


def test_by_link_and_by_account_at_once_one_counts(
    cast: Cast, asked: StatementRequest, client: Any, as_person: Any, mails: Callable[[], list[Any]]
) -> None:
    link, carla = a_link(asked), as_person(cast.carla)
    client.post(f"{link}/antworten", data=typed(text="Per Link."))
    code = code_to(mails(), "amt-fuer-verkehr@kreis.example")
    mine = f"/konto/stellungnahmen/{asked.id}/antworten"
    by_link, by_account = at_once(
        lambda: client.post(f"{link}/bestaetigen", data={"code": code}),
        lambda: carla.post(mine, data=typed(2, text="Per Konto.")),
    )
    given = fresh(asked)
    assert given.statement is not None
    assert given.state == "answered"
    entries = db.session.scalars(db.select(JournalEntry).where(JournalEntry.verb == "submit_statement")).all()
    assert len(entries) == 1
    if given.statement.person_id is None:
        assert (by_link.status_code, by_account.status_code, given.statement.text) == (303, 409, "Per Link.")
        assert "Per Konto." in by_account.text
    else:
        assert (by_link.status_code, by_account.status_code, given.statement.text) == (410, 303, "Per Konto.")


def given_at_once(app: Flask, asked: StatementRequest, token: str, find: Callable[[StatementLink], Any]) -> list[str]:
    """Two give the same request in the same moment, each having read it by `find`; what each of them met."""
    gate = Barrier(2)

    def work() -> str:
        with app.app_context():
            try:
                with transaction():
                    link = find_link(token)
                    assert link is not None
                    request = find(link)
                    with suppress(BrokenBarrierError):
                        gate.wait(1)
                    submit_statement(request, email=link.email)
                return "given"
            except NotAllowedNow:
                return "late"
            finally:
                db.session.remove()

    with transaction():
        save_statement(
            db.session.get_one(StatementRequest, asked.id), version=1, verdict="no_objection", text="",
            is_public=False, speaker_name="Vera", speaker_office="Amt",
        )  # fmt: skip
    return sorted(at_once(work, work))


def test_who_reads_under_the_lock_is_late_only_once(app: Flask, asked: StatementRequest) -> None:
    token = a_link(asked).split("/")[2]
    if db.engine.dialect.name != "postgresql":
        pytest.skip("SQLite lets one transaction write at a time, so the two never meet")
    assert given_at_once(app, asked, token, request_of) == ["given", "late"]


def test_negative_control_without_the_lock_both_believe_they_gave_it(app: Flask, asked: StatementRequest) -> None:
    token = a_link(asked).split("/")[2]
    if db.engine.dialect.name != "postgresql":
        pytest.skip("SQLite lets one transaction write at a time, with or without a lock on the row")

    def unlocked(link: StatementLink) -> StatementRequest:
        request = db.session.get_one(StatementRequest, link.request_id)
        assert isinstance(request.statement, Statement)
        assert request.idea.state == "published"
        return request

    assert given_at_once(app, asked, token, unlocked) == ["given", "given"]


def test_two_colleagues_typing_at_once_lose_nothing(app: Flask, asked: StatementRequest) -> None:
    link = a_link(asked)
    first, second = app.test_client(), app.test_client()
    answers = at_once(
        lambda: first.post(f"{link}/antworten", data=typed(text="Text von Vera", later="1")),
        lambda: second.post(f"{link}/antworten", data=typed(text="Text von Karl", later="1")),
    )
    assert sorted(answer.status_code for answer in answers) == [303, 409]
    refused = next(answer for answer in answers if answer.status_code == 409)
    assert "Text von Vera" in refused.text
    assert "Text von Karl" in refused.text
