"""The way one came to a goal stays visible, along the whole of it and back."""

import re
from typing import Any

import pytest
from flask import Flask

from app.concepts.queries import GoalNode, GoalPlace, GoalTree
from app.concepts.ways import nearest_taggable, neighbours, turnings, way_to
from tests.concepts import large

LEIPZIG = "/konzepte/kek-landkreis-leipzig"


def tree_of(goals: large.Goals) -> GoalTree:
    """The graph of those goals, without a database."""
    nodes = {
        goal["key"]: GoalNode(
            id=number, key=goal["key"], kind=goal["kind"], position=number, number=None, title=goal["title"],
            short_title=None, text=None, source_page=None, edition="2030", tone=None, is_taggable=False,
            is_retired=False, details={},
        )
        for number, goal in enumerate(goals)
    }  # fmt: skip
    for goal in goals:
        for position, child in enumerate(goal["children"]):
            above, below = nodes[goal["key"]], nodes[child["goal"]]
            above.children.append(GoalPlace(below, position, None, None))
            below.parents.append(GoalPlace(above, position, None, None))
    return GoalTree(list(nodes.values()))


def keys(goals: list[GoalNode]) -> list[str]:
    return [goal.key for goal in goals]


def crumbs(page: str) -> list[str]:
    trail = page.split('class="crumbs', 1)[1].split("</nav>", 1)[0]
    return re.findall(r'href="([^"]+)"', trail)


@pytest.mark.once
def test_an_address_names_only_the_turnings_taken_otherwise() -> None:
    goals = tree_of(large.two_layers()).by_key
    assert keys(way_to(goals["z1"])) == ["f0"]
    assert keys(way_to(goals["z1"], {"f1"})) == ["f1"]
    assert keys(way_to(goals["z1"], {"nothing", "z2"})) == ["f0"]
    assert turnings([goals["f0"], goals["z1"]]) == []
    assert turnings([goals["f1"], goals["z1"]]) == ["f1"]


@pytest.mark.once
def test_the_turnings_of_any_way_lead_along_it_again() -> None:
    goals = tree_of(large.crosswise()).by_key
    way = [goals[f"g{level}-{'ab'[level % 3 == 0]}"] for level in range(50)]
    assert keys(way_to(way[-1], set(turnings(way)))) == keys(way[:-1])


@pytest.mark.once
def test_fifty_levels_crosswise_are_read_in_no_time() -> None:
    lowest = tree_of(large.crosswise()).by_key["g49-b"]
    assert keys(lowest.fields) == ["g0-a", "g0-b"]
    assert lowest.tones == []
    assert nearest_taggable(lowest) is None
    assert len(way_to(lowest, {"g7-b"})) == 49


@pytest.mark.once
def test_the_one_before_and_the_one_after_are_those_of_the_way_one_came() -> None:
    tree = tree_of(large.two_layers())
    goals = tree.by_key
    first, second = (neighbours(goals["z1"], goals[field], tree) for field in ("f0", "f1"))
    assert (first.before, first.after) == (goals["z0"], None)
    assert (second.before, second.after) == (None, goals["z2"])
    assert neighbours(goals["f0"], None, tree).after is goals["f1"]
    assert neighbours(goals["z0"], goals["f1"], tree).all == []


def test_a_shared_goal_keeps_the_field_it_was_reached_by(documents: Flask, client: Any) -> None:
    page = client.get(f"{LEIPZIG}/ziele/tz-radverkehr?unter=lz3.3").get_data(as_text=True)
    assert crumbs(page)[2:] == [f"{LEIPZIG}/ziele/hf3", f"{LEIPZIG}/ziele/lz3.3"]
    assert 'class="wrap concept f3"' in page
    assert f"{LEIPZIG}/ziele/tz-radverkehr-a1?unter=lz3.3" in page
    assert f'<link rel="canonical" href="http://localhost{LEIPZIG}/ziele/tz-radverkehr">' in page
    assert f"{LEIPZIG}?offen=lz3.3#ziel-tz-radverkehr_lz3.3_hf3" in page
    below = client.get(f"{LEIPZIG}/ziele/tz-radverkehr-a1?unter=lz3.3").get_data(as_text=True)
    assert crumbs(below)[2:] == [
        f"{LEIPZIG}/ziele/hf3", f"{LEIPZIG}/ziele/lz3.3", f"{LEIPZIG}/ziele/tz-radverkehr?unter=lz3.3",
    ]  # fmt: skip


@pytest.mark.parametrize("unter", ["", "nothing", "hf1", "x" * 500])
def test_a_way_that_is_none_falls_back_to_the_first(documents: Flask, client: Any, unter: str) -> None:
    page = client.get(f"{LEIPZIG}/ziele/tz-radverkehr?unter={unter}").get_data(as_text=True)
    assert crumbs(page)[2:] == [f"{LEIPZIG}/ziele/hf2", f"{LEIPZIG}/ziele/lz2.1"]


@pytest.mark.parametrize("slug", ["kek-landkreis-leipzig", "leitbild-partheland", "kek-ludwigslust-parchim"])
def test_the_way_back_leads_to_an_open_place_in_the_list(documents: Flask, client: Any, slug: str) -> None:
    plain = client.get(f"/konzepte/{slug}").get_data(as_text=True)
    links = sorted(set(re.findall(rf'href="(/konzepte/{slug}/ziele/[^"#]+)"', plain)))
    for link in links[:: max(1, len(links) // 8)]:
        back = re.search(r'class="concept-turn.*?href="(/konzepte/[^"]*#ziel-[^"]+)"', page_of(client, link), re.S)
        assert back, link
        address, _hash, anchor = back[1].partition("#")
        overview = page_of(client, address)
        assert f'id="{anchor}"' in overview
        place = overview.split(f'id="{anchor}"', 1)[0]
        assert not any(" open" not in tag for tag in open_details(place)), anchor


def page_of(client: Any, path: str) -> str:
    answer = client.get(path.replace("&amp;", "&"))
    assert answer.status_code == 200
    return str(answer.get_data(as_text=True))


def open_details(before: str) -> list[str]:
    """The <details> tags that are not closed yet at this point of the page."""
    stack: list[str] = []
    for tag in re.findall(r"<details[^>]*>|</details>", before):
        if tag.startswith("</"):
            stack.pop()
        else:
            stack.append(tag)
    return stack
