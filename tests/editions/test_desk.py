"""The desk of concepts as people use it: empty goals are filled, one goal is kept, the draft is seen by nobody else."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.models import Authority, Membership
from app.concepts.queries import find_concept
from app.core.database import db, transaction
from app.editions.models import ConceptEdition
from tests.cast import Cast, a_person
from tests.concepts.files import SMALL
from tests.editions.begun_drafts import DESK, DRAFT, add, begun, children, drafted, goal
from tests.queries import queries

Browser = Callable[..., Any]


def body(answer: Any, status: int = 200) -> str:
    assert answer.status_code == status, answer.get_data(as_text=True)[:3000]
    return str(answer.get_data(as_text=True))


def test_nordsachsen_is_filled_from_pasted_lines(documents: Flask, as_person: Browser) -> None:
    with transaction():
        office = db.session.scalar(select(Authority).where(Authority.slug == "landkreis-nordsachsen"))
        assert office is not None
        nora = a_person("Nora")
        db.session.add(Membership(person_id=nora.id, role="moderator", authority_id=office.id))
    db.session.refresh(nora)
    browser, desk = as_person(nora), "/verwaltung/konzepte/kek-nordsachsen"
    assert "Ziele eintragen" in body(browser.get("/verwaltung/konzepte"))
    assert browser.post(f"{desk}/entwurf/beginnen", data={"title": " "}).status_code == 422
    assert browser.post(f"{desk}/entwurf/beginnen", data={"title": "KEK 2030"}).status_code == 303
    page = body(browser.get(f"{desk}/entwurf"))
    assert "Strategische Ziele" in page
    assert 'id="hf1-lines"' in page
    lines = "1.1 Starke Betriebe\n\t• Gründungen begleiten\n\t• Hallen nutzen\n1.2 Kurze Wege"
    sent = {"under": "hf1", "kind": "goal", "lines": lines}
    preview = body(browser.post(f"{desk}/entwurf", data=sent))
    assert "4 Ziele würden angelegt" in preview
    assert "Noch ist nichts gespeichert" in preview
    answer = browser.post(f"{desk}/entwurf", data={**sent, "save": "1"}, follow_redirects=True)
    assert "4 Ziele sind angelegt" in body(answer)
    concept = find_concept("kek-nordsachsen")
    assert concept is not None
    draft = db.session.scalar(
        select(ConceptEdition).where(ConceptEdition.concept_id == concept.id, ConceptEdition.status == "draft")
    )
    assert draft is not None
    assert len(draft.file["goals"]) == 8
    again = browser.post(f"{desk}/entwurf", data={**sent, "save": "1"})
    assert "stehen schon da" in body(again, 422)


def test_pages_of_a_draft_belong_to_its_office(cast: Cast, as_person: Browser, client: Any, tmp_path: Path) -> None:
    begun(cast, tmp_path)
    pages = (DESK, DRAFT, f"{DRAFT}/texte", *(f"{DRAFT}/ziele/rad{rest}" for rest in ("", "/woanders", "/entfallen")))
    bernd, dilek, gerda = (as_person(person) for person in (cast.bernd, cast.dilek, cast.gerda))
    for page in pages:
        body(bernd.get(page))
        assert dilek.get(page).status_code == 404
        assert client.get(page).status_code == 302
        assert as_person(cast.anna).get(page).status_code in (403, 404)
    assert [gerda.get(page).status_code for page in pages] == [200, 200, 403, 200, 403, 403]
    assert 'method="post"' in body(bernd.get(f"{DRAFT}/ziele/rad")).split("<main")[1].split("</main>")[0]
    assert 'method="post"' not in body(gerda.get(f"{DRAFT}/ziele/rad")).split("<main")[1].split("</main>")[0]
    for way in ("", "/platz", "/woanders", "/loesen", "/entfallen", "/bleibt", "/entfernen"):
        assert dilek.post(f"{DRAFT}/ziele/rad{way}", data={"title": "x"}).status_code == 404
        assert gerda.post(f"{DRAFT}/ziele/rad{way}", data={"title": "x"}).status_code == 403
        assert bernd.post(f"{DRAFT}/ziele/nirgends{way}", data={"title": "x"}).status_code == 409
    assert dilek.post(DRAFT, data={"lines": "x"}).status_code == 404
    assert "KEK Klein" not in body(dilek.get("/verwaltung/konzepte"))
    assert client.get("/konzepte/kek-klein/ziele/rad").status_code == 200


def seen(page: str) -> str:
    return page.split('name="seen"')[1].split('value="')[1].split('"')[0]


def sent_of(page: str, **changes: str) -> dict[str, str]:
    given = {"number": "", "title": "No", "short_title": "", "text": "", "source_page": "4", "notes": ""}
    return {"seen": seen(page), **given, **changes}


def test_one_goal_is_kept_with_all_it_says(cast: Cast, as_person: Browser, tmp_path: Path) -> None:
    begun(cast, tmp_path)
    bernd, address = as_person(cast.bernd), f"{DRAFT}/ziele/bus"
    page = body(bernd.get(address))
    wrong = sent_of(page, title="", short_title="x" * 41, number="1" * 21, source_page="vier")
    answer = body(bernd.post(address, data=wrong), 422)
    assert "x" * 41 in answer
    assert goal("bus")["title"] == "No"
    laws = {"legal_requirements-0-text": "ÖPNV-Gesetz", "legal_requirements-0-valid_until": "2031-12-31"}
    full = sent_of(page, title="Der Bus fährt", notes="Eins\n\nZwei", **laws)
    assert "Gespeichert" in body(bernd.post(address, data=full, follow_redirects=True))
    found = goal("bus")
    assert (found["title"], found["notes"], found["source_page"]) == ("Der Bus fährt", ["Eins", "Zwei"], 4)
    assert found["legal_requirements"] == [{"text": "ÖPNV-Gesetz", "valid_until": "2031-12-31"}]
    again = sent_of(body(bernd.get(address)), title="Der Bus fährt", notes="Eins\n\nZwei", **laws)
    assert "nichts wurde geändert" in body(bernd.post(address, data=again, follow_redirects=True))
    assert "geändert" in body(bernd.get(DRAFT))


@pytest.mark.parametrize(("way", "sent", "says"), [
    ("woanders", {"to": "link"}, "Bitte wählen Sie"),
    ("woanders", {"to": "link", "under": "z1"}, "steht dort schon"),
    ("woanders", {"to": "move", "under": "wege", "origin": "z1"}, "unter sich selbst"),
    ("entfallen", {"successors": "gibtsnicht"}, "steht dort nicht mehr"),
])  # fmt: skip
def test_what_a_rule_refuses_is_said_at_its_field(
    cast: Cast, as_person: Browser, tmp_path: Path, way: str, sent: dict[str, str], says: str
) -> None:
    begun(cast, tmp_path)
    bernd, address = as_person(cast.bernd), f"{DRAFT}/ziele/rad/{way}"
    answer = body(bernd.post(address, data={"seen": seen(body(bernd.get(address))), **sent}), 422)
    assert says in answer


def test_a_goal_moves_retires_and_comes_back_by_buttons(cast: Cast, as_person: Browser, tmp_path: Path) -> None:
    begun(cast, tmp_path)
    bernd, address = as_person(cast.bernd), f"{DRAFT}/ziele/bus"
    page = body(bernd.get(address))
    order = page.split("bus/platz")[1]
    assert bernd.post(f"{address}/platz", data={"seen": seen(order), "under": "z1", "to": "up"}).status_code == 303
    assert children("z1") == ["bus", "rad"]
    ask = body(bernd.get(f"{address}/entfallen"))
    assert bernd.post(f"{address}/entfallen", data={"seen": seen(ask), "successors": "rad"}).status_code == 303
    page = body(bernd.get(address))
    assert "Dieses Ziel entfällt" in page
    assert "entfällt" in body(bernd.get(DRAFT))
    assert bernd.post(f"{address}/bleibt", data={"seen": seen(page)}).status_code == 303
    assert goal("bus")["retired"] is False
    assert "Bernd Beispiel" in body(bernd.get(DESK))


def test_texts_and_throwing_away(cast: Cast, as_person: Browser, tmp_path: Path) -> None:
    begun(cast, tmp_path)
    bernd = as_person(cast.bernd)
    page = body(bernd.get(f"{DRAFT}/texte"))
    sent = {"seen": seen(page), "title": "KEK 2040", "horizon": "2040", "leitbild-hf1": "Wir leben gern hier."}
    assert bernd.post(f"{DRAFT}/texte", data=sent).status_code == 303
    assert drafted().file["leitbilder"] == [{"field": "hf1", "title": None, "text": "Wir leben gern hier."}]
    stale = bernd.post(f"{DRAFT}/texte", data={**sent, "title": "KEK 2041"})
    assert 'value="KEK 2041"' in body(stale, 409)
    assert bernd.post(f"{DRAFT}/verwerfen").status_code == 303
    assert drafted().status == "draft"
    shown = bernd.get(DESK).get_data(as_text=True).split('id="verwerfen"')[1]
    assert bernd.post(f"{DRAFT}/verwerfen", data={"sure": "1", "seen": seen(shown)}).status_code == 303
    assert bernd.get(DRAFT).status_code == 302
    assert "KEK 2040" in body(bernd.get(DESK))


def test_in_consultation_the_draft_is_read_only(cast: Cast, as_person: Browser, tmp_path: Path) -> None:
    begun(cast, tmp_path)
    with transaction():
        drafted().status = "in_consultation"
    bernd = as_person(cast.bernd)
    page = body(bernd.get(f"{DRAFT}/ziele/bus"))
    assert "Der Entwurf liegt aus" in page
    assert "<textarea" not in page
    assert "<textarea" not in body(bernd.get(DRAFT))
    answer = body(bernd.post(f"{DRAFT}/ziele/bus", data={"seen": "x", "title": "Neu"}), 409)
    assert 'readonly lang="de" value="Neu"' in answer
    assert "Solange der Entwurf ausliegt" in answer
    assert goal("bus")["title"] == "No"


def test_pages_ask_the_same_number_of_questions_however_many_goals(
    cast: Cast, as_person: Browser, tmp_path: Path
) -> None:
    begun(cast, tmp_path, SMALL)
    bernd, counts = as_person(cast.bernd), []
    for turn in range(2):
        for page in (DESK, DRAFT, f"{DRAFT}/ziele/z2"):
            bernd.get(page)
            with queries() as asked:
                body(bernd.get(page))
            counts.append(len(asked))
        add("\n".join(f"Ziel {turn}.{n}" for n in range(200)), cast.bernd)
    assert counts[:3] == counts[3:]
    assert max(counts) < 20, counts


def test_a_field_takes_the_colour_that_is_chosen(cast: Cast, as_person: Browser, tmp_path: Path) -> None:
    begun(cast, tmp_path)
    bernd, (key,) = as_person(cast.bernd), add("Neues Feld", cast.bernd, under=None, kind="field_of_action")
    assert goal(key)["tone"] == 1
    address = f"{DRAFT}/ziele/{key}"
    page = body(bernd.get(address))
    assert all(name in page for name in ("Gelb", "Rot", "Grün", "Blau", "Violett", "Orange"))
    assert bernd.post(address, data={"seen": seen(page), "title": "Neues Feld", "tone": "5"}).status_code == 303
    assert goal(key)["tone"] == 5
    page = body(bernd.get(address))
    assert bernd.post(address, data={"seen": seen(page), "title": "Neues Feld", "tone": "9"}).status_code == 422
    assert bernd.post(address, data={"seen": seen(page), "title": "Anders"}).status_code == 303
    assert (goal(key)["tone"], goal(key)["title"]) == (5, "Anders")
    assert 'name="tone"' not in body(bernd.get(f"{DRAFT}/ziele/z1"))
