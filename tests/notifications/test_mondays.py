"""The Monday mail: one page a week for people and mailboxes, only what is theirs, ended with one click."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import select

from app.accounts.models import Membership, Organisation, Person
from app.core.clock import now
from app.core.database import db, transaction
from app.core.jobs import Job, run_due_jobs
from app.ideas.models import Idea
from app.ideas.moderating import pool_idea
from app.notifications.mondays import find_mailbox, find_reader, monday_for, queue_mondays, week_before
from app.notifications.stopping import stop_token
from app.statements.linking import find_link
from app.statements.models import StatementLink
from tests.cast import Cast, a_person
from tests.cooperation_worlds import a_cooperation, four_towns, say
from tests.queries import queries
from tests.statement_worlds import a_department, a_request
from tests.worlds import an_idea

Mails = Callable[[], list[Any]]
WEDNESDAY = datetime(2026, 11, 25, 9, tzinfo=UTC)
MONDAY = datetime(2026, 11, 30, 5, tzinfo=UTC)
"""Six o'clock here."""


@pytest.fixture
def week() -> Iterator[Any]:
    """The clock stands still on a Wednesday; `move_to` sets it on."""
    with time_machine.travel(WEDNESDAY, tick=False) as clock:
        yield clock


def to(mails: Mails, address: str) -> list[Any]:
    return [mail for mail in mails() if mail["To"] == address and "monday-" in mail["Message-ID"]]


def text_of(mail: Any) -> str:
    return str(mail.get_body(("plain",)).get_content())


def on_monday(week: Any, mails: Mails) -> None:
    mails()
    week.move_to(MONDAY)


@pytest.mark.once
def test_a_week_is_a_week_where_the_clocks_change(app: Any) -> None:
    since, until = week_before(datetime(2026, 10, 26).date())  # noqa: DTZ001
    assert (since.astimezone(UTC).hour, until.astimezone(UTC).hour) == (4, 5)
    assert until.astimezone(UTC) - since.astimezone(UTC) == timedelta(days=7, hours=1)


def test_a_mayor_hears_of_her_town_once_on_monday(cast: Cast, mails: Mails, week: Any) -> None:
    idea = an_idea(cast, "published", "Ein Brunnen")
    week.move_to(MONDAY - timedelta(seconds=1))
    assert to(mails, "frieda@example.org") == []
    week.move_to(MONDAY)
    (mail,) = to(mails, "frieda@example.org")
    assert f"/ideen/{idea.id}-ein-brunnen" in text_of(mail)
    assert "Stadt Naunhof" in text_of(mail)
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    week.move_to(MONDAY + timedelta(hours=3))
    assert len(to(mails, "frieda@example.org")) == 1
    week.move_to(MONDAY + timedelta(days=7, hours=1))
    assert len(to(mails, "frieda@example.org")) == 1


def test_what_others_see_stays_theirs(cast: Cast, mails: Mails, week: Any) -> None:
    hidden = an_idea(cast, "restricted", "Kanarienvogel eins")
    an_idea(cast, "submitted", "Kanarienvogel zwei")
    with transaction():
        db.session.add(Membership(person_id=cast.carla.id, role="observer", authority_id=cast.here.id))
        db.session.add(Membership(person_id=cast.anna.id, role="observer", authority_id=cast.elsewhere.id))
    idea = an_idea(cast, "pooled", "Ein Brunnen")
    on_monday(week, mails)
    assert "Kanarienvogel" not in "".join(text_of(mail) for mail in to(mails, "carla@example.org"))
    (mail,) = to(mails, "carla@example.org")
    assert text_of(mail).count(f"/ideen/{idea.id}-") == 2
    assert to(mails, "anna@example.org") == []
    assert hidden.restricted_at


def test_a_mailbox_gets_fresh_links_that_open_its_requests(cast: Cast, mails: Mails, week: Any) -> None:
    office = a_department(cast)
    request = a_request(cast, an_idea(cast, "published", "Ein Brunnen"), office)
    on_monday(week, mails)
    (mail,) = to(mails, str(office.email))
    link = db.session.scalars(select(StatementLink).where(StatementLink.kind == "weekly")).one()
    token = text_of(mail).split("/stellungnahme/")[1].split()[0]
    found = find_link(token)
    assert found is not None
    assert (found.id, link.request_id, link.email) == (link.id, request.id, office.email)
    assert link.sent_at is not None
    assert "/konto/" not in text_of(mail)


def test_an_office_with_people_is_written_to_there(cast: Cast, mails: Mails, week: Any) -> None:
    office = a_department(cast, officer=cast.carla)
    request = a_request(cast, an_idea(cast, "published"), office)
    on_monday(week, mails)
    assert to(mails, str(office.email)) == []
    (mail,) = to(mails, "carla@example.org")
    assert f"/konto/stellungnahmen/{request.id}" in text_of(mail)


def test_a_late_request_says_so_and_a_withdrawn_one_is_gone(cast: Cast, mails: Mails, week: Any) -> None:
    office = a_department(cast)
    request = a_request(cast, an_idea(cast, "published"), office)
    week.move_to(MONDAY + timedelta(days=20))
    on = (MONDAY + timedelta(days=21)).date()
    with transaction():
        queue_mondays(on)
    (mail,) = to(mails, str(office.email))
    assert "war erbeten bis" in text_of(mail)
    with transaction():
        request.state = "withdrawn"
    reader = find_mailbox(office.id)
    assert reader is not None
    assert monday_for(reader, *week_before(on)).is_empty


