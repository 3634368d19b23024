"""Lists as people paste them, and what every step on a draft keeps true."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from app.concepts.exporting import export_concept
from app.concepts.models import Goal
from app.concepts.queries import find_concept
from app.concepts.schemas import ConceptFile, GoalEntry
from app.core.database import db, transaction
from app.core.journal import JournalEntry
from app.editions.drafting import (
    begin_draft,
    change_texts,
    discard_draft,
    fingerprint,
    link_goal,
    move_goal,
    rehang_goal,
    remove_goal,
    restore_goal,
    retire_goal,
    reword_goal,
    texts_of,
    unlink_goal,
)
from app.editions.faults import (
    DraftIsFrozen,
    DraftIsOpen,
    HasChanged,
    IsBelowItself,
    IsLastPlace,
    IsNew,
    IsNotNew,
    NothingToAdd,
    StandsThere,
    StillHasGoals,
    TooDeep,
    TooManyGoals,
)
from app.editions.lines import lines_of
from app.editions.models import ConceptEdition
from app.editions.seeing import seen_of_goal, seen_of_order, seen_of_places, tree_of
from app.editions.tree import DraftTree
from tests.cast import Cast
from tests.concepts.files import SMALL
from tests.editions.begun_drafts import SLUG, add, begun, children, drafted, goal


@pytest.mark.once
@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1.1 Rad\n1.1.1 Bänke\n1.2 Bus", [(0, "1.1", "Rad"), (1, "1.1.1", "Bänke"), (0, "1.2", "Bus")]),
        ("• Eins\n•\tZwei\no\tDrei\n- Vier", [(0, None, word) for word in ("Eins", "Zwei", "Drei", "Vier")]),
        ("1.1 Leit\n• Teil\n1.2 Leit", [(0, "1.1", "Leit"), (1, None, "Teil"), (0, "1.2", "Leit")]),
        ("  A\n  B\n\tC\n  D", [(0, None, "A"), (0, None, "B"), (1, None, "C"), (0, None, "D")]),
        ("Leitziel 3: Gute Wirt-\nschaft\n\nTeilziel 3.1 – Markt", [(0, "3", "Gute Wirtschaft"), (1, "3.1", "Markt")]),
        ("1. Eins\n2) Zwei\n  a) Unter", [(0, "1", "Eins"), (0, "2", "Zwei"), (1, "a", "Unter")]),
        ("2030 neutral\n30 Prozent\n1.000 Bäume\n24.03.2021 Los", [
            (0, None, "2030 neutral"), (0, None, "30 Prozent"), (0, None, "1.000 Bäume"), (0, None, "24.03.2021 Los"),
        ]),
        ("\n-\n1.1\n \t\n", []),
    ],
)  # fmt: skip
def test_lines_are_read_as_word_processors_leave_them(text: str, found: list[tuple[int, str | None, str]]) -> None:
    assert [(line.depth, line.number, line.title) for line in lines_of(text)] == found


def test_a_draft_is_a_copy_of_what_holds_with_an_edition_of_its_own(cast: Cast, tmp_path: Path) -> None:
    gone = SMALL.replace("    source_page: 4\n", "    source_page: 4\n    retired: true\n")
    draft = begun(cast, tmp_path, gone)
    file = ConceptFile.model_validate(draft.file)
    assert [(edition.key, edition.status) for edition in file.editions] == [("2030", "adopted"), ("kek-2035", "draft")]
    assert {one.key: one.edition for one in file.goals if one.edition} == {"bus": "2030"}
    held = export_concept(draft.concept)
    assert [one.key for one in held.goals] == [one.key for one in file.goals]
    with transaction(), pytest.raises(DraftIsOpen):
        begin_draft(draft.concept, title="Noch einer", by=cast.bernd)
    with transaction():
        discard_draft(drafted(), by=cast.bernd)
    with transaction():
        concept = find_concept(SLUG)
        assert concept is not None
        begin_draft(concept, title="Noch einer", by=cast.bernd)
    assert db.session.scalar(select(func.count()).select_from(ConceptEdition)) == 2


def test_many_goals_at_once_get_kinds_keys_and_places_and_never_come_twice(cast: Cast, tmp_path: Path) -> None:
    begun(cast, tmp_path)
    text = "1.2 Die Luft ist rein\n1.2.1 Bäume pflanzen\n1.3 Ganz neu\n• Erstes\n• Zweites"
    assert add(text, cast.bernd, "hf1", "goal") == ["tz1.2.1", "z1.3", "tz-erstes", "tz-zweites"]
    assert children("hf1") == ["z1", "z2", "z1.3"]
    assert children("z2") == ["rad", "tz1.2.1"]
    assert children("z1.3") == ["tz-erstes", "tz-zweites"]
    order = [one["key"] for one in drafted().file["goals"]]
    assert order.index("z2") < order.index("tz1.2.1") < order.index("z1.3")
    with pytest.raises(NothingToAdd):
        add(text, cast.bernd, "hf1", "goal")
    assert add("Erstes", cast.bernd, "z2") == ["tz-erstes-2"]
    rows = db.session.scalars(
        select(JournalEntry).where(JournalEntry.verb == "change_draft").order_by(JournalEntry.id)
    ).all()
    assert [(row.audience, row.details["what"], row.details["count"]) for row in rows] == [
        ("staff", "add", 4),
        ("staff", "add", 1),
    ]


def test_a_reworded_goal_needs_what_was_shown(cast: Cast, tmp_path: Path) -> None:
    begun(cast, tmp_path)
    seen = seen_of_goal(goal("bus"))
    for title, refused in (("Der Bus fährt", False), ("Der Zug fährt", True)):
        with transaction():
            if refused:
                with pytest.raises(HasChanged):
                    reword_goal(drafted(), "bus", values={"title": title}, seen=seen, by=cast.bernd)
            else:
                assert reword_goal(drafted(), "bus", values={"title": title}, seen=seen, by=cast.bernd)
    assert goal("bus")["title"] == "Der Bus fährt"
    held = db.session.scalar(select(Goal).where(Goal.key == "bus", Goal.concept_id == drafted().concept_id))
    assert held is not None
    assert held.title == "No"


def step(verb: Callable[..., Any], key: str, cast: Cast, **values: Any) -> None:
    with transaction():
        draft = drafted()
        tree = tree_of(draft)
        is_order = verb is move_goal
        seen = seen_of_order(tree, values["under"]) if is_order else seen_of_places(tree, key)
        verb(draft, key, seen=seen, by=cast.bernd, **values)


def test_goals_move_up_and_to_another_parent_and_stand_in_several(cast: Cast, tmp_path: Path) -> None:
    begun(cast, tmp_path)
    step(move_goal, "bus", cast, under="z1", to="up")
    assert children("z1") == ["bus", "rad"]
    step(move_goal, "z2", cast, under="hf1", to=0)
    assert children("hf1") == ["z2", "z1"]
    step(rehang_goal, "bus", cast, origin="z1", under="z2")
    assert (children("z1"), children("z2")) == (["rad"], ["rad", "bus"])
    step(link_goal, "bus", cast, under="z1")
    step(unlink_goal, "bus", cast, under="z2")
    assert (children("z1"), children("z2")) == (["rad", "bus"], ["rad"])
    for verb, key, values, error in (
        (unlink_goal, "bus", {"under": "z1"}, IsLastPlace),
        (link_goal, "bus", {"under": "z1"}, StandsThere),
        (link_goal, "hf1", {"under": "z1"}, IsBelowItself),
        (rehang_goal, "z1", {"origin": "hf1", "under": "bus"}, IsBelowItself),
    ):
        with pytest.raises(error):
            step(verb, key, cast, **values)
    ConceptFile.model_validate(drafted().file)


def test_what_was_adopted_is_retired_and_what_is_new_removed(cast: Cast, tmp_path: Path) -> None:
    begun(cast, tmp_path)
    [new] = add("Züge", cast.bernd)
    with pytest.raises(IsNew):
        step(retire_goal, new, cast, successors=[])
    with pytest.raises(IsNotNew):
        step(remove_goal, "bus", cast)
    step(retire_goal, "bus", cast, successors=[new])
    assert (goal("bus")["retired"], goal("bus")["edition"], goal("bus")["successors"]) == (True, "2030", [new])
    step(remove_goal, new, cast)
    assert goal("bus")["successors"] == []
    step(restore_goal, "bus", cast)
    assert (goal("bus")["retired"], goal("bus")["edition"]) == (False, None)
    with pytest.raises(StillHasGoals):
        step(retire_goal, "z1", cast, successors=[])
    step(retire_goal, "z1", cast, successors=["z2"])
    assert children("z2") == ["rad", "bus"]


def test_texts_keep_what_is_not_shown(cast: Cast, tmp_path: Path) -> None:
    begun(cast, tmp_path)
    for leitbild, count in (("Wir leben gern hier.", 1), ("", 0)):
        with transaction():
            draft = drafted()
            values = {"title": "KEK 2036", "horizon": "2036", "leitbilder": {"hf1": leitbild}}
            assert change_texts(draft, values=values, seen=fingerprint(texts_of(draft)), by=cast.bernd)
        assert len(drafted().file["leitbilder"]) == count
    assert (drafted().title, drafted().file["editions"][-1]["title"]) == ("KEK 2036", "KEK 2036")


def test_in_consultation_nothing_changes(cast: Cast, tmp_path: Path) -> None:
    begun(cast, tmp_path)
    with transaction():
        drafted().status = "in_consultation"
    for verb, values in ((move_goal, {"under": "z1", "to": "up"}), (retire_goal, {"successors": []})):
        with pytest.raises(DraftIsFrozen):
            step(verb, "bus", cast, **values)
    with pytest.raises(DraftIsFrozen):
        add("Neu", cast.bernd)


def entries(count: int) -> list[tuple[int, dict[str, Any]]]:
    return [(0, GoalEntry(key=f"m{n}", kind="measure", title="x").model_dump(mode="json")) for n in range(count)]


@pytest.mark.once
def test_limits_are_said_before_anything_is_written() -> None:
    tree = DraftTree([], "2030")
    with pytest.raises(TooManyGoals):
        tree.add(None, entries(10_001))
    assert tree.goals == []
    deep = [(n, entry) for n, (_depth, entry) in enumerate(entries(51))]
    with pytest.raises(TooDeep):
        tree.add(None, deep)
