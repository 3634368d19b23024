"""The author's own pages: list, timeline, question and answer, taking back."""

from typing import Any

import pytest

from app.accounts.models import Membership
from app.core.database import db, transaction
from app.ideas import submitting
from app.ideas.models import Idea
from app.ideas.places import Place
from tests.cast import Cast
from tests.ideas.helping import signing, written
from tests.queries import queries
from tests.worlds import an_idea


def the_idea(number: int) -> Idea:
    db.session.expire_all()
    idea = db.session.get(Idea, number)
    assert idea is not None
    return idea


def test_the_list_puts_questions_first_then_drafts(as_person: Any, cast: Cast) -> None:
    an_idea(cast, "revision_requested", title="Mit Frage")
    an_idea(cast, "draft", title="Noch Entwurf")
    an_idea(cast, "published", title="Schon da")
    page = as_person(cast.anna).get("/konto/ideen").text
    assert page.index("Mit Frage") < page.index("Noch Entwurf") < page.index("Schon da")


def test_nobody_elses_ideas_stand_in_the_list(as_person: Any, cast: Cast) -> None:
    an_idea(cast, "published", title="Annas Idee")
    assert "Annas Idee" not in as_person(cast.dilek).get("/konto/ideen").text


def test_whoever_reads_along_is_told_what_that_is(as_person: Any, cast: Cast) -> None:
    assert "Sie lesen mit" not in as_person(cast.anna).get("/konto/ideen").text
    with transaction():
        db.session.add(Membership(person_id=cast.dilek.id, role="observer", authority_id=cast.here.id))
    db.session.refresh(cast.dilek)
    page = as_person(cast.dilek).get("/konto/ideen").text
    assert "Sie lesen mit für Landkreis Hier" in page
    assert 'href="/ideen?stelle=hier"' in page
    assert "jeden Montag um 6 Uhr; sie ist eingeschaltet" in page


def test_an_empty_list_shows_how_to_begin(as_person: Any, cast: Cast) -> None:
    assert "/ideen/neu" in as_person(cast.anna).get("/konto/ideen").text


def test_the_list_takes_the_same_number_of_queries_for_one_and_three(as_person: Any, cast: Cast) -> None:
    anna, counts = as_person(cast.anna), []
    for more in (1, 2):
        for _ in range(more):
            an_idea(cast, "published")
        db.session.expire_all()
        with queries() as asked:
            anna.get("/konto/ideen")
        counts.append(len(asked))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    "state", ["submitted", "revision_requested", "published", "pooled", "closed", "refused", "withdrawn"]
)
def test_the_author_sees_her_idea_in_every_state(as_person: Any, cast: Cast, state: str) -> None:
    idea = an_idea(cast, state)
    anna = as_person(cast.anna)
    assert anna.get(f"/konto/ideen/{idea.id}").status_code == 200
    assert anna.get(f"/konto/ideen/{idea.id}/quittung").status_code == 200


def test_the_reason_of_a_refusal_is_for_the_author_alone(as_person: Any, client: Any, cast: Cast) -> None:
    idea = an_idea(cast, "refused")
    assert "Nennt eine Person." in as_person(cast.anna).get(f"/konto/ideen/{idea.id}").text
    assert client.get(f"/ideen/{idea.id}").status_code == 404


@pytest.mark.parametrize("door", ["", "/quittung", "/nachbessern", "/zurueckziehen"])
def test_a_foreign_idea_is_not_found(as_person: Any, client: Any, cast: Cast, door: str) -> None:
    idea = an_idea(cast, "revision_requested")
    assert as_person(cast.dilek).get(f"/konto/ideen/{idea.id}{door}").status_code == 404
    assert as_person(cast.bernd).get(f"/konto/ideen/{idea.id}{door}").status_code == 404
    assert as_person(cast.anna).get(f"/konto/ideen/{10**30}{door}").status_code == 404
    assert client.get(f"/konto/ideen/{idea.id}{door}").status_code == 302
    assert as_person(cast.anna).get(f"/konto/ideen/{idea.id}{door}").status_code == 200


@pytest.mark.parametrize("door", ["nachbessern", "zurueckziehen"])
def test_a_foreign_idea_cannot_be_changed(as_person: Any, cast: Cast, door: str) -> None:
    idea = an_idea(cast, "revision_requested")
    answer = as_person(cast.dilek).post(f"/konto/ideen/{idea.id}/{door}", data=revised())
    assert answer.status_code == 404
    assert the_idea(idea.id).state == "revision_requested"


