"""How an office keeps its response templates: adding, changing, removing, bringing back. Nothing is sent by it."""

from collections.abc import Sequence

from app.accounts.models import Authority, Person
from app.casework.models import ResponseTemplate
from app.casework.templates import MOST_TEMPLATES, all_templates, missing_standard
from app.core.clock import now
from app.core.database import db
from app.core.errors import DomainError, VersionIsStale


class TitleIsTaken(DomainError):
    """The office has another template of that title for that step."""


class TemplatesAreMany(DomainError):
    """More would be no list anybody chooses from."""


def add_template(authority: Authority, *, step: str, title: str, text: str, by: Person) -> ResponseTemplate:
    """One more to choose from; sent twice it is one. The door holds the authority, so that two wait for each other."""
    kept = all_templates(authority.id)
    same = _of_title(kept, step, title)
    if same is not None:
        if same.text != text or same.removed_at is not None:
            raise TitleIsTaken
        return same
    if sum(one.removed_at is None for one in kept) >= MOST_TEMPLATES:
        raise TemplatesAreMany
    template = ResponseTemplate(authority_id=authority.id, step=step, title=title, text=text, updated_by_id=by.id)
    db.session.add(template)
    db.session.flush()
    return template


def change_template(template: ResponseTemplate, *, step: str, title: str, text: str, version: int, by: Person) -> None:
    """The new words count from now on; answers given with the old ones stay as they are."""
    _ensure_current(template, version)
    same = _of_title(all_templates(template.authority_id), step, title)
    if same is not None and same.id != template.id:
        raise TitleIsTaken
    template.step, template.title, template.text = step, title, text
    _note(template, by)


def remove_template(template: ResponseTemplate, *, version: int, by: Person) -> None:
    """It is no longer offered; it can be put back."""
    if template.removed_at is not None:
        return
    _ensure_current(template, version)
    template.removed_at = now()
    _note(template, by)


def restore_template(template: ResponseTemplate, *, version: int, by: Person) -> None:
    """It is offered again, as it was."""
    if template.removed_at is None:
        return
    _ensure_current(template, version)
    template.removed_at = None
    _note(template, by)


def take_over_standard(authority: Authority, *, by: Person) -> int:
    """Every standard text the office has not had yet; returns how many. They are its own to change from then on."""
    missing = missing_standard(all_templates(authority.id))
    for step, title, text in missing:
        db.session.add(
            ResponseTemplate(authority_id=authority.id, step=step, title=title, text=text, updated_by_id=by.id)
        )
    return len(missing)


def _of_title(kept: Sequence[ResponseTemplate], step: str, title: str) -> ResponseTemplate | None:
    return next((one for one in kept if (one.step, one.title) == (step, title)), None)


def _ensure_current(template: ResponseTemplate, version: int) -> None:
    if template.version != version:
        raise VersionIsStale(version, template.version)


def _note(template: ResponseTemplate, by: Person) -> None:
    template.version += 1
    template.updated_by_id, template.updated_at = by.id, now()
