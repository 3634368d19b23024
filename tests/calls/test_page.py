"""The page of a call, and what its ideas say of it elsewhere."""

from collections.abc import Callable
from time import perf_counter
from typing import Any

import pytest
from flask import Flask

from app.calls.awarding import award_idea
from app.calls.kind import call as kind
from app.calls.queries import calls_of, counts_of
from app.calls.wording import question_of
from app.core.database import db, transaction
from app.core.errors import NotAllowedNow
from app.formats import running
from app.formats.completing import FormatIsIncomplete
from app.formats.outcome import ideas_of
from app.formats.queries import find_visible
from tests.calls.stage import QUESTION, a_call, a_draft, an_entry, closed, concluded
from tests.cast import Cast
from tests.format_worlds import a_format
from tests.queries import count_queries


def text_of(client: Any, address: str) -> str:
    answer = client.get(address, follow_redirects=True)
    assert answer.status_code == 200
    return str(answer.get_data(as_text=True))


def test_the_page_shows_public_ideas_and_counts_nothing_that_is_not(client: Any, cast: Cast) -> None:
    call = a_call(cast)
    an_entry(cast, call, title="Mehr Bäume")
    for state in ("submitted", "refused", "restricted"):
        an_entry(cast, call, state, f"Geheim {state}")
    a_draft(cast, call)
    page = text_of(client, f"/beteiligung/{call.id}")
    assert "Mehr Bäume" in page
    assert "Geheim" not in page
    assert "1 Idee</b>, 1 davon noch in Prüfung" in page
    assert "weitere" not in page
    for n in range(4):
        an_entry(cast, call, "submitted", f"Noch eine {n}")
    assert counts_of(call).further == 5
    assert "5 weitere sind eingegangen" in text_of(client, f"/beteiligung/{call.id}")
    assert f"/ideen/neu?aufruf={call.id}" in page
    lines = list(kind.lines(call))
    assert [line.title for line in lines] == ["Mehr Bäume"]
    named = [one.title for one in ideas_of(call) if one.is_named]
    assert named == ["Mehr Bäume"]


def test_ideas_name_their_call_and_the_list_is_narrowed_to_it(client: Any, cast: Cast) -> None:
    call, other = a_call(cast), a_call(cast)
    idea = an_entry(cast, call)
    an_entry(cast, other, title="Anderswo")
    listed = text_of(client, f"/ideen?aufruf={call.id}")
    assert "Zum Ideenaufruf" in listed
    assert "Anderswo" not in listed
    assert "Ideenaufruf: " + QUESTION in listed
    assert f"/beteiligung/{call.id}-" in text_of(client, f"/ideen/{idea.id}")
    assert client.get("/ideen?aufruf=99999").status_code == 400


@pytest.mark.parametrize("what", ["closed audience", "hidden"])
def test_a_call_that_is_not_public_is_named_nowhere(
    client: Any, as_person: Callable[..., Any], cast: Cast, what: str
) -> None:
    call = a_call(cast, audience="public" if what == "hidden" else "invited", invited=(cast.anna,))
    idea = an_entry(cast, call)
    with transaction():
        if what == "hidden":
            call.hide()
    for reader in (client, as_person(cast.anna), as_person(cast.frieda)):
        assert QUESTION not in text_of(reader, f"/ideen/{idea.id}") + text_of(reader, "/ideen")
        assert reader.get(f"/ideen?aufruf={call.id}").status_code == 400
    assert calls_of([idea.id]) == {}


def test_prizes_are_read_once_the_result_is_published_and_only_of_public_ideas(client: Any, cast: Cast) -> None:
    call = a_call(cast)
    idea, hidden = an_entry(cast, call), an_entry(cast, call, title="Verborgen")
    closed(call, cast)
    with transaction():
        award_idea(call, idea.id, by=cast.bernd, title="1. Preis", reason="Weil es allen nützt.")
        award_idea(call, hidden.id, by=cast.bernd, title="2. Preis", reason="Nennt jemanden.")
    pages = (f"/beteiligung/{call.id}", f"/ideen/{idea.id}", "/ideen", f"/beteiligung/{call.id}/ergebnis")
    for address in pages[:3]:
        assert "1. Preis" not in text_of(client, address)
    with transaction():
        hidden.hide()
    concluded(call, cast)
    for address in pages[:3]:
        assert "1. Preis" in text_of(client, address)
    page = text_of(client, pages[0])
    assert "Weil es allen nützt." in page
    assert "2. Preis" not in page
    assert "Nennt jemanden" not in page
    with pytest.raises(NotAllowedNow), transaction():
        award_idea(call, idea.id, by=cast.bernd, title="3. Preis", reason="Zu spät.")


def test_a_call_without_a_question_is_not_announced(app: Flask, cast: Cast) -> None:
    call = a_format(cast, "call", "draft", "Unsere Orte")
    with pytest.raises(FormatIsIncomplete) as refused, transaction():
        running.announce_format(call, by=cast.bernd, version=call.version)
    with app.test_request_context():
        assert "Fragezeichen" in refused.value.of_kind[0]()


def test_the_same_queries_for_one_and_for_three(app: Flask, cast: Cast) -> None:
    call, count = a_call(cast), 0
    for more in (1, 2):
        for n in range(more):
            an_entry(cast, call, title=f"Idee {more}{n}")
        count += more
        number = call.id
        db.session.rollback()
        db.session.expunge_all()
        with app.test_request_context(), count_queries(7):
            found = find_visible(number)
            assert found is not None
            assert len(kind.page(found, None, {})["cards"]) == count


def test_a_long_text_is_looked_through_in_no_time(app: Flask, cast: Cast) -> None:
    call = a_format(cast, "call", "draft", "Ihre Ideen")
    call.text = "ohne Ende " * 20_000 + ".\nWas fehlt Ihnen? Und wem noch?"
    began = perf_counter()
    assert question_of(call) == "Was fehlt Ihnen?"
    assert perf_counter() - began < 1
