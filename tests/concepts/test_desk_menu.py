"""The menu of the desk says what waits: correspondences and reference sheets we are asked about; and shows a way."""

import re
from collections.abc import Callable
from typing import Any

from app.accounts.models import Membership
from app.core.database import db, transaction
from tests.cast import Cast
from tests.concepts.pairs import a_counterpart, a_proposal
from tests.queries import queries
from tests.reference_sheets.writing import a_sheet

ENTRY = re.compile(r'<li><a href="([^"]+)"[^>]*>(Konzepte|Bezugsblätter)(?: <span class="count">(\d+)</span>)?</a>')


def menu(client: Any, address: str = "/verwaltung/projekte") -> dict[str, tuple[str, str]]:
    page = client.get(address)
    assert page.status_code == 200
    return {name: (where, count) for where, name, count in ENTRY.findall(page.get_data(as_text=True))}


def test_who_is_asked_sees_it_in_the_menu_and_comes_to_it_from_the_concepts(
    cast: Cast, as_person: Callable[..., Any]
) -> None:
    with transaction():
        a_proposal(cast, cast.sub_goal, a_counterpart(cast)[1])
    dilek, bernd = as_person(cast.dilek), as_person(cast.bernd)
    assert menu(dilek)["Konzepte"] == ("/verwaltung/konzepte", "1")
    concepts = dilek.get("/verwaltung/konzepte").get_data(as_text=True)
    assert 'href="/verwaltung/entsprechungen"' in concepts
    assert "1 Vorschlag wartet auf Ihre Entscheidung" in concepts
    assert menu(bernd)["Konzepte"] == ("/verwaltung/konzepte", "")
    assert "wartet auf Ihre Entscheidung" not in bernd.get("/verwaltung/konzepte").get_data(as_text=True)


def test_an_own_proposal_and_an_own_sheet_wait_for_somebody_else(cast: Cast, as_person: Callable[..., Any]) -> None:
    with transaction():
        db.session.add(Membership(person_id=cast.bernd.id, role="moderator", authority_id=cast.elsewhere.id))
        a_proposal(cast, cast.sub_goal, a_counterpart(cast)[1])
    db.session.refresh(cast.bernd)
    a_sheet(cast, cast.bernd, asked=True)
    a_sheet(cast, cast.anna, asked=True)
    assert menu(as_person(cast.bernd)) == {
        "Konzepte": ("/verwaltung/konzepte", ""), "Bezugsblätter": ("/verwaltung/bezugsblaetter", "1"),
    }  # fmt: skip


def test_a_desk_that_edits_no_concept_has_the_way_to_the_public_ones(cast: Cast, as_person: Callable[..., Any]) -> None:
    with transaction():
        db.session.add(Membership(person_id=cast.carla.id, role="project_editor", authority_id=cast.here.id))
    db.session.refresh(cast.carla)
    assert menu(as_person(cast.carla), "/verwaltung/projekte") == {"Konzepte": ("/konzepte", "")}


def test_only_the_desk_counts_what_waits(cast: Cast, as_person: Callable[..., Any]) -> None:
    bernd = as_person(cast.bernd)
    with queries() as statements:
        assert bernd.get("/konzepte").status_code == 200
    assert not [one for one in statements if "goal_correspondence" in one or "reference_sheet" in one]
