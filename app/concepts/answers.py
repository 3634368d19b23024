"""What the JSON door tells of concepts; other programs rely on these shapes."""

from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from app.concepts.matching import Match
from app.concepts.models import Concept
from app.concepts.queries import GoalNode, GoalTree
from app.concepts.schemas import EditionStatus, GoalKind, Quadrant


class ConceptItem(BaseModel):
    """A concept in the list."""

    slug: str
    title: str
    kind: str
    region: str
    horizon: str | None
    adopted_on: date | None
    status: str


class ParentAnswer(BaseModel):
    """One place where the document lists the goal: under which goal, as which one there, in which words."""

    id: int
    position: int
    wording: str | None
    source_page: int | None


class RequirementAnswer(BaseModel):
    text: str
    valid_until: date | None


class GoalAnswer(BaseModel):
    """A goal; `title` is literal, `short_title` editorial."""

    id: int
    key: str
    kind: GoalKind
    number: str | None
    title: str
    text: str | None
    variants: list[str]
    short_title: str | None
    source_page: int | None
    edition: str
    notes: list[str]
    legal_requirements: list[RequirementAnswer]
    see_also: list[int]
    parents: list[ParentAnswer]
    retired: bool


class EditionAnswer(BaseModel):
    key: str
    title: str
    date: str | None
    status: EditionStatus


class DocumentAnswer(BaseModel):
    title: str
    kind: str
    date: str | None
    url: str | None


class LeitbildAnswer(BaseModel):
    field: int | None
    title: str | None
    text: str | None


class TopicAnswer(BaseModel):
    field: int
    title: str


class QuestionAnswer(BaseModel):
    question: str
    answers: list[str]


class PassageAnswer(BaseModel):
    title: str
    text: str


class SwotAnswer(BaseModel):
    field: int
    quadrant: Quadrant
    text: str


class RegionalFocusAnswer(BaseModel):
    field: int
    region: str
    text: str


class MilestoneAnswer(BaseModel):
    date: str | None
    label: str
    text: str


class ConceptAnswer(ConceptItem):
    """A concept, complete and literal."""

    source: str
    goals: list[GoalAnswer]
    editions: list[EditionAnswer]
    documents: list[DocumentAnswer]
    leitbilder: list[LeitbildAnswer]
    preamble: list[str]
    principles: list[str]
    topics: list[TopicAnswer]
    guiding_questions: list[QuestionAnswer]
    cross_cutting: list[PassageAnswer]
    swot: list[SwotAnswer]
    regional_focus: list[RegionalFocusAnswer]
    milestones: list[MilestoneAnswer]
    participation_formats: list[str]


class EndAnswer(BaseModel):
    """A goal as one end of a correspondence."""

    id: int
    key: str
    kind: GoalKind
    title: str
    concept: str


class CorrespondenceAnswer(BaseModel):
    """Two goals of different concepts that mean the same, or serve each other, by decision of people."""

    goal: EndAnswer
    other: EndAnswer
    kind: Literal["same", "mutual"]
    reason: str
    decided_on: date


AS_KEPT = (
    "editions", "documents", "preamble", "principles", "guiding_questions", "cross_cutting", "milestones",
    "participation_formats",
)  # fmt: skip
BY_FIELD = ("leitbilder", "topics", "swot", "regional_focus")


def answer_of(concept: Concept, tree: GoalTree) -> ConceptAnswer:
    """The whole concept; goals in the order of the file, fields named by their numbers."""
    content = concept.content
    values: dict[str, Any] = {name: content.get(name, []) for name in AS_KEPT}
    for name in BY_FIELD:
        values[name] = [{**part, "field": _number(tree, part.get("field"))} for part in content.get(name, [])]
    return ConceptAnswer(
        slug=concept.key,
        title=concept.title,
        kind=concept.concept_kind,
        region=concept.region,
        horizon=concept.horizon,
        adopted_on=concept.adopted_on,
        status=concept.status,
        source=source_in_words(content),
        goals=[_goal_answer(goal, tree) for goal in tree.goals],
        **values,
    )


def source_in_words(content: dict[str, Any]) -> str:
    """Where the text comes from and whose it is, in one line."""
    source = content.get("source") or {}
    return "; ".join(source[name] for name in ("title", "publisher", "url", "rights") if source.get(name))


def _number(tree: GoalTree, key: str | None) -> int | None:
    return tree.by_key[key].id if key in tree.by_key else None


def _goal_answer(goal: GoalNode, tree: GoalTree) -> GoalAnswer:
    details = goal.details
    return GoalAnswer(
        id=goal.id,
        key=goal.key,
        kind=goal.kind,
        number=goal.number,
        title=goal.title,
        text=goal.text,
        variants=details["variants"],
        short_title=goal.short_title,
        source_page=goal.source_page,
        edition=goal.edition,
        notes=details["notes"],
        legal_requirements=details["legal_requirements"],
        see_also=[named.id for named in tree.named(details["see_also"])],
        parents=[
            ParentAnswer(
                id=place.goal.id, position=place.position, wording=place.wording, source_page=place.source_page
            )
            for place in goal.parents
        ],
        retired=goal.is_retired,
    )


class SuggestionQuestion(BaseModel):
    """A text whose goals are looked for in one concept."""

    model_config = ConfigDict(str_strip_whitespace=True)

    concept: str = Field(max_length=120, description="The concept's slug")
    title: str = Field(default="", max_length=400)
    text: str = Field(default="", max_length=20_000)
    limit: int = Field(default=5, ge=1, le=10, description="How many goals at most")


class SuggestedGoalAnswer(BaseModel):
    id: int
    key: str
    kind: GoalKind
    title: str
    source_page: int | None


class SuggestionAnswer(BaseModel):
    """A goal that may fit: how well (at most 1), and by which words of the text it was found."""

    goal: SuggestedGoalAnswer
    score: float
    because: list[str]


class SuggestionsAnswer(BaseModel):
    """The best first; none where nothing fits."""

    suggestions: list[SuggestionAnswer]


def suggestions_of(matches: list[Match]) -> SuggestionsAnswer:
    """The goals found, as the JSON door tells of them."""
    parts = SuggestedGoalAnswer.model_fields
    return SuggestionsAnswer(
        suggestions=[
            SuggestionAnswer(
                goal=SuggestedGoalAnswer(**{part: getattr(match.goal, part) for part in parts}),
                score=match.score,
                because=list(match.because),
            )
            for match in matches
        ]
    )
