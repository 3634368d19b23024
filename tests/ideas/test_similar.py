"""What has already been proposed is found in other words; the place counts, and nothing hidden shows through."""

from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import delete, func, select, update

from app.core.clock import now
from app.core.database import db, transaction
from app.core.jobs import Job
from app.core.journal import record
from app.ideas.merging import merge_ideas
from app.ideas.models import Idea, IdeaMeaning, IdeaVersion
from app.ideas.places import Place
from app.ideas.similar import LEAST, Alike, similar_ideas, where_of
from app.ideas.similar_meaning import meanings_anew, mend_meanings, note_meanings, queue_missing, wrong_meanings
from app.ideas.submitting import withdraw_idea
from app.things.models import Thing
from bench.similar import asked, evaluation, judge, load
from tests.cast import Cast
from tests.ideas.similar_world import AGAIN, AGAIN_TEXT, OTHER, OTHER_TEXT, TEXT, TITLE, know_meanings, public_idea
from tests.queries import queries
from tests.worlds import HIDDEN_STATES, an_idea


def found(title: str = AGAIN, text: str = AGAIN_TEXT, place: Place | None = None, **values: Any) -> list[Alike]:
    where = where_of(place)
    return similar_ideas(title, text, municipality_ids=where.towns, authority_ids=where.authorities, **values)


def numbers(*args: Any, **values: Any) -> list[int]:
    return [one.number for one in found(*args, **values)]


def fresh(idea: Idea) -> Idea:
    db.session.rollback()
    db.session.expire_all()
    again = db.session.get(Idea, idea.id)
    assert again is not None
    return again


def test_the_same_wish_in_other_words_is_found_with_the_words_as_typed(cast: Cast) -> None:
    idea, _other = public_idea(cast), public_idea(cast, OTHER, OTHER_TEXT)
    know_meanings()
    (one,) = found()
    assert (one.number, one.title, one.state, one.supports) == (idea.id, TITLE, "published", 0)
    assert one.places == ("Naunhof",)
    assert LEAST <= one.score < 1.5
    assert set(one.because) & {"Fahrradweg", "Landstraße", "Rad", "Weg"}
    assert all(word in f"{AGAIN} {AGAIN_TEXT}" for word in one.because)
    assert found("Kirchturmuhr", "geht falsch") == []
    assert found(TITLE, TEXT)[0].is_very_alike


