"""Each field of the concepts has its own drawing, at both sizes; a name nobody has drawn does no harm."""

from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from jinja2 import Environment, FileSystemLoader

from app.concepts.cli import packaged_files
from app.concepts.reading import read_concept

pytestmark = pytest.mark.once
TEMPLATES = Path(__file__).parent.parent / "app" / "templates"


@pytest.fixture(scope="module")
def scenes() -> Any:
    return Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True).get_template("drawings/scenes.html").module


def test_every_field_of_a_concept_has_a_scene_that_is_drawn(scenes: Any) -> None:
    for path in packaged_files():
        fields = [goal for goal in read_concept(path).goals if goal.kind == "field_of_action"]
        assert all(field.scene for field in fields), path.name
        for draw in (scenes.field_scene, scenes.head_scene):
            assert len({draw(field.scene) for field in fields}) == len({field.scene for field in fields})
            for field in fields:
                drawing = ElementTree.fromstring(draw(field.scene))  # noqa: S314 - our own
                assert len(list(drawing.iter())) > 20, field.scene
                assert drawing.get("aria-hidden") == "true"
                assert all(part.get("style") is None for part in drawing.iter())


def test_a_tone_and_its_scene_are_the_same_drawing(scenes: Any) -> None:
    for tone, name in enumerate(("mine", "village", "lakes", "stop", "heath", "together"), start=1):
        assert scenes.field_scene(tone) == scenes.field_scene(name)
        assert scenes.head_scene(tone) == scenes.head_scene(name)


@pytest.mark.parametrize("draw", ["field_scene", "head_scene"])
def test_a_scene_nobody_has_drawn_falls_back_to_that_of_the_tone(scenes: Any, draw: str) -> None:
    macro = getattr(scenes, draw)
    for nothing in (None, "", "no-such-scene", 0, 7):
        assert macro(nothing, 2) == macro("village")
        assert macro(nothing) == macro(nothing, None) == macro("stop")
