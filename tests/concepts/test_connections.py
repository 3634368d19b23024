"""What holds is seen from both goals: on their pages, in lists that widen, side by side, and as JSON."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.concepts.bridging import NARROW, WIDE, bridge, compare
from app.concepts.connecting import end_correspondence, refuse_correspondence
from app.concepts.connections import between, connected_goals, corresponding_goals
from app.concepts.correspondence_file import ProposalEntry, propose_from, read_correspondences
from app.concepts.models import Concept, Goal, GoalAncestor, GoalCorrespondence, GoalSuccessor
from app.concepts.queries import goal_tree
from app.concepts.reading import ConceptFileError, read_concept
from app.core.database import db, transaction
from app.core.journal import JournalEntry
from app.ideas.queries import IdeaFilter, count_by_municipality, count_public_ideas
from tests.cast import Cast, a_goal, a_person
from tests.concepts.pairs import a_bond, a_counterpart, a_proposal
from tests.queries import count_queries
from tests.worlds import an_idea

DATA = Path(__file__).parents[2] / "app/concepts/data"


@pytest.fixture
def other(cast: Cast) -> Goal:
    """Dilek's Teilziel, which corresponds to that of the cast."""
    with transaction():
        other = a_counterpart(cast)[1]
        a_bond(cast, cast.sub_goal, other)
    return other


def text_of(client: Any, address: str) -> str:
    return str(client.get(address).get_data(as_text=True))


# ---- at the goal ----------------------------------------------------------------------------------------


def test_each_goal_shows_the_other_with_its_ideas(cast: Cast, other: Goal, client: Any) -> None:
    an_idea(cast, title="Ein Radweg am Fluss")
    theirs = text_of(client, f"/konzepte/kek-drueben/ziele/{other.key}")
    assert "Ein Radweg am Fluss" in theirs
    assert "1 Idee dort" in theirs
    assert "Beide meinen dasselbe." in theirs
    mine = text_of(client, f"/konzepte/{cast.concept.key}/ziele/{cast.sub_goal.key}")
    assert "Sicher radeln" in mine
    assert "Dort noch keine Idee" in mine


@pytest.mark.parametrize("state", ["proposed", "refused", "ended"])
def test_what_nobody_accepted_or_somebody_ended_is_shown_nowhere(
    cast: Cast, client: Any, as_person: Callable[..., Any], state: str
) -> None:
    with transaction():
        other = a_counterpart(cast)[1]
        pair = (a_bond if state == "ended" else a_proposal)(cast, cast.sub_goal, other)
        if state == "ended":
            end_correspondence(pair, by=cast.dilek, reason="x", version=1)
        elif state == "refused":
            refuse_correspondence(pair, by=cast.dilek, answer="x", version=1)
    own = f"/konzepte/{cast.concept.key}"
    for reader in (client, as_person(cast.bernd)):
        for address in (f"{own}/ziele/rad", f"{own}/entsprechungen", f"/ideen?ziel={cast.concept.key}:rad"):
            shown = text_of(reader, address)
            assert (pair.reason in shown, "Sicher radeln" in shown) == (False, False), address
    assert client.get(f"/api/v1/concepts/{cast.concept.key}/correspondences").get_json()["items"] == []


def test_a_goal_page_asks_as_often_for_one_counterpart_as_for_three(cast: Cast, other: Goal) -> None:
    with count_queries(1):
        assert len(connected_goals(cast.sub_goal.id)) == 1
    with transaction():
        for n in range(2):
            a_bond(cast, cast.sub_goal, a_goal(other.concept, f"g{n}", "sub_goal", f"Ziel {n}", 2 + n))
    with count_queries(1):
        assert [row.key for row in connected_goals(cast.sub_goal.id)] == ["velo", "g0", "g1"]


