"""What of reference sheets waits at the desk: those to be confirmed."""

from collections.abc import Collection
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select

from app.accounts.models import Person
from app.concepts.models import Concept
from app.inbox.kinds import Waiting, row
from app.reference_sheets.models import ReferenceSheet

_concept: Any = Concept.__table__


def _asked(authority_ids: Collection[int]) -> Select[Any]:
    waiting = row(
        number=ReferenceSheet.id, title=ReferenceSheet.title, authority=ReferenceSheet.authority_id,
        due_on=ReferenceSheet.due_on, since=ReferenceSheet.asked_at, state=_concept.c.short_title,
    )  # fmt: skip
    waiting = waiting.join(_concept, _concept.c.id == ReferenceSheet.concept_id)
    return waiting.where(ReferenceSheet.state == "asked", ReferenceSheet.authority_id.in_(authority_ids))


def _own(person: Person) -> ColumnElement[bool]:
    return ReferenceSheet.author_id.is_not_distinct_from(person.id)


sheets = Waiting(
    "sheet", ("moderator",), _asked, lambda: _("Reference sheets"), lambda _concept: _("confirm or decline it"),
    "reference_sheets_desk.show", not_for=_own,
)  # fmt: skip
