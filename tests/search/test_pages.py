import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from app.core.database import db, transaction
from app.responsibilities.loading import load_matters, read_matters
from app.things.supporting import support
from tests.cast import Cast
from tests.pages.world import a_project
from tests.queries import count_queries, queries
from tests.search.world import a_comment, an_idea_project_and_comment, found_by, known
from tests.worlds import HIDDEN_STATES, an_idea

CANARY = "Kanarienvogel"


def test_one_list_holds_every_kind_with_its_label_state_place_and_support(cast: Cast, client: Any) -> None:
    idea, project, said = an_idea_project_and_comment(cast)
    with transaction():
        support(idea, cast.carla)
    known()
    page, hits = client.get("/suche?q=Radweg").text, found_by(client, "Radweg")
    assert hits.count("<li>") == hits.count("<h2") == 3
    for address in (f"/ideen/{idea.id}-", f"/projekte/{project.id}-", f"/diskussion/kommentar/{said.id}#kommentar"):
        assert address in hits
    for words in ("Idee</span>", "Projekt</span>", "Kommentar zu</span>", "In Prüfung", "Vorschlag</span>", "Naunhof"):
        assert words in hits, words
    assert "1 unterstützt" in hits
    assert "<title>Suche: 3 Treffer zu „Radweg“" in page
    assert re.search(r'role="status"><strong>3 Treffer zu „Radweg“', page)
    assert 'content="noindex"' in page


def test_goals_towns_and_concepts_are_found_by_their_words(cast: Cast, client: Any) -> None:
    known()
    assert f"/konzepte/{cast.concept.key}/ziele/{cast.sub_goal.key}" in found_by(client, "Radverkehr")
    assert f"/konzepte/{cast.concept.key}" in found_by(client, "Kreisentwicklungskonzept")
    assert f"/gemeinden/{cast.naunhof.ags}" in found_by(client, "naunhof")
    assert f"/gemeinden/{cast.naunhof.ags}" in found_by(client, "04683")
    assert "/hilfe" in found_by(client, "Hilfe")


def test_the_words_are_marked_and_spelling_does_not_matter(cast: Cast, client: Any) -> None:
    an_idea(cast, title="Bänke für Straßen", text="Wo man <b>ausruht</b>.")
    known()
    assert "<mark>Bänke</mark> für <mark>Straßen</mark>" in found_by(client, "BAENKE strasse")


def test_what_stands_in_a_text_stays_text(cast: Cast, client: Any) -> None:
    an_idea(cast, title="<script>Radweg</script>", text="<img src=x onerror=y> Radweg &amp;")
    known()
    page = client.get("/suche?q=Radweg").text
    assert "<script>" not in page.replace("<script src", "")
    assert "<img" not in page
    assert "&lt;script&gt;<mark>Radweg</mark>" in page
    assert "<script>" not in client.get("/suche?q=<script>alert(1)</script>").text.replace("<script src", "")


@pytest.mark.parametrize("state", HIDDEN_STATES)
def test_what_is_hidden_is_not_found_counted_or_offered(cast: Cast, client: Any, state: str) -> None:
    idea = an_idea(cast, state, f"{CANARY} singt", f"{CANARY} im Text")
    if state in {"withdrawn", "restricted"}:
        with transaction():
            db.session.refresh(idea)
    with transaction():
        a_project(cast, f"{CANARY} geheim", is_listed=False)
    known()
    page = client.get(f"/suche?q={CANARY}").text
    assert found_by(client, CANARY) == ""
    assert "Nichts gefunden zu „Kanarienvogel“" in page
    assert f"{CANARY} singt" not in page
    answer = client.get(f"/api/v1/search?q={CANARY}").json
    assert (answer["items"], sum(answer["counts"].values())) == ([], 0)
    an_idea(cast, title=f"{CANARY} frei")
    known()
    assert client.get(f"/api/v1/search?q={CANARY}").json["counts"] == {"idea": 1}


def test_a_hidden_comment_and_what_is_said_about_a_hidden_idea_are_not_found(cast: Cast, client: Any) -> None:
    seen, gone = an_idea(cast), an_idea(cast, title="Ein Steg am See")
    hidden, on_gone = a_comment(cast, seen, f"{CANARY} eins"), a_comment(cast, gone, f"{CANARY} zwei")
    known()
    assert found_by(client, CANARY).count("<li>") == 2
    with transaction():
        hidden.restricted_at = gone.restricted_at = on_gone.created_at
        gone.listed_at = None
        db.session.add_all([hidden, gone])
    # Even before the words are made anew, what hangs on a hidden thing has no place on the page.
    assert f"kommentar/{on_gone.id}" not in found_by(client, CANARY)
    known()
    assert found_by(client, CANARY) == ""
    assert client.get(f"/api/v1/search?q={CANARY}").json["counts"] == {}


