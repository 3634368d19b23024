"""One idea becomes several: what stays under the number, what goes along, and what is refused."""

from typing import Any

import pytest
from sqlalchemy import select

from app.core.database import db, transaction
from app.core.errors import NotAllowedNow, ReasonIsMissing, VersionIsStale
from app.core.journal import JournalEntry
from app.ideas.amending import amend_idea, write_amendment
from app.ideas.models import CoAuthor, Idea
from app.ideas.own_queries import first_public_version, published_versions
from app.ideas.splitting import AmendmentIsWaiting, PartsAreWrong, split_idea
from app.things.models import ThingLink
from tests.cast import Cast
from tests.ideas_desk.stage import fresh, received

PARTS = [("Radweg", "Ein Weg am Feld."), ("Bushäuschen", "Ein Dach für alle."), ("Bank", "Eine Bank dazu.")]


def divided(cast: Cast, idea: Idea, parts: Any = PARTS, **values: Any) -> list[Idea]:
    with transaction():
        return split_idea(
            fresh(idea), parts, **{"by": cast.bernd, "reason": "Zweierlei.", "version": idea.version, **values}
        )


@pytest.mark.parametrize("state", ["submitted", "published", "pooled"])
def test_the_parts_stand_where_the_original_stands(cast: Cast, state: str) -> None:
    idea = received(cast, state, is_tagged=True)
    with transaction():
        fresh(idea).supports = 3
        db.session.add(CoAuthor(idea_id=idea.id, person_id=cast.carla.id, name="Carla"))
    new = divided(cast, idea)
    original = fresh(idea)
    assert (original.title, original.current.text, original.version, original.supports) == (*PARTS[0], 2, 3)
    assert original.state == state
    for part, (title, text) in zip(new, PARTS[1:], strict=True):
        part = fresh(part)
        assert (part.title, part.current.text, part.state, part.supports) == (title, text, state, 0)
        same = ("author_id", "author_name", "authority_id", "submitted_at", "publish_due_on", "answer_due_on", "answer")
        assert {name: getattr(part, name) for name in same} == {name: getattr(original, name) for name in same}
        assert (part.is_public, part.listed_at) == (original.is_public, part.published_at)
        assert {(tag.goal_id, tag.is_main) for tag in part.goal_tags} == {
            (tag.goal_id, tag.is_main) for tag in original.goal_tags
        }
        assert [town.id for town in part.municipalities] == [cast.naunhof.id]
        assert part.co_author_ids == {cast.carla.id}
    links = db.session.scalars(select(ThingLink)).all()
    assert {(link.kind, link.from_id, link.to_id) for link in links} == {
        ("split_from", part.id, idea.id) for part in new
    }


def test_the_author_is_told_once_and_the_timelines_tell_of_it(cast: Cast, mails: Any, client: Any) -> None:
    idea = received(cast, "published")
    before = len(mails())
    new = divided(cast, idea)
    assert len(mails()) == before + 1
    rows = db.session.scalars(
        select(JournalEntry).where(JournalEntry.verb == "split_idea").order_by(JournalEntry.id)
    ).all()
    assert [(row.thing_id, row.details) for row in rows] == [(idea.id, {"ideas": [part.id for part in new]})]
    page = client.get(f"/ideen/{new[0].id}-{new[0].slug}").get_data(as_text=True)
    assert f"Nr. {idea.id}" in page
    assert "Zweierlei." in page
    old = client.get(f"/ideen/{idea.id}").location
    assert old.endswith(f"/ideen/{idea.id}-radweg")
    assert "Bushäuschen" in client.get(old).get_data(as_text=True)


def test_the_version_before_stays_readable_and_parts_have_theirs(cast: Cast) -> None:
    idea = received(cast, "published")
    part = divided(cast, idea)[0]
    assert [v.number for v in published_versions(fresh(idea), first_public_version(idea.id) or 0)] == [1, 2]
    assert [v.number for v in published_versions(fresh(part), first_public_version(part.id) or 0)] == [1]


@pytest.mark.parametrize(
    ("fault", "values"),
    [
        (PartsAreWrong, {"parts": PARTS[:1]}),
        (PartsAreWrong, {"parts": PARTS * 2}),
        (PartsAreWrong, {"parts": [("Radweg", "Ein Weg."), ("Bank", " ")]}),
        (ReasonIsMissing, {"reason": " "}),
        (VersionIsStale, {"version": 7}),
    ],
)
def test_what_does_not_fit_is_refused(cast: Cast, fault: type[Exception], values: dict[str, Any]) -> None:
    idea = received(cast, "published")
    with pytest.raises(fault):
        divided(cast, idea, **values)
    assert fresh(idea).version == 1
    assert db.session.scalars(select(ThingLink)).all() == []


def test_a_text_that_waits_comes_first_and_one_being_written_survives(cast: Cast) -> None:
    idea = received(cast, "published")
    with transaction():
        write_amendment(fresh(idea), title="Kopie", text="Noch geheim.", version=1)
    divided(cast, idea)
    copy = fresh(idea).working
    assert copy is not None
    assert (copy.number, copy.text, fresh(idea).version) == (3, "Noch geheim.", 2)
    with transaction():
        amend_idea(fresh(idea), by=cast.anna)
    with pytest.raises(AmendmentIsWaiting):
        divided(cast, fresh(idea))


def test_a_hidden_idea_is_not_divided(cast: Cast) -> None:
    idea = received(cast, "published")
    with transaction():
        fresh(idea).restricted_at = idea.submitted_at
    with pytest.raises(NotAllowedNow):
        divided(cast, idea)
