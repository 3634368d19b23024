"""The page of figures: for the office as a whole, never about a person."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from app.accounts.models import Membership
from app.core.clock import clock_at, now
from app.core.database import db, transaction
from app.figures.queries import FEWEST_OFFICERS, figures_of
from app.ideas.moderating import pool_idea
from tests.cast import Cast, a_person
from tests.queries import queries
from tests.statement_worlds import a_department, a_request, a_statement
from tests.worlds import an_idea

Browser = Callable[..., Any]
SINCE = timedelta(days=200)


def answered_ideas(cast: Cast, count: int) -> None:
    for number in range(count):
        with clock_at(now() - timedelta(days=20 + number)):
            idea = an_idea(cast, title=f"Idee {number}")
        with transaction():
            pool_idea(idea, by=cast.bernd, answer="Gut.", version=1)


def test_steps_fields_and_months(cast: Cast) -> None:
    answered_ideas(cast, 5)
    an_idea(cast, "submitted")
    shown = figures_of({cast.here.id}, now() - SINCE)
    steps = {step.name: step for step in shown.steps}
    assert (steps["answer"].taken.cases, steps["answer"].taken.median_days) == (5, 22)
    assert (steps["receipt"].waiting.now, steps["receipt"].waiting.late) == (1, 0)
    (row,) = shown.fields
    assert (row.label, row.received, row.waiting, row.answer.cases) == ("Lebenswerte Orte", 6, 1, 5)
    assert sum(month.received for month in shown.months) == 6
    assert sum(month.answered for month in shown.months) == 5


def test_another_office_sees_nothing_of_it(cast: Cast) -> None:
    answered_ideas(cast, 1)
    assert figures_of({cast.elsewhere.id}, now() - SINCE).is_empty


@pytest.mark.parametrize("officers", [FEWEST_OFFICERS - 1, FEWEST_OFFICERS])
def test_a_department_has_a_name_from_five_officers_on(cast: Cast, officers: int) -> None:
    large, small, other = (a_department(cast, name) for name in ("Amt Groß", "Amt Klein", "Amt Winzig"))
    with transaction():
        for number in range(officers):
            person = a_person(f"Amt{number}")
            db.session.add(Membership(person_id=person.id, role="officer", organisation_id=large.id))
    idea = an_idea(cast)
    for office in (large, small, other):
        a_statement(a_request(cast, idea, office))
    names = [(row.name, row.asked) for row in figures_of({cast.here.id}, now() - SINCE).offices]
    is_large = officers >= FEWEST_OFFICERS
    assert names == ([("Amt Groß", 1), (None, 2)] if is_large else [(None, 3)])


def test_one_small_department_alone_is_not_shown_at_all(cast: Cast) -> None:
    a_request(cast, an_idea(cast), a_department(cast, "Amt Klein"))
    shown = figures_of({cast.here.id}, now() - SINCE)
    assert shown.offices == []
    assert {step.name: step.waiting.now for step in shown.steps}["statement"] == 1


def test_as_many_queries_for_one_idea_as_for_many(cast: Cast) -> None:
    answered_ideas(cast, 1)
    with queries() as few:
        figures_of({cast.here.id}, now() - SINCE)
    answered_ideas(cast, 4)
    a_request(cast, an_idea(cast), a_department(cast))
    with queries() as many:
        figures_of({cast.here.id}, now() - SINCE)
    assert len(few) == len(many) <= 9


def test_the_page_and_its_table_name_no_person(cast: Cast, as_person: Browser) -> None:
    answered_ideas(cast, 5)
    for person in (cast.bernd, cast.gerda):
        page = as_person(person).get("/verwaltung/auswertung").text
        assert "22 Tage" in page
        assert "Bernd" not in page.split("<main")[1]
        table = as_person(person).get("/verwaltung/auswertung/tabelle.csv?monate=24").text
        assert "Lebenswerte Orte" in table
        assert "Bernd" not in table


def test_others_have_no_business_there(cast: Cast, as_person: Browser, client: Any) -> None:
    assert as_person(cast.anna).get("/verwaltung/auswertung").status_code == 403
    assert client.get("/verwaltung/auswertung").status_code == 302
