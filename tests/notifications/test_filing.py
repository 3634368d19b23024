"""What was sent about a thing: one row a mail, without secrets, without the erased, and for a time."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from app.core import mailing
from app.core.clock import clock_at, now
from app.core.database import db, transaction
from app.core.jobs import run_due_jobs
from app.formats.inviting import invite_addresses
from app.formats.running import cancel_format
from app.ideas.moderating import close_idea
from app.notifications.filing import KEPT_FOR, filed, forget_sent_mails
from app.notifications.letters import Letter
from app.notifications.models import SentMail
from app.privacy.erasing import erase_person
from tests.cast import Cast
from tests.format_worlds import a_format
from tests.statement_worlds import a_request
from tests.worlds import an_idea

Mails = Callable[[], list[Any]]


def rows() -> list[SentMail]:
    db.session.expire_all()
    return list(db.session.scalars(select(SentMail).order_by(SentMail.id)))


@pytest.mark.once
@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("http://localhost/ideen/12-ein-brunnen.", "http://localhost/ideen/12-ein-brunnen."),
        ("(http://localhost/konto/ideen/12)", "(http://localhost/konto/ideen/12)"),
        ("http://localhost/impressum?stelle=hier", "http://localhost/impressum?stelle=hier"),
        ("http://localhost/abbestellen/abc.def,", "[Link entfernt],"),
        ("<http://localhost/stellungnahme/abc/antworten>", "<[Link entfernt]>"),
        ("http://localhost/ideen/12?schluessel=geheim", "[Link entfernt]"),
        ("http://localhost/gibt/es/nicht", "[Link entfernt]"),
        ("https://example.org/x?token=1", "https://example.org/x?token=1"),
        ("Ihr Code: ABCD-1234", "Ihr Code: [entfernt]"),
    ],
)
def test_what_opens_something_is_blacked_out(app: Flask, said: str, kept: str) -> None:
    assert mailing.without_secrets(said, "de", ["ABCD-1234"]) == kept


def test_every_letter_about_an_idea_is_filed_once(cast: Cast, mails: Mails) -> None:
    idea = an_idea(cast, "published", "Ein Brunnen")
    sent = [mail for mail in mails() if mail["To"] == "anna@example.org"]
    kept = [row for row in rows() if row.to_address == "anna@example.org"]
    assert [row.subject.replace(" ", "") for row in kept] == [mail["Subject"].replace(" ", "") for mail in sent]
    assert {row.thing_id for row in kept} == {idea.id}
    assert {row.standing for row in kept} == {"author"}
    assert all(row.sent_at for row in kept)


def test_a_request_for_a_statement_is_filed_without_its_link(cast: Cast, mails: Mails) -> None:
    request = a_request(cast, an_idea(cast, "published"))
    (mail,) = [mail for mail in mails() if mail["To"] == request.email]
    (row,) = [row for row in rows() if row.to_address == request.email]
    assert (row.thing_id, row.standing) == (request.idea_id, "asked")
    assert "/stellungnahme/" in mail.get_body(("plain",)).get_content()
    assert "/stellungnahme/" not in row.body
    assert "[Link entfernt]" in row.body


def test_a_mail_that_fails_is_the_same_row_when_it_leaves(cast: Cast, app: Flask, mails: Mails) -> None:
    mails()
    idea = an_idea(cast, "submitted")
    app.config["MAIL_URL"], kept = "smtp://127.0.0.1:1", app.config["MAIL_URL"]
    from app.notifications.working import work_once

    work_once()
    app.config["MAIL_URL"] = kept
    (row,) = [row for row in rows() if row.to_address == "anna@example.org"]
    assert row.sent_at is None
    with time_machine.travel(now() + timedelta(minutes=5)):
        run_due_jobs()
    (same,) = [row for row in rows() if row.to_address == "anna@example.org"]
    assert (same.id, same.thing_id) == (row.id, idea.id)
    assert same.sent_at is not None


def test_nothing_is_filed_where_the_job_fails(cast: Cast) -> None:
    idea = an_idea(cast, "published")
    letter = Letter("Betreff", ["Text"], greeting="Guten Tag,")
    with pytest.raises(RuntimeError), transaction():
        filed(idea.id, "k", "x@example.org", "letter", standing="office", letter=letter, link=None, imprint="")
        raise RuntimeError
    assert "k" not in {row.key for row in rows()}


def test_erasure_takes_address_and_name_out(cast: Cast, mails: Mails) -> None:
    an_idea(cast, "published")
    mails()
    assert any("Anna Beispiel" in row.body for row in rows())
    with transaction():
        erase_person(cast.anna)
    assert not [row for row in rows() if "anna@" in f"{row.to_address}{row.body}" or "Tag Anna" in row.body]


def test_mails_go_two_years_after_the_idea_is_settled(cast: Cast, mails: Mails) -> None:
    settled, open_one = an_idea(cast, "closed"), an_idea(cast, "published")
    mails()
    held = {row.thing_id for row in rows()}
    assert held == {settled.id, open_one.id}
    with time_machine.travel(now() + KEPT_FOR - timedelta(days=1)), transaction():
        assert forget_sent_mails() == 0
    with time_machine.travel(now() + KEPT_FOR - timedelta(days=1)), transaction():
        close_idea(open_one, by=cast.bernd, outcome="done", answer="Steht.", version=1)
    with time_machine.travel(now() + KEPT_FOR + timedelta(days=1)), transaction():
        assert forget_sent_mails() > 0
    assert {row.thing_id for row in rows()} == {open_one.id}


def test_copies_to_an_invited_mailbox_go_with_the_list_of_those_invited(cast: Cast, mails: Mails) -> None:
    format = a_format(cast, audience="invited", invited=(cast.anna,))
    with transaction():
        invite_addresses(format, ["gast@example.org"], role="participant", by=cast.bernd)
    mails()
    with transaction():
        cancel_format(format, by=cast.bernd, reason="Zu wenige.")
    mails()
    for days, left in ((364, True), (366, False)):
        with clock_at(now() + timedelta(days=days)), transaction():
            forget_sent_mails()
        assert any(row.to_address == "gast@example.org" for row in rows()) == left
    assert any(row.to_address == cast.anna.email for row in rows())
