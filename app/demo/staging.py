"""The sample world, made through the real verbs at moments of the past: so it obeys every rule the platform has."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import partial

from sqlalchemy import func, select

from app.core.clock import clock_at, now, today
from app.core.database import db
from app.core.journal import JournalEntry
from app.core.working_days import add_working_days
from app.demo.acting import Staged, Step, find_place, moment, put_on_stage, working_days_from
from app.demo.aiming import steps_with_goals
from app.demo.cooperating import files_of_cooperations, steps_of_cooperations
from app.demo.deskwork import steps_at_the_desk
from app.demo.gathering import prepare_files, steps_around
from app.demo.participating import steps_of_participation
from app.demo.plans import File, Plan, Receipt, Scene, read_scenes, read_world
from app.files.receiving import Received
from app.ideas.places import Place
from app.ideas.queries import find_by_once


def missing_plans() -> list[Plan]:
    """What was not played yet."""
    return [plan for plan in read_world() if find_by_once(plan.once) is None]


def missing_files() -> list[File]:
    """The pictures and documents that belong to what was not played yet."""
    scenes = read_scenes()
    around = [file for plan in missing_plans() if plan.key in scenes for file in scenes[plan.key].files]
    return around + files_of_cooperations()


def stage_world(files: Mapping[str, Received] | None = None) -> int:
    """Play every plan that was not played yet with the life around it, in the order of time; returns how many ideas.

    What is there keeps what people made of it since. Files come along where they were taken in before.
    """
    fresh, scenes = missing_plans(), read_scenes()
    steps = [step for plan in fresh for step in _steps_of(plan, scenes.get(plan.key), files or {})]
    steps += steps_with_goals() + steps_at_the_desk({plan.key for plan in fresh}) + steps_of_participation()
    steps += steps_of_cooperations(files or {})
    known = _last_entry()
    for step in sorted(steps, key=lambda step: step.at):
        with clock_at(step.at):
            step.do()
            db.session.flush()
        known = _last_entry() if step.is_told else _keep_quiet(known)
    return len(fresh)


def _steps_of(plan: Plan, scene: Scene | None, files: Mapping[str, Received]) -> list[Step]:
    """The plan's verbs with their moments: citizens in the evening, the office by day, nothing in the future."""
    place = find_place(plan)
    latest = now() - timedelta(minutes=5)
    day = _day_received(plan.received, place)
    staged = put_on_stage(plan, place, day, latest)
    minute = sum(plan.key.encode()) % 55
    written = min(moment(day, 18, minute), latest - timedelta(minutes=5 * (2 * len(plan.acts) + 2)))
    steps = [Step(written, staged.write)]
    if scene is not None:
        steps.append(Step(written + timedelta(minutes=3), partial(prepare_files, staged, scene, files)))
    if not plan.received.never:
        steps.append(Step(written + timedelta(minutes=9), staged.submit, plan.received.mail))
        steps += _acts_of(staged, minute, steps[-1])
    return steps + (steps_around(staged, scene, written) if scene is not None else [])


def _acts_of(staged: Staged, minute: int, before: Step) -> list[Step]:
    plan, steps = staged.plan, [before]
    for number, act in enumerate(plan.acts):
        hour = 19 if act.do in {"answer", "withdraw"} else 8 + (minute + number) % 8
        day = add_working_days(staged.day, act.after, staged.place.authority.land)
        wished = moment(day, hour, (minute * 7 + number) % 60)
        # An act may not fall into the future, nor before the one it follows.
        possible = min(wished, staged.latest - timedelta(minutes=5 * (len(plan.acts) - number)))
        at = max(possible, steps[-1].at + timedelta(minutes=1))
        steps.append(Step(at, partial(staged.act, act), act.mail))
    return steps[1:]


def _day_received(received: Receipt, place: Place) -> date:
    """The day it came in: so that the first look is due as the plan wishes."""
    if received.due_in is None:
        return today() - timedelta(days=received.days_ago)
    land, within = place.authority.land, place.authority.publish_within_days
    due = working_days_from(today(), received.due_in, land)
    day = today()
    while add_working_days(day, within, land) > due:
        day -= timedelta(days=1)
    return day


def _last_entry() -> int:
    return db.session.scalar(select(func.max(JournalEntry.id))) or 0


def _keep_quiet(known: int) -> int:
    """Mark what was written down since as told; returns the last of it."""
    history = select(JournalEntry).where(JournalEntry.id > known, JournalEntry.told_at.is_(None))
    for entry in db.session.scalars(history):
        entry.told_at = entry.at
    return _last_entry()
