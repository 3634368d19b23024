"""The documentation of a format on paper: frame, what was said by part and group, the result, what became of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from flask_babel import gettext as _

from app.core.languages import day
from app.formats.kinds import Kind, Line, Passage
from app.formats.models import FormatSection, ParticipationFormat
from app.formats.outcome import Became, Figures
from app.formats.outcome_wording import (
    corrections_of,
    gone_line,
    line_of,
    picture_of,
    summary_of,
    unnamed,
    untouched,
    verdict_line,
    weight_of,
)
from app.formats.wording import answers_of, level_label, period_of, state_label

TEMPLATE = "formats/print/format.typ"
Block = dict[str, Any]


@dataclass(frozen=True)
class Paper:
    """What paper and table are made of: read once, by whoever sees the format."""

    format: ParticipationFormat
    kind: Kind
    lines: Sequence[Line]
    became: Mapping[int, Sequence[Became]]
    goals: Mapping[int, Sequence[Any]]
    verdicts: Mapping[int, tuple[str, str | None]]
    figures: Figures | None
    """None: it consists of the concept's own text, which nobody takes up or assigns."""
    ideas: Sequence[Became]
    address: str
    printed_on: date
    demo: bool = False
    decided: Sequence[Passage] = ()
    """What its kind tells of what was decided."""

    def goals_of(self, number: int) -> list[str]:
        """The goals a contribution was assigned to, by their short names."""
        return [goal.short_title or goal.title for goal in self.goals.get(number, ())]

    @property
    def counts_ideas(self) -> bool:
        """Ideas are handed in to it; nothing else is said."""
        return self.kind.handed_in is not None and self.figures is not None and not self.figures.contributions

    @property
    def is_final(self) -> bool:
        """The result is published."""
        return self.format.state == "concluded"

    def came_of(self, line: Line) -> str:
        """What became of one contribution; the page of results says the same."""
        if self.figures is None or line.outcome:
            return line.outcome
        came = line_of(self.became.get(line.number, ()), self.goals_of(line.number))
        verdict = self.verdict_of(line)
        return "; ".join(part for part in (came, verdict) if part) or untouched(self.is_final)

    def verdict_of(self, line: Line) -> str:
        """What the office says of it."""
        return verdict_line(*self.verdicts.get(line.number, (None, None)))

    def lines_with_outcome(self) -> Iterator[tuple[Line, str]]:
        """Every line with what became of it; where a thread has several, it stands at the first."""
        seen: set[int] = set()
        for line in self.lines:
            yield line, "" if line.number in seen else self.came_of(line)
            seen.add(line.number)


def content_of(paper: Paper) -> dict[str, Any]:
    """All the template needs."""
    format = paper.format
    return {
        "kicker": f"{paper.kind.label()}, {format.concept.title}",
        "running": _("Documentation"),
        "closed": _("Only for those this format is open to. Please do not pass it on.")
        if format.audience_id is not None else None,
        "demo": _("Demonstration – not on behalf of the named districts; people, ideas and figures are invented.")
        if paper.demo else None,
        "facts": [[name, value, german] for name, value, german in facts_of(paper)],
        "blocks": [*_frame(paper), *_result(paper), *_said(paper), *_outcome(paper)],
        "words": {
            "page": _("Page {page} of {pages}"), "contents": _("Contents"),
            "stand_in": _("□ stands for a character that cannot be printed here."),
        },
    }  # fmt: skip


def facts_of(paper: Paper) -> Iterator[tuple[str, str, bool]]:
    """Name and value of what frames it, and whether the value is German by its nature; the table has them as well."""
    format = paper.format
    yield _("Number"), str(format.id), False
    yield _("State"), state_label(format.state), False
    yield _("Period"), period_of(format) or "–", True
    if format.place:
        yield _("Place"), format.place, True
    if format.level:
        yield _("How far your word reaches"), level_label(format.level), False
    if format.authority is not None:
        yield _("Responsible"), f"{format.authority.office}, {format.authority.name}", True
    if format.decision_on:
        yield _("Decision on"), day(format.decision_on), False
    if paper.counts_ideas:
        yield _("Ideas handed in"), str(len(paper.ideas)), False
    elif paper.figures is not None:
        yield _("Contributions"), str(paper.figures.contributions), False
    if paper.figures is not None and (gone := gone_line(paper.figures)):
        yield _("Not to be read any more"), gone, False
    if paper.figures is not None and paper.figures.people is not None:
        yield _("People with an account who said something"), str(paper.figures.people), False
    yield _("Printed on"), day(paper.printed_on), False
    yield _("Address of this page"), paper.address, False


