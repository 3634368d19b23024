"""What everybody finds of concepts: the goals that are pursued, and what a concept says beside its goals."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from sqlalchemy import ColumnElement, select

from app.concepts.models import Concept, Goal
from app.core.clock import local
from app.core.database import db
from app.search.documents import Document
from app.things.queries import is_public

_concept = Concept.__table__.alias("concept_of_goal")


def goal_documents(thing_ids: Collection[int] | None = None, refs: Collection[str] | None = None) -> Iterator[Document]:
    """One for each goal of an edition that holds; its short title is what lists show, the literal one its text."""
    rows = (
        select(
            Goal.id, Goal.title, Goal.short_title, Goal.text, Goal.details, Goal.authority_id, Goal.published_at,
            _concept.c.adopted_on,
        )
        .join(_concept, (_concept.c.id == Goal.concept_id) & (_concept.c.edition == Goal.edition))
        .where(is_public(), Goal.is_retired.is_(False), *_asked(Goal.id, thing_ids, refs))
        .order_by(Goal.id)
    )  # fmt: skip
    for row in db.session.execute(rows):
        literal = [row.title] if row.short_title else []
        parts = [*literal, row.text, *row.details.get("variants", ())]
        yield Document(
            kind="goal", ref=str(row.id), thing_id=row.id, authority_id=row.authority_id,
            title=row.short_title or row.title, text="\n".join(filter(None, parts)),
            day=row.adopted_on or local(row.published_at).date(),
        )  # fmt: skip


def concept_documents(
    thing_ids: Collection[int] | None = None, refs: Collection[str] | None = None
) -> Iterator[Document]:
    """One for each concept, in the edition that holds."""
    columns = (Concept.id, Concept.title, Concept.short_title, Concept.region, Concept.content, Concept.adopted_on)
    rows = select(*columns, Concept.authority_id, Concept.published_at)
    for row in db.session.execute(rows.where(is_public(), *_asked(Concept.id, thing_ids, refs)).order_by(Concept.id)):
        yield Document(
            kind="concept", ref=str(row.id), thing_id=row.id, authority_id=row.authority_id, title=row.title,
            text="\n".join([f"{row.short_title}, {row.region}", *_words_of(row.content or {})]),
            day=row.adopted_on or local(row.published_at).date(),
        )  # fmt: skip


def _words_of(content: Mapping[str, Any]) -> Iterator[str]:
    """What a concept says beside its goals, in the order of its pages."""
    yield from content.get("introduction", ())
    yield from content.get("preamble", ())
    yield from content.get("principles", ())
    for name, fields in (
        ("leitbilder", ("title", "text")), ("topics", ("title",)), ("cross_cutting", ("title", "text")),
        ("guiding_questions", ("question",)), ("regional_focus", ("region", "text")), ("swot", ("text",)),
        ("milestones", ("label", "text")),
    ):  # fmt: skip
        yield from (part[field] for part in content.get(name, ()) for field in fields if part.get(field))
    yield from content.get("participation_formats", ())


def _asked(column: Any, thing_ids: Collection[int] | None, refs: Collection[str] | None) -> list[ColumnElement[bool]]:
    numbers = thing_ids if refs is None else [int(ref) for ref in refs]
    return [] if numbers is None else [column.in_(numbers)]
