"""Somebody types while the draft goes on without her: she reads who did what, and her text is there."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.accounts.models import Membership
from app.core.clock import today
from app.core.database import db, transaction
from app.editions.adopting import adopt_edition, close_consultation, open_consultation
from app.editions.drafting import begin_draft, discard_draft, remove_goal
from app.editions.seeing import seen_of_goal, seen_of_places, tree_of
from tests.cast import Cast
from tests.editions.begun_drafts import DESK, DRAFT, add, begun, drafted, goal

Browser = Callable[..., Any]
MINE = "Das habe ich lange überlegt."


def discards(cast: Cast) -> None:
    discard_draft(drafted(), by=cast.gerda)


def consults(cast: Cast) -> None:
    open_consultation(drafted(), by=cast.gerda, version=1)


def adopts(cast: Cast) -> None:
    adopt_edition(drafted(), by=cast.gerda, adopted_on=today(), version=1)


@pytest.mark.parametrize(
    ("meanwhile", "said", "way"),
    [
        (discards, "inzwischen verworfen", DESK),
        (consults, "inzwischen ausgelegt", f"{DESK}/fassungen"),
        (adopts, "inzwischen beschlossen", DESK),
    ],
)
def test_whatever_happens_to_the_draft_what_was_typed_is_shown(
    cast: Cast, as_person: Browser, tmp_path: Path, meanwhile: Any, said: str, way: str
) -> None:
    begun(cast, tmp_path)
    bernd, seen = as_person(cast.bernd), seen_of_goal(goal("rad"))
    with transaction():
        meanwhile(cast)
    typed = {
        f"{DRAFT}/ziele/rad": {"seen": seen, "title": MINE, "legal_requirements-0-text": MINE},
        DRAFT: {"under": "z1", "kind": "sub_goal", "lines": MINE},
        f"{DRAFT}/texte": {"title": "KEK 2035", "introduction": MINE, "leitbild-hf1": MINE},
        f"{DRAFT}/ziele/rad/platz": {"under": "z1", "to": "up"},
        f"{DRAFT}/ziele/bus/woanders": {"under": "z2", "to": "move"},
        f"{DRAFT}/ziele/bus/loesen": {"under": "z1"},
        f"{DRAFT}/ziele/bus/entfallen": {"successors": "rad"},
        f"{DRAFT}/ziele/bus/bleibt": {"seen": seen},
        f"{DRAFT}/ziele/bus/entfernen": {"seen": seen},
    }
    for address, form in typed.items():
        answer = bernd.post(address, data=form)
        page = answer.get_data(as_text=True)
        assert (answer.status_code, said in page, "Gerda Beispiel" in page) == (409, True, True), address
        assert page.count(f"\n{MINE}</textarea>") == list(form.values()).count(MINE), address
        assert f'href="{way}"' in page
        assert f'action="{address}"' in page
    assert as_person(cast.gerda).post(DRAFT, data=typed[DRAFT]).status_code == 403
    assert as_person(cast.dilek).post(DRAFT, data=typed[DRAFT]).status_code == 404


def test_a_goal_taken_out_meanwhile_leaves_its_text(cast: Cast, as_person: Browser, tmp_path: Path) -> None:
    begun(cast, tmp_path)
    (key,) = add("Neues Ziel", cast.bernd)
    bernd = as_person(cast.bernd)
    with transaction():
        remove_goal(drafted(), key, seen=seen_of_places(tree_of(drafted()), key), by=cast.gerda)
    for address, form in {f"{DRAFT}/ziele/{key}": {"title": MINE}, DRAFT: {"under": key, "lines": MINE}}.items():
        answer = bernd.post(address, data=form)
        page = answer.get_data(as_text=True)
        assert (answer.status_code, f"\n{MINE}</textarea>" in page) == (409, True)
        assert "aus dem Entwurf entfernt" in page
        assert "Gerda Beispiel" in page
    assert bernd.get(f"{DRAFT}/ziele/{key}").status_code == 404


def test_what_came_too_late_can_be_sent_again_later(cast: Cast, as_person: Browser, tmp_path: Path) -> None:
    begun(cast, tmp_path)
    bernd, form = as_person(cast.bernd), {"seen": seen_of_goal(goal("rad")), "title": MINE}
    with transaction():
        consults(cast)
    assert bernd.post(f"{DRAFT}/ziele/rad", data=form).status_code == 409
    with transaction():
        close_consultation(drafted(), by=cast.bernd, version=1)
    assert bernd.post(f"{DRAFT}/ziele/rad", data=form).status_code == 303
    assert goal("rad")["title"] == MINE
    with transaction():
        concept = drafted().concept
        discards(cast)
        begin_draft(concept, title="Noch einmal", by=cast.gerda)
    other = bernd.post(f"{DRAFT}/ziele/rad", data={**form, "title": f"{MINE} Wirklich."})
    assert (other.status_code, goal("rad")["title"]) == (303, f"{MINE} Wirklich.")


def test_an_admin_of_no_office_works_on_every_concept(cast: Cast, as_person: Browser, tmp_path: Path) -> None:
    begun(cast, tmp_path)
    with transaction():
        db.session.add(Membership(person_id=cast.carla.id, role="admin"))
    db.session.refresh(cast.carla)
    carla = as_person(cast.carla)
    page = carla.get("/verwaltung/konzepte").get_data(as_text=True)
    assert DESK in page
    assert cast.concept.key in page
    answer = carla.post(f"{DRAFT}/ziele/rad", data={"seen": seen_of_goal(goal("rad")), "title": MINE})
    assert (answer.status_code, goal("rad")["title"]) == (303, MINE)
    assert carla.get(f"{DESK}/fassungen/beschluss").status_code == 200
