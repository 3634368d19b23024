from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from app.concepts.reading import read_concept
from app.core.database import db
from app.core.journal import JournalEntry
from app.core.reading import MAX_BYTES
from app.editions.importing import FileDoesNotBelong, as_edition_of
from app.editions.models import ConceptEdition
from app.editions.queries import editions_of, file_that_holds, find_open_draft
from tests.cast import Cast
from tests.concepts.files import SMALL, without, written
from tests.editions.drafts import RETIRED, REWORDED, drafted, small

Browser = Callable[..., Any]
ADDRESS = "/verwaltung/konzepte/kek-klein/fassungen/einlesen"


def sent(text: str | bytes, **values: str) -> dict[str, Any]:
    content = text.encode() if isinstance(text, str) else text
    return {"file": (BytesIO(content), "neu.yaml"), **values}


def kept() -> int:
    return db.session.scalar(select(func.count()).select_from(ConceptEdition)) or 0


@pytest.fixture
def desk(cast: Cast, as_person: Browser, tmp_path: Path) -> Any:
    small(tmp_path)
    return as_person(cast.bernd)


def test_only_checking_shows_the_difference_and_keeps_nothing(desk: Any) -> None:
    before = kept()
    answer = desk.post(ADDRESS, data=sent(REWORDED))
    page = answer.get_data(as_text=True)
    assert (answer.status_code, kept()) == (200, before)
    assert "wächst überall." in page
    assert db.session.scalars(select(JournalEntry.verb)).all() == []


def test_read_in_it_waits_and_becomes_the_draft_when_taken_over(cast: Cast, desk: Any) -> None:
    first = desk.post(ADDRESS, data=sent(REWORDED, keep="1"))
    again = desk.post(ADDRESS, data=sent(REWORDED, keep="1"))
    assert (first.status_code, first.location) == (303, again.location)
    upload = db.session.scalars(select(ConceptEdition).where(ConceptEdition.status == "uploaded")).one()
    assert "Als Entwurf übernehmen" in desk.get(first.location).get_data(as_text=True)
    take = f"/verwaltung/konzepte/kek-klein/fassungen/{upload.id}/uebernehmen"
    assert desk.post(take, data={"replaces": "9-9"}).status_code == 409
    assert desk.post(take, data={"replaces": ""}).status_code == 303
    assert desk.post(take, data={"replaces": ""}).status_code == 409
    db.session.expire_all()
    draft = find_open_draft(upload.concept_id)
    assert draft is not None
    assert (draft.id, draft.status) == (upload.id, "draft")
    rows = select(JournalEntry.verb, JournalEntry.audience).order_by(JournalEntry.id)
    assert [tuple(row) for row in db.session.execute(rows)] == [
        ("upload_edition", "staff"), ("take_over_edition", "staff"),
    ]  # fmt: skip


def test_the_draft_before_it_is_laid_aside_and_still_a_file(cast: Cast, desk: Any, tmp_path: Path) -> None:
    first, second = drafted(cast, tmp_path, REWORDED), drafted(cast, tmp_path, RETIRED)
    db.session.expire_all()
    assert [edition.status for edition in editions_of(first.concept_id)] == ["draft", "discarded", "adopted"]
    file = desk.get(f"/verwaltung/konzepte/kek-klein/fassungen/datei?edition={first.id}")
    assert "Der Radverkehr wächst überall." in file.get_data(as_text=True)
    assert file.headers["Content-Disposition"] == 'attachment; filename="kek-klein-2030-2.yaml"'
    assert second.status == "draft"


def test_exported_and_read_in_nothing_differs(desk: Any, tmp_path: Path) -> None:
    out = desk.get("/verwaltung/konzepte/kek-klein/fassungen/datei").get_data(as_text=True)
    assert read_concept(written(tmp_path, out, "aus.yaml")) == read_concept(written(tmp_path))
    page = desk.post(ADDRESS, data=sent(out)).get_data(as_text=True)
    assert "kek-klein" in page


def test_goals_and_editions_left_out_are_not_lost(cast: Cast, desk: Any, tmp_path: Path) -> None:
    concept = small(tmp_path)
    text = without(SMALL, "bus").replace('key: "2030", title: KEK Klein', 'key: "2035", title: KEK Neu')
    file = as_edition_of(concept, read_concept(written(tmp_path, text)))
    assert [(edition.key, edition.status) for edition in file.editions] == [("2030", "superseded"), ("2035", "adopted")]
    assert [goal.retired for goal in file.goals if goal.key == "bus"] == [True]
    assert file_that_holds(concept) == read_concept(written(tmp_path))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (SMALL.replace("kind: approach", "kind: wunsch"), "nur diese Wörter"),
        (SMALL.replace("tone: 2", "tone: 9"), "außerhalb"),
        (SMALL.replace("see_also: [bus]", "see_also: [flug]"), "flug"),
        (SMALL.replace("{goal: wege}", "{goal: hf1}"), "unter sich selbst"),
        (SMALL.replace("slug: kek-klein", "slug: kek-anders"), "kek-anders"),
        (SMALL.replace("authority: hier", "authority: drueben"), "drueben"),
        ("a: &x [1]\nb: *x\n", "Anker"),
        ("nichts", "Konzeptdatei"),
        (b"\xff\xfe", "UTF-8"),
        (SMALL.replace("    title: No\n", "    title: No\n    title: Ja\n"), "schon in Zeile"),
    ],
)
def test_faults_are_named_in_german_and_nothing_is_kept(desk: Any, text: str | bytes, said: str) -> None:
    before = kept()
    answer = desk.post(ADDRESS, data=sent(text, keep="1"))
    assert (answer.status_code, kept()) == (422, before)
    page = answer.get_data(as_text=True)
    assert said in page
    assert "Input should" not in page


def test_a_file_too_large_is_said_at_the_field(desk: Any) -> None:
    body, kind = b"x" * (MAX_BYTES + 100_000), "multipart/form-data; boundary=x"
    answer = desk.post(ADDRESS, data=body, content_type=kind)
    assert (answer.status_code, "größer als 5 MB" in answer.get_data(as_text=True)) == (422, True)


def test_no_file_is_said_at_the_field(desk: Any) -> None:
    answer = desk.post(ADDRESS, data={"keep": "1"})
    assert (answer.status_code, "Bitte wählen Sie eine Datei" in answer.get_data(as_text=True)) == (422, True)


def test_strangers_send_nothing_here(cast: Cast, desk: Any, as_person: Browser, client: Any) -> None:
    answers = [as_person(who).post(ADDRESS, data=sent(REWORDED)).status_code for who in (cast.dilek, cast.anna)]
    assert answers == [404, 404]
    assert as_person(cast.gerda).post(ADDRESS, data=sent(REWORDED)).status_code == 403
    assert client.post(ADDRESS, data=sent(REWORDED)).status_code == 302
    with pytest.raises(FileDoesNotBelong):
        as_edition_of(cast.concept, read_concept(written(Path(desk.application.config["DATA"]))))
