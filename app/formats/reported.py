"""Reports at the desk, with those about what was said in formats: nobody hears of reports about her own words."""

from dataclasses import replace

from sqlalchemy import ColumnElement, and_, or_, select

from app.accounts.models import Person
from app.formats.models import Contribution
from app.formats.queries import is_by
from app.ideas import waiting as ideas
from app.restrictions.models import Report


def _is_about_own(person: Person) -> ColumnElement[bool]:
    wrote_it = or_(is_by(person), Contribution.author_id == person.id)
    own = Report.thing_id.in_(select(Contribution.id).where(wrote_it))
    about_ideas = ideas.reports.not_for
    others = [about_ideas(person)] if about_ideas is not None else []
    return or_(*others, and_(Report.comment_id.is_(None), own))


reports = replace(ideas.reports, not_for=_is_about_own)
