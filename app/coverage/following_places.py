"""Numbers and documents follow the places: after an extract is loaded, and when a membership begins or ends.

What is counted per region and found by its name is kept, not asked for; so it has to be made anew when a town joins a
region, leaves it, or goes into another one.
"""

from collections.abc import Callable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.core.clock import today
from app.core.database import db, touch_beside
from app.core.jobs import enqueue
from app.coverage.tallying import recounting
from app.municipalities.models import RegionMember
from app.search.keeping import rebuilding


def renewing() -> list[Callable[[], int]]:
    """The steps that make numbers and documents anew; each is right by itself and may have its own transaction."""
    return [*recounting(), *rebuilding(("idea", "project")), note_counted]


def note_counted() -> int:
    """Write down that numbers and documents are those of today's members; the towns' own documents follow."""
    due = _due()
    for member in due:
        member.is_counted = member.is_today
        touch_beside("municipality", member.municipality.ags)
    return len(due)


def queue_places() -> int:
    """Have everything made anew where a membership began or ended since; nothing to do touches nothing."""
    due = len(_due())
    if due:
        have_places_renewed(f"{today()}")
    return due


def have_places_renewed(key: str) -> None:
    """Have the worker make numbers and documents anew, once this transaction is over."""
    enqueue("renew_places", key, {})


def _due() -> Sequence[RegionMember]:
    members = select(RegionMember).options(joinedload(RegionMember.municipality)).order_by(RegionMember.id)
    return [member for member in db.session.scalars(members) if member.is_counted != member.is_today]
