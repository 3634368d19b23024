"""Forums as a kind of format."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import gettext as _

from app.accounts.models import Person
from app.concepts.models import Goal
from app.core.languages import day
from app.discussion.wording import author_of
from app.formats.kinds import Kind, Line
from app.formats.models import FormatSection, ParticipationFormat
from app.formats.workflow import is_possible
from app.forums.queries import everything_said, threads_of, topics_of, unanswered
from app.forums.wording import sort_labels


def _page(format: ParticipationFormat, person: Person | None, asked: Mapping[str, str]) -> Mapping[str, Any]:
    topics = topics_of(format)
    chosen = next((topic for topic in topics if str(topic.id) == asked.get("thema")), None)
    return {
        "topics": topics, "topic": chosen, "threads": threads_of(format, chosen, asked, person),
        "sorts": sort_labels(), "names": {topic.id: topic.title for topic in topics},
    }  # fmt: skip


def _panel(format: ParticipationFormat) -> Mapping[str, Any]:
    topics = topics_of(format)
    return {
        "topics": topics, "names": {topic.id: topic.title for topic in topics}, "unanswered": unanswered(format),
        "may_summarise": is_possible("summarise", format.state),
    }  # fmt: skip


def _lines(format: ParticipationFormat) -> Iterable[Line]:
    names = {topic.id: topic.title for topic in topics_of(format)}
    threads, answers = everything_said(format)
    for row in threads:
        topic = names[row.section_id]
        yield Line(row.id, topic, "", author_of(row), row.whole, row.supports, row.title, day(row.published_at))
        for answer in answers.get(row.id, ()):
            said, since = (author_of(answer), answer.text, answer.supports), day(answer.published_at)
            yield Line(row.id, topic, "", *said, row.title, since)


def _first_sections(fields: Iterable[Goal]) -> list[FormatSection]:
    """A topic for each field of action."""
    return [FormatSection(position=n, title=goal.title, goal_id=goal.id) for n, goal in enumerate(fields)]


forum = Kind(
    "forum",
    lambda: _("Discussion forum"),
    lambda: _("You talk about topics, answer each other and find posts right."),
    lambda: _("Join the discussion"),
    lambda: _("Topic"),
    "forums/_body.html", _page, "forums/_panel.html", _panel, _lines, _first_sections,
)  # fmt: skip
