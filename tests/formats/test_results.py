"""The page of results, and the papers behind it."""

from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pikepdf
import pytest

from app.core.clock import today
from app.core.database import db, transaction
from app.core.languages import day
from app.formats.assigning import assign_goals
from app.formats.contributing import remove_contribution
from app.formats.models import ParticipationFormat
from app.formats.outcome_wording import untouched
from app.formats.running import close_format, conclude_format
from app.formats.taking_up import Words, take_up
from app.ideas.moderating import publish_idea
from app.ideas.places import Place
from tests.calls.stage import an_entry
from tests.cast import Cast
from tests.format_worlds import CANARY, a_card, a_format, a_thread
from tests.formats.test_tables import rows_of
from tests.queries import queries

PAGE, PAPER, TABLE = (f"/beteiligung/{{}}/{name}" for name in ("ergebnis", "dokumentation.pdf", "dokumentation.xlsx"))


def words(answer: Any) -> str:
    return str(answer.get_data(as_text=True))


def a_closed_one(cast: Cast, **values: Any) -> ParticipationFormat:
    """Three contributions: one public idea arose, one was assigned, one is untouched; one more is hidden."""
    format = a_format(cast, **values)
    taken, assigned, _left, hidden = (
        a_thread(cast, format, text) for text in ("Licht fehlt.", "Bänke fehlen.", "Mehr Busse.", f"{CANARY} schimpft.")
    )
    with transaction():
        idea = take_up([taken], Words("Licht", "Licht."), Place.whole(cast.here), [cast.sub_goal], by=cast.bernd)
        publish_idea(idea, by=cast.bernd, version=1)
        assign_goals(assigned, [cast.other_sub_goal], by=cast.bernd)
        hidden.hide()
        close_format(format, by=cast.bernd, reason="Alles ist gesagt.")
    return format


def test_the_result_is_there_once_it_is_closed(cast: Cast, client: Any, as_person: Any) -> None:
    running = a_format(cast)
    assert client.get(PAGE.format(running.id)).status_code == 404
    assert as_person(cast.bernd).get(PAGE.format(running.id)).status_code == 200
    assert as_person(cast.dilek).get(PAGE.format(running.id)).status_code == 404
    format = a_closed_one(cast)
    page = words(client.get(PAGE.format(format.id)))
    assert "Licht fehlt." in page
    assert "Bus für alle" in page
    assert CANARY not in page
    assert "Beispiel" in page  # the writer of a contribution, as shown publicly
    assert client.get(PAGE.format(format.id) + "?nach=quatsch").status_code == 404


def test_a_closed_audience_keeps_its_result(cast: Cast, client: Any, as_person: Any) -> None:
    format = a_closed_one(cast, audience="invited", invited=(cast.anna,))
    for path in (PAGE, PAPER, TABLE):
        assert client.get(path.format(format.id)).status_code == 404
        assert as_person(cast.carla).get(path.format(format.id)).status_code == 404
        answer = as_person(cast.anna).get(path.format(format.id))
        assert answer.status_code == 200
        assert "no-store" in answer.headers["Cache-Control"]


def test_the_result_asks_as_often_for_few_as_for_many(cast: Cast, client: Any) -> None:
    few, many = a_closed_one(cast), a_format(cast)
    for _n in range(12):
        a_thread(cast, many)
    with transaction():
        for one in [a_thread_of(many, n) for n in range(5)]:
            idea = take_up([one], Words("Licht", "Licht."), Place.whole(cast.here), [cast.sub_goal], by=cast.bernd)
            publish_idea(idea, by=cast.bernd, version=1)
        close_format(many, by=cast.bernd, reason="Alles ist gesagt.")
    asked = []
    for format in (few, many, few, many):
        db.session.remove()
        with queries() as statements:
            assert client.get(PAGE.format(format.id)).status_code == 200
        asked.append(len(statements))
    assert asked[2] == asked[3]


def test_before_the_result_nothing_is_judged(cast: Cast, client: Any) -> None:
    format = a_closed_one(cast)
    due = f"{format.results_due_on.day}."  # type: ignore[union-attr]
    with client.application.test_request_context():
        before, after = untouched(is_final=False), untouched(is_final=True)

    def everywhere() -> list[str]:
        table = " ".join(cell for row in said_in(client, format) for cell in row)
        return [words(client.get(PAGE.format(format.id))), table]

    for surface in everywhere():
        assert before in surface
        assert after not in surface
    page = words(client.get(PAGE.format(format.id)))
    assert f"Die Stelle veröffentlicht es bis {due}" in page
    assert "Idee daraus" in page
    assert "Ideen daraus" not in page, "one is one"
    with transaction():
        conclude_format(format, by=cast.bernd, result="Das kam heraus.", version=format.version)
    for surface in everywhere():
        assert after in surface
        assert before not in surface


def said_in(client: Any, format: ParticipationFormat) -> list[list[str]]:
    """The sheet of contributions, row after row."""
    return rows_of(client.get(TABLE.format(format.id)).data)[1]


@pytest.mark.parametrize("kind", ["forum", "workshop", "call"])
def test_the_table_says_when_everything_was_said(cast: Cast, client: Any, kind: str) -> None:
    format = a_format(cast, kind)
    if kind == "call":
        an_entry(cast, format, title="Zu: Licht fehlt.")
    else:
        (a_thread if kind == "forum" else a_card)(cast, format, "Licht fehlt.")
    with transaction():
        close_format(format, by=cast.bernd, reason="Alles ist gesagt.")
    head, first, *_further = said_in(client, format)
    row = dict(zip(head, first, strict=True))
    with client.application.test_request_context():
        assert row["Am"] == day(today())
        nothing_yet = untouched(is_final=False)
    assert row["Titel"] == ("" if kind == "workshop" else "Zu: Licht fehlt.")
    assert row["Gruppe"] == ""
    assert row["Was daraus wurde"].startswith("In Prüfung" if kind == "call" else nothing_yet)


def test_the_address_with_words_leads_to_the_result(client: Any) -> None:
    answer = client.get("/beteiligung/680-wie-kommen-alle-an/ergebnis")
    assert (answer.status_code, answer.location) == (301, "/beteiligung/680/ergebnis")


def a_thread_of(format: ParticipationFormat, n: int) -> Any:
    from sqlalchemy import select

    from app.formats.models import Contribution

    found = select(Contribution).where(Contribution.format_id == format.id).order_by(Contribution.id)
    return db.session.scalars(found).all()[n]


def test_the_paper_is_tagged_and_has_title_and_language(cast: Cast, client: Any) -> None:
    format = a_closed_one(cast)
    answer = client.get(PAPER.format(format.id), headers={"Accept-Language": "de"})
    with pikepdf.open(BytesIO(answer.data)) as pdf:
        assert bool(pdf.Root.MarkInfo.Marked)
        assert str(pdf.Root.Lang).startswith("de")
        assert pdf.docinfo.get("/Title") == "Wie kommen alle gut an?"
        assert "/StructTreeRoot" in pdf.Root


def test_the_table_holds_text_and_nothing_hidden_or_removed(cast: Cast, client: Any) -> None:
    format = a_closed_one(cast)
    with transaction():
        gone = a_thread_of(format, 2)
        remove_contribution(gone, by=cast.anna)
    answer = client.get(TABLE.format(format.id))
    with ZipFile(BytesIO(answer.data)) as book:
        everything = "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))
    assert "Licht fehlt." in everything
    assert CANARY not in everything
    assert "Mehr Busse." not in everything
    assert "<f>" not in everything
