"""How an authority keeps its table: adding, changing, reviewing, removing, bringing back. Nothing is sent anywhere by
it; each step says who took it and what stood there before."""

from typing import Any

from sqlalchemy.exc import IntegrityError

from app.accounts.models import Person
from app.core.clock import now, today
from app.core.database import db
from app.core.errors import DomainError, VersionIsStale
from app.core.texts import slugify
from app.responsibilities.models import FIELDS, Responsibility, ResponsibilityChange
from app.responsibilities.queries import MOST_MATTERS, count_kept, find_by_key


class TitleIsTaken(DomainError):
    """The authority has another matter of that name."""


class TableIsFull(DomainError):
    """More would be no page that anybody reads."""


def add_matter(authority_id: int, values: dict[str, Any], *, by: Person) -> Responsibility:
    """A matter of one's own, reviewed by being written. Sent twice it is one; what was removed under that name comes
    back with the new words."""
    key = slugify(values["title"])
    row = find_by_key(authority_id, key)
    if row is None:
        if count_kept(authority_id) >= MOST_MATTERS:
            raise TableIsFull
        # A version above the first one: loading leaves it alone, even after its review is taken back.
        row = Responsibility(authority_id=authority_id, key=key, version=2, reviewed_on=today(), **values)
        try:
            with db.session.begin_nested():
                db.session.add(row)
        except IntegrityError as error:
            row = find_by_key(authority_id, key)
            if row is None:
                raise TitleIsTaken from error
        else:
            _note(row, "added", by)
            return row
    if row.removed_at is not None:
        _keep(row, values, by)
    elif any(getattr(row, name) != value for name, value in values.items()):
        raise TitleIsTaken
    return row


def change_matter(row: Responsibility, values: dict[str, Any], *, version: int, by: Person) -> None:
    """The words of the authority count from now on, and loading leaves them alone. Its key and address stay;
    what a colleague has removed meanwhile comes back."""
    _ensure_current(row, version)
    _keep(row, values, by)


def review_matter(row: Responsibility, *, version: int, by: Person) -> None:
    """The authority says that it is right as it stands. Said twice, it is said once."""
    if row.version == version + 1 and row.removed_at is None and row.changes and row.changes[0].what == "reviewed":
        return
    _ensure_current(row, version)
    _step(row, "reviewed", by)
    row.reviewed_on = today()


def remove_matter(row: Responsibility, *, version: int, by: Person) -> None:
    """It is neither shown nor suggested any more, and loading does not bring it back."""
    _ensure_current(row, version)
    _step(row, "removed", by)
    row.removed_at = now()


def restore_matter(row: Responsibility, *, version: int, by: Person) -> None:
    """It is in the table again as it was, reviewed or not."""
    _ensure_current(row, version)
    if count_kept(row.authority_id) >= MOST_MATTERS:
        raise TableIsFull
    _step(row, "restored", by)
    row.removed_at = None


def _keep(row: Responsibility, values: dict[str, Any], by: Person) -> None:
    _step(row, "changed", by, {name: getattr(row, name) for name in FIELDS})
    for name, value in values.items():
        setattr(row, name, value)
    row.reviewed_on, row.removed_at = today(), None


def _ensure_current(row: Responsibility, version: int) -> None:
    if row.version != version:
        raise VersionIsStale(version, row.version)


def _step(row: Responsibility, what: str, by: Person, before: dict[str, Any] | None = None) -> None:
    row.version += 1
    row.updated_at = now()
    _note(row, what, by, before)


def _note(row: Responsibility, what: str, by: Person, before: dict[str, Any] | None = None) -> None:
    change = ResponsibilityChange(
        responsibility_id=row.id, version=row.version, what=what, by_id=by.id, values=before or {}
    )
    db.session.add(change)
