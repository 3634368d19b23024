"""The verbs of the site's own pages: keep a text, keep the contact, report a barrier."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import delete

from app.accounts.models import Authority, Person
from app.core.clock import now
from app.core.database import db, touch_beside
from app.core.errors import DomainError, VersionIsStale
from app.core.working_days import desk_day
from app.pages.models import BarrierReport, SiteText
from app.pages.queries import TextPlace, newest_text
from app.pages.searching import ref_of

REPORTS_ARE_KEPT_FOR = timedelta(days=365)
CONTACT_FIELDS = ("title", "office", "phone", "phone_hours", "postal_address", "email")


class TextIsEmpty(DomainError):
    """A legal page is never blank; whoever wants the platform's own words restores the default."""


def save_text(place: TextPlace, *, by: Person, body: str, version: int) -> SiteText:
    """The authority speaks in these words from now on; what it said before is kept. `version` is the one shown."""
    if not body.strip():
        raise TextIsEmpty
    return _save(place, by, body, version)


def restore_default(place: TextPlace, *, by: Person, version: int) -> SiteText:
    """The platform's own text counts again, and follows it when it improves; earlier versions are kept."""
    return _save(place, by, "", version)


def edit_authority(authority: Authority, *, by: Person, values: Mapping[str, Any]) -> None:
    """How people reach the authority, in the footer and on every step of writing. Title and office are never blank."""
    for name in CONTACT_FIELDS:
        setattr(authority, name, values[name] or None)
    authority.holds_first_comments = bool(values.get("holds_first_comments", authority.holds_first_comments))


def report_barrier(
    *, text: str, page: str | None = None, email: str | None = None, authority: Authority | None = None
) -> BarrierReport:
    """Somebody could not use a page; those who keep the site find the report on their desk."""
    report = BarrierReport(
        text=text, page=page or None, email=email or None, authority_id=authority.id if authority else None,
        due_on=desk_day("barrier", authority),
    )  # fmt: skip
    db.session.add(report)
    db.session.flush()
    return report


def settle_report(report: BarrierReport, *, by: Person) -> None:
    """The barrier is gone or answered; doing it twice changes nothing."""
    report.settled_at = report.settled_at or now()


def _save(place: TextPlace, by: Person, body: str, version: int) -> SiteText:
    current = newest_text(place.authority_id, place.name, place.lang)
    number = current.version if current else 0
    if version != number:
        raise VersionIsStale(version, number)
    text = SiteText(
        authority_id=place.authority_id, name=place.name, lang=place.lang, body=body, version=number + 1,
        saved_by_id=by.id,
    )  # fmt: skip
    db.session.add(text)
    db.session.flush()
    touch_beside("page", ref_of(place.name, place.authority.slug))
    return text


def forget_settled_reports() -> int:
    """Retention: a settled report is deleted after a year, as the privacy text says; returns how many."""
    old = delete(BarrierReport).where(BarrierReport.settled_at < now() - REPORTS_ARE_KEPT_FOR)
    return int(db.session.execute(old).rowcount or 0)  # type: ignore[attr-defined]
