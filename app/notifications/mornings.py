"""The warning in the morning: what of one's own is past its day, due today or in two working days. Nothing of others.

Comes only on days on which the offices of the Land work, and only to who has something to do.
"""

from datetime import date, time, timedelta

from sqlalchemy import ColumnElement, Select, select

from app.accounts.models import Authority, Membership, Person
from app.core.clock import local, moment_of, now, today
from app.core.database import db
from app.core.jobs import enqueue
from app.core.working_days import add_working_days, is_working_day
from app.inbox.kinds import Item
from app.inbox.queries import due_for, kinds_for

MORNING = time(6, 30)
WARN_BEFORE = 2
MOST_ITEMS = 200
AT_ONCE = 200
DESK_ROLES = ("moderator", "project_editor", "approver", "admin", "reception")


def plan_mornings() -> None:
    """The clock's verb: the coming morning has its run."""
    here = local(now())
    day = here.date() if here.time() < MORNING else here.date() + timedelta(days=1)
    enqueue("start_mornings", day.isoformat(), {"day": day.isoformat()}, run_at=moment_of(day, MORNING))


def queue_mornings(day: date) -> int:
    """One job for everybody at a desk whose Land works that day; returns how many. A day gone by warns nobody."""
    lands = db.session.execute(select(Authority.id, Authority.land)).all()
    at_work = [number for number, land in lands if is_working_day(day, land)]
    if day != today() or not at_work:
        return 0
    count, last = 0, 0
    found = _people(at_work)
    while ids := db.session.scalars(found.where(Person.id > last).order_by(Person.id).limit(AT_ONCE)).all():
        for number in ids:
            enqueue("send_morning", f"{number}-{day}", {"person": number, "day": day.isoformat()})
        count, last = count + len(ids), ids[-1]
    return count


def has_morning_mail(person: Person) -> bool:
    """Whether there is such a mail for somebody in her place, wanted or not."""
    return bool(kinds_for(person, "offen"))


def due_this_morning(person: Person) -> list[Item]:
    """What is near its day or past it: first what she has taken on, then what nobody has; each by its day."""
    lands = {held.authority_id: held.authority.land for held in person.valid_memberships if held.authority is not None}
    lands = {number: land for number, land in lands.items() if is_working_day(today(), land)}
    if not lands:
        return []
    last_days = {number: add_working_days(today(), WARN_BEFORE, land) for number, land in lands.items()}
    items = [
        item
        for item in due_for(person, max(last_days.values()), MOST_ITEMS)
        if item.due_on is not None and item.due_on <= _last_day(item, last_days)
    ]
    return sorted(items, key=lambda item: item.person_id != person.id)


def _last_day(item: Item, last_days: dict[int | None, date]) -> date:
    """What belongs to an authority whose offices are closed today waits until they open."""
    if item.authority_id is None:
        return max(last_days.values())
    return last_days.get(item.authority_id, date.min)


def find_to_warn(person_id: int) -> Person | None:
    """The person, if she still works at a desk and wants to be warned."""
    wanted = select(Person).where(Person.id == person_id, Person.due_mail.is_(True), *_is_there())
    return db.session.scalar(wanted)


def _people(authority_ids: list[int]) -> Select[int]:
    held = select(Membership.person_id).where(
        Membership.role.in_(DESK_ROLES), Membership.authority_id.in_(authority_ids),
        Membership.is_valid,
    )  # fmt: skip
    return select(Person.id).where(Person.due_mail.is_(True), *_is_there(), Person.id.in_(held))


def _is_there() -> tuple[ColumnElement[bool], ...]:
    return Person.erased_at.is_(None), Person.email.is_not(None)
