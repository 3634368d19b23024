"""The steps of a format: what the workflow allows, what announcing asks for, when a decision is early."""

from contextlib import nullcontext
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.core.clock import now, today
from app.core.database import db, transaction
from app.core.errors import NotAllowedNow, ReasonIsMissing, VersionIsStale
from app.core.journal import JournalEntry
from app.formats import editing, running
from app.formats.completing import DecisionIsEarly, FormatIsIncomplete, how_early, missing_in
from app.formats.models import FormatSection, ParticipationFormat
from app.formats.workflow import FORMAT_STATES, WORKFLOW
from app.processes.models import ProcessStep
from tests.cast import Cast
from tests.format_worlds import a_format, a_thread

LATER = timedelta(days=5)


def steps(format: ParticipationFormat, cast: Cast) -> dict[str, Any]:
    """The verbs of this room, each with what it needs to pass."""
    by, version = cast.bernd, format.version
    return {
        "announce_format": lambda: running.announce_format(format, by=by, version=version),
        "open_format": lambda: running.open_format(format, by=by, version=version),
        "close_format": lambda: running.close_format(format, by=by, reason="Alles ist gesagt.", version=version),
        "reopen_format": lambda: running.reopen_format(format, by=by, closes_on=today() + LATER, reason="Länger."),
        "draft_result": lambda: running.draft_result(format, by=by, result="Bisher.", version=version),
        "conclude_format": lambda: running.conclude_format(format, by=by, result="Das.", version=version),
        "correct_result": lambda: editing.correct_result(format, by=by, result="Nun.", reason="So.", version=version),
        "cancel_format": lambda: running.cancel_format(format, by=by, reason="Krank.", version=version),
        "delete_draft": lambda: running.delete_draft(format, version=version),
    }


@pytest.mark.parametrize("state", FORMAT_STATES)
def test_every_step_from_every_state(cast: Cast, state: str) -> None:
    format = a_format(cast, state=state)
    for verb in steps(format, cast):
        leaves, leads = WORKFLOW[verb]
        try:
            with transaction():
                there = db.session.get_one(ParticipationFormat, format.id, populate_existing=True)
                steps(there, cast)[verb]()
                assert state in leaves, verb
                if verb != "delete_draft":
                    assert there.state == (leads or state)
                raise InterruptedError
        except NotAllowedNow:
            assert state not in leaves, verb
        except InterruptedError:
            pass


def test_announcing_names_everything_that_is_missing(cast: Cast) -> None:
    with transaction():
        format = running.begin_format(cast.concept, kind="forum", title="{Anlass}", by=cast.bernd)
        format.audience, format.access = "invited", "{Stufen}"
        format.sections.append(FormatSection(position=0, title="{Thema}"))
        with pytest.raises(FormatIsIncomplete) as refused:
            running.announce_format(format, by=cast.bernd, version=format.version)
    assert refused.value.fields == [
        "text", "what_is_fixed", "what_is_open", "who_decides", "what_happens", "level", "opens_on", "closes_on",
        "members",
    ]  # fmt: skip
    assert list(refused.value.gaps.values()) == [["{Anlass}"], ["{Stufen}"], ["{Thema}"]]
    assert (format.state, format.published_at) == ("draft", None)


def test_a_period_that_is_over_is_not_announced(cast: Cast) -> None:
    format = a_format(cast, state="draft")
    with transaction():
        format.opens_on, format.closes_on = today() - LATER, today() - timedelta(days=1)
        with pytest.raises(running.DayIsWrong):
            running.announce_format(format, by=cast.bernd, version=format.version)


def test_a_step_on_an_old_page_changes_nothing(cast: Cast) -> None:
    format = a_format(cast, state="closed")
    for verb in ("draft_result", "conclude_format"):
        with transaction(), pytest.raises(VersionIsStale):
            getattr(running, verb)(format, by=cast.bernd, result="Neu.", version=format.version - 1)
    with transaction(), pytest.raises(ReasonIsMissing):
        running.reopen_format(format, by=cast.bernd, closes_on=today() + LATER, reason=" ")
    assert (format.state, format.result) == ("closed", None)


