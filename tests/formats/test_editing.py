"""The frame and the sections of a format: free while it is a draft, with a reason once it is announced."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.core.clock import today
from app.core.database import db, transaction
from app.core.errors import NotAllowedNow, ReasonIsMissing, VersionIsStale
from app.core.journal import JournalEntry
from app.formats.completing import DecisionIsEarly, FormatIsIncomplete
from app.formats.contributing import remove_contribution
from app.formats.editing import PeriodIsBackwards, correct_result, earlier_wordings, edit_format
from app.formats.models import ParticipationFormat
from app.formats.running import DayIsWrong
from app.formats.sections import (
    SectionIsIncomplete,
    SectionIsInUse,
    Wording,
    add_section,
    edit_section,
    move_section,
    remove_section,
    summarise_section,
)
from tests.cast import Cast
from tests.format_worlds import a_card, a_format, a_thread

SOON, LATER = timedelta(days=3), timedelta(days=40)


def edit(cast: Cast, format: ParticipationFormat, reason: str = "", **values: Any) -> bool:
    with transaction():
        return edit_format(format, by=cast.bernd, values=values, version=format.version, reason=reason)


def last_entry(format: ParticipationFormat) -> JournalEntry:
    entries = select(JournalEntry).where(JournalEntry.thing_id == format.id).order_by(JournalEntry.id.desc()).limit(1)
    return db.session.scalars(entries).one()


def test_a_draft_may_lack_anything_but_its_title(cast: Cast) -> None:
    format = a_format(cast, state="draft")
    assert edit(cast, format, what_is_fixed=None, opens_on=None, closes_on=None, text="{Text}")
    assert not edit(cast, format, what_is_fixed=None)
    with pytest.raises(FormatIsIncomplete):
        edit(cast, format, title="")
    assert last_entry(format).audience == "staff"


def test_what_people_rely_on_changes_for_a_reason_everybody_reads(cast: Cast) -> None:
    format = a_format(cast, state="announced")
    last = today() + LATER
    with pytest.raises(ReasonIsMissing):
        edit(cast, format, closes_on=last)
    assert format.closes_on != last
    assert edit(cast, format, "Die Ferien kommen dazwischen.", closes_on=last)
    entry = last_entry(format)
    assert (entry.audience, entry.reason) == ("public", "Die Ferien kommen dazwischen.")
    assert entry.details["fields"] == ["closes_on"]
    assert entry.details["days"]["closes_on"][1] == last.isoformat()
    assert edit(cast, format, title="Genauer gesagt.")
    assert last_entry(format).audience == "staff"


def test_what_it_said_before_stays_readable(cast: Cast, client: Any) -> None:
    format = a_format(cast, state="draft")
    edit(cast, format, what_is_fixed="Noch nichts.")
    assert not earlier_wordings(format), "nobody but the desk has read a draft"
    format = a_format(cast, state="concluded", title="Wege")
    with transaction():
        correct_result(format, by=cast.bernd, result="Der neue Stand.", reason="Ein Irrtum.", version=format.version)
    format = a_format(cast, title="Busse")
    edit(cast, format, "Der Rat hat es geändert.", level="information", who_decides="Die Landrätin.")
    for title, words in (("Wege", ["Das kam heraus.", "Ein Irrtum."]), ("Busse", ["Mitreden", "Der Kreistag."])):
        number = db.session.scalar(select(ParticipationFormat.id).where(ParticipationFormat.title == title))
        page = client.get(f"/beteiligung/{number}", follow_redirects=True).text
        story = page[page.index('id="her"') :]
        assert story.count("Frühere Fassung") == len(words) - (title == "Wege")
        assert all(word in story for word in words)


@pytest.mark.parametrize("state", ["announced", "open", "closed"])
def test_what_is_announced_stays_complete(cast: Cast, state: str) -> None:
    format = a_format(cast, state=state)
    for values in ({"who_decides": None}, {"text": "Es geht um {Thema}."}):
        with pytest.raises(FormatIsIncomplete):
            edit(cast, format, "Ein Versehen.", **values)
    assert format.who_decides == "Der Kreistag."


def test_a_day_that_has_passed_is_not_moved(cast: Cast) -> None:
    running, over = a_format(cast), a_format(cast, state="closed")
    for format, day in ((running, "opens_on"), (over, "closes_on")):
        with pytest.raises(DayIsWrong):
            edit(cast, format, "Später.", **{day: today() + SOON})
    with transaction():
        running.opens_on = today() - SOON
    with pytest.raises(DayIsWrong):
        edit(cast, running, "Früher.", closes_on=today() - timedelta(days=1))
    with pytest.raises(PeriodIsBackwards):
        edit(cast, a_format(cast, state="draft"), opens_on=today() + LATER, closes_on=today() + SOON)


def test_a_decision_inside_the_period_needs_its_reason(cast: Cast) -> None:
    format = a_format(cast, state="draft")
    with pytest.raises(DecisionIsEarly):
        edit(cast, format, decision_on=today() + SOON)
    assert edit(cast, format, decision_on=today() + SOON, early_reason="Der Antrag muss vorher fort.")
    assert edit(cast, format, decision_on=today() + LATER, early_reason="Der Antrag muss vorher fort.")
    assert format.early_reason is None, "a reason for nothing is not kept"


@pytest.mark.parametrize("state", ["concluded", "cancelled"])
def test_what_has_ended_is_not_edited(cast: Cast, state: str) -> None:
    format = a_format(cast, state=state)
    with pytest.raises(NotAllowedNow):
        edit(cast, format, title="Anders")
    with transaction(), pytest.raises(NotAllowedNow):
        add_section(format, Wording("Neu"), by=cast.bernd)


def test_two_at_once_see_each_other(cast: Cast) -> None:
    format = a_format(cast, state="draft")
    shown = format.version
    edit(cast, format, text="Die erste.")
    with transaction(), pytest.raises(VersionIsStale):
        edit_format(format, by=cast.bernd, values={"text": "Die zweite."}, version=shown)
    section = format.sections[0]
    shown = section.version
    with transaction():
        edit_section(section, Wording("Fußwege"), by=cast.bernd, version=shown)
    with transaction(), pytest.raises(VersionIsStale):
        edit_section(section, Wording("Radwege"), by=cast.bernd, version=shown)
    assert section.title == "Fußwege"


def test_sections_are_added_and_put_in_order(cast: Cast) -> None:
    format = a_format(cast, state="draft")
    with transaction():
        last = add_section(format, Wording("Schule", "Wie kommen Kinder hin?", cast.aim.id), by=cast.bernd)
        assert move_section(last, up=True, by=cast.bernd)
        assert not move_section(format.sections[0], up=True, by=cast.bernd)
    db.session.expire(format)
    assert [section.title for section in format.sections] == ["Wege", "Schule", "Busse"]


@pytest.mark.parametrize("kind", ["forum", "workshop"])
def test_only_an_empty_section_is_removed(cast: Cast, kind: str) -> None:
    format = a_format(cast, kind=kind)
    said = a_card(cast, format) if kind == "workshop" else a_thread(cast, format)
    full, empty = format.sections[0], format.sections[-1]
    with transaction():
        remove_contribution(said, by=cast.anna)
        with pytest.raises(SectionIsInUse):
            remove_section(full, by=cast.bernd)
        remove_section(empty, by=cast.bernd)
    db.session.expire(format)
    assert empty not in format.sections


def test_the_last_section_of_an_announced_format_stays(cast: Cast) -> None:
    format = a_format(cast, state="announced", sections=("Wege",))
    with transaction(), pytest.raises(SectionIsInUse):
        remove_section(format.sections[0], by=cast.bernd)
    with transaction(), pytest.raises(SectionIsIncomplete):
        add_section(format, Wording("{Thema}"), by=cast.bernd)


def test_a_summary_is_public_while_people_take_part(cast: Cast) -> None:
    format = a_format(cast)
    section = format.sections[0]
    with transaction():
        assert summarise_section(section, by=cast.bernd, text="Alle wollen Licht.", version=1)
    assert (section.summary, section.summarised_at is not None) == ("Alle wollen Licht.", True)
    assert (last_entry(format).verb, last_entry(format).audience) == ("summarise", "public")
    announced = a_format(cast, state="announced")
    with transaction(), pytest.raises(NotAllowedNow):
        summarise_section(announced.sections[0], by=cast.bernd, text="Zu früh.", version=1)