def test_without_the_model_words_alone_do(cast: Cast, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    class Silent:
        def vectors_of(self, texts: Any) -> None:
            return None

    idea = public_idea(cast)
    assert numbers() == [idea.id]
    monkeypatch.setitem(app.extensions, "meaning", Silent())
    assert numbers() == [idea.id]
    assert numbers("Kirchturmuhr", "geht falsch") == []
    assert note_meanings([idea.id]) == 0


def test_another_place_is_another_idea_unless_none_is_said(cast: Cast) -> None:
    idea = public_idea(cast, "Trinkbrunnen auf dem Markt", "Im Sommer braucht man Wasser.")
    know_meanings()
    again = ("Wasser auf dem Markt", "Ein Brunnen zum Trinken, wenn es im Sommer heiß ist.")
    here, there = Place.of_municipalities([cast.naunhof]), Place.of_municipalities([cast.brandis])
    assert numbers(*again) == numbers(*again, place=here) == numbers(*again, place=Place.whole(cast.here)) == [idea.id]
    assert numbers(*again, place=Place.of_region(cast.partheland)) == [idea.id]
    assert numbers(*again, place=there) == numbers(*again, place=Place.whole(cast.elsewhere)) == []
    assert found(*again, place=here)[0].score > found(*again)[0].score


@pytest.mark.parametrize("state", HIDDEN_STATES)
def test_what_nobody_may_read_is_never_named(cast: Cast, state: str) -> None:
    idea = an_idea(cast, state, TITLE, TEXT)
    know_meanings()
    assert numbers(TITLE, TEXT) == []
    with transaction():  # Even where something of it was left behind.
        left = IdeaMeaning(idea_id=idea.id, digest="-", vector=bytes(1024))
        db.session.merge(left)
    assert numbers(TITLE, TEXT) == []


def test_itself_and_what_is_called_different_are_left_out(cast: Cast) -> None:
    one, two = public_idea(cast), public_idea(cast, TITLE + "!")
    know_meanings()
    assert set(numbers()) == {one.id, two.id}
    assert numbers(besides=[one.id]) == [two.id]
    assert numbers(besides=[one.id, two.id]) == []
    assert len(found(limit=1)) == 1


def test_a_merged_idea_leads_to_the_one_it_went_into(cast: Cast) -> None:
    into = public_idea(cast, "Mehr für Radfahrer tun", "Zum Beispiel Wege und Ständer.")
    gone = public_idea(cast, by=cast.carla)
    know_meanings()
    with transaction():
        merge_ideas(fresh_in(gone), fresh_in(into), by=cast.bernd, reason="Gehört dazu.", version=1, into_version=1)
    assert db.session.get(IdeaMeaning, gone.id) is None
    again = found(TITLE, TEXT)
    assert (again[0].number, again[0].title) == (into.id, "Mehr für Radfahrer tun")
    assert [one.number for one in again].count(into.id) == 1
    assert numbers(TITLE, TEXT, besides=[into.id]) == []
    with transaction():
        fresh_in(into).restricted_at = now()
    assert numbers(TITLE, TEXT) == []


def fresh_in(idea: Idea) -> Idea:
    again = db.session.get(Idea, idea.id)
    assert again is not None
    return again


@pytest.mark.parametrize(
    ("title", "text"),
    [("", ""), ("   ", "\n"), ("und", "oder aber"), ("?!", "…"), ("x" * 100_000, ""), ("", "wort " * 100_000),
     ("A bike path please", "It is dangerous on the road"), ("دراجة", "自行车道"), ("%_'\"", "\\")],
)  # fmt: skip
def test_whatever_is_typed_is_answered_with_a_bounded_number_of_queries(cast: Cast, title: str, text: str) -> None:
    public_idea(cast)
    with queries() as asked_for:
        found(title, text)
    assert len(asked_for) <= 14


def test_thousands_of_different_words_are_bounded(cast: Cast) -> None:
    public_idea(cast)
    know_meanings()
    with queries() as asked_for:
        similar_ideas("Radweg", " ".join(f"wort{at}x" for at in range(20_000)))
    assert len(asked_for) <= 14
    assert max(len(statement) for statement in asked_for) < 10_000


def test_the_number_of_queries_does_not_grow_with_the_ideas(cast: Cast) -> None:
    counts = []
    for more in (1, 4):
        for at in range(more):
            public_idea(cast, f"{TITLE} {at}", TEXT)
        know_meanings()
        with queries() as asked_for:
            assert found()
        counts.append(len(asked_for))
    assert counts[0] == counts[1] <= 14


# ---- what is kept of the meaning ------------------------------------------------------------------


def meant() -> list[int]:
    return list(db.session.scalars(select(IdeaMeaning.idea_id).order_by(IdeaMeaning.idea_id)))


def test_the_worker_asks_what_a_public_idea_means_and_forgets_it_at_once(
    cast: Cast, run_jobs: Callable[[], int]
) -> None:
    idea = public_idea(cast)
    assert meant() == []
    run_jobs()
    assert meant() == [idea.id]
    kept = db.session.get(IdeaMeaning, idea.id)
    assert kept is not None
    assert len(kept.vector) == 1024
    with transaction():
        version = update(IdeaVersion.__table__).where(IdeaVersion.__table__.c.idea_id == idea.id)
        db.session.execute(version.values(text="Ganz anderes."))
        record(idea.id, "redact", role="moderator", audience="public")
    assert meant() == []
    run_jobs()
    assert meant() == [idea.id]
    with transaction():
        withdraw_idea(fresh_in(idea), by=cast.anna)
    assert meant() == []
    run_jobs()
    assert meant() == []


def test_what_was_written_past_the_verbs_is_found_by_the_clock(cast: Cast) -> None:
    public_idea(cast)
    with transaction():
        db.session.execute(delete(Job))
    with transaction():
        assert queue_missing() == 1
    know_meanings()
    with transaction():
        assert queue_missing() == 0


def test_a_text_changed_while_the_model_thinks_is_not_kept_wrongly(
    cast: Cast, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    idea, here = public_idea(cast), app.extensions["meaning"]

    class Slow:
        def vectors_of(self, texts: Any) -> Any:
            with transaction():
                version = update(IdeaVersion.__table__).where(IdeaVersion.__table__.c.idea_id == idea.id)
                db.session.execute(version.values(text="Inzwischen anders."))
            return here.vectors_of(texts)

    monkeypatch.setitem(app.extensions, "meaning", Slow())
    assert note_meanings([idea.id]) == 0
    assert meant() == []


def test_the_check_finds_what_is_kept_wrongly_and_mends_it(cast: Cast) -> None:
    right, wrong, hidden = public_idea(cast), public_idea(cast, OTHER, OTHER_TEXT), an_idea(cast, "submitted")
    know_meanings()
    assert list(wrong_meanings()) == []
    with transaction():
        db.session.execute(update(IdeaMeaning).where(IdeaMeaning.idea_id == wrong.id).values(digest="-"))
        db.session.add(IdeaMeaning(idea_id=hidden.id, digest="-", vector=bytes(1024)))
    assert list(wrong_meanings()) == sorted([wrong.id, hidden.id])
    with transaction():
        assert mend_meanings() == 2
    assert (meant(), list(wrong_meanings())) == ([right.id], [])
    with transaction():
        db.session.add(IdeaMeaning(idea_id=hidden.id, digest="-", vector=bytes(1024)))
    assert meanings_anew(lambda _count: None) == 2
    assert meant() == [right.id, wrong.id]


# ---- how well ---------------------------------------------------------------------------------------


@pytest.mark.once
def test_paraphrases_are_found_and_strangers_are_not(app: Flask) -> None:
    read = evaluation()
    with time_machine.travel("2026-11-23", tick=False), transaction():
        world = load(read["ideas"])
    know_meanings()
    assert db.session.scalar(select(func.count()).select_from(Thing)) == len(read["ideas"])
    known = {one["title"] + one["text"]: asked(world, one) for one in [*read["same"], *read["different"]]}
    verdict = judge(read["same"], read["different"], lambda one: known[one["title"] + one["text"]], LEAST)
    assert verdict.recall >= 0.7, verdict
    assert verdict.precision >= 0.8, verdict
    assert verdict.unrelated <= 0.24, verdict


def test_among_many_ideas_what_shares_no_word_is_found_near_by_and_at_its_goal(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of very many ideas the newest are read: all of them, those of the place, those of the goals."""
    idea = public_idea(cast, "Doktor gesucht", "Wir haben keinen Doktor mehr.")
    public_idea(cast, OTHER, OTHER_TEXT, place=Place.of_municipalities([cast.brandis]))
    know_meanings()
    again = ("Ein Arzt", "fehlt hier seit Jahren.")
    monkeypatch.setattr("app.ideas.similar.NEWEST", 1)
    assert idea.id not in numbers(*again)
    assert numbers(*again, place=Place.of_municipalities([cast.naunhof])) == [idea.id]
    assert numbers(*again, goal_ids=[cast.sub_goal.id]) == [idea.id]
