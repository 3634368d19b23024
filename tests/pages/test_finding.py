import re

import pytest

from app.core.clock import now
from app.core.database import transaction
from tests.pages.world import a_project, an_idea


def test_search_finds_ideas_projects_goals_and_towns(cast, client):
    with transaction():
        an_idea(cast, "Ein Radweg nach Brandis")
        a_project(cast, "Radweg bauen")
    page = client.get("/suche?q=Rad").text
    for found in ("Ein Radweg nach Brandis", "Radweg bauen", "Radverkehr stärken"):
        assert found in page
    assert "Naunhof" in client.get("/suche?q=naunhof").text
    assert "Naunhof" in client.get("/suche?q=04683").text


def test_search_does_not_mind_umlauts_and_capitals(cast, client):
    with transaction():
        an_idea(cast, "Bänke für Straßen")
    assert "Bänke für Straßen" in client.get("/suche?q=BAENKE+strasse").text


@pytest.mark.parametrize("state", ["draft", "submitted", "refused", "revision_requested"])
def test_search_shows_nothing_hidden(cast, client, state):
    with transaction():
        an_idea(cast, "Kanarienvogel", state)
        an_idea(cast, "Kanarienvogel gesperrt", restricted_at=now())
        a_project(cast, "Kanarienvogel geheim", is_listed=False)
    page = client.get("/suche?q=kanarienvogel")
    assert "/ideen/neu" in page.text
    assert "Kanarienvogel" not in page.text
    with transaction():
        an_idea(cast, "Kanarienvogel frei")
    assert "Kanarienvogel frei" in client.get("/suche?q=kanarienvogel").text


def test_search_shows_eight_and_links_to_all(cast, client):
    with transaction():
        for n in range(10):
            an_idea(cast, f"Brunnen {n}")
    page = client.get("/suche?q=Brunnen").text
    assert sum(f"Brunnen {n}</a>" in page for n in range(10)) == 8
    assert "/ideen?q=Brunnen" in page.replace("/ideen/?q", "/ideen?q")


TYPED = ["", "   ", "x" * 500, "%E2%80%AE", "%25_", "'; drop table idea", "a" * 199 + "+b"]


@pytest.mark.parametrize("words", TYPED)
def test_search_takes_whatever_people_type(cast, client, words):
    assert client.get(f"/suche?q={words}").status_code == 200


def test_a_public_number_leads_to_its_page_with_its_state(cast, client):
    with transaction():
        idea, project = an_idea(cast, "Öffentlich"), a_project(cast, "Projekt")
    assert f"/ideen/{idea.id}-" in client.get(f"/vorgang?nummer={idea.id}").text
    assert f"/projekte/{project.id}-" in client.get(f"/vorgang?nummer=Nr.+{project.id}").text
    assert client.get(f"/vorgang?nummer={cast.sub_goal.id}").status_code == 200


def test_a_number_is_no_oracle(cast, client, as_person):
    with transaction():
        hidden = [an_idea(cast, f"Geheim {state}", state).id for state in ("draft", "submitted", "refused")]
        hidden.append(an_idea(cast, "Geheim gesperrt", restricted_at=now()).id)
        hidden.append(a_project(cast, "Geheim geplant", is_listed=False).id)
    for reader in (client, as_person(cast.dilek)):
        answers = set()
        for number in [*hidden, 999_999, 2**33]:
            page = reader.get(f"/vorgang?nummer={number}")
            assert page.status_code == 200
            assert "Geheim" not in page.text
            answers.add(re.sub(rf"(nummer=|nummer%3D|value=\"|No\. |Nr\. ){number}\b", r"\1N", page.text))
        assert len(answers) == 1
    own = as_person(cast.anna).get(f"/vorgang?nummer={hidden[1]}")
    assert f"/konto/ideen/{hidden[1]}" in own.text


@pytest.mark.parametrize("words", ["abc", "12x", "-1", "1" * 40, "1;2", "%00"])
def test_what_is_no_number_is_said_at_the_field(cast, client, words):
    page = client.get("/vorgang", query_string={"nummer": words})
    assert page.status_code == 422
    assert 'id="nummer-err"' in page.text
