import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.core.database import db, transaction
from app.editions.adopting import open_consultation
from app.editions.keeping import load_document
from app.editions.models import ConceptEdition
from app.editions.queries import editions_of, find_on_desk, public_editions
from app.editions.views import public
from tests.cast import Cast
from tests.concepts.large import concept_of, flat
from tests.editions.drafts import RETIRED, REWORDED, adopted, drafted, small
from tests.queries import count_queries

Browser = Callable[..., Any]
PUBLIC = "/konzepte/kek-klein/fassungen"
DESK = "/verwaltung/konzepte/kek-klein/fassungen"


def test_the_timeline_names_what_held_when_and_by_which_decision(cast: Cast, client: Any, tmp_path: Path) -> None:
    small(tmp_path)
    edition = adopted(
        cast, drafted(cast, tmp_path, RETIRED), paper_number="2026/17", decision_number="42-7",
        link="https://example.org/beschluss",
    )  # fmt: skip
    page = client.get(PUBLIC).get_data(as_text=True)
    assert all(words in page for words in ("2026/17", "42-7", "https://example.org/beschluss", "31. Januar 2020"))
    older = public_editions(edition.concept_id)[1]
    frozen = client.get(f"{PUBLIC}/{older.id}").get_data(as_text=True)
    assert "galt vorher" in frozen
    assert frozen.index("Alle kommen gut an") < frozen.index("Die Luft ist rein")
    assert frozen.count("weiter oben abgedruckt") == 1
    found = client.get(f"{PUBLIC}/vergleich?von={older.id}&zu={edition.id}").get_data(as_text=True)
    assert "Es lebt weiter als" in found or "Radverkehr stärken" in found


def test_drafts_uploads_and_what_was_laid_aside_are_nobodys_business(
    cast: Cast, client: Any, as_person: Browser, tmp_path: Path
) -> None:
    small(tmp_path)
    drafted(cast, tmp_path, REWORDED)
    draft = drafted(cast, tmp_path, RETIRED)
    hidden = [one for one in editions_of(draft.concept_id) if one.status in {"draft", "discarded"}]
    assert len(hidden) == 2
    for reader in (client, as_person(cast.anna), as_person(cast.dilek)):
        for one in hidden:
            assert reader.get(f"{PUBLIC}/{one.id}").status_code == 404
            assert reader.get(f"{PUBLIC}/vergleich?von=geltend&zu={one.id}").status_code == 404
            assert reader.get(f"{DESK}/vergleich?zu={one.id}").status_code in {302, 403, 404}
            assert reader.get(f"{DESK}/datei?edition={one.id}").status_code in {302, 403, 404}
        assert hidden[0].title not in reader.get(PUBLIC).get_data(as_text=True)
    bernd = as_person(cast.bernd)
    assert hidden[0].title in bernd.get(DESK).get_data(as_text=True)
    assert bernd.get(f"{DESK}/vergleich?zu={hidden[0].id}").status_code == 200


def test_an_edition_of_another_concept_is_not_found(
    cast: Cast, client: Any, as_person: Browser, tmp_path: Path
) -> None:
    concept = small(tmp_path)
    held = public_editions(concept.id)[0]
    assert client.get(f"/konzepte/kek-hier/fassungen/{held.id}").status_code == 404
    assert (
        as_person(cast.bernd).get(f"/verwaltung/konzepte/kek-hier/fassungen/datei?edition={held.id}").status_code == 404
    )
    assert find_on_desk("kek-klein", cast.dilek) is None
    assert find_on_desk("kek-klein", cast.gerda) == concept


def test_a_concept_nobody_has_frozen_still_has_its_timeline(cast: Cast, client: Any) -> None:
    page = client.get("/konzepte/kek-hier/fassungen")
    assert (page.status_code, "KEK 2030" in page.get_data(as_text=True)) == (200, True)
    assert client.get("/konzepte/kek-hier/fassungen/vergleich").status_code == 200
    assert client.get("/konzepte/nirgends/fassungen").status_code == 404


def test_consultation_at_the_desk_follows_the_version_shown(
    cast: Cast, client: Any, as_person: Browser, tmp_path: Path
) -> None:
    draft = drafted(cast, tmp_path, REWORDED)
    bernd = as_person(cast.bernd)
    bernd.post(f"{DESK}/auslegen", data={"version": "5"})
    assert db.session.get_one(ConceptEdition, draft.id).status == "draft"
    bernd.post(f"{DESK}/auslegen", data={"version": "1"})
    db.session.expire_all()
    assert db.session.get_one(ConceptEdition, draft.id).status == "in_consultation"
    assert "Entwurf in der Beteiligung" in client.get(f"{PUBLIC}/{draft.id}").get_data(as_text=True)
    bernd.post(f"{DESK}/auslegung-beenden", data={"version": "1"})
    db.session.expire_all()
    assert client.get(f"{PUBLIC}/{draft.id}").status_code == 404


def test_lists_ask_as_often_for_three_editions_as_for_one(cast: Cast, client: Any, tmp_path: Path) -> None:
    small(tmp_path)
    client.get(PUBLIC)
    with count_queries(3):
        client.get(PUBLIC)
    adopted(cast, drafted(cast, tmp_path, REWORDED))
    draft = drafted(cast, tmp_path, RETIRED)
    with transaction():
        open_consultation(draft, by=cast.bernd, version=1)
    with count_queries(3):
        assert client.get(PUBLIC).get_data(as_text=True).count("<li class") >= 2


def test_a_large_edition_is_read_page_by_page(cast: Cast, client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(public, "MOST_LINES", 20)
    with transaction():
        number = load_document(concept_of(flat(50))).concept.id
    (row,) = public_editions(number)
    address, found = f"/konzepte/kek-rand/fassungen/{row.id}", list[str]()
    for start in (0, 20, 40):
        page = client.get(f"{address}?ab={start}").get_data(as_text=True)
        found += re.findall(r'<li id="ziel-(t\d+)"', page)
        assert f"Ziele {start + 1} bis {min(start + 20, 50)} von 50" in page
        assert ('rel="next"' in page, 'rel="prev"' in page) == (start < 40, start > 0)
    assert found == [f"t{n}" for n in range(49)]
    assert client.get(f"{address}?ab=99999").status_code == 200
