"""Who follows a goal hears what a new edition makes of it; the concept's page speaks of a draft in consultation."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import time_machine

from app.concepts.cli import packaged_files
from app.concepts.queries import find_concept
from app.concepts.reading import read_concept
from app.core.clock import now, today
from app.core.database import db, transaction
from app.editions.adopting import adopt_edition, open_consultation
from app.editions.comparing import compare
from app.editions.drafting import begin_draft
from app.editions.queries import file_of, file_that_holds, find_open_draft, public_editions
from app.things.following import follow
from tests.cast import Cast
from tests.editions.drafts import RETIRED, adopted, drafted, goals, small
from tests.notifications.test_digesting import WEEK, text_of, to_carla

Mails = Callable[[], list[Any]]


def test_followers_read_the_new_words_and_what_a_goal_lives_on_as(cast: Cast, mails: Mails, tmp_path: Path) -> None:
    keys = goals(small(tmp_path))
    with transaction():
        follow(keys["rad"], cast.carla)
        follow(keys["bus"], cast.carla)
    new = RETIRED.replace("title: Radverkehr wird gefördert.", "title: Der Radverkehr wächst überall.")
    adopted(cast, drafted(cast, tmp_path, new))
    with time_machine.travel(now() + WEEK):
        (mail,) = to_carla(mails)
    text = " ".join(text_of(mail).split())
    assert "Radverkehr stärken" in text
    assert "Es hat einen neuen Wortlaut: „Der Radverkehr wächst überall“." in text
    assert "In der geltenden Fassung steht es nicht mehr. Es lebt weiter als „Radverkehr stärken“." in text
    assert "/konzepte/kek-klein/ziele/bus" in text


def test_without_a_successor_that_is_said(cast: Cast, mails: Mails, tmp_path: Path) -> None:
    bus = goals(small(tmp_path))["bus"]
    with transaction():
        follow(bus, cast.carla)
    adopted(cast, drafted(cast, tmp_path, RETIRED.replace("    successors: [rad]\n", "")))
    with time_machine.travel(now() + WEEK):
        (mail,) = to_carla(mails)
    assert "Kein anderes Ziel tritt an seine Stelle." in " ".join(text_of(mail).split())


def test_a_draft_in_consultation_is_reached_from_the_concept(cast: Cast, client: Any, tmp_path: Path) -> None:
    draft = drafted(cast, tmp_path, RETIRED)
    pages = ("/konzepte/kek-klein", "/konzepte/kek-klein/hintergrund")
    kicker = f'href="/konzepte/kek-klein/fassungen/{draft.id}">Entwurf liegt aus: ansehen'
    assert [kicker in client.get(page).get_data(as_text=True) for page in pages] == [False, False]
    with transaction():
        open_consultation(draft, by=cast.bernd, version=1)
    assert [kicker in client.get(page).get_data(as_text=True) for page in pages] == [True, True]


def test_every_document_can_be_drafted_and_adopted(cast: Cast, client: Any, documents: object) -> None:
    for path in packaged_files():
        concept = find_concept(read_concept(path).slug)
        assert concept is not None
        before = file_that_holds(concept)
        with transaction():
            begin_draft(concept, title=f"{concept.short_title}, neu", by=cast.bernd)
        draft = find_open_draft(concept.id)
        assert draft is not None
        found = compare(before, file_of(draft))
        assert [part.section for part in found.parts] == ["editions"]
        found.parts.clear()
        assert found.is_empty, concept.key
        with transaction():
            adopt_edition(draft, by=cast.bernd, adopted_on=today(), adopted_by="Gemeinsame Runde", version=1)
        db.session.expire_all()
        assert [one.status for one in public_editions(concept.id)] == ["adopted", "superseded"]
        after = compare(before, file_that_holds(concept))
        assert {part.section for part in after.parts} <= {"editions", "adopted_by"}
        after.parts.clear()
        assert after.is_empty, concept.key


def test_partheland_reads_right_once_an_edition_is_adopted(cast: Cast, client: Any, documents: object) -> None:
    concept = find_concept("leitbild-partheland")
    assert concept is not None
    printed = [edition["title"] for edition in concept.content["editions"]]
    with transaction():
        begin_draft(concept, title="Leitbild Partheland 2027", by=cast.bernd)
    draft = find_open_draft(concept.id)
    assert draft is not None
    with transaction():
        adopt_edition(draft, by=cast.bernd, adopted_on=today(), decision_number="7/27", version=1)
    db.session.expire_all()
    page = client.get("/konzepte/leitbild-partheland/fassungen").get_data(as_text=True)
    assert all(page.count(f">{title}<") == 1 for title in [*printed, "Leitbild Partheland 2027"])
    assert page.index("Leitbild Partheland 2027") < min(page.index(f">{title}<") for title in printed)
    assert (page.count("gilt jetzt"), "7/27" in page) == (1, True)
    shown = client.get("/konzepte/leitbild-partheland").get_data(as_text=True)
    assert "Das ist ein Entwurf" not in shown
    for row in public_editions(concept.id):
        assert client.get(f"/konzepte/leitbild-partheland/fassungen/{row.id}").status_code == 200