def test_a_retired_goal_takes_its_correspondences_with_it_and_nobody_inherits_them(cast: Cast, other: Goal) -> None:
    with transaction():
        heir = a_goal(other.concept, "rad-neu", "sub_goal", "Radeln neu gefasst.", 5)
        other.is_retired = True
        db.session.add(GoalSuccessor(goal_id=other.id, successor_id=heir.id))
        pairs = ((heir, heir), (other, heir))
        db.session.add_all(GoalAncestor(goal_id=goal.id, ancestor_id=above.id) for goal, above in pairs)
    for goal in (cast.sub_goal, other, heir):
        assert connected_goals(goal.id) == []
        assert corresponding_goals(goal.id) == ()
    with transaction():
        a_bond(cast, cast.sub_goal, heir)
    assert [row.key for row in connected_goals(cast.sub_goal.id)] == ["rad-neu"]


# ---- lists that widen -----------------------------------------------------------------------------------


def test_an_idea_for_one_goal_is_found_from_the_other_when_asked(cast: Cast, other: Goal, client: Any) -> None:
    an_idea(cast, title="Ein Radweg am Fluss")
    exact = text_of(client, "/ideen?ziel=kek-drueben:velo")
    assert "Ein Radweg am Fluss" not in exact
    assert "auch entsprechende Ziele" in exact
    wide = text_of(client, "/ideen?ziel=kek-drueben:velo&auch=entsprechende")
    assert "Ein Radweg am Fluss" in wide
    assert "nur dieses Ziel" in wide
    assert client.get("/projekte?ziel=kek-drueben:velo&auch=entsprechende").status_code == 200
    assert "auch entsprechende" not in text_of(client, f"/ideen?ziel={cast.concept.key}:bus")


def test_the_wide_list_its_count_and_its_map_agree_and_count_each_once(cast: Cast, other: Goal, client: Any) -> None:
    an_idea(cast)
    exact = IdeaFilter(goal_ids=(other.id,))
    wide = IdeaFilter(goal_ids=(other.id,), corresponding=corresponding_goals(other.id))
    assert (count_public_ideas(exact), count_public_ideas(wide)) == (0, 1)
    assert (count_by_municipality(exact), count_by_municipality(wide)) == ({}, {cast.naunhof.id: 1})
    api = "/api/v1/ideas?goal=kek-drueben:velo"
    assert len(client.get(api).get_json()["items"]) == 0
    assert len(client.get(f"{api}&also=corresponding").get_json()["items"]) == 1
    assert client.get(f"{api}&also=everything").status_code == 400


def test_what_corresponds_to_a_goal_below_widens_the_list_of_its_field(cast: Cast, other: Goal) -> None:
    assert corresponding_goals(cast.field.id) == (other.id,)
    assert corresponding_goals(cast.other_sub_goal.id) == ()


def test_an_address_that_widens_nothing_is_said_or_does_no_harm(cast: Cast, other: Goal, client: Any) -> None:
    assert client.get("/ideen?auch=entsprechende").status_code == 200
    unknown = client.get("/ideen?ziel=kek-drueben:velo&auch=alles")
    assert (unknown.status_code, "Zählt mit" in unknown.get_data(as_text=True)) == (400, True)


# ---- side by side ---------------------------------------------------------------------------------------


def test_two_concepts_side_by_side_with_what_stands_alone(cast: Cast, other: Goal, client: Any) -> None:
    shown = text_of(client, f"/konzepte/{cast.concept.key}/entsprechungen")
    assert 'class="gl s2"' in shown
    alone = shown.split('id="allein"')[1]
    assert "Bus für alle" in alone
    assert "Sicher radeln" not in alone
    assert "Radverkehr stärken" in text_of(client, "/konzepte/kek-drueben/entsprechungen?mit=kek-hier")
    assert client.get("/konzepte/kek-drueben/entsprechungen?mit=nirgends").status_code == 404
    assert client.get("/konzepte/nirgends/entsprechungen").status_code == 404


