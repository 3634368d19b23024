"""From an everyday word to the goals: what is found, why, what is there already, and that nothing hidden shows."""

from pathlib import Path
from typing import Any
from urllib.parse import quote

from flask import Flask

from app.concepts.queries import all_concepts
from app.concepts.views.finding import FAMILIAR, goals_that_speak_of
from app.core.database import transaction
from app.core.meaning import There
from tests.cast import Cast, a_concept, a_goal, link
from tests.queries import count_queries
from tests.worlds import HIDDEN_STATES, an_idea

WAY = "/konzepte/finden"
CYCLING = '<h3 lang="de"><a href="/konzepte/kek-hier/ziele/rad?wort=Radverkehr">Radverkehr stärken</a></h3>'


def test_a_word_leads_to_the_goal_with_its_wording_its_place_and_its_ideas(cast: Cast, client: Any) -> None:
    number = an_idea(cast, title="Radweg am Bach").id
    page = client.get(f"{WAY}?q=Radverkehr").text
    assert CYCLING in page
    for part in (
        "wegen:", "<mark>Radverkehr</mark>", "Radverkehr wird gefördert.", "1 Lebenswerte Orte",
        "1.1 Alle kommen gut an", "Radweg am Bach", f"/ideen/{number}-radweg-am-bach", "Alle Ideen zu diesem Ziel: 1",
        'href="/ideen?ziel=kek-hier:rad"', "/ideen/neu?ziel=kek-hier:rad&amp;title=Radverkehr",
        '<meta name="robots" content="noindex">',
    ):  # fmt: skip
        assert part in page, part


def test_the_page_of_the_goal_knows_the_way_back(cast: Cast, client: Any) -> None:
    page = client.get("/konzepte/kek-hier/ziele/rad?wort=Radverkehr").text
    assert f'href="{WAY}?q=Radverkehr#ziel-{cast.sub_goal.id}"' in page
    assert "Zurück zu den Treffern für „Radverkehr“" in page
    assert "Zurück zu den Treffern" not in client.get("/konzepte/kek-hier/ziele/rad").text


def test_a_goal_in_two_places_says_so_and_each_place_is_a_way_to_it(cast: Cast, client: Any) -> None:
    with transaction():
        other = a_goal(cast.concept, "z1.2", "goal", "Das Land bleibt grün", 5, number_printed="1.2")
        link(cast.field, other, 1)
        link(other, cast.sub_goal, 0)
    page = client.get(f"{WAY}?q=Radverkehr").text
    assert "steht auch unter" in page
    assert "/konzepte/kek-hier/ziele/rad?unter=z1.2&amp;wort=Radverkehr" in page


def test_what_is_not_public_stands_in_no_line_and_in_no_count(cast: Cast, client: Any) -> None:
    for state in HIDDEN_STATES:
        an_idea(cast, state, title=f"Kanarienvogel {state}", text="Kanarienvogel und Radverkehr")
    page = client.get(f"{WAY}?q=Radverkehr").text
    assert CYCLING in page
    assert "Kanarienvogel" not in page
    assert "Alle Ideen zu diesem Ziel" not in page
    assert "Noch keine Idee: Ihre wäre die erste." in page


def test_the_two_newest_ideas_stand_there_whatever_their_number(cast: Cast, client: Any) -> None:
    for number in range(4):
        an_idea(cast, title=f"Nummer {number} von vieren")
    page = client.get(f"{WAY}?q=Radverkehr").text
    assert [f"Nummer {number}" in page for number in range(4)] == [False, False, True, True]
    assert "Alle Ideen zu diesem Ziel: 4" in page


def test_one_concept_alone_or_that_of_an_office_first(cast: Cast, client: Any) -> None:
    with transaction():
        other = a_concept(cast.elsewhere, "kek-drueben", "Konzept Drüben")
        other.short_title = "KEK Drüben"
        a_goal(other, "rad", "sub_goal", "Radverkehr über Land", 0)
    page = client.get(f"{WAY}?q=Radverkehr").text
    assert "Radverkehr über Land" in page
    first, second = (client.get(f"{WAY}?q=Radverkehr&stelle={slug}").text for slug in ("hier", "drueben"))
    assert first.index('id="konzept-kek-hier"') < first.index('id="konzept-kek-drueben"')
    assert second.index('id="konzept-kek-drueben"') < second.index('id="konzept-kek-hier"')
    alone = client.get(f"{WAY}?q=Radverkehr&konzept=kek-drueben").text
    assert "Radverkehr über Land" in alone
    assert "Radverkehr stärken" not in alone
    assert f'href="{WAY}?q=Radverkehr">In allen Konzepten suchen' in alone
    for unknown in ("konzept=gibt-es-nicht", "stelle=gibt-es-nicht"):
        assert client.get(f"{WAY}?q=Bus&{unknown}").status_code == 404


