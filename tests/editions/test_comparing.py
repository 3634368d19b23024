from pathlib import Path
from time import process_time

import pytest

from app.concepts.reading import read_concept
from app.concepts.schemas import Child, ConceptFile, Edition, GoalEntry, Source
from app.editions.comparing import Differences, compare, parts_of
from tests.concepts.files import SMALL, without, written
from tests.editions.drafts import RETIRED, REWORDED

pytestmark = pytest.mark.once


def between(folder: Path, before: str, after: str) -> Differences:
    return compare(*(read_concept(written(folder, text)) for text in (before, after)))


def wide_file(goals: int, word: str = "", leave_out: int = 0) -> ConceptFile:
    """One field with that many goals below it."""
    below = [GoalEntry(key=f"z{n}", kind="goal", title=f"{word}Ziel Nummer {n}") for n in range(goals - leave_out)]
    field = GoalEntry(key="hf", kind="field_of_action", title="F", children=[Child(goal=g.key) for g in below])
    return ConceptFile(
        slug="gross", title="Groß", short_title="Groß", kind="kek", authority="hier", region="Hier", status="adopted",
        source=Source(title="Q", publisher="P", rights="R"), goals=[field, *below],
        editions=[Edition(key="a", title="A", status="adopted")],
    )  # fmt: skip


def test_the_same_file_has_no_differences(tmp_path: Path) -> None:
    assert between(tmp_path, SMALL, SMALL).is_empty


def test_a_reworded_goal_shows_word_by_word_what_changed(tmp_path: Path) -> None:
    found = between(tmp_path, SMALL, REWORDED)
    (change,) = found.reworded
    assert (change.goal.key, [text.name for text in change.texts], change.is_wording) == ("rad", ["title"], True)
    assert ("removed", "wird gefördert.") in change.texts[0].words
    assert found.changed_goals == 1


def test_a_retired_goal_names_its_successors_and_is_no_move(tmp_path: Path) -> None:
    found = between(tmp_path, SMALL, RETIRED)
    assert [(one.goal.key, [goal.key for goal in one.successors]) for one in found.retired] == [("bus", ["rad"])]
    assert (found.moved, found.reworded, found.changed_goals) == ([], [], 0)
    back = between(tmp_path, RETIRED, SMALL)
    assert [goal.key for goal in back.restored] == ["bus"]


def test_what_was_retired_and_then_begun_anew_says_nothing_of_its_edition(tmp_path: Path) -> None:
    named = RETIRED.replace("    successors: [rad]", "    successors: [rad]\n    edition: '2030'")
    later = named.replace("status: adopted}", 'status: superseded}\n  - {key: "2035", title: KEK 2035, status: draft}')
    found = between(tmp_path, RETIRED, later)
    assert (found.reworded, found.retired, [part.section for part in found.parts]) == ([], [], ["editions"])


def test_places_orders_and_wordings_at_a_place(tmp_path: Path) -> None:
    elsewhere = SMALL.replace("wording: Radeln für die Luft, page: 7}", "wording: Radeln, page: 7}\n      - goal: bus")
    moved = between(tmp_path, SMALL, elsewhere.replace("{goal: rad, page: 3}, {goal: bus}", "{goal: rad, page: 3}"))
    (move,) = moved.moved
    assert (move.goal.key, [g.key for g in move.left], [g.key for g in move.joined]) == ("bus", ["z1"], ["z2"])
    (place,) = moved.replaced
    assert (place.goal.key, place.parent and place.parent.key, place.texts[0].after) == ("rad", "z2", "Radeln")
    turned = between(tmp_path, SMALL, SMALL.replace("[{goal: z1}, {goal: z2}]", "[{goal: z2}, {goal: z1}]"))
    assert [(one.parent and one.parent.key, [g.key for g in one.after]) for one in turned.reordered] == [
        ("hf1", ["z2", "z1"])
    ]


def test_new_and_left_out_goals(tmp_path: Path) -> None:
    found = between(tmp_path, without(SMALL, "bus"), SMALL)
    assert [(move.goal.key, [goal.key for goal in move.joined]) for move in found.added] == [("bus", ["z1"])]
    assert [goal.key for goal in between(tmp_path, SMALL, without(SMALL, "bus")).removed] == ["bus"]


def test_parts_beside_the_goals_are_known_again(tmp_path: Path) -> None:
    topics = "topics:\n  - {field: hf1, title: Alltag, goals: [rad]}\nprinciples: [Ehrlich, Offen]\n"
    changed = topics.replace("goals: [rad]", "goals: [bus]").replace("Offen", "Ganz offen")
    found = between(tmp_path, SMALL + topics, SMALL + changed)
    assert {(part.section, part.before, part.after) for part in found.parts} == {
        ("topics", "Orte\nAlltag\nRadverkehr stärken", "Orte\nAlltag\nNo"),
        ("principles", "Offen", "Ganz offen"),
    }
    came = between(tmp_path, SMALL, SMALL + topics)
    assert {part.section for part in came.parts if part.before is None} == {"topics", "principles"}


def test_the_labels_of_the_levels_are_read_as_words(tmp_path: Path) -> None:
    assert dict(parts_of(wide_file(2)))["labels"][0].startswith("Handlungsfeld, Handlungsfelder\nLeitziel")
    assert dict(parts_of(wide_file(2)))["source"] == ["Q\nP\nR"]


def test_time_grows_with_the_goals_and_not_with_their_square() -> None:
    times = []
    for goals in (1_000, 8_000):
        before, after = wide_file(goals), wide_file(goals, "Neues ", leave_out=goals // 10)
        started = process_time()
        found = compare(before, after)
        times.append(process_time() - started)
        assert (len(found.reworded), len(found.removed)) == (goals - goals // 10, goals // 10)
    assert times[1] < 40 * max(times[0], 0.02)
