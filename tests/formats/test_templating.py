"""Templates: whole, in German, with gaps that are seen; their days never on a weekend where they say so."""

from datetime import date, timedelta

import pytest
from flask import Flask
from pydantic import ValidationError

from app.core.clock import today
from app.core.database import db, transaction
from app.core.texts import GAP
from app.core.working_days import is_working_day
from app.formats.completing import OBLIGATORY, missing_in
from app.formats.running import DayIsWrong
from app.formats.templating import (
    Template,
    TemplateIsUnknown,
    begin_from,
    find_template,
    offered,
    period_of,
    templates,
)
from tests.cast import Cast


@pytest.mark.parametrize("template", templates(), ids=lambda one: one.key)
def test_a_template_lacks_nothing_but_what_is_in_braces(app: Flask, cast: Cast, template: Template) -> None:
    with transaction():
        format = begin_from(template, cast.concept, [cast.field], title="", first=today(), by=cast.bernd)
    with app.test_request_context():
        missing = missing_in(format)
    assert (missing.fields, missing.of_kind) == ([], [])
    assert "who_decides" in missing.gaps, "who decides is never known beforehand"
    assert all(getattr(template, name) for name in OBLIGATORY if not name.endswith("_on"))
    db.session.expire(format)
    assert [section.position for section in format.sections] == list(range(len(format.sections)))
    if template.sections == "fields":
        assert [section.goal_id for section in format.sections] == [cast.field.id]


def test_every_kind_can_be_begun_without_a_template(cast: Cast) -> None:
    kinds = [one.kind for one in offered() if not one.name]
    assert kinds == ["call", "forum", "workshop", "swot"]
    with pytest.raises(TemplateIsUnknown):
        find_template("gibt-es-nicht")


@pytest.mark.parametrize("land", ["SN", "MV"])
def test_days_fall_on_working_days(cast: Cast, land: str) -> None:
    for template in templates():
        for n in range(0, 370, 5):
            first = date(2027, 1, 1) + timedelta(days=n)
            period = period_of(template, first, land)
            if template.working_days:
                assert is_working_day(period.first, land)
                assert is_working_day(period.last, land)
            else:
                assert period.first == first
            assert (period.last - period.first).days >= template.days - 1


def test_a_first_day_in_the_past_is_refused(cast: Cast) -> None:
    template = find_template("ohne-forum")
    with transaction(), pytest.raises(DayIsWrong):
        begin_from(template, cast.concept, [], title="Forum", first=today() - timedelta(days=1), by=cast.bernd)


def test_a_gap_too_long_to_be_seen_is_a_fault() -> None:
    long = "{" + "sehr " * 20 + "lang}"
    assert not GAP.search(long)
    with pytest.raises(ValidationError):
        Template(key="zu-lang", kind="forum", text=long)
