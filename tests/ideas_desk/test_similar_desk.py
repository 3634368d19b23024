"""At the desk: what a received idea is like, for those who may read it, and the way to the next step."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from app.core.clock import now
from app.core.database import db, transaction
from app.ideas.merging import keep_apart
from app.ideas.models import Idea, SaidDifferent
from app.ideas.similar_desk import alike_on_desk, look_alikes
from tests.cast import Cast
from tests.ideas.similar_world import AGAIN, AGAIN_TEXT, TITLE, know_meanings, public_idea, waiting_idea
from tests.ideas_desk.stage import fresh
from tests.queries import queries

Browser = Callable[..., Any]


def waiting(cast: Cast, *text: str, **values: Any) -> Idea:
    with transaction():
        return waiting_idea(cast, *text, **values)


def page(answer: Any) -> str:
    return str(answer.get_data(as_text=True))


def numbers(idea: Idea) -> list[int]:
    return [one.alike.number for one in alike_on_desk(fresh(idea))]


def test_the_desk_sees_what_waits_and_what_is_public_and_the_way_on(cast: Cast, as_person: Browser) -> None:
    public, other = public_idea(cast), waiting(cast, TITLE + " bauen", "Wir brauchen einen eigenen Weg für Räder.")
    idea = waiting(cast, AGAIN, AGAIN_TEXT, by=cast.carla)
    know_meanings()
    with transaction():
        db.session.add(SaidDifferent(idea_id=idea.id, other_id=public.id))
    assert set(numbers(idea)) == {public.id, other.id}
    desk = as_person(cast.bernd)
    shown = page(desk.get(f"/verwaltung/ideen/{idea.id}"))
    for words in ("Ähnliche Ideen", TITLE, "Meine ist anders", "Vergleichen und zusammenführen", "nicht öffentlich"):
        assert words in shown, words
    for number in (public.id, other.id):
        assert f'href="/verwaltung/ideen/{idea.id}/zusammenfuehren/{number}"' in shown
    assert "Vorschlag des Programms, Sie entscheiden." in shown.split('id="aehnlich"')[1].split("</section>")[0]
    back = f"/verwaltung/ideen/{idea.id}"
    said = f"Wer Nr. {idea.id} geschrieben hat, sagt: Meine ist anders."
    for number in (public.id, other.id):
        assert (said in page(desk.get(f"{back}/zusammenfuehren/{number}"))) is (number == public.id)
    answer = desk.post(f"{back}/verschieden/{other.id}", data={"next": back})
    assert (answer.status_code, answer.location) == (303, back)
    assert f"Verschieden von Nr. {other.id}" in page(desk.get(back))
    assert numbers(idea) == [public.id]
    elsewhere = desk.post(f"{back}/verschieden/{public.id}", data={"next": "https://example.org/"})
    assert elsewhere.location == f"{back}/zusammenfuehren"
    assert numbers(idea) == []


def test_what_waits_elsewhere_is_never_shown_and_what_is_public_there_is_only_linked(cast: Cast) -> None:
    hidden, public = waiting(cast), public_idea(cast)
    with transaction():
        for number in (hidden.id, public.id):
            db.session.get_one(Idea, number).authority = cast.elsewhere
    idea = waiting(cast, AGAIN, AGAIN_TEXT)
    know_meanings()
    assert [(one.alike.number, one.is_ours, one.can_merge) for one in alike_on_desk(fresh(idea))] == [
        (public.id, False, False)
    ]
    assert look_alikes(fresh(idea)) == []


@pytest.mark.parametrize("state", ["closed", "withdrawn", "refused", "merged"])
def test_nothing_is_proposed_for_what_is_over(cast: Cast, state: str) -> None:
    public_idea(cast)
    idea = waiting(cast, AGAIN, AGAIN_TEXT)
    know_meanings()
    idea.state = state
    assert alike_on_desk(idea) == []
    db.session.rollback()


def test_a_public_idea_goes_only_into_a_public_one(cast: Cast) -> None:
    public, hidden = public_idea(cast), waiting(cast, AGAIN, AGAIN_TEXT)
    know_meanings()
    assert [one.number for one in look_alikes(fresh(hidden))] == [public.id]
    assert look_alikes(fresh(public)) == []
    (one,) = alike_on_desk(fresh(public))
    assert (one.alike.number, one.can_merge, one.alike.is_public) == (hidden.id, False, False)
    with transaction():
        low, high = (db.session.get(Idea, number) for number in (public.id, hidden.id))
        assert low is not None
        assert high is not None
        keep_apart(low, high, by=cast.bernd)
    assert numbers(public) == numbers(hidden) == []


def test_restricted_ones_and_drafts_are_left_out_and_the_model_may_be_silent(
    cast: Cast, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Silent:
        def vectors_of(self, texts: Any) -> None:
            return None

    idea, other = waiting(cast, AGAIN, AGAIN_TEXT), waiting(cast)
    monkeypatch.setitem(app.extensions, "meaning", Silent())
    assert numbers(idea) == [other.id]
    with transaction():
        again = db.session.get(Idea, other.id)
        assert again is not None
        again.restricted_at = now()
    assert numbers(idea) == []


def test_the_number_of_queries_is_bounded(cast: Cast) -> None:
    counts = []
    for more in (1, 3):
        for at in range(more):
            waiting(cast, f"{TITLE} {at}")
            public_idea(cast, f"{TITLE} {at}")
        know_meanings()
        idea = fresh(waiting(cast, AGAIN, AGAIN_TEXT))
        with queries() as asked:
            assert alike_on_desk(idea)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 30
