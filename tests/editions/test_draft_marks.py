"""A draft is thrown away, adopted and remembered as the very one that was looked at."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete

from app.accounts.models import Membership
from app.concepts.queries import find_concept
from app.concepts.reading import read_concept
from app.core.clock import today
from app.core.database import db, transaction
from app.editions.adopting import adopt_edition
from app.editions.draft_pages import history_of
from app.editions.drafting import begin_draft, discard_draft, remove_goal
from app.editions.faults import BaseIsCorrected
from app.editions.importing import keep_upload, throw_away
from app.editions.keeping import load_document
from app.editions.lines import lines_of
from app.editions.models import ConceptEdition
from app.editions.seeing import seen_of_places, tree_of
from tests.cast import Cast
from tests.concepts.files import SMALL, written
from tests.editions.begun_drafts import DESK, DRAFT, SLUG, add, begun, drafted

Browser = Callable[..., Any]


def shown_mark(page: str) -> str:
    return page.split('id="verwerfen"')[1].split('name="seen" value="')[1].split('"')[0]


def test_only_the_draft_that_was_shown_is_thrown_away(cast: Cast, as_person: Browser, tmp_path: Path) -> None:
    begun(cast, tmp_path)
    bernd = as_person(cast.bernd)
    mark = shown_mark(bernd.get(DESK).get_data(as_text=True))
    add("Etwas Neues", cast.bernd)
    answer = bernd.post(f"{DRAFT}/verwerfen", data={"sure": "1", "seen": mark})
    assert answer.status_code == 409
    assert "nichts verworfen" in answer.get_data(as_text=True)
    assert drafted().status == "draft"
    mark = shown_mark(answer.get_data(as_text=True))
    assert bernd.post(f"{DRAFT}/verwerfen", data={"sure": "1", "seen": mark}).status_code == 303
    assert bernd.get(DRAFT).status_code == 302


def test_a_correction_is_not_undone_unawares(cast: Cast, as_person: Browser, tmp_path: Path) -> None:
    begun(cast, tmp_path)
    gerda, address = as_person(cast.gerda), f"{DESK}/fassungen/beschluss"
    assert "berichtigt" not in gerda.get(address).get_data(as_text=True)
    with transaction():
        load_document(read_concept(written(tmp_path, SMALL.replace("title: No", "title: Nein"), "berichtigt.yaml")))
    draft = drafted()
    with pytest.raises(BaseIsCorrected), transaction():
        adopt_edition(draft, by=cast.gerda, adopted_on=today(), version=1)
    assert "wurde berichtigt" in gerda.get(address).get_data(as_text=True)
    decision = {"version": "1", "adopted_on": today().isoformat(), "sure": "y", "paper_number": "2026/1"}
    assert gerda.post(address, data=decision).status_code == 422
    assert gerda.post(address, data={**decision, "over_correction": "y"}).status_code == 303


def test_the_history_is_that_of_this_draft_alone(cast: Cast, as_person: Browser, tmp_path: Path) -> None:
    begun(cast, tmp_path)
    with transaction():
        discard_draft(drafted(), by=cast.bernd)
    concept = find_concept(SLUG)
    assert concept is not None
    with transaction():
        begin_draft(concept, title="Neuer Anlauf", by=cast.bernd)
        upload = keep_upload(concept, read_concept(written(tmp_path, SMALL, "datei.yaml")), by=cast.bernd)
        throw_away(db.session.get_one(ConceptEdition, upload.id), by=cast.bernd)
    key = add("7.1 Wieder weg", cast.bernd)[0]
    with transaction():
        remove_goal(drafted(), key, seen=seen_of_places(tree_of(drafted()), key), by=cast.bernd)
    assert [row.verb for row in history_of(drafted()).rows] == ["change_draft", "change_draft", "begin_draft"]
    assert "7.1 Wieder weg" in as_person(cast.bernd).get(DESK).get_data(as_text=True)


def test_the_desk_offers_each_what_is_theirs(cast: Cast, as_person: Browser, tmp_path: Path) -> None:
    draft = begun(cast, tmp_path)
    with transaction():
        upload = keep_upload(draft.concept, read_concept(written(tmp_path, SMALL, "datei.yaml")), by=cast.bernd)
        db.session.execute(delete(Membership).where(Membership.person_id == cast.bernd.id, Membership.role == "admin"))
    db.session.expire_all()
    editor, approver = (as_person(one).get(DESK).get_data(as_text=True) for one in (cast.bernd, cast.gerda))
    assert (f"{DESK}/fassungen/auslegen" in editor, f"{DESK}/fassungen/beschluss" in editor) == (True, False)
    assert (f"{DESK}/fassungen/auslegen" in approver, f"{DESK}/fassungen/beschluss" in approver) == (False, True)
    assert f"zu={upload.id}" in editor


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"adopted_on": "2020-01-30", "paper_number": "2026/1"}, "erst am 31. Januar 2020"),
        ({"adopted_on": "2020-02-01"}, "eine genügt"),
    ],
)
def test_a_decision_fits_the_one_before_and_can_be_found(
    cast: Cast, as_person: Browser, tmp_path: Path, sent: dict[str, str], says: str
) -> None:
    begun(cast, tmp_path)
    answer = as_person(cast.gerda).post(f"{DESK}/fassungen/beschluss", data={"version": "1", "sure": "y", **sent})
    assert (answer.status_code, says in answer.get_data(as_text=True)) == (422, True)


def test_the_horizon_is_a_year_and_a_number_said_twice_is_marked(
    cast: Cast, as_person: Browser, tmp_path: Path
) -> None:
    begun(cast, tmp_path)
    bernd = as_person(cast.bernd)
    answer = bernd.post(f"{DRAFT}/texte", data={"title": "KEK 2035", "horizon": "bald"})
    assert (answer.status_code, "vier Ziffern" in answer.get_data(as_text=True)) == (422, True)
    add("7.1 Erstes", cast.bernd)
    page = bernd.post(DRAFT, data={"under": "z1", "kind": "sub_goal", "lines": "7.1 Anderes\n7.2 Frei"})
    assert page.get_data(as_text=True).count("steht schon an anderer Stelle") == 1


@pytest.mark.parametrize(
    ("pasted", "found"),
    [
        ("1.1 Eins\n  a) unter\n  b) auch", [(0, "1.1", "Eins"), (1, "a", "unter"), (1, "b", "auch")]),
        ("II. Zwei", [(0, "II", "Zwei")]),
        ("\uf0b7\tPunkt", [(0, None, "Punkt")]),
        ("§ 5 Gesetz", [(0, None, "§ 5 Gesetz")]),
        ("Ein\x0bZwei", [(0, None, "Ein Zwei")]),
        ("För\u00adderung", [(0, None, "Förderung")]),
    ],
)
def test_what_word_processors_leave_is_understood(pasted: str, found: list[tuple[int, str | None, str]]) -> None:
    assert [(line.depth, line.number, line.title) for line in lines_of(pasted)] == found
