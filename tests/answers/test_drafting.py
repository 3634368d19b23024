"""The draft beside the statements: nothing typed is lost, nobody outside reads it, nobody is left out unawares."""

from collections.abc import Callable
from typing import Any

import pytest

from app.answers.drafting import IdeaTextIsReplaced, RequestsAreOpen, StatementStaysInside, hand_in_answer, save_answer
from app.answers.models import CoordinatedAnswer
from app.answers.queries import open_answer_of
from app.core.database import db, transaction
from app.ideas.models import Idea
from tests.answers.drafts import SAID, TEXT, a_colleague, a_draft, again, an_asked_idea, handed_in, returned, sheet
from tests.cast import Cast
from tests.queries import queries
from tests.statement_worlds import a_department, a_request, a_statement
from tests.worlds import an_idea

Browser = Callable[..., Any]


def door(idea: Idea, step: str = "") -> str:
    return f"/verwaltung/ideen/{idea.id}/antwort{step}"


def words(answer: Any) -> str:
    return str(answer.get_data(as_text=True))


def draft_of(idea: Idea) -> CoordinatedAnswer | None:
    db.session.rollback()
    return open_answer_of(again(idea))


def test_all_statements_stand_side_by_side_and_the_missing_ones_are_named(cast: Cast, as_person: Browser) -> None:
    idea, _request = an_asked_idea(cast)
    a_statement(a_request(cast, idea, a_department(cast, "Amt für Umwelt")), text="Nur intern.", is_public=False)
    a_request(cast, idea, a_department(cast, "Amt für Schulen"))
    page = words(as_person(cast.bernd).get(door(idea)))
    for said in (SAID, "Nur intern.", "Amt für Verkehr", "Amt für Umwelt", "Amt für Schulen"):
        assert said in page
    assert page.count('name="quote"') == 1
    assert page.count('name="cited"') == 1


def test_the_page_of_the_idea_leads_there_and_the_old_steps_do_too(cast: Cast, as_person: Browser) -> None:
    idea, _request = an_asked_idea(cast)
    bernd = as_person(cast.bernd)
    page = words(bernd.get(f"/verwaltung/ideen/{idea.id}"))
    assert f'href="{door(idea)}"' in page
    assert "ideenpool-form" not in page
    assert bernd.get(f"/verwaltung/ideen/{idea.id}/abschliessen").location.startswith(door(idea))
    late = bernd.post(f"/verwaltung/ideen/{idea.id}/ideenpool", data={"version": "1", "reason": "Mein Text."})
    assert (late.status_code, "Mein Text." in words(late)) == (422, True)


def test_without_statements_there_is_nothing_to_coordinate(cast: Cast, as_person: Browser) -> None:
    idea = an_idea(cast)
    assert as_person(cast.bernd).get(door(idea)).location == f"/verwaltung/ideen/{idea.id}"


def test_a_button_quotes_what_may_be_published_and_keeps_the_text(cast: Cast, as_person: Browser) -> None:
    idea, request = an_asked_idea(cast)
    sent = as_person(cast.bernd).post(door(idea), data=sheet(idea, quote=str(request.id)))
    assert sent.status_code == 303
    draft = draft_of(idea)
    assert draft is not None
    assert draft.text == f"{TEXT}\n\nAmt für Verkehr: „{SAID}“"
    assert [one.id for one in draft.cited] == [request.id]


def test_what_an_office_keeps_inside_is_neither_quoted_nor_cited(cast: Cast, as_person: Browser) -> None:
    idea, request = an_asked_idea(cast, is_public=False)
    bernd = as_person(cast.bernd)
    bernd.post(door(idea), data=sheet(idea, quote=str(request.id)))
    draft = draft_of(idea)
    assert draft is not None
    assert SAID not in draft.text
    refused = bernd.post(door(idea), data=sheet(idea, draft, cited=[str(request.id)], text="Anders."))
    assert (refused.status_code, "Anders." in words(refused)) == (422, True)
    with pytest.raises(StatementStaysInside), transaction():
        save_answer(again(idea), by=cast.bernd, version=draft.version, idea_version=1, text="x", cited=[request.id])


