import re

import pytest

from app.core.clock import now
from app.core.database import transaction
from tests.pages.world import a_project, an_idea


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