def test_an_organisations_idea_belongs_to_its_members(as_person: Any, cast: Cast) -> None:
    body = cast.frieda.valid_memberships[0].organisation
    with transaction():
        idea, _key = submitting.start_draft(Place.whole(cast.here), title="Der Stadt", text="Ein Text.", by=cast.anna)
        submitting.submit_idea(idea, by=cast.anna, organisation=body)
    frieda = as_person(cast.frieda)
    assert "Der Stadt" in frieda.get("/konto/ideen").text
    assert frieda.get(f"/konto/ideen/{idea.id}").status_code == 200


def test_a_draft_leads_to_the_sheet(as_person: Any, cast: Cast) -> None:
    idea = an_idea(cast, "draft")
    assert as_person(cast.anna).get(f"/konto/ideen/{idea.id}").location == f"/ideen/{idea.id}/schreiben"


def revised(**changes: str) -> dict[str, str]:
    return {"title": "Radweg, genauer", "text": "Von der Parthe bis zum Markt.", "version": "1", **changes}


def test_the_answer_to_a_question_is_a_new_version(as_person: Any, cast: Cast) -> None:
    idea = an_idea(cast, "revision_requested")
    anna = as_person(cast.anna)
    assert "Wo genau?" in anna.get(f"/konto/ideen/{idea.id}/nachbessern").text
    answer = anna.post(f"/konto/ideen/{idea.id}/nachbessern", data=revised())
    assert answer.location == f"/konto/ideen/{idea.id}/quittung"
    idea = the_idea(idea.id)
    assert (idea.state, idea.version, idea.title) == ("submitted", 2, "Radweg, genauer")
    assert [version.text for version in idea.versions] == ["Bitte bauen.", "Von der Parthe bis zum Markt."]


@pytest.mark.parametrize(("changes", "at"), [({"title": ""}, "title"), ({"text": "x" * 10_001}, "text")])
def test_a_faulty_answer_keeps_its_text(as_person: Any, cast: Cast, changes: dict[str, str], at: str) -> None:
    idea = an_idea(cast, "revision_requested")
    answer = as_person(cast.anna).post(f"/konto/ideen/{idea.id}/nachbessern", data=revised(**changes))
    assert answer.status_code == 422
    assert f'id="{at}-err"' in answer.text
    assert (changes.get("text") or "Von der Parthe")[:900] in answer.text


def test_a_decided_question_shows_both_texts(as_person: Any, cast: Cast) -> None:
    idea = an_idea(cast, "revision_requested")
    with transaction():
        submitting.withdraw_idea(idea, by=None, role="clock")
    answer = as_person(cast.anna).post(f"/konto/ideen/{idea.id}/nachbessern", data=revised())
    assert answer.status_code == 409
    assert "Von der Parthe bis zum Markt." in answer.text
    assert "Bitte bauen." in answer.text


@pytest.mark.parametrize("version", ["0", "2", "", "x", "\x00"])
def test_a_stale_version_is_refused(as_person: Any, cast: Cast, version: str) -> None:
    idea = an_idea(cast, "revision_requested")
    answer = as_person(cast.anna).post(f"/konto/ideen/{idea.id}/nachbessern", data=revised(version=version))
    assert answer.status_code == 409
    assert the_idea(idea.id).version == 1


def test_an_idea_is_taken_back_with_a_reason(as_person: Any, client: Any, cast: Cast) -> None:
    idea = an_idea(cast, "published")
    answer = as_person(cast.anna).post(f"/konto/ideen/{idea.id}/zurueckziehen", data={"reason": "Ist schon gebaut."})
    assert answer.location == f"/konto/ideen/{idea.id}"
    page = client.get(f"/ideen/{idea.id}-{idea.slug}").text
    assert "Ist schon gebaut." in page
    assert 'content="noindex"' in page


def test_what_is_closed_cannot_be_taken_back(as_person: Any, cast: Cast) -> None:
    idea = an_idea(cast, "closed")
    anna = as_person(cast.anna)
    assert anna.get(f"/konto/ideen/{idea.id}/zurueckziehen").status_code == 302
    assert anna.post(f"/konto/ideen/{idea.id}/zurueckziehen").status_code == 409
    assert the_idea(idea.id).state == "closed"


def test_too_long_a_reason_is_said_at_its_field(as_person: Any, cast: Cast) -> None:
    idea = an_idea(cast, "published")
    answer = as_person(cast.anna).post(f"/konto/ideen/{idea.id}/zurueckziehen", data={"reason": "x" * 2001})
    assert (answer.status_code, 'id="reason-err"' in answer.text) == (422, True)


def test_the_own_page_says_once_where_the_idea_stands(as_person: Any, cast: Cast) -> None:
    anna = as_person(cast.anna)
    number = written(anna)
    anna.post(f"/ideen/{number}/einreichen", data=signing(author_name="Anna Beispiel"))
    page = anna.get(f"/konto/ideen/{number}").text
    assert page.count('class="status') == 1
    assert '<p class="big">' not in page