def test_the_drawing_stays_inside_and_ties_every_pair(cast: Cast, other: Goal) -> None:
    with transaction():
        a_bond(cast, cast.other_sub_goal, other, "mutual")
    ids = (cast.concept.id, other.concept_id)
    own, theirs = (goal_tree(number) for number in ids)
    comparison = compare(own, theirs, between(*ids))
    assert [(goal.key, [one.goal.key for one in partners]) for goal, partners in comparison.pairs] == [
        ("rad", ["velo"]), ("bus", ["velo"]),
    ]  # fmt: skip
    assert (comparison.alone, comparison.other_alone) == ([], [])
    for sheet in (WIDE, NARROW):
        picture = bridge(own, theirs, comparison, sheet)
        assert [tie.kind for tie in picture.ties] == ["same", "mutual"]
        assert all(0 < dot.y < picture.height for dot in (*picture.left, *picture.right))
        assert all(len(line.text) <= sheet.letters for dot in picture.left for line in dot.lines)


def test_the_interface_tells_both_ends(cast: Cast, other: Goal, client: Any) -> None:
    for slug, ends in ((cast.concept.key, ("rad", "velo")), ("kek-drueben", ("velo", "rad"))):
        (item,) = client.get(f"/api/v1/concepts/{slug}/correspondences").get_json()["items"]
        assert (item["goal"]["key"], item["other"]["key"]) == ends
        assert set(item) == {"goal", "other", "kind", "reason", "decided_on"}
        assert set(item["goal"]) == {"id", "key", "kind", "title", "concept"}
    assert client.get("/api/v1/concepts/nirgends/correspondences").status_code == 404
    described = client.get("/api/v1/openapi.json").get_json()
    assert "/api/v1/concepts/{slug}/correspondences" in described["paths"]


# ---- the proposals that come with the platform ----------------------------------------------------------


@pytest.mark.once
def test_every_packaged_proposal_names_two_goals_of_today() -> None:
    file = read_correspondences(DATA / "correspondences.yaml")
    goals = {
        slug: {goal.key for goal in read_concept(DATA / f"{slug}.yaml").goals if not goal.retired}
        for slug in (file.concept, file.asked)
    }
    pairs = [(entry.goal, entry.other) for entry in file.proposals]
    assert 12 <= len(pairs) == len(set(pairs)) <= 25
    assert [pair for pair in pairs if pair[0] not in goals[file.concept] or pair[1] not in goals[file.asked]] == []


@pytest.mark.once
def test_a_wrong_file_says_where(tmp_path: Path) -> None:
    path = tmp_path / "paare.yaml"
    path.write_text("concept: a\nasked: b\nproposals:\n  - {goal: x, other: y, kind: alike, reason: z}\n")
    with pytest.raises(ConceptFileError, match=r"paare\.yaml: line 4"):
        read_correspondences(path)


def test_loading_proposes_and_never_opens_again_what_people_decided(documents: Flask) -> None:
    file = read_correspondences(DATA / "correspondences.yaml")
    with transaction():
        assert propose_from(file) == len(file.proposals)
    pairs = db.session.scalars(select(GoalCorrespondence)).all()
    assert {(pair.state, pair.proposed_by_id) for pair in pairs} == {("proposed", None)}
    asked = db.session.scalar(select(Concept.authority_id).where(Concept.key == file.asked))
    assert {pair.asked_id for pair in pairs} == {asked}
    assert {row.told_at is None for row in journal()} == {False}
    with transaction():
        refuse_correspondence(pairs[0], by=a_person("Bernd"), answer="Nein.", version=1)
    with transaction():
        strange = ProposalEntry(goal="nirgends", other=file.proposals[0].other, kind="same", reason="x")
        assert propose_from(file.model_copy(update={"proposals": [*file.proposals, strange]})) == 0
    assert db.session.get_one(GoalCorrespondence, pairs[0].id).state == "refused"
    assert db.session.scalar(select(func.count()).select_from(GoalCorrespondence)) == len(file.proposals)


def journal() -> list[JournalEntry]:
    rows = select(JournalEntry).where(JournalEntry.verb == "propose_correspondence").order_by(JournalEntry.id)
    return list(db.session.scalars(rows))
