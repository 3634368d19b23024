"""A concept, or one goal with everything below it, as a paper: a flat list of blocks that the template sets one by one.

A goal that stands in several places is printed in full at the first; elsewhere the paper refers to it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _

from app.concepts.models import Concept
from app.concepts.queries import GoalNode, GoalPlace, GoalTree
from app.concepts.schemas import labels_of
from app.core.languages import day
from app.core.texts import excerpt

TEMPLATE = "concepts/print/concept.typ"
HEADINGS = 3
"""Goals stand below headings of three levels (field, goal, sub-goal); what is deeper is indented."""
LONGEST_HEADING = 160
MOST_LISTED, MOST_ROWS = 1000, 100
"""A concept with more goals than that has short contents, a field with more a single figure: size must not explode."""
QUADRANTS = ("strength", "weakness", "opportunity", "threat")

Block = dict[str, Any]
Figures = Mapping[int, tuple[int, int, int]]
"""Per goal: public ideas, those in the pool among them, projects."""


@dataclass(frozen=True)
class Paper:
    """What is to be printed, of which address, on which day."""

    concept: Concept
    tree: GoalTree
    figures: Figures
    address: str
    printed_on: date
    printed_day: Callable[[str], str]
    demo: bool = False
    goal: GoalNode | None = None

    @property
    def title(self) -> str:
        return excerpt(self.goal.label, LONGEST_HEADING) if self.goal else self.concept.title

    @property
    def labels(self) -> dict[str, tuple[str, str]]:
        return labels_of(self.concept.content)

    def part(self, name: str) -> list[Any]:
        """A list of the concept's content; on the paper of one goal only what belongs to that goal."""
        entries: list[Any] = self.concept.content.get(name) or []
        return entries if self.goal is None else [one for one in entries if _is_of(one, self.goal.key)]


def _is_of(entry: Any, key: str) -> bool:
    return isinstance(entry, dict) and entry.get("field") == key


def content_of(paper: Paper) -> dict[str, Any]:
    """All the template needs: title page, running lines, blocks. The same state of things gives the same content."""
    concept, goal = paper.concept, paper.goal
    return {
        "kicker": f"{paper.labels[goal.kind][0]} {goal.number or ''}".strip() if goal else concept.region,
        "facts": list(_facts(paper)),
        "notices": [
            _("Goals stand in the wording of the document, with its misprints. Short titles are editorial."),
            _("What stands in several places is printed in full once; elsewhere the paper refers to it."),
        ],
        "tone": _tone(goal) if goal else None,
        "running": concept.short_title,
        "demo": _("Demonstration – not on behalf of the named districts; people, ideas and figures are invented.")
        if paper.demo else None,
        "words": {
            "contents": _("Contents"), "page": _("Page {page} of {pages}"), "here": _("Printed here as:"),
            "editorial": _("Short title is editorial"), "elsewhere": _("printed in full on page {page}"),
            "stand_in": _("□ stands for a character that cannot be printed here."),
        },
        "contents_depth": 0 if goal else 2 if len(paper.tree.goals) <= MOST_LISTED else 1,
        "blocks": list(_blocks(paper)),
    }  # fmt: skip


# ---- title page ----------------------------------------------------------------------------------


def _facts(paper: Paper) -> Iterator[tuple[str, str, bool]]:
    """Name, value, and whether the value is German by its nature."""
    concept, content = paper.concept, paper.concept.content
    source = content.get("source") or {}
    edition = next((one for one in content.get("editions") or [] if one["key"] == concept.edition), None)
    yield _("Authority"), concept.authority.name if concept.authority else concept.region, True
    if paper.goal:
        yield _("Concept"), concept.title, True
    if edition:
        when = [moment for moment in _when(paper, edition.get("date")) if moment not in edition["title"]]
        yield _("Edition"), ", ".join([edition["title"], *when]), True
    yield _("Status"), _status(concept), False
    if content.get("adopted_by"):
        yield _("Adopted by"), content["adopted_by"], True
    if content.get("status_as_of"):
        yield _("As of"), paper.printed_day(content["status_as_of"]), False
    if source:
        yield _("Source"), f"{source['title']}, {source['publisher']}", True
    if source.get("url"):
        yield _("Address of the source"), source["url"], False
    if paper.goal and paper.goal.source_page:
        yield _("Page in the source"), str(paper.goal.source_page), False
    yield _("Printed on"), day(paper.printed_on), False
    yield _("Address of this page"), paper.address, False


def _status(concept: Concept) -> str:
    if concept.status == "adopted":
        return _("adopted on %(day)s", day=day(concept.adopted_on)) if concept.adopted_on else _("adopted")
    if concept.status == "in_consultation":
        return _("draft, open for comments")
    return _("superseded") if concept.status == "superseded" else _("draft, not yet adopted")


def _when(paper: Paper, moment: str | None) -> list[str]:
    return [paper.printed_day(moment)] if moment else []