@pytest.mark.parametrize("day", [today() - timedelta(days=1), today() + timedelta(days=400), date(2199, 1, 1)])
def test_it_goes_on_until_a_day_that_can_be_kept(cast: Cast, day: date) -> None:
    format = a_format(cast, state="closed")
    with transaction(), pytest.raises(running.DayIsWrong):
        running.reopen_format(format, by=cast.bernd, closes_on=day, reason="Länger.")


def test_reopening_past_the_decision_needs_its_reason(cast: Cast) -> None:
    format = a_format(cast, state="closed")
    with transaction():
        format.decision_on = today() + timedelta(days=3)
        with pytest.raises(DecisionIsEarly):
            running.reopen_format(format, by=cast.bernd, closes_on=today() + LATER, reason="Länger.")
        format.early_reason = "Die Sitzung lässt sich nicht verschieben."
        running.reopen_format(format, by=cast.bernd, closes_on=today() + LATER, reason="Länger.")
    assert format.state == "open"


@pytest.mark.parametrize(
    ("begins", "ends", "is_early"), [(-10, 60, True), (-10, 25, False), (40, 60, False), (15, 60, True)]
)
def test_a_decision_inside_a_phase_that_still_runs_is_early(
    cast: Cast, begins: int, ends: int, is_early: bool
) -> None:  # fmt: skip
    format = a_format(cast, state="draft")
    with transaction():
        step = ProcessStep(concept_id=cast.concept.id, kind="phase", title="Dialogphase")
        step.starts_on, step.ends_on = today() + timedelta(days=begins), today() + timedelta(days=ends)
        db.session.add(step)
        format.decision_on = today() + timedelta(days=45)
        db.session.flush()
        assert how_early(format) == ("Dialogphase" if is_early else None)
        with pytest.raises(DecisionIsEarly) if is_early else nullcontext():
            running.announce_format(format, by=cast.bernd, version=format.version)


def test_the_drafted_result_is_for_the_desk_alone(cast: Cast) -> None:
    format = a_format(cast, state="closed")
    with transaction():
        assert running.draft_result(format, by=cast.bernd, result="Entwurf.", version=format.version)
        assert not running.draft_result(format, by=cast.bernd, result="Entwurf.", version=format.version)
    entry = db.session.scalars(select(JournalEntry).where(JournalEntry.verb == "draft_result")).one()
    assert (entry.audience, entry.details) == ("staff", {})


@pytest.mark.parametrize("kind", ["call", "forum", "workshop", "swot"])
def test_a_deleted_draft_leaves_nothing(cast: Cast, kind: str) -> None:
    format = a_format(cast, kind=kind, state="draft", audience="invited", invited=(cast.anna,))
    number = format.id
    with transaction():
        running.delete_draft(format, version=format.version)
    db.session.expire_all()
    assert db.session.get(ParticipationFormat, number) is None
    assert db.session.scalars(select(JournalEntry.id).where(JournalEntry.thing_id == number)).all() == []


def test_a_published_format_is_never_deleted(cast: Cast) -> None:
    format = a_format(cast, state="draft")
    with transaction():
        format.published_at = now()
        with pytest.raises(NotAllowedNow):
            running.delete_draft(format)


def test_what_was_said_goes_along_with_the_audience(cast: Cast) -> None:
    format = a_format(cast)
    thread = a_thread(cast, format)
    with transaction():
        format.audience = "invited"
        running.set_audience(format)
    db.session.refresh(thread)
    assert (thread.audience_id, thread.is_public) == (format.id, False)
    assert not missing_in(a_format(cast))


def test_no_format_is_put_over_a_decision_without_a_reason(cast: Cast) -> None:
    format = a_format(cast, state="draft")
    day = today() + LATER
    with transaction():
        planned = ProcessStep(
            concept_id=cast.concept.id, kind="decision", title="Beschluss", position=1, begins=day.isoformat(),
            starts_on=day, ends_on=day,
        )  # fmt: skip
        db.session.add(planned)
    assert how_early(format) == "Beschluss"
    with pytest.raises(DecisionIsEarly), transaction():
        running.announce_format(format, by=cast.bernd, version=format.version)
    db.session.rollback()
    with transaction():
        db.session.merge(format).early_reason = "Der Haushalt drängt."
    with transaction():
        format = db.session.get_one(ParticipationFormat, format.id)
        running.announce_format(format, by=cast.bernd, version=format.version)
