"""Changing an entry and its status: with a reason, on what was read, and told in public."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from app.core.database import db, transaction
from app.core.errors import ReasonIsMissing
from app.core.journal import JournalEntry
from app.projects.editing import CostIsBackwards, PeriodIsBackwards, edit_project
from app.projects.models import Project
from app.projects.promoting import ProjectIsEmpty
from tests.cast import Cast
from tests.projects.stage import fresh, idea_of, promoted

Browser = Callable[..., Any]


def _entries(project: Project, verb: str) -> list[JournalEntry]:
    found = (
        select(JournalEntry)
        .where(JournalEntry.thing_id == project.id, JournalEntry.verb == verb)
        .order_by(JournalEntry.id)
    )
    return list(db.session.scalars(found))


def _typed(project: Project, **changes: str) -> dict[str, str]:
    return {
        "seen": project.updated_at.isoformat(), "title": project.title, "description": project.description,
        "contact_office": project.contact_office or "", "reason": "Beschluss des Bauausschusses", **changes,
    }  # fmt: skip


def test_the_change_log_keeps_what_it_said_before_and_why(cast: Cast) -> None:
    project = promoted(cast)
    with transaction():
        project = fresh(project)
        changes = {"lead": "Stadt Naunhof", "starts_on": date(2027, 1, 1), "cost_min": 10_000, "title": project.title}
        changed = edit_project(project, by=cast.bernd, changes=changes, reason="Die Stadt hat zugesagt")
    assert changed == ["lead", "starts_on", "cost_min"]
    [entry] = _entries(project, "edit_project")
    assert entry.details["changes"] == {
        "lead": [None, "Stadt Naunhof"],
        "starts_on": [None, "2027-01-01"],
        "cost_min": [None, 10_000],
    }
    assert (entry.reason, entry.audience, entry.actor_id) == ("Die Stadt hat zugesagt", "public", cast.bernd.id)


def test_nothing_different_is_no_change_and_needs_no_reason(cast: Cast) -> None:
    project = promoted(cast)
    with transaction():
        project = fresh(project)
        assert edit_project(project, by=cast.bernd, changes={"title": project.title}, reason="") == []
    assert _entries(project, "edit_project") == []


@pytest.mark.parametrize(
    ("changes", "reason", "error"),
    [
        ({"lead": "Stadt"}, " ", ReasonIsMissing),
        ({"title": ""}, "Grund", ProjectIsEmpty),
        ({"starts_on": date(2027, 2, 1), "ends_on": date(2027, 1, 1)}, "Grund", PeriodIsBackwards),
        ({"cost_min": 2, "cost_max": 1}, "Grund", CostIsBackwards),
        ({"cost_min": -1}, "Grund", CostIsBackwards),
    ],
)
def test_what_makes_no_sense_changes_nothing(
    cast: Cast, changes: dict[str, Any], reason: str, error: type[Exception]
) -> None:
    project = promoted(cast)
    with transaction():
        project = fresh(project)
        with pytest.raises(error):
            edit_project(project, by=cast.bernd, changes=changes, reason=reason)
    assert (fresh(project).lead, fresh(project).title) == (None, "Radweg nach Brandis")
    assert _entries(project, "edit_project") == []


def test_the_form_saves_what_a_clerk_types(cast: Cast, as_person: Browser) -> None:
    project, desk = fresh(promoted(cast)), as_person(cast.bernd)
    address = f"/verwaltung/projekte/{project.id}"
    assert desk.get(address).status_code == 200
    sent = _typed(project, lead="Stadt Naunhof", cost_min="10.000", cost_max="25 000 Euro", starts_on="2027-01-01")
    answer = desk.post(address, data=sent)
    assert (answer.status_code, answer.location) == (302, address)
    project = fresh(project)
    assert (project.lead, project.cost_min, project.cost_max) == ("Stadt Naunhof", 10_000, 25_000)
    assert project.starts_on == date(2027, 1, 1)
    assert len(_entries(project, "edit_project")) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"reason": ""}, {"title": ""}, {"title": "x" * 201}, {"cost_min": "viel"}, {"cost_min": "9" * 30},
        {"cost_min": "-5"}, {"cost_min": "2", "cost_max": "1"}, {"starts_on": "31.31.2027"},
        {"starts_on": "0001-01-01"},
        {"starts_on": "2027-02-01", "ends_on": "2027-01-01"}, {"description": "y" * 10_001},
    ],
)  # fmt: skip
def test_a_fault_stands_at_its_field_and_the_text_is_kept(
    cast: Cast, as_person: Browser, changes: dict[str, str]
) -> None:
    project = fresh(promoted(cast))
    answer = as_person(cast.bernd).post(
        f"/verwaltung/projekte/{project.id}", data=_typed(project, **{"lead": "Kanarienvogel e. V.", **changes})
    )
    assert answer.status_code == 422
    assert "Kanarienvogel e. V." in answer.get_data(as_text=True)
    assert 'aria-invalid="true"' in answer.get_data(as_text=True)
    assert fresh(project).lead is None


@pytest.mark.parametrize("seen", ["", "quatsch", "2026-01-01T00:00:00", "2026-01-01T00:00:00+00:00"])
def test_an_entry_changed_meanwhile_is_shown_with_both_texts(cast: Cast, as_person: Browser, seen: str) -> None:
    project, desk = fresh(promoted(cast)), as_person(cast.bernd)
    address = f"/verwaltung/projekte/{project.id}"
    sent = _typed(project)
    assert desk.post(address, data={**sent, "lead": "Stadt Naunhof"}).status_code == 302
    answer = desk.post(address, data={**sent, "lead": "Gemeinde Brandis", "seen": seen or sent["seen"]})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert all(text in page for text in ("Stadt Naunhof", "Gemeinde Brandis", "Beschluss des Bauausschusses"))
    assert fresh(project).lead == "Stadt Naunhof"
    assert f'value="{fresh(project).updated_at.isoformat()}"' in page


def test_a_step_is_taken_with_a_reason_on_what_was_read(cast: Cast, as_person: Browser) -> None:
    project, desk = fresh(promoted(cast)), as_person(cast.bernd)
    address = f"/verwaltung/projekte/{project.id}/stand"
    sent = {"seen": project.updated_at.isoformat(), "state": "submitted_for_decision", "reason": "Kreistag am 10.12."}
    assert desk.post(address, data={**sent, "reason": ""}).status_code == 422
    assert desk.post(address, data={**sent, "state": ""}).status_code == 422
    assert desk.post(address, data={**sent, "state": "finished"}).status_code == 409
    assert fresh(project).state == "proposed"
    assert desk.post(address, data=sent).status_code == 302
    stale = desk.post(address, data=sent)
    assert stale.status_code == 409
    assert "Kreistag am 10.12." in stale.get_data(as_text=True)
    assert fresh(project).state == "submitted_for_decision"
    [entry] = _entries(project, "submit_project")
    assert (entry.from_state, entry.to_state, entry.audience) == ("proposed", "submitted_for_decision", "public")


def test_ending_a_project_through_the_door_sends_its_idea_back(cast: Cast, as_person: Browser) -> None:
    project = fresh(promoted(cast))
    [origin] = _entries(project, "promote_idea")
    sent = {"seen": project.updated_at.isoformat(), "state": "dropped", "reason": "Kein Geld"}
    assert as_person(cast.bernd).post(f"/verwaltung/projekte/{project.id}/stand", data=sent).status_code == 302
    assert idea_of(origin.details["idea"]).state == "pooled"


def test_dilek_and_strangers_get_nowhere(cast: Cast, client: Any, as_person: Browser) -> None:
    project = fresh(promoted(cast, title="Kanarienvogel"))
    address, sent = f"/verwaltung/projekte/{project.id}", _typed(project, lead="Eine andere")
    for path, form in ((address, sent), (f"{address}/stand", {**sent, "state": "dropped"})):
        assert client.post(path, data=form).status_code == 302
        assert as_person(cast.anna).post(path, data=form).status_code == 404
        assert as_person(cast.dilek).post(path, data=form).status_code == 404
        assert as_person(cast.bernd, is_verified_twice=False).post(path, data=form).status_code == 302
    assert as_person(cast.dilek).get(address).status_code == 404
    for query in ("", "?q=Kanarienvogel", f"?q={project.id}", "?status=proposed"):
        assert ">Kanarienvogel<" not in as_person(cast.dilek).get(f"/verwaltung/projekte{query}").get_data(as_text=True)
    assert ">Kanarienvogel<" in as_person(cast.bernd).get("/verwaltung/projekte").get_data(as_text=True)
    assert as_person(cast.anna).get("/verwaltung/projekte").status_code == 403
    assert (fresh(project).lead, fresh(project).state) == (None, "proposed")


def test_a_moderator_who_edits_no_projects_reads_the_entry_only(cast: Cast, as_person: Browser) -> None:
    project = fresh(promoted(cast))
    with transaction():
        held = next(m for m in cast.bernd.memberships if m.role == "project_editor")
        db.session.delete(db.session.merge(held))
    db.session.expire_all()
    desk, address = as_person(cast.bernd), f"/verwaltung/projekte/{project.id}"
    page = desk.get(address)
    assert page.status_code == 200
    assert f'action="{address}"' not in page.get_data(as_text=True)
    assert desk.post(address, data=_typed(project, lead="X")).status_code == 403
