"""The public page "Wer ist zuständig?", the hint while writing, and what the API does not need to know."""

from datetime import date
from typing import Any

import pytest

from app.core.clock import now
from app.core.database import transaction
from app.responsibilities.queries import find_by_key
from tests.cast import Cast
from tests.queries import count_queries

SHEET = "/ideen/neu/hinweise"


def page(client: Any, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return str(answer.text)


def test_the_list_shows_who_answers_by_level(table: Cast, client: Any) -> None:
    text = page(client, "/zustaendig?stelle=hier")
    assert "Straßenbeleuchtung" in text
    assert "Landesamt für Straßenbau und Verkehr (LASuV)" in text
    assert "Straßenbauamt Schwerin" not in text
    assert text.index("Ihre Gemeinde</h2>") < text.index("Der Landkreis</h2>") < text.index("Das Land</h2>")
    folded = [part.split("</summary>")[0] for part in text.split("<details id=")[1:]]
    assert [" open>" in fold for fold in folded] == [True, *[False] * (len(folded) - 1)]
    assert all(" Einträge</span>" in fold for fold in folded)
    assert "ohne Gewähr" in text
    assert text.count("Vorschlag, noch nicht geprüft") == text.count('href="/zustaendig/')
    assert "„Vorschlag“ heißt" in text


def test_everybody_reads_whether_the_authority_has_reviewed_it(table: Cast, client: Any) -> None:
    with transaction():
        row = find_by_key(table.here.id, "strassenbeleuchtung")
        assert row is not None
        row.reviewed_on = date(2026, 11, 2)
    assert "geprüft am 2. November 2026" in page(client, "/zustaendig/strassenbeleuchtung?stelle=hier")
    assert "geprüft am 2. November 2026" in page(client, "/zustaendig?stelle=hier&q=Laterne")
    sent = {"text": "Die Laterne ist kaputt.", "place": "stelle:hier"}
    assert "geprüft am 2. November 2026" in client.post(SHEET, data=sent).text
    assert "noch nicht geprüft" in client.post(SHEET, data={**sent, "text": "Eine Schaukel"}).text
    both = page(client, "/zustaendig/strassenbeleuchtung")
    assert "geprüft am" in both
    assert "Vorschlag, noch nicht geprüft" in both
    assert "geprüft am" not in page(client, "/zustaendig?q=Laterne")


def test_without_an_area_what_differs_is_left_open_and_the_areas_are_offered(table: Cast, client: Any) -> None:
    text = page(client, "/zustaendig")
    assert "stelle=hier" in text
    assert "stelle=drueben" in text
    assert "je nach Ort" in text
    assert "Straßenbauamt Schwerin" not in text


@pytest.mark.parametrize(
    ("words", "found", "not_found"),
    [
        ("Meine Laterne ist kaputt", "/zustaendig/strassenbeleuchtung", "/zustaendig/kita"),
        ("Straßenlaterne kaputt", "/zustaendig/strassenbeleuchtung", "/zustaendig/gemeindestrasse"),
        ("strassenlat", "/zustaendig/strassenbeleuchtung", "/zustaendig/kita"),
        ("Kreisstrasse", "/zustaendig/kreisstrasse", "/zustaendig/kita"),
        ("Xylophon <b>", "In unserer Liste passt nichts", "/zustaendig/kita"),
        ("%", "In unserer Liste passt nichts", "/zustaendig/kita"),
    ],
)
def test_searching_finds_by_meaning_and_by_letters(
    table: Cast, client: Any, words: str, found: str, not_found: str
) -> None:
    text = client.get("/zustaendig", query_string={"stelle": "hier", "q": words}).text
    assert found in text
    assert not_found not in text
    assert "<b>&#34;" not in text


def test_what_was_searched_for_comes_with_its_hint(table: Cast, client: Any) -> None:
    hint = "Leitungen gehören dem Netzbetreiber"
    assert hint in page(client, "/zustaendig?stelle=hier&q=Stromausfall")
    assert hint in page(client, "/zustaendig?q=Stromausfall")
    assert hint not in page(client, "/zustaendig?stelle=hier")


def test_a_matter_has_its_page_with_hint_words_and_the_way_to_an_idea(table: Cast, client: Any) -> None:
    text = page(client, "/zustaendig/staatsstrasse?stelle=hier")
    assert "gehören dem Freistaat" in text
    assert 'href="https://www.lasuv.sachsen.de"' in text
    assert "So sagt man auch" in text
    assert "/ideen/neu?stelle=hier" in text
    both = page(client, "/zustaendig/staatsstrasse")
    assert "Landesamt für Straßenbau" in both
    assert "Straßenbauamt Schwerin" in both


def test_an_unknown_matter_is_a_404_that_helps(table: Cast, client: Any) -> None:
    text = page(client, "/zustaendig/laterne?stelle=hier", 404)
    assert "/zustaendig/strassenbeleuchtung" in text
    assert 'value="laterne"' in text
    page(client, "/zustaendig/fluglaerm?stelle=drueben", 404)
    page(client, "/zustaendig/fluglaerm?stelle=hier")
    page(client, "/zustaendig?stelle=gibt-es-nicht", 404)


def test_what_was_removed_is_gone_everywhere(table: Cast, client: Any) -> None:
    with transaction():
        row = find_by_key(table.here.id, "spielplatz")
        assert row is not None
        row.removed_at = now()
    page(client, "/zustaendig/spielplatz?stelle=hier", 404)
    assert "/zustaendig/spielplatz" not in page(client, "/zustaendig?stelle=hier&q=Schaukel")
    assert "Spielplatz" not in client.post(SHEET, data={"text": "Eine Schaukel", "place": "stelle:hier"}).text
    page(client, "/zustaendig/spielplatz?stelle=drueben")


def test_without_any_list_the_page_says_so(cast: Cast, client: Any) -> None:
    assert "Hier gibt es noch keine Liste" in page(client, "/zustaendig?stelle=hier")
    assert "zuständig" in page(client, "/hilfe")
    assert "/zustaendig" in page(client, "/hilfe")


def test_pages_take_the_same_few_queries(table: Cast, client: Any) -> None:
    client.get("/zustaendig?stelle=hier")
    for address, number in (
        ("/zustaendig?stelle=hier", 4), ("/zustaendig?stelle=hier&q=Bus", 4), ("/zustaendig", 3),
        ("/zustaendig/busverkehr", 3),
    ):  # fmt: skip
        with count_queries(number):
            client.get(address)


def test_while_writing_the_sheet_says_who_is_responsible(table: Cast, client: Any) -> None:
    sent = {"title": "Laterne am Kirchweg", "text": "Die Laterne ist kaputt.", "place": f"ort:{table.naunhof.ags}"}
    text = client.post(SHEET, data=sent).text
    assert "Zuständig ist vermutlich" in text
    assert "Stadt Naunhof, Bauamt" in text
    assert "/zustaendig/strassenbeleuchtung?stelle=hier" in text
    assert "trotzdem" in text
    unplaced = client.post(SHEET, data={"text": "Ein Radweg an der S 43"}).text
    assert "je nach Ort" in unplaced
    assert "LASuV" not in unplaced
    whole = client.post(SHEET, data={"text": "Ein Radweg an der S 43", "place": "stelle:hier"}).text
    assert "LASuV" in whole


def test_while_writing_a_text_about_nothing_listed_gets_no_hint(table: Cast, client: Any) -> None:
    sent = {"text": "Wir wünschen uns mehr Zusammenhalt und weniger Streit.", "place": "stelle:hier"}
    assert "Zuständig ist vermutlich" not in client.post(SHEET, data=sent).text


def test_without_scripts_the_button_brings_the_sheet_back_with_the_hint(table: Cast, client: Any) -> None:
    sent = {"title": "Laterne", "text": "Die Laterne ist kaputt.", "place": "stelle:hier", "hints": "1"}
    text = client.post("/ideen/neu", data=sent, follow_redirects=True).text
    assert "Zuständig ist vermutlich" in text
    assert "Die Laterne ist kaputt." in text
