"""What leaves the house about statements: rendered when sent, for one office and one idea, and only while needed."""

import re
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import select

from app.core.clock import clock_at, moment_of, now
from app.core.database import db, transaction
from app.ideas.models import Idea
from app.ideas.moderating import close_idea
from app.notifications.digesting import digest_for
from app.notifications.models import SentMail
from app.statements.models import StatementLink, StatementRequest
from app.statements.requesting import REMIND_AT, extend_request, make_link, remind_of_request, withdraw_request
from app.things.following import follow
from tests.cast import Cast
from tests.statement_worlds import a_department, a_request, a_statement, in_days
from tests.worlds import an_idea

Mails = Callable[[], list[Any]]


def to(mails: Mails, address: str) -> list[Any]:
    return [mail for mail in mails() if mail["To"] == address]


def subjects(mails: Mails, address: str) -> list[str]:
    """Those of the mails about statements, however long lines were folded."""
    found = [" ".join(mail["Subject"].split()) for mail in to(mails, address)]
    return [subject for subject in found if "Stellungnahme" in subject]


def text_of(mail: Any) -> str:
    return " ".join(str(mail.get_body(("plain",)).get_content()).split())


def reread(request: StatementRequest) -> StatementRequest:
    db.session.rollback()
    db.session.expire_all()
    return db.session.get_one(StatementRequest, request.id)


def test_the_request_says_what_is_asked_until_when_and_how_to_answer(cast: Cast, mails: Mails) -> None:
    idea = an_idea(cast, text="Bitte bauen.\n\nAm Bahnhof.")
    request = a_request(cast, idea)
    a_request(cast, an_idea(cast, title="Etwas anderes"), a_department(cast, "Amt für Wasser"), "Eine andere Frage?")
    (mail,) = to(mails, request.email or "")
    day = request.due_on.strftime("%d").lstrip("0")
    (subject,) = subjects(mails, request.email or "")
    assert subject.startswith(f"Landkreis Hier bittet um Stellungnahme bis {day}. ")
    assert subject.endswith(f": Nr. {idea.id} „Ein sicherer Radweg“")
    assert mail["Reply-To"] == "hier@example.org"
    text = text_of(mail)
    for words in (
        "Bitte bauen.", "Am Bahnhof.", "Naunhof", "Spricht etwas dagegen?", "ersetzt weder eine Genehmigung",
        "nennen Sie Ihren Namen und Ihre Stelle", "03433 000 000", "Stabsstelle Kreisentwicklung",
    ):  # fmt: skip
        assert words in text, words
    for secret in ("anna@example.org", "Anna Beispiel", "Etwas anderes", "Eine andere Frage?", "Bernd"):
        assert secret not in str(mail)
    html = mail.get_body(("html",)).get_content()
    assert "Bitte bauen." in html
    (token,) = set(re.findall(r"/stellungnahme/([\w-]+)", text))
    (link,) = db.session.scalars(select(StatementLink).where(StatementLink.request_id == request.id))
    assert (link.token_hash, link.sent_at is not None) == (sha256(token.encode()).hexdigest(), True)
    kept = db.session.scalars(select(SentMail).where(SentMail.to_address == request.email)).one()
    assert token not in kept.body
    assert kept.thing_id == idea.id


def test_what_is_settled_before_the_mail_leaves_is_not_sent(cast: Cast, mails: Mails) -> None:
    idea = an_idea(cast)
    request = a_statement(a_request(cast, idea))
    hidden = a_request(cast, an_idea(cast), a_department(cast, "Amt für Wasser"))
    with transaction():
        db.session.get_one(Idea, hidden.idea_id).restricted_at = now()
    mails()
    sent = db.session.scalars(select(StatementLink.sent_at)).all()
    assert sent == [None, None]
    assert request.state == "answered"