def test_nothing_found_offers_the_search_the_fields_and_writing(cast: Cast, client: Any) -> None:
    page = client.get(f"{WAY}?q=Xylophon").text
    for part in ("Kein Ziel spricht deutlich davon", "/suche?q=Xylophon", "/ideen/neu?title=Xylophon",
                 "/konzepte/kek-hier/ziele/hf1"):  # fmt: skip
        assert part in page, part


def test_strange_words_get_a_clear_and_bounded_answer(cast: Cast, client: Any) -> None:
    assert "Was die Ziele" not in client.get(WAY).text
    for signs in ("%%", "*", "___", "“„…"):
        answer = client.get(f"{WAY}?q={quote(signs)}")
        assert answer.status_code == 200
        assert "Darin steht kein Wort" in answer.text
        assert "Radverkehr" not in answer.text
    for foreign in ("площадка для детей", "ملعب", "<script>alert(1)</script>", "' OR 1=1 --"):
        answer = client.get(f"{WAY}?q={quote(foreign)}")
        assert answer.status_code == 200
        assert "<script>alert" not in answer.text
    long = client.get(f"{WAY}?q=Radverkehr {'sehr ' * 100}ENDE").text
    assert "nur nach den ersten 200 Zeichen" in long
    assert "ENDE" not in long


def test_as_many_queries_for_four_concepts_and_many_ideas_as_for_one(cast: Cast, client: Any) -> None:
    an_idea(cast)
    address = f"{WAY}?q=Radverkehr und Bus"
    client.get(address)
    with count_queries(11):
        client.get(address)
    for number in range(3):
        an_idea(cast, title=f"Noch ein Weg {number}")
    with count_queries(11):
        client.get(address)
    with transaction():
        for number in range(3):
            other = a_concept(cast.elsewhere, f"kek-{number}", f"Konzept {number}")
            a_goal(other, "rad", "sub_goal", "Radverkehr und Bus über Land", 0)
    with count_queries(11):
        client.get(address)


def test_the_familiar_words_lead_somewhere_in_every_concept(documents: Flask) -> None:
    page = documents.test_client().get(WAY).text
    concepts = {row.key for row in all_concepts()}
    assert len(concepts) == 4
    for word in FAMILIAR:
        assert f">{word}</a>" in page
        answer = documents.test_client().get(f"{WAY}?q={word}").text
        assert all(f'id="konzept-{key}"' in answer for key in concepts), word


def test_words_alone_have_to_do_where_nobody_can_say_what_they_mean(documents: Flask, tmp_path: Path) -> None:
    thinking = documents.extensions["meaning"]
    documents.extensions["meaning"] = There(tmp_path / "nobody.sock")
    try:
        page = documents.test_client().get(f"{WAY}?q=Feuerwehr").text
        assert "Sicherheit und Katastrophenschutz" in page
        assert "Kein Ziel spricht" in documents.test_client().get(f"{WAY}?q=Xylophon").text
    finally:
        documents.extensions["meaning"] = thinking


def test_a_playground_is_a_matter_for_families(documents: Flask) -> None:
    with documents.test_request_context():
        landed = goals_that_speak_of("Spielplatz")
    assert len(landed) == len({one.concept.key for one in landed}) == 3
    assert {"Familienfreundlicher Landkreis", "Familien, Kinder, Jugend und Ältere"} & {o.goal.label for o in landed}


def test_the_search_shows_goals_above_its_hits(cast: Cast, client: Any) -> None:
    page = client.get("/suche?q=Radverkehr").text
    assert "Das steht dazu in den Konzepten" in page
    assert "/konzepte/kek-hier/ziele/rad?wort=Radverkehr" in page
    assert f'href="{WAY}?q=Radverkehr"' in page
    assert "Das steht dazu in den Konzepten" not in client.get("/suche?q=Radverkehr&art=idea").text


def test_the_box_stands_where_the_goals_are(cast: Cast, client: Any) -> None:
    for path in ("/", "/konzepte", "/konzepte/kek-hier"):
        page = client.get(path).text
        form = page[page.index(f'action="{WAY}"') :].partition("</form>")[0]
        assert 'name="q"' in form
        assert ('name="konzept" value="kek-hier"' in form) == (path == "/konzepte/kek-hier")
    assert '<input type="hidden" name="stelle" value="hier">' in client.get("/?stelle=hier").text