def test_what_is_replaced_meanwhile_answers_with_both_texts(cast: Cast, as_person: Browser) -> None:
    idea, _request = an_asked_idea(cast)
    hanna = a_colleague(cast)
    a_draft(cast, idea, by=hanna)
    answer = as_person(cast.bernd).post(door(idea), data=sheet(idea, text="Mein eigener Text."))
    page = words(answer)
    assert answer.status_code == 409
    assert "Mein eigener Text." in page
    assert TEXT in page
    draft = draft_of(idea)
    assert draft is not None
    assert draft.text == TEXT
    sent = as_person(cast.bernd).post(door(idea), data=sheet(idea, draft, text="Mein eigener Text."))
    assert sent.status_code == 303
    assert draft_of(idea).text == "Mein eigener Text."  # type: ignore[union-attr]


def test_the_same_sent_twice_counts_once(cast: Cast, as_person: Browser) -> None:
    idea, _request = an_asked_idea(cast)
    bernd = as_person(cast.bernd)
    assert [bernd.post(door(idea), data=sheet(idea)).status_code for _ in range(2)] == [303, 303]
    assert draft_of(idea).version == 1  # type: ignore[union-attr]


def test_typing_is_saved_in_between_and_says_when_it_is_not(cast: Cast, as_person: Browser) -> None:
    idea, _request = an_asked_idea(cast)
    bernd, typing = as_person(cast.bernd), {"HX-Request": "true"}
    saved = words(bernd.post(door(idea), data=sheet(idea, text="Erster Satz."), headers=typing))
    assert 'id="version" name="version" type="hidden" value="1"' in saved
    late = words(bernd.post(door(idea), data=sheet(idea, text="Zweiter."), headers=typing))
    assert 'id="version" name="version" type="hidden" value="0"' in late
    assert "<h1" not in saved + late
    assert draft_of(idea).text == "Erster Satz."  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "typed",
    [{"outcome": ""}, {"text": ""}, {"outcome": "forwarded"}, {"forwarded_to": "Stadt"}, {"text": "Am {datum}"}],
)
def test_what_is_missing_is_said_at_its_field_and_the_draft_is_kept(
    cast: Cast, as_person: Browser, typed: dict[str, str]
) -> None:
    idea, _request = an_asked_idea(cast)
    answer = as_person(cast.bernd).post(door(idea, "/abgeben"), data=sheet(idea, **typed))
    assert answer.status_code == 422
    assert "fehler-titel" in words(answer)
    draft = draft_of(idea)
    assert draft is None or draft.state == "draft"


def test_open_requests_are_no_obstacle_but_are_named(cast: Cast, as_person: Browser) -> None:
    idea = an_idea(cast)
    a_request(cast, idea)
    bernd = as_person(cast.bernd)
    answer = bernd.post(door(idea, "/abgeben"), data=sheet(idea))
    assert answer.status_code == 422
    assert "Amt für Verkehr" in words(answer)
    draft = draft_of(idea)
    assert draft is not None
    with pytest.raises(RequestsAreOpen), transaction():
        hand_in_answer(again(draft), by=cast.bernd, version=draft.version)
    assert bernd.post(door(idea, "/abgeben"), data=sheet(idea, draft, despite_open="y")).status_code == 303
    assert draft_of(idea).state == "waiting"  # type: ignore[union-attr]


def test_an_answer_is_bound_to_the_words_of_the_idea(cast: Cast) -> None:
    idea, _request = an_asked_idea(cast)
    draft = a_draft(cast, idea)
    with transaction():
        again(idea).version = 2
    with pytest.raises(IdeaTextIsReplaced), transaction():
        hand_in_answer(again(draft), by=cast.bernd, version=draft.version)
    with pytest.raises(IdeaTextIsReplaced), transaction():
        save_answer(again(idea), by=cast.bernd, version=draft.version, idea_version=1, text="x")


