"""Concepts at the edge of the format have pages that stay small and quick."""

from typing import Any

import pytest

from app.concepts.loading import load_concept
from app.core.database import transaction
from tests.cast import Cast
from tests.concepts import large

MOST_BYTES = 120_000


def load(goals: large.Goals) -> None:
    with transaction():
        load_concept(large.concept_of(goals))


def page(client: Any, path: str = "") -> str:
    answer = client.get(f"/konzepte/kek-rand{path}")
    assert answer.status_code == 200
    assert len(answer.data) < MOST_BYTES
    return str(answer.get_data(as_text=True))


def test_a_concept_of_fields_alone(cast: Cast, client: Any) -> None:
    load(large.only_fields())
    assert 'class="goalpic"' not in page(client)
    assert 'rel="next" href="/konzepte/kek-rand/ziele/f1"' in page(client, "/ziele/f0")


def test_two_layers_without_numbers(cast: Cast, client: Any) -> None:
    load(large.two_layers())
    assert page(client).count('class="goalpic"') == 2
    assert 'rel="next" href="/konzepte/kek-rand/ziele/z2"' in page(client, "/ziele/z1?unter=f1")


def test_goals_without_parents_stand_in_the_list_all_the_same(cast: Cast, client: Any) -> None:
    load(large.without_parents())
    for n in range(5):
        assert f"/ziele/t{n}" in page(client)
    assert page(client, "/ziele/t1")


def test_fifty_levels_crosswise(cast: Cast, client: Any) -> None:
    load(large.crosswise())
    page(client)
    page(client, "/ziele/g0-a")
    lowest = page(client, "/ziele/g49-b?unter=g48-b")
    assert "/ziele/g48-b" in lowest
    assert lowest.split('class="crumbs', 1)[1].split("</nav>", 1)[0].count("<li>") == 8


@pytest.mark.parametrize("goals", [large.flat, large.all_at_the_top], ids=["below one", "all at the top"])
def test_thousands_of_goals_are_reached_page_by_page(cast: Cast, client: Any, goals: Any) -> None:
    load(goals(2_000))
    assert "/konzepte/kek-rand/ziele" in page(client)
    page(client, "/ziele/t1500")
    page(client, "/hintergrund")
    first = page(client, "/ziele")
    assert "/ziele/t90" in first
    assert "/ziele/t150" not in first
    further = first.split('rel="next"', 1)[0].rsplit("/konzepte/kek-rand", 1)[1].split('"', 1)[0]
    assert "/ziele/t150" in page(client, further)


def test_the_list_of_all_goals_knows_its_limits(cast: Cast, client: Any) -> None:
    load(large.crosswise(4))
    whole = page(client, "/ziele")
    assert whole.count("/ziele/g") - whole.count('class="level-here"') == 8
    assert whole.count('class="level-here"') == 6
    below = page(client, "/ziele?in=g2-a")
    assert "/ziele/g3-b" in below
    assert "/ziele/g2-b" not in below
    for path in ("?in=nothing", "?nach=broken"):
        assert client.get(f"/konzepte/kek-rand/ziele{path}").status_code == 404