def test_facets_count_and_narrow(cast: Cast, client: Any) -> None:
    for number in (1, 2):
        an_idea_project_and_comment(cast, number)
    known()
    page = client.get("/suche?q=Radweg").text
    chips = re.findall(r'href="([^"]+)"[^>]*>([^<]+) <span class="chip__n">(\d+)', page)
    assert [(label, number) for _url, label, number in chips] == [
        ("Alles", "6"), ("Ideen", "2"), ("Projekte", "2"), ("Kommentare", "2"),
    ]  # fmt: skip
    assert ("/suche?q=Radweg&amp;art=project", "Projekte", "2") in chips
    narrowed = client.get("/suche?q=Radweg&art=project").text
    assert "<title>Suche: 2 Treffer" in narrowed
    assert found_by(client, "Radweg", art="project").count("Projekt</span>") == 2
    assert "/ideen/" not in found_by(client, "Radweg", art="project")
    assert 'aria-current="true">Projekte' in narrowed
    assert "Alle Treffer zeigen" in client.get("/suche?q=Radweg&art=goal").text


def test_an_office_narrows(cast: Cast, client: Any) -> None:
    an_idea_project_and_comment(cast)
    with transaction():
        a_project(cast, "Radweg drüben").authority_id = cast.elsewhere.id
    known()
    page = client.get("/suche?q=Radweg").text
    assert re.search(r'stelle=drueben"[^>]*>Landkreis Drüben <span class="chip__n">1<', page)
    assert "Radweg</mark> drüben" in found_by(client, "Radweg", stelle="drueben")
    assert found_by(client, "Radweg", stelle="drueben").count("<li>") == 1
    assert "<title>Suche: 3 Treffer" in client.get("/suche?q=Radweg&stelle=hier").text


def test_page_by_page_each_hit_once(cast: Cast, client: Any) -> None:
    with transaction():
        numbers = {a_project(cast, f"Brunnen {number}").id for number in range(23)}
    known()
    address, seen = "/suche?q=Brunnen", list[str]()
    for _page in range(2):
        page = client.get(address).text
        seen += re.findall(r"/projekte/(\d+)-", page.partition('<ol class="hits')[2].partition("</ol>")[0])
        following = re.search(r'href="([^"]+)" rel="next"', page)
        address = following[1].replace("&amp;", "&") if following else ""
    assert sorted(map(int, seen)) == sorted(numbers)
    assert address == ""


@pytest.mark.parametrize("wrong", ["art=kuchen", "stelle=mond", "nach=kaputt"])
def test_what_nobody_knows_is_said_and_left_out(cast: Cast, client: Any, wrong: str) -> None:
    an_idea_project_and_comment(cast)
    known()
    answer = client.get(f"/suche?q=Radweg&{wrong}")
    assert answer.status_code == 400
    assert f"„{wrong.partition('=')[2]}“ kennen wir nicht." in answer.text
    assert answer.text.count("<h2") >= 3


TYPED = ["x" * 500, "%E2%80%AE", "%25_", "***", "'; drop table idea", "a" * 199 + "+b", '"', '"Rad', "b+" * 90]


@pytest.mark.parametrize("words", ["", "   ", *TYPED])
def test_it_takes_whatever_people_type(cast: Cast, client: Any, words: str) -> None:
    known()
    assert client.get(f"/suche?q={words}").status_code == 200


def test_wildcards_alone_and_too_much_are_said(cast: Cast, client: Any) -> None:
    assert "Darin steht kein Wort" in client.get("/suche?q=*%25").text
    only = client.get("/suche?q=und+der").text
    assert "Das sind nur Füllwörter." in only
    assert "Darin steht kein Wort" not in only
    assert "Das war zu lang" in client.get(f"/suche?q={'Radweg+' * 80}").text