def test_the_clock_reminds_before_and_after_and_only_while_the_day_stands(
    cast: Cast, mails: Mails, run_jobs: Callable[[], int]
) -> None:
    request = a_request(cast, an_idea(cast))
    extended = a_request(cast, an_idea(cast), a_department(cast, "Amt für Wasser"))
    answered = a_statement(a_request(cast, an_idea(cast), a_department(cast, "Amt für Schule")))
    with transaction():
        extend_request(reread(extended), until=in_days(30), by=cast.bernd)
    run_jobs()
    for day in (request.due_on - timedelta(days=1), request.due_on + timedelta(days=5)):
        with clock_at(moment_of(day, REMIND_AT)):
            run_jobs()
    heard = subjects(mails, request.email or "")
    assert ["Erinnerung" in subject for subject in heard] == [False, True, True]
    assert "war bis" in heard[2]
    assert [mail for mail in to(mails, extended.email or "") if "Erinnerung" in mail["Subject"]] == []
    assert [mail for mail in to(mails, answered.email or "") if "Erinnerung" in mail["Subject"]] == []


def test_more_time_and_the_end_are_told_with_their_reason(cast: Cast, mails: Mails) -> None:
    request = a_request(cast, an_idea(cast))
    mails()
    with transaction():
        extend_request(reread(request), until=in_days(12), by=cast.bernd, reason="Wegen der Ferien.")
    more = to(mails, request.email or "")[-1]
    assert "Mehr Zeit" in more["Subject"]
    assert "Wegen der Ferien." in text_of(more)
    with transaction():
        withdraw_request(reread(request), by=cast.bernd, reason="Am Telefon geklärt.")
    end = to(mails, request.email or "")[-1]
    assert "nicht mehr nötig" in end["Subject"]
    assert "Am Telefon geklärt." in text_of(end)


def test_when_the_idea_is_answered_the_office_hears_that(cast: Cast, mails: Mails) -> None:
    request = a_request(cast, an_idea(cast))
    mails()
    with transaction():
        idea = db.session.get_one(Idea, request.idea_id)
        close_idea(idea, by=cast.bernd, outcome="done", answer="Steht.", version=1, is_released=True)
    assert "Die Idee ist beantwortet." in text_of(to(mails, request.email or "")[-1])


def test_the_author_hears_whom_we_ask_and_nothing_of_what_they_said(cast: Cast, mails: Mails) -> None:
    idea = an_idea(cast)
    with transaction():
        follow(db.session.get_one(Idea, idea.id), cast.carla)
    before, since = len(to(mails, "anna@example.org")), now()
    request = a_request(cast, idea)
    asked = to(mails, "anna@example.org")[before:]
    assert [mail["Subject"][:36] for mail in asked] == ["Wir bitten um Stellungnahmen zu Ihre"]
    assert "Amt für Verkehr" in text_of(asked[0])
    a_statement(reread(request))
    with transaction():
        db.session.flush()
    assert len(to(mails, "anna@example.org")) == before + 1
    (item,) = digest_for(cast.carla, since, now()).items
    assert [entry.verb for entry in item.steps] == ["request_statements"]


def test_a_colleague_gets_the_request_with_the_note_and_a_weekly_mail_is_not_ours(cast: Cast, mails: Mails) -> None:
    request = a_request(cast, an_idea(cast))
    with transaction():
        found = db.session.get_one(StatementRequest, request.id)
        make_link(found, "forwarded", "kollegin@kreis.example", note="Kannst du das?")
        make_link(found, "weekly", "chefin@kreis.example")
    (mail,) = to(mails, "kollegin@kreis.example")
    assert "Kannst du das?" in text_of(mail)
    assert to(mails, "chefin@kreis.example") == []


def test_a_reminder_by_hand_carries_a_fresh_link_and_the_old_one_still_works(cast: Cast, mails: Mails) -> None:
    request = a_request(cast, an_idea(cast))
    mails()
    with clock_at(now() + timedelta(days=1)):
        with transaction():
            remind_of_request(reread(request), by=cast.bernd)
        mails()
    hashes = db.session.scalars(select(StatementLink.token_hash)).all()
    assert len(set(hashes)) == 2
    assert None not in hashes
