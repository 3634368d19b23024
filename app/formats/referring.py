"""Finished formats that consist of the concept's own text: read from its current edition each time, never copied."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app.concepts.models import Concept, Goal
from app.core.database import db
from app.formats.kinds import Line, kind_of
from app.formats.models import QUADRANTS, ParticipationFormat
from app.formats.wording import quadrant_label
from app.things.queries import is_public


@dataclass(frozen=True)
class Question:
    """A guiding question as printed, and what was answered."""

    text: str
    answers: list[str]


@dataclass(frozen=True)
class AnalysedField:
    """A field of action and what the document says of it, by quadrant."""

    key: str
    label: str
    tone: int | None
    quadrants: dict[str, list[str]]


@dataclass(frozen=True)
class Shown:
    """What a finished format shows of its concept, as it stands in the current edition."""

    concept: Concept
    edition: str
    questions: list[Question]
    preamble: list[str]
    fields: list[AnalysedField]

    @property
    def answers(self) -> int:
        return sum(len(question.answers) for question in self.questions)

    @property
    def items(self) -> int:
        return sum(len(texts) for field in self.fields for texts in field.quadrants.values())


def shown_of(format: ParticipationFormat) -> Shown:
    """What the format shows; of what its concept does not hold (any more), nothing."""
    concept = format.concept
    titles = {edition["key"]: str(edition["title"]) for edition in concept.content.get("editions") or []}
    has_questions = format.reference == "guiding_questions"
    return Shown(
        concept, titles.get(concept.edition, concept.short_title), _questions(concept) if has_questions else [],
        list(concept.content.get("preamble") or []) if has_questions else [],
        _fields(concept) if format.reference == "swot" else [],
    )  # fmt: skip


def lines_of(format: ParticipationFormat) -> Iterable[Line]:
    """Everything a format holds, for its papers: what was said in it, or what it shows of its concept."""
    return lines_of_reference(format) if format.reference else kind_of(format).lines(format)


def lines_of_reference(format: ParticipationFormat) -> Iterable[Line]:
    """Everything such a format shows, in order: for its papers."""
    shown = shown_of(format)
    said = [(question.text, answer) for question in shown.questions for answer in question.answers]
    said += [
        (f"{field.label}: {quadrant_label(quadrant)}", text)
        for field in shown.fields
        for quadrant, texts in field.quadrants.items()
        for text in texts
    ]
    source = shown.concept.short_title
    return [Line(number, where, "", source, text, 0) for number, (where, text) in enumerate(said, start=1)]


def finished_format(concept_id: int, reference: str) -> ParticipationFormat | None:
    """The public format that shows this part of the concept, where there is one."""
    wanted = select(ParticipationFormat).where(
        ParticipationFormat.concept_id == concept_id, ParticipationFormat.reference == reference, is_public()
    )
    return db.session.scalar(wanted.order_by(ParticipationFormat.id).limit(1))


def _questions(concept: Concept) -> list[Question]:
    parts: list[Mapping[str, Any]] = concept.content.get("guiding_questions") or []
    return [Question(part["question"], list(part["answers"])) for part in parts]


def _fields(concept: Concept) -> list[AnalysedField]:
    items: list[Mapping[str, Any]] = concept.content.get("swot") or []
    wanted = select(Goal).where(Goal.concept_id == concept.id, Goal.key.in_({item["field"] for item in items}))
    return [
        AnalysedField(
            goal.key, goal.short_title or goal.title, goal.tone,
            {
                quadrant: [item["text"] for item in items if (item["field"], item["quadrant"]) == (goal.key, quadrant)]
                for quadrant in QUADRANTS
            },
        )
        for goal in db.session.scalars(wanted.order_by(Goal.position))
    ]  # fmt: skip