def test_nothing_found_teaches_and_leads_to_an_idea_with_these_words(cast: Cast, client: Any) -> None:
    known()
    page = client.get("/suche?q=Zirkuszeltplatz").text
    assert "/ideen/neu?title=Zirkuszeltplatz" in page
    assert 'value="Zirkuszeltplatz"' in client.get("/ideen/neu?title=Zirkuszeltplatz").text
    example = re.search(r'class="chip" lang="de" href="(/suche\?q=[^"]+)"', page)
    assert example is not None
    assert "<li>" in client.get(example[1]).text.partition('<ol class="hits')[2]


def test_a_slip_is_put_right_and_said(cast: Cast, client: Any) -> None:
    an_idea_project_and_comment(cast)
    known()
    page = client.get("/suche?q=Radwegg").text
    assert "Meinten Sie" in page
    assert "<mark>Radweg</mark>" in page


def test_some_of_the_words_are_better_than_nothing(cast: Cast, client: Any) -> None:
    an_idea_project_and_comment(cast)
    an_idea(cast, title="Ein Badesteg", text="Am See.")
    known()
    page = client.get("/suche?q=Radweg+Badesteg").text
    assert "Nicht alle Wörter gefunden" in page
    assert "<mark>Badesteg</mark>" in page


def test_a_page_of_one_hit_each_costs_what_a_full_one_costs(app: Flask, cast: Cast, client: Any) -> None:
    an_idea_project_and_comment(cast, word="Badesteg")
    known()
    # Four of the search, one of addresses, two each of ideas and projects, one of offices, one of who is responsible,
    # five of the goals above.
    with count_queries(16):
        assert client.get("/suche?q=Badesteg").text.count("hits__kind") == 3
    for number in range(2, 8):
        an_idea_project_and_comment(cast, number, "Badesteg")
    known()
    with count_queries(16):
        assert client.get("/suche?q=Badesteg").text.count("hits__kind") == 20


def test_a_number_alone_leads_to_what_bears_it_if_everybody_may_read_it(cast: Cast, client: Any) -> None:
    idea, hidden = an_idea(cast, title="Ein Badesteg"), an_idea(cast, "submitted", f"{CANARY} singt")
    page = client.get(f"/suche?q={idea.id}").text
    assert f'Nummer {idea.id}: <a href="/ideen/{idea.id}-ein-badesteg"' in page
    assert "Nichts gefunden" not in page
    for number in (hidden.id, 999_999_999):
        page = client.get(f"/suche?q={number}").text
        assert f'<a href="/vorgang?nummer={number}">Was wurde aus Nummer {number}?</a>' in page
        assert CANARY not in page
    for typed in (f"0{idea.id}", "9" * 30, f"{idea.id} Badesteg", "٣"):
        assert not re.search("Nummer [0-9]", client.get("/suche", query_string={"q": typed}).text), typed


def test_words_in_quotation_marks_stand_in_this_order_or_the_page_says_so(cast: Cast, client: Any) -> None:
    an_idea(cast, title="Sicherer Radweg")
    assert "Genau in dieser Reihenfolge" in client.get('/suche?q="Radweg sicherer"').text
    assert "Reihenfolge" not in client.get('/suche?q="sicherer Radweg"').text


def test_what_somebody_is_responsible_for_leads_there(cast: Cast, client: Any) -> None:
    with transaction():
        load_matters(read_matters(), [cast.here])
    assert 'href="/zustaendig?q=Schlagloch"' in client.get("/suche?q=Schlagloch").text
    assert 'href="/zustaendig?q=' not in client.get("/suche?q=Zirkuszelt").text


@pytest.mark.parametrize("page", ["/", "/suche"])
def test_the_box_is_a_form_on_the_pages_where_people_begin(cast: Cast, client: Any, page: str) -> None:
    assert 'action="/suche"' in client.get(page).text


def test_every_page_leads_to_it(cast: Cast, client: Any, as_person: Callable[..., Any]) -> None:
    assert 'href="/suche"' in client.get("/hilfe").text
    assert 'href="/suche"' in as_person(cast.bernd).get("/konto/ideen").text


def test_a_list_asks_once_for_each_word_however_often_it_counts(cast: Cast, client: Any) -> None:
    an_idea(cast, "published")
    with queries() as plain:
        client.get("/ideen")
    for words in ("Radweg", "Radweg Brandis Schule"):
        with queries() as asked:
            client.get(f"/ideen?q={words}")
        expanding = [one for one in asked if "search_gram" in one]
        assert len(expanding) <= 2 * len(words.split())
        assert len(asked) <= len(plain) + 3 * len(words.split()) + 2
