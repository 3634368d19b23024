"""Whatever colour a region chooses: everything on its pages can be read, or the colour is refused with the reason."""

import random
import re
from pathlib import Path

import pytest

from app.municipalities.region_app import HOUSE, stylesheet_of
from app.municipalities.region_colours import (
    DARK_GROUNDS,
    LETTERS,
    LIGHT_GROUNDS,
    SURFACES,
    ColourCannot,
    ColourTooGrey,
    ColourTooPale,
    NoColour,
    Palette,
    Tones,
    contrast,
    palette_of,
)
from app.municipalities.views.region_desk import SUGGESTED

pytestmark = pytest.mark.once
LOOK = Path(__file__).parent.parent.parent / "app" / "static" / "css" / "look.css"
GROUNDS = ("paper", "sheet", "hued", "info-bg", "success-bg", "warning-bg", "danger-bg",
           *(f"f{n}-tint" for n in range(1, 7)))  # fmt: skip
WHEEL = [f"#{random.Random(seed).randrange(1 << 24):06x}" for seed in range(250)]


def faults_of(tones: Tones, grounds: tuple[str, ...], ink: str, muted: str) -> list[str]:
    """What of these tones AA would not let pass."""
    on_words = [(tone, ground, LETTERS) for tone in (tones.text, tones.hover) for ground in (*grounds, tones.tint)]
    on_buttons = [(tones.on_text, tone, LETTERS) for tone in (tones.text, tones.hover)]
    lines = [(tone, ground, SURFACES) for tone in (tones.fill, tones.text) for ground in grounds[:2]]
    on_tint = [(tone, tones.tint, LETTERS) for tone in (ink, muted)]
    pairs = (*on_words, *on_buttons, *lines, *on_tint)
    return [
        f"{one} on {other}: {contrast(one, other):.2f}" for one, other, least in pairs if contrast(one, other) < least
    ]


def faults_of_palette(palette: Palette) -> list[str]:
    light = faults_of(palette.light, LIGHT_GROUNDS, "#221f1b", "#57524a")
    return light + faults_of(palette.dark, DARK_GROUNDS, "#efebe1", "#b9b3a6")


def palettes(colours: list[str]) -> list[Palette]:
    found = []
    for colour in colours:
        try:
            found.append(palette_of(colour))
        except ColourCannot:
            continue
    return found


def test_whatever_is_taken_can_be_read_everywhere() -> None:
    taken = palettes(WHEEL)
    assert len(taken) > 100
    assert {palette.accent: faults for palette in taken if (faults := faults_of_palette(palette))} == {}


def test_a_palette_that_cannot_be_read_is_found() -> None:
    pale = Tones("#8ab0fe", "#a7c4ff", "#ffffff", "#f0f0f0", "#57524a")
    assert len(faults_of(pale, LIGHT_GROUNDS, "#221f1b", "#57524a")) > 20


def refusal(colour: str) -> ColourCannot | None:
    try:
        palette_of(colour)
    except ColourCannot as error:
        return error
    return None


def test_every_refusal_of_a_pale_colour_names_one_of_its_kind_that_can() -> None:
    refused = list(filter(None, map(refusal, WHEEL)))
    assert {type(error) for error in refused} == {ColourTooPale, ColourTooGrey}
    for error in refused:
        if isinstance(error, ColourTooPale):
            assert error.contrast < LETTERS
            assert error.nearest
            assert faults_of_palette(palette_of(error.nearest)) == []


@pytest.mark.parametrize(
    ("colour", "error"),
    [
        ("#ffff99", ColourTooPale), ("#e5b93c", ColourTooPale), ("#00ff00", ColourTooPale),
        ("#808080", ColourTooGrey), ("#000000", ColourTooGrey), ("#ffffff", ColourTooGrey),
        ("", NoColour), ("grün", NoColour), ("#12345", NoColour), ("#1234567", NoColour), ("red;}", NoColour),
        ("#12345g", NoColour), ("#３a6b1e", NoColour),
    ],
)  # fmt: skip
def test_colours_no_page_could_be_made_with(colour: str, error: type[ColourCannot]) -> None:
    with pytest.raises(error):
        palette_of(colour)


def test_a_colour_that_can_be_read_stays_as_it_is() -> None:
    assert palette_of("#3A6B1E").light.text == "#3a6b1e"


def test_the_platforms_own_tones_and_what_is_suggested_can_be_read() -> None:
    assert [faults_of_palette(palette_of(colour)) for colour in SUGGESTED] == [[]] * len(SUGGESTED)
    assert faults_of_palette(HOUSE) == []


def tokens(block: str) -> dict[str, str]:
    return dict(re.findall(r"--ik-([a-z0-9-]+): (#[0-9a-f]{3,6})\b", block))


def test_the_grounds_are_those_of_the_stylesheet() -> None:
    text = LOOK.read_text(encoding="utf-8")
    light = tokens(text.split(":root {", 1)[1].split("}", 1)[0])
    dark = tokens(text.split(":root[data-kern-theme=dark] {", 1)[1].split("}", 1)[0])
    assert tuple(light[name] for name in GROUNDS) == LIGHT_GROUNDS
    assert tuple(dark[name] for name in GROUNDS) == DARK_GROUNDS
    assert (light["ink"], light["muted"], dark["ink"], dark["muted"]) == ("#221f1b", "#57524a", "#efebe1", "#b9b3a6")
    house = (("action", "text"), ("action-hover", "hover"))
    assert all(light[token] == getattr(HOUSE.light, name) for token, name in house)
    assert all(dark[token] == getattr(HOUSE.dark, name) for token, name in house)


def test_the_stylesheet_says_the_tones_for_light_and_dark() -> None:
    palette = palette_of("#3a6b1e")
    sheet = stylesheet_of(palette)
    assert sheet.count("{") == sheet.count("}") == 5
    light, chosen, system = sheet.splitlines()
    assert tokens(light)["action"] == palette.light.text
    assert tokens(chosen) == tokens(system)
    assert tokens(chosen)["action"] == palette.dark.text
    assert tokens(chosen)["region-tint"] == palette.dark.tint
