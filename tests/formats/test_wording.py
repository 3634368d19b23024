"""What is said of formats in words: states, days, periods, who reads along."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from flask_babel import force_locale

from app.accounts.models import Organisation
from app.core.clock import today
from app.core.database import db, transaction
from app.formats.models import ParticipationFormat
from app.formats.wording import (
    audience_label,
    level_label,
    level_sentence,
    period_of,
    quadrant_label,
    readers_of,
    state_label,
    state_mood,
    time_left,
)
from app.formats.workflow import AUDIENCES, FORMAT_STATES, LEVELS
from app.things.models import AudienceMember
from tests.format_worlds import a_format
from tests.queries import count_queries

pytestmark = pytest.mark.once


@dataclass
class InTime:
    state: str = "open"
    opens_on: date | None = None
    closes_on: date | None = None
    label: str | None = None


def test_who_reads_along_is_asked_once_however_many_bodies_there_are(app, cast):
    number = a_format(cast, audience="invited", invited=(cast.anna,)).id
    with transaction():
        bodies = [Organisation(name=name, kind="society", authority_id=cast.here.id) for name in ("Chor", "Angler")]
        db.session.add_all(bodies)
        db.session.flush()
        db.session.add_all(AudienceMember(audience_id=number, organisation_id=body.id) for body in bodies)
    db.session.remove()
    format = db.session.get_one(ParticipationFormat, number)
    with app.test_request_context(), force_locale("de"), count_queries(1):
        said = readers_of(format)
    assert said is not None
    assert "Angler, Chor" in said


def test_everything_the_tables_allow_has_a_word(app):
    with app.test_request_context(), force_locale("de"):
        said = [state_label(state) for state in FORMAT_STATES] + [level_label(level) for level in LEVELS]
        said += [audience_label(audience) for audience in AUDIENCES]
        said += [quadrant_label(one) for one in ("strength", "weakness", "opportunity", "threat")]
        assert len(set(said)) == len(said)
        assert all(level_sentence(level).endswith(".") for level in LEVELS)
        assert {len(state_mood(state)) for state in FORMAT_STATES} == {2}


@pytest.mark.parametrize(
    ("first", "last", "german", "english"),
    [
        (date(2026, 12, 1), date(2026, 12, 20), "1. bis 20. Dezember 2026", "1 to 20 December 2026"),
        (date(2026, 11, 28), date(2026, 12, 20), "28. November bis 20. Dezember 2026",
         "28 November to 20 December 2026"),
        (date(2026, 12, 28), date(2027, 1, 9), "28. Dezember 2026 bis 9. Januar 2027",
         "28 December 2026 to 9 January 2027"),
        (date(2026, 12, 1), date(2026, 12, 1), "1. Dezember 2026", "1 December 2026"),
        (date(2026, 12, 1), None, "ab 1. Dezember 2026", "from 1 December 2026"),
        (None, date(2026, 12, 1), "bis 1. Dezember 2026", "until 1 December 2026"),
        (None, None, "", ""),
    ],
)  # fmt: skip
def test_a_period_is_as_short_as_it_stays_clear(app, first, last, german, english):
    for locale, said in (("de", german), ("en", english)):
        with app.test_request_context(), force_locale(locale):
            assert period_of(InTime(opens_on=first, closes_on=last)) == said


def test_the_period_of_an_old_format_is_as_printed(app):
    with app.test_request_context():
        assert period_of(InTime("concluded", date(2019, 6, 1), None, "Ab Juni 2019")) == "Ab Juni 2019"


@pytest.mark.parametrize(
    ("state", "days", "said"),
    [
        ("open", 0, "heute ist der letzte Tag"), ("open", 1, "nur noch bis morgen"), ("open", 5, "noch 5 Tage"),
        ("announced", 0, "beginnt heute"), ("announced", 1, "beginnt morgen"), ("announced", 9, "beginnt in 9 Tagen"),
        ("closed", 5, ""), ("cancelled", 5, ""),
    ],
)  # fmt: skip
def test_how_long_people_can_still_take_part(app, state, days, said):
    day = today() + timedelta(days=days)
    with app.test_request_context(), force_locale("de"):
        assert time_left(InTime(state, opens_on=day, closes_on=day)) == said