# ---- the parts in their order --------------------------------------------------------------------


def _blocks(paper: Paper) -> Iterator[Block]:
    if paper.goal is None:
        yield from _beginning(paper)
    yield from _goals(paper)
    yield from _context(paper)
    if paper.goal is None:
        yield from _history(paper)
    yield from _source(paper)


def _beginning(paper: Paper) -> Iterator[Block]:
    content = paper.concept.content
    if content.get("incomplete"):
        yield note(content["incomplete"], german=True)
    yield from _texts(_("Introduction"), paper.part("introduction"))
    yield from _texts(_("Preamble"), paper.part("preamble"))
    yield from _listed(_("Principles"), paper.part("principles"))
    if paper.part("guiding_questions"):
        yield heading(1, _("Guiding questions"))
        for one in paper.part("guiding_questions"):
            yield heading(2, one["question"], german=True)
            yield items(one["answers"])
    for one in content.get("leitbilder") or []:
        if not one.get("field"):
            yield heading(1, one.get("title") or _("Vision"), german=bool(one.get("title")))
            yield text(one.get("text") or "")


def _context(paper: Paper) -> Iterator[Block]:
    if paper.goal is None and paper.part("cross_cutting"):
        yield heading(1, _("Cross-cutting topics"))
        for one in paper.part("cross_cutting"):
            yield heading(2, one["title"], german=True)
            yield text(one["text"])
    names = {"strength": _("Strengths"), "weakness": _("Weaknesses"), "opportunity": _("Opportunities"),
             "threat": _("Threats")}  # fmt: skip
    if paper.part("swot"):
        yield heading(1, _("Strengths and weaknesses (SWOT)"))
        for field, own in _by_field(paper, "swot"):
            yield heading(2, field.label, german=True, tone=field.tone)
            for quadrant in QUADRANTS:
                found = [one["text"] for one in own if one["quadrant"] == quadrant]
                if found:
                    yield heading(3, names[quadrant])
                    yield items(found)
    if paper.part("regional_focus"):
        yield heading(1, _("Parts of the district"))
        for field, own in _by_field(paper, "regional_focus"):
            yield heading(2, field.label, german=True, tone=field.tone)
            for one in own:
                yield heading(3, one["region"], german=True)
                yield text(one["text"])


