from itertools import pairwise
from pathlib import Path

import pytest
from flask import Flask

from app.concepts.loading import load_concept
from app.concepts.picturing import MOST_DOTS, SMALLEST, Picture, layers_of, lettering_for, narrow_picture, wide_picture
from app.concepts.queries import LAYERS, GoalTree, find_concept, goal_tree
from app.concepts.reading import read_concept
from app.core.database import transaction
from tests.cast import Cast
from tests.concepts.files import written


def tree_of(slug: str) -> GoalTree:
    concept = find_concept(slug)
    assert concept is not None
    return goal_tree(concept.id, kinds=LAYERS, edition=concept.edition)


def drawn(picture: Picture | None) -> Picture:
    assert picture is not None
    return picture


def test_the_picture_of_leipzig_has_the_measures_of_the_document(documents: Flask) -> None:
    picture = drawn(wide_picture(tree_of("kek-landkreis-leipzig"), {}))
    assert (picture.width, picture.height) == (1120, 956)
    assert (len(picture.blocks), len(picture.boxes), len(picture.dots), picture.shared) == (3, 10, 30, 8)
    assert [heading.kind for heading in picture.headings] == list(LAYERS)
    assert len(picture.curves) == 10 + 39


def test_a_concept_of_two_layers_is_drawn_without_boxes(documents: Flask) -> None:
    picture = drawn(wide_picture(tree_of("leitbild-partheland"), {}))
    assert (len(picture.blocks), len(picture.boxes), len(picture.dots), len(picture.curves)) == (6, 0, 16, 24)


def test_a_phone_leaves_out_boxes_that_have_no_number_to_shrink_to(documents: Flask) -> None:
    tree = tree_of("kek-ludwigslust-parchim")
    wide, narrow = drawn(wide_picture(tree, {})), drawn(narrow_picture(tree, {}))
    assert wide.boxes
    assert not narrow.boxes
    assert len(narrow.dots) == len(wide.dots) <= len(narrow.curves)
    assert drawn(narrow_picture(tree_of("kek-landkreis-leipzig"), {})).boxes


def test_a_concept_of_one_layer_needs_no_picture(documents: Flask) -> None:
    tree = tree_of("kek-nordsachsen")
    assert wide_picture(tree, {}) is None
    assert narrow_picture(tree, {}) is None


def test_one_field_has_a_picture_of_its_own(documents: Flask) -> None:
    whole = tree_of("kek-landkreis-leipzig")
    part = whole.below(whole.by_key["hf2"])
    wide, narrow = drawn(wide_picture(part, {})), drawn(narrow_picture(part, {}))
    assert (len(wide.blocks), len(wide.boxes), len(wide.dots), wide.shared) == (3, 0, 17, 6)
    assert wide.blocks[0].lines[0].text.startswith("2.1 ")
    assert next(dot for dot in wide.dots if dot.goal.key == "tz-radverkehr").numbers == "2.1, 3.3"
    assert all(block.lines for block in narrow.blocks)
    partheland = tree_of("leitbild-partheland")
    assert wide_picture(partheland.below(partheland.by_key["hf1"]), {}) is None


def test_layers_too_large_to_draw_are_left_out(documents: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    tree = tree_of("kek-landkreis-leipzig")
    assert len(layers_of(tree)[2]) < MOST_DOTS
    monkeypatch.setattr("app.concepts.picturing.MOST_DOTS", 29)
    assert [layer[0].kind for layer in layers_of(tree)] == ["field_of_action", "goal"]
    assert not drawn(wide_picture(tree, {})).boxes


@pytest.mark.parametrize("slug", ["kek-landkreis-leipzig", "kek-ludwigslust-parchim", "leitbild-partheland"])
def test_nothing_leaves_the_drawing_and_nothing_lies_on_another(documents: Flask, slug: str) -> None:
    for picture in (drawn(wide_picture(tree_of(slug), {})), drawn(narrow_picture(tree_of(slug), {}))):
        for column in (picture.blocks, picture.boxes, picture.dots):
            for above, below in pairwise(column):
                assert above.y + above.height <= below.y + 1
            for shape in column:
                assert shape.y >= 0
                assert shape.y + shape.height <= picture.height
        assert len({curve.path for curve in picture.curves}) == len(picture.curves)


def test_a_shared_goal_names_the_numbers_of_its_parents_and_its_ideas(cast: Cast, tmp_path: Path) -> None:
    with transaction():
        concept = load_concept(read_concept(written(tmp_path))).concept
    tree = goal_tree(concept.id, kinds=LAYERS)
    picture = drawn(wide_picture(tree, {tree.by_key["rad"].id: 4}))
    bike = next(dot for dot in picture.dots if dot.goal.key == "rad")
    assert (bike.numbers, bike.count, bike.is_shared) == ("1.10, 1.2", 4, True)


@pytest.mark.once
def test_a_long_word_is_written_smaller_rather_than_broken() -> None:
    assert lettering_for("Kurze Wege", 15) == 1.0
    assert lettering_for("Klimafreundlicher Verkehr", 15) == 15 / 17
    assert lettering_for("x" * 60, 15) == SMALLEST


@pytest.mark.parametrize("slug", ["kek-landkreis-leipzig", "kek-ludwigslust-parchim", "leitbild-partheland"])
def test_every_short_title_is_drawn_whole(documents: Flask, slug: str) -> None:
    tree = tree_of(slug)
    for part in (tree, *(tree.below(field) for field in tree.roots)):
        for picture in filter(None, (wide_picture(part, {}), narrow_picture(part, {}))):
            labels = [
                line.text for shape in (*picture.boxes, *picture.dots) for line in shape.lines if shape.goal.short_title
            ]
            assert not [label for label in labels if "…" in label]