def test_the_preview_shows_what_everybody_will_read(cast: Cast, as_person: Browser, client: Any) -> None:
    idea, request = an_asked_idea(cast)
    a_statement(a_request(cast, idea, a_department(cast, "Amt für Umwelt")), text="Nur intern.", is_public=False)
    bernd = as_person(cast.bernd)
    sent = bernd.post(door(idea), data=sheet(idea, preview="1", cited=[str(request.id)]))
    page = words(bernd.get(sent.location))
    assert SAID in page
    assert "Amt für Umwelt" in page
    assert "Nur intern." not in page
    assert TEXT not in words(client.get(f"/ideen/{idea.id}-{idea.slug}"))


def test_a_draft_is_discarded_and_another_begun(cast: Cast, as_person: Browser) -> None:
    idea, _request = an_asked_idea(cast)
    draft, bernd = a_draft(cast, idea), as_person(cast.bernd)
    assert bernd.post(door(idea, "/verwerfen"), data={"version": "9"}).status_code == 409
    assert bernd.post(door(idea, "/verwerfen"), data={"version": str(draft.version)}).status_code == 303
    assert draft_of(idea) is None
    assert again(draft).state == "discarded"
    assert bernd.post(door(idea), data=sheet(idea)).status_code == 303


def test_taken_back_it_is_written_on(cast: Cast, as_person: Browser) -> None:
    idea, request = an_asked_idea(cast)
    answer, bernd = handed_in(cast, idea, request), as_person(cast.bernd)
    late = bernd.post(door(idea), data=sheet(idea, answer, text="Zu spät getippt."))
    assert (late.status_code, "Zu spät getippt." in words(late)) == (409, True)
    assert bernd.post(door(idea, "/zuruecknehmen"), data={"version": str(again(answer).version)}).status_code == 303
    assert draft_of(idea).state == "draft"  # type: ignore[union-attr]


def test_the_draft_is_nobody_elses(cast: Cast, as_person: Browser, client: Any) -> None:
    idea, _request = an_asked_idea(cast)
    a_draft(cast, idea)
    for person in (cast.anna, cast.dilek, cast.carla, cast.gerda):
        assert as_person(person).get(door(idea)).status_code in {403, 404}
    assert as_person(cast.dilek).post(door(idea), data=sheet(idea)).status_code == 404
    assert client.get(door(idea)).status_code == 302


def test_who_could_release_it_is_missing(cast: Cast, as_person: Browser) -> None:
    idea, _request = an_asked_idea(cast)
    a_draft(cast, idea, by=cast.gerda)
    assert "note--stop" in words(as_person(cast.bernd).get(door(idea)))


def test_the_page_asks_as_often_for_one_statement_as_for_three(cast: Cast, as_person: Browser) -> None:
    idea, request = an_asked_idea(cast)
    returned(cast, handed_in(cast, idea, request))
    bernd = as_person(cast.bernd)

    def asked() -> int:
        db.session.remove()
        with queries() as statements:
            assert bernd.get(door(idea)).status_code == 200
        return len(statements)

    before = asked()
    for name in ("Amt für Umwelt", "Amt für Schulen"):
        a_statement(a_request(cast, again(idea), a_department(cast, name)))
    assert asked() == before


def test_whoever_hands_in_an_answer_has_read_what_came_back(cast: Cast) -> None:
    idea = an_idea(cast)
    request = a_statement(a_request(cast, idea))
    with transaction():
        answer = save_answer(
            idea, by=cast.bernd, version=0, idea_version=1, text="Wird geprüft.", outcome="pooled", cited=[request.id]
        )
    assert request.seen_at is None
    with transaction():
        hand_in_answer(answer, by=cast.bernd, version=answer.version)
    assert request.seen_at is not None