def _by_field(paper: Paper, name: str) -> Iterator[tuple[GoalNode, list[dict[str, Any]]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for one in paper.part(name):
        found.setdefault(one["field"], []).append(one)
    yield from ((paper.tree.by_key[key], own) for key, own in found.items() if key in paper.tree.by_key)


def _history(paper: Paper) -> Iterator[Block]:
    if paper.part("milestones"):
        yield heading(1, _("Course of the process"))
        for one in paper.part("milestones"):
            yield heading(2, one["label"], german=True)
            yield text("\n\n".join([*_when(paper, one.get("date")), one["text"]]))
    yield from _listed(_("Forms of participation"), paper.part("participation_formats"))
    if paper.part("documents"):
        yield heading(1, _("Documents"))
        yield {"kind": "documents", "entries": [
            {"title": one["title"], "url": one.get("url"), "note": one.get("note") or "",
             "about": ", ".join([one["kind"], *_when(paper, one.get("date"))])}
            for one in paper.part("documents")
        ]}  # fmt: skip
    # Whatever has successors lives on in them, and they are printed.
    dropped = [goal for goal in paper.tree.goals if goal.is_retired and not goal.details["successors"]]
    yield from _listed(_("Goals no longer pursued"), [_named(goal) for goal in dropped])


def _source(paper: Paper) -> Iterator[Block]:
    source = paper.concept.content.get("source") or {}
    if source:
        yield heading(1, _("Source and rights"))
        yield text(f"{source['title']}, {source['publisher']}.\n\n{source['rights']}")
        yield note(_("The text is unchanged, misprints included."))


# ---- goals ---------------------------------------------------------------------------------------


def _goals(paper: Paper) -> Iterator[Block]:
    """The goals in the document's order. A stack instead of recursion: how deep a concept goes is not ours to say."""
    tops = [paper.goal] if paper.goal else [goal for goal in paper.tree.roots if not goal.is_retired]
    printed: set[int] = set()
    waiting: list[tuple[GoalPlace, GoalNode | None, int]]
    waiting = [(GoalPlace(top, 0, None, None), None, 0) for top in reversed(tops)]
    while waiting:
        place, parent, depth = waiting.pop()
        if place.goal.id in printed:
            yield _reference(place, depth)
            continue
        printed.add(place.goal.id)
        yield _goal(paper, place, parent, depth)
        if depth == 0 and _children(place.goal):
            yield from _of_field(paper, place.goal)
        waiting += [(below, place.goal, depth + 1) for below in reversed(_children(place.goal))]


def _children(goal: GoalNode) -> list[GoalPlace]:
    return [place for place in goal.children if not place.goal.is_retired or goal.is_retired]


def _goal(paper: Paper, place: GoalPlace, parent: GoalNode | None, depth: int) -> Block:
    goal, kind = place.goal, paper.labels[place.goal.kind][0]
    page = place.source_page or goal.source_page
    is_heading = depth < HEADINGS
    is_long = is_heading and len(goal.title) > LONGEST_HEADING
    short = goal.short_title or (excerpt(goal.title, LONGEST_HEADING) if is_long else None)
    others = [other.goal for other in goal.parents if other.goal is not parent and not other.goal.is_retired]
    # On a whole concept each place prints its own wording; on the paper of one goal the other places are missing.
    elsewhere = {other.wording for other in goal.parents} if paper.goal is None else {place.wording}
    variants = [one for one in goal.details["variants"] if one != goal.title and one not in elsewhere]
    return {
        "kind": "goal", "key": goal.key, "depth": depth, "is_heading": is_heading, "tone": _tone(goal),
        "label": kind, "has_below": bool(goal.children),
        "page": _page(page, is_heading),
        "heading": " ".join(part for part in (goal.number, short or goal.title) if part),
        "is_editorial": goal.short_title is not None,
        "literal": goal.title if short else "", "text": goal.text or "",
        "wording": place.wording if place.wording and place.wording != goal.title else "",
        "also": "; ".join(map(_named, others)), "also_name": _("Stands also under:") if parent else _("Stands under:"),
        "lists": [
            one for one in (
                {"name": _("Printed differently elsewhere"), "entries": variants},
                {"name": _("Notes of the document"), "entries": goal.details["notes"]},
                {"name": _("Legal requirements the document names"), "entries": _legal(paper, goal)},
            ) if one["entries"]
        ],
        "remark": _("This goal is no longer part of the current edition.") if goal.is_retired else "",
    }  # fmt: skip


def _page(page: int | None, is_heading: bool) -> str:
    if not page:
        return ""
    return _("page %(page)s of the source", page=page) if is_heading else _("page %(page)s", page=page)


def _legal(paper: Paper, goal: GoalNode) -> list[str]:
    return [
        f"{one['text']} ({_('valid until %(day)s', day=paper.printed_day(one['valid_until']))})"
        if one.get("valid_until") else one["text"]
        for one in goal.details["legal_requirements"]
    ]  # fmt: skip


def _reference(place: GoalPlace, depth: int) -> Block:
    goal = place.goal
    return {
        "kind": "reference", "key": goal.key, "depth": depth, "name": _named(goal),
        "wording": place.wording if place.wording and place.wording != goal.title else "",
    }  # fmt: skip


def _of_field(paper: Paper, field: GoalNode) -> Iterator[Block]:
    """What the document says of a whole field, and how well it is covered today."""
    for one in paper.concept.content.get("leitbilder") or []:
        if one.get("field") == field.key and one.get("text"):
            title = one["title"] if one.get("title") and one["title"] != field.title else ""
            yield {"kind": "vision", "title": title, "text": one["text"], "tone": _tone(field)}
    topics = [one["title"] for one in paper.concept.content.get("topics") or [] if one["field"] == field.key]
    if topics:
        yield {"kind": "topics", "name": _("Everyday topics:"), "words": ", ".join(topics)}
    below = [place.goal for place in _children(field)]
    rows = [field, *(below if len(below) <= MOST_ROWS else [])]
    yield {
        "kind": "figures",
        "caption": _("Public ideas and projects on %(day)s, each counted once per row", day=day(paper.printed_on)),
        "head": [paper.labels[below[0].kind][0], _("Ideas"), _("of these in the pool"), _("Projects")],
        "rows": [
            [excerpt(goal.label, 90) if number else _("Altogether"), *map(str, paper.figures.get(goal.id, (0, 0, 0)))]
            for number, goal in enumerate(rows)
        ],
    }  # fmt: skip


def _tone(goal: GoalNode) -> int | None:
    return goal.tones[0] if goal.tones else None


def _named(goal: GoalNode) -> str:
    return " ".join(part for part in (goal.number, excerpt(goal.label, LONGEST_HEADING)) if part)


# ---- blocks --------------------------------------------------------------------------------------


def heading(level: int, words: str, *, german: bool = False, tone: int | None = None) -> Block:
    return {"kind": "heading", "level": level, "words": words, "german": german, "tone": tone}


def text(words: str) -> Block:
    return {"kind": "text", "words": words}


def note(words: str, *, german: bool = False) -> Block:
    return {"kind": "note", "words": words, "german": german}


def items(entries: Sequence[str]) -> Block:
    return {"kind": "items", "entries": list(entries)}


def _texts(name: str, parts: Sequence[str]) -> Iterator[Block]:
    if parts:
        yield heading(1, name)
        yield from (text(one) for one in parts)


def _listed(name: str, entries: Sequence[str]) -> Iterator[Block]:
    if entries:
        yield heading(1, name)
        yield items(entries)