def _frame(paper: Paper) -> Iterator[Block]:
    format = paper.format
    yield _heading(1, _("What it is about"))
    yield _text(format.text)
    for label, answer in answers_of(format):
        yield _heading(2, label)
        yield _text(answer)
    if format.early_reason:
        yield _heading(2, _("Why it is decided while people still take part"))
        yield _text(format.early_reason)


def _result(paper: Paper) -> Iterator[Block]:
    format = paper.format
    results = results_beside(format, paper.decided)
    is_public = paper.is_final and format.result
    is_owed = not paper.is_final and format.results_due_on
    if not (is_public or is_owed or results or paper.decided):
        return
    yield _heading(1, _("The result"))
    if is_public:
        yield _text(format.result or "")
    if is_owed and format.results_due_on:
        yield {"kind": "own", "words": _("The office publishes the result by %(day)s.", day=day(format.results_due_on))}
    for section in results:
        yield _heading(2, section.title, german=True)
        yield _text(section_result(format, section))
    for passage in paper.decided:
        yield _heading(2, passage.title, german=True)
        if passage.text:
            yield _text(passage.text)
        if passage.about:
            yield {"kind": "own", "words": passage.about}
        if passage.points:
            yield {"kind": "items", "entries": list(passage.points)}
    for correction in corrections_of(format):
        yield {"kind": "own", "words": correction}


def results_beside(format: ParticipationFormat, decided: Sequence[Passage]) -> list[FormatSection]:
    """The parts with a result of which the passages of its kind do not tell."""
    told = {passage.section_id for passage in decided}
    return [section for section in format.sections if section.id not in told and section_result(format, section)]


def section_result(format: ParticipationFormat, section: FormatSection) -> str:
    """What came out of a part once the format is concluded; before, what the office has understood so far."""
    return (section.result if format.state == "concluded" else None) or section.summary or ""


def _said(paper: Paper) -> Iterator[Block]:
    if not paper.lines:
        return
    yield _heading(1, _("What was said"))
    for section, in_section in groupby(paper.lines_with_outcome(), key=lambda one: one[0].section):
        if section:
            yield _heading(2, section, german=True)
        listed = list(in_section)
        loose = _("without a group") if any(line.group for line, _became in listed) else ""
        for heading, in_group in groupby(listed, key=lambda one: _heading_of(one[0]) or loose):
            if heading:
                yield _heading(3 if section else 2, heading, german=True)
            yield {"kind": "lines", "entries": [_line(paper.kind, line, became) for line, became in in_group]}


def _heading_of(line: Line) -> str:
    """What several lines stand under: a group of cards, a thread with its answers."""
    return line.group or (line.title if line.section else "")


def _line(kind: Kind, line: Line, became: str) -> dict[str, str]:
    weight = weight_of(line.weight, by_dots=kind.has_dots)
    about = [_("No. %(number)s", number=line.number), line.author, line.since, weight]
    text = line.text if line.section else f"{line.title}\n{line.text}".strip()
    return {"text": text, "about": ", ".join(part for part in about if part), "became": became}


def _outcome(paper: Paper) -> Iterator[Block]:
    if paper.figures is None:
        return
    yield _heading(1, _("What came of it"))
    yield {"kind": "own", "words": summary_of(paper.figures, paper.ideas, is_final=paper.is_final)}
    goals = len({goal.id for tags in paper.goals.values() for goal in tags})
    bars = picture_of(paper.figures, paper.ideas, goals, is_final=paper.is_final)
    rows = [[bar.words, one.words, str(one.count)] for bar in bars for one in bar.segments]
    yield {"kind": "table", "head": [_("Step"), _("What became of it"), _("How many")], "rows": rows}
    if paper.ideas:
        yield _heading(2, _("The ideas"))
        yield {"kind": "items", "entries": [idea_line(idea) for idea in paper.ideas]}
    format = paper.format
    if format.who_decides or format.decision_on:
        yield _heading(2, _("How it is decided"))
        if format.who_decides:
            yield _text(format.who_decides)
        if format.decision_on:
            yield {"kind": "own", "words": _("Decision on %(day)s", day=day(format.decision_on))}


def idea_line(idea: Became) -> str:
    """One idea that came out of it, in one line."""
    if not idea.is_named or idea.status is None:
        return unnamed(idea)
    line = _("No. %(number)s", number=idea.number) + f", {idea.title}: {idea.status.label}"
    return f"{line}; {_('project no. %(number)s', number=idea.project[0])}, {idea.project[2]}" if idea.project else line


def _heading(level: int, words: str, *, german: bool = False) -> Block:
    return {"kind": "heading", "level": level, "words": words, "german": german}


def _text(words: str) -> Block:
    return {"kind": "text", "words": words}
