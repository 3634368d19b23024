"""The interim notice: a reason and a new day, both days public, and nobody sends it over a colleague's."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from app.core.clock import today
from app.core.database import db, transaction
from app.core.journal import JournalEntry
from app.core.languages import day
from app.core.working_days import add_working_days, working_day_from
from app.ideas.models import Idea
from app.ideas.moderating import proposed_day
from tests.cast import Cast
from tests.ideas_desk.stage import fresh, received

Browser = Callable[..., Any]


def sent_for(idea: Idea, **values: str) -> dict[str, str]:
    form = {"version": "1", "due": str(idea.answer_due_on), "until": str(proposed_day(idea)), "reason": "Amt krank."}
    return {**form, **values}


def notices() -> int:
    counted = select(func.count()).select_from(JournalEntry).where(JournalEntry.verb == "send_interim_notice")
    return db.session.scalar(counted) or 0


def test_the_new_day_is_public_told_and_stands_beside_the_old_one(
    cast: Cast, client: Any, as_person: Browser, mails: Callable[[], list[Any]]
) -> None:
    idea, desk = received(cast, "published"), as_person(cast.bernd)
    before, address = idea.answer_due_on, f"/verwaltung/ideen/{idea.id}/zwischenbescheid"
    until = proposed_day(idea)
    assert f'value="{until}"' in desk.get(address).get_data(as_text=True)
    assert desk.post(address, data=sent_for(idea)).status_code == 302
    assert fresh(idea).answer_due_on == until
    page = client.get(f"/ideen/{idea.id}-{idea.slug}").get_data(as_text=True)
    assert before is not None
    assert all(words in page for words in (day(before), day(until), "Amt krank."))
    (letter,) = [mail for mail in mails() if "Amt krank." in mail.get_body(("plain",)).get_content()]
    assert letter["To"] == cast.anna.email


def test_sent_twice_it_is_one_and_over_a_colleagues_it_is_none(cast: Cast, as_person: Browser) -> None:
    idea, desk = received(cast, "published"), as_person(cast.bernd)
    address, sent = f"/verwaltung/ideen/{idea.id}/zwischenbescheid", sent_for(idea)
    assert [desk.post(address, data=sent).status_code for _turn in range(2)] == [302, 302]
    later = str(working_day_from(proposed_day(fresh(idea)) + timedelta(weeks=2), "SN"))
    late = desk.post(address, data={**sent, "until": later, "reason": "Mein Satz."})
    assert (late.status_code, "Mein Satz." in late.get_data(as_text=True)) == (409, True)
    assert notices() == 1
    assert desk.post(address, data=sent_for(fresh(idea), until=later, reason="Mein Satz.")).status_code == 302
    assert notices() == 2


@pytest.mark.parametrize("until", ["", "gestern", "2026-01-01", "2031-01-04"])
def test_the_day_must_be_a_working_day_after_the_promised_one(cast: Cast, as_person: Browser, until: str) -> None:
    idea = received(cast, "published")
    address = f"/verwaltung/ideen/{idea.id}/zwischenbescheid"
    answer = as_person(cast.bernd).post(address, data=sent_for(idea, until=until))
    assert (answer.status_code, "Amt krank." in answer.get_data(as_text=True), notices()) == (422, True, 0)


def test_the_desk_is_warned_when_the_day_is_near(cast: Cast, as_person: Browser) -> None:
    idea, desk = received(cast, "published"), as_person(cast.bernd)
    address = f"/verwaltung/ideen/{idea.id}"
    link = f'href="{address}/zwischenbescheid"'
    assert desk.get(address).get_data(as_text=True).count(link) == 1
    with transaction():
        db.session.merge(idea).answer_due_on = add_working_days(today(), 3, "SN")
    assert desk.get(address).get_data(as_text=True).count(link) == 2


def test_nobody_else_sends_one(cast: Cast, client: Any, as_person: Browser) -> None:
    idea = received(cast, "published")
    address, sent = f"/verwaltung/ideen/{idea.id}/zwischenbescheid", sent_for(idea)
    assert client.post(address, data=sent).status_code == 302
    assert [as_person(person).post(address, data=sent).status_code for person in (cast.dilek, cast.anna)] == [404, 404]
    assert (
        as_person(cast.bernd).post(f"/verwaltung/ideen/{received(cast).id}/zwischenbescheid", data=sent).status_code
        == 409
    )
    assert notices() == 0