def test_one_click_ends_one_kind_for_one_alone(cast: Cast, client: Any) -> None:
    office = a_department(cast)
    kinds = {"monday": cast.frieda, "morning": cast.frieda, "mailbox": office}
    for kind, target in kinds.items():
        address = f"/abbestellen/{stop_token(target, kind)}"
        assert client.get(address).status_code == 200
        assert (cast.frieda.monday_mail, cast.frieda.due_mail, office.monday_mail) == (True, True, True)
        page = client.post(address, data={"List-Unsubscribe": "One-Click"})
        assert "mehr" in page.get_data(as_text=True)
        db.session.expire_all()
        assert [cast.frieda.monday_mail, cast.frieda.due_mail, office.monday_mail].count(False) == 1
        assert cast.frieda.digest == "weekly"
        with transaction():
            cast.frieda.monday_mail = cast.frieda.due_mail = office.monday_mail = True


def test_whoever_ended_it_gets_none_and_takes_it_back_in_the_account(
    cast: Cast, mails: Mails, week: Any, as_person: Any
) -> None:
    an_idea(cast, "published")
    browser = as_person(cast.frieda)
    assert "morning" not in browser.get("/konto/folge-ich").get_data(as_text=True)
    assert browser.post("/konto/folge-ich/amt").status_code == 303
    on_monday(week, mails)
    assert to(mails, "frieda@example.org") == []
    db.session.expire_all()
    assert (cast.frieda.monday_mail, cast.frieda.due_mail) == (False, True)
    browser.post("/konto/folge-ich/amt", data={"monday": "y"})
    db.session.expire_all()
    assert cast.frieda.monday_mail
    assert 'name="monday"' not in as_person(cast.anna).get("/konto/folge-ich").get_data(as_text=True)


def test_a_failed_mail_is_tried_again_as_the_same_mail(cast: Cast, app: Any, mails: Mails, week: Any) -> None:
    an_idea(cast, "published", "Ein Brunnen")
    on_monday(week, mails)
    app.config["MAIL_URL"], kept = "smtp://127.0.0.1:1", app.config["MAIL_URL"]
    run_due_jobs()
    app.config["MAIL_URL"] = kept
    week.move_to(MONDAY + timedelta(hours=1))
    late = an_idea(cast, "published", "Zu spät").id
    week.move_to(MONDAY + timedelta(days=1))
    (mail,) = to(mails, "frieda@example.org")
    assert f"-{MONDAY.date()}@" in mail["Message-ID"]
    assert f"/ideen/{late}-" not in text_of(mail)


def test_long_lists_are_cut_and_cost_no_more_queries(cast: Cast, week: Any) -> None:
    frieda = cast.frieda.id

    def asked() -> int:
        db.session.expunge_all()
        with queries() as statements:
            reader = find_reader(frieda)
            assert reader is not None
            told.append(monday_for(reader, now() - timedelta(days=7), now()))
        return len(statements)

    told: list[Any] = []
    ideas = [an_idea(cast, "published", f"Idee {number}") for number in range(12)]
    with transaction():
        for idea in ideas[1:]:
            idea.restricted_at, idea.listed_at = now(), None
    few = asked()
    with transaction():
        for idea in db.session.scalars(select(Idea)).all():
            idea.restricted_at, idea.listed_at = None, idea.published_at
    assert asked() == few
    assert [(len(one.new.rows), one.new.more) for one in told] == [(1, 0), (8, 4)]


def test_five_hundred_people_are_queued_without_loading_them(cast: Cast, mails: Mails, week: Any) -> None:
    with transaction():
        for number in range(500):
            person = a_person(f"Rat{number}")
            db.session.add(Membership(person_id=person.id, role="observer", authority_id=cast.elsewhere.id))
    db.session.expunge_all()
    with transaction():
        assert queue_mondays(MONDAY.date()) >= 500
        assert not [loaded for loaded in db.session if isinstance(loaded, Person | Organisation)]
        assert queue_mondays(MONDAY.date()) >= 500
    kinds = db.session.scalars(select(Job.key).where(Job.kind == "send_monday")).all()
    assert len(kinds) == len(set(kinds)) >= 500


def test_the_desk_reads_its_own_answers(cast: Cast, mails: Mails, week: Any) -> None:
    idea = an_idea(cast, "published", "Ein Brunnen")
    with transaction():
        pool_idea(idea, by=cast.bernd, answer="Gut.", version=1)
    on_monday(week, mails)
    (mail,) = to(mails, "gerda@example.org")
    assert "Ideenpool" in text_of(mail)
    assert to(mails, "dilek@example.org") == []


def test_whoever_speaks_for_a_partner_reads_which_cooperations_wait(cast: Cast, mails: Mails, week: Any) -> None:
    """Of a body one speaks for: what is not answered; nothing of it to anybody else."""
    towns = four_towns(cast)
    waiting = a_cooperation(cast, towns.naunhof, towns.brandis, title="Wartet noch")
    answered = a_cooperation(cast, towns.naunhof, towns.brandis, title="Schon beantwortet")
    say(answered, towns.brandis)
    on_monday(week, mails)
    (mail,) = to(mails, "britta@example.org")
    text = text_of(mail)
    assert "1 wartet" in mail["Subject"]
    assert "Wartet auf Ihre Antwort" in text
    assert f"Kooperation Nr. {waiting.id}: Wartet noch" in text
    assert "Fassung 1 vom 25. November 2026" in text
    assert f"/konto/kooperationen/{waiting.id}" in text
    assert "Schon beantwortet" not in text
    for address in ("frieda@example.org", "boris@example.org", "petra@example.org"):
        assert all("Wartet noch" not in text_of(mail) for mail in to(mails, address)), address
