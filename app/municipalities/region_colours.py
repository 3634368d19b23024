"""The tones of a region: from the one colour it chose, by computing, so that everything stays readable (WCAG AA).

A tone keeps hue and colourfulness of the colour; its lightness moves until the contrast is there, no further. Where it
would have to move so far that nobody recognises the colour, the colour is refused with the figures.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import atan2, cbrt, cos, degrees, hypot, radians, sin

from app.core.errors import DomainError

LIGHT_GROUNDS = (
    "#f2f1eb", "#fdfdfa", "#e8e6dc", "#dfecee", "#e1ecd9", "#faecc4", "#fae3dd",
    "#f7ecc9", "#f3dfdc", "#e0ead5", "#dcebed", "#e8e1ef", "#f6e1d2",
)  # fmt: skip
DARK_GROUNDS = (
    "#181a1a", "#222625", "#2b302f", "#1b3238", "#1f3424", "#3a2f14", "#44211d",
    "#352d17", "#3b2427", "#22321f", "#1b3036", "#2d2538", "#38271c",
)  # fmt: skip
"""What words may stand on in look.css: paper, sheet, hued, the grounds of notes, the tints of the fields."""
LETTERS, SURFACES = 4.5, 3.0
"""What AA asks of words, and of lines and surfaces that say something."""
EASY_IN_THE_DARK = 6.0
MOST_DARKER = 0.2
LEAST_COLOURFUL = 0.04
STEP = 0.005

Lch = tuple[float, float, float]
Rgb = tuple[int, int, int]


class ColourCannot(DomainError):
    """No page could be made with this colour; `nearest` is one of the same hue that can, where there is one."""

    def __init__(self, nearest: str | None = None, contrast: float = 0.0) -> None:
        super().__init__(f"{type(self).__name__}: {contrast}, try {nearest}")
        self.nearest, self.contrast = nearest, contrast


class NoColour(ColourCannot):
    """It is no colour of the form #rrggbb."""


class ColourTooPale(ColourCannot):
    """To be read on paper it would have to become so dark that it is another colour. `contrast`: what it reaches."""


class ColourTooGrey(ColourCannot):
    """It has no hue of its own: nobody would tell it from letters and paper."""


@dataclass(frozen=True)
class Tones:
    """The tones for light or for dark pages: words and buttons, the same under the pointer, what stands on buttons,
    lines and surfaces, and a tinted ground."""

    text: str
    hover: str
    on_text: str
    fill: str
    tint: str


@dataclass(frozen=True)
class Palette:
    """Everything made of one colour."""

    accent: str
    light: Tones
    dark: Tones


@lru_cache(maxsize=500)
def palette_of(accent: str) -> Palette:
    """The tones of that colour, given as #rrggbb; `ColourCannot` says why there are none."""
    accent = accent.strip().lower()
    if not re.fullmatch(r"#[0-9a-f]{6}", accent):
        raise NoColour
    own = _lch(accent)
    if own[1] < LEAST_COLOURFUL:
        raise ColourTooGrey
    found = _palette(accent)
    if own[0] - _lch(found.light.text)[0] > MOST_DARKER:
        raise ColourTooPale(_nearest(own), contrast(accent, LIGHT_GROUNDS[0]))
    return found


def contrast(one: str, other: str) -> float:
    """How well two colours are told apart, from 1 to 21, as WCAG computes it."""
    brighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def _palette(accent: str) -> Palette:
    lightness, colourful, hue = _lch(accent)
    tint = _hex((0.94, min(colourful, 0.03), hue))
    text = _first(_darker((lightness, colourful, hue)), [*LIGHT_GROUNDS, tint], LETTERS)
    fill = _first(_darker((lightness, colourful, hue)), LIGHT_GROUNDS[:2], SURFACES)
    light = Tones(text, _moved(text, -0.09), "#ffffff", fill, tint)
    dark_tint = _hex((0.27, min(colourful, 0.035), hue))
    glow = (max(lightness, 0.5), min(colourful, 0.12), hue)
    text = _first(_lighter(glow), [*DARK_GROUNDS, dark_tint], EASY_IN_THE_DARK)
    fill = _first(_lighter((min(lightness, 0.7), colourful, hue)), DARK_GROUNDS[:2], SURFACES)
    dark = Tones(text, _moved(text, 0.06), _hex((0.2, min(colourful, 0.03), hue)), fill, dark_tint)
    return Palette(accent, light, dark)


def _nearest(own: Lch) -> str | None:
    """The lightest colour of the same hue that can be used."""
    for tone in _darker(own):
        if _lch(tone)[1] >= LEAST_COLOURFUL and _lch(tone)[0] - _lch(_palette(tone).light.text)[0] <= MOST_DARKER:
            return tone
    return None


def _first(tones: Iterator[str], grounds: Sequence[str], wanted: float) -> str:
    return next(tone for tone in tones if all(contrast(tone, ground) >= wanted for ground in grounds))


def _darker(own: Lch) -> Iterator[str]:
    """The colour itself, then darker and darker; black at the end."""
    lightness, colourful, hue = own
    yield from (_hex((lightness - n * STEP, colourful, hue)) for n in range(int(lightness / STEP) + 1))
    yield "#000000"


def _lighter(own: Lch) -> Iterator[str]:
    lightness, colourful, hue = own
    yield from (_hex((lightness + n * STEP, colourful, hue)) for n in range(int((1 - lightness) / STEP) + 1))
    yield "#ffffff"


def _moved(tone: str, by: float) -> str:
    lightness, colourful, hue = _lch(tone)
    return _hex((min(1.0, max(0.0, lightness + by)), colourful, hue))


# ---- arithmetic: OKLCH after Björn Ottosson, since equal steps of it look equal ----------------------


def _rgb(tone: str) -> Rgb:
    return int(tone[1:3], 16), int(tone[3:5], 16), int(tone[5:7], 16)


def _linear(tone: str) -> tuple[float, ...]:
    parts = (part / 255 for part in _rgb(tone))
    return tuple(part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)


def _luminance(tone: str) -> float:
    red, green, blue = _linear(tone)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _lch(tone: str) -> Lch:
    r, g, b = _linear(tone)
    long = cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
    middle = cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
    short = cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
    lightness = 0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short
    red = 1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short
    yellow = 0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short
    return lightness, hypot(red, yellow), degrees(atan2(yellow, red))


def _hex(own: Lch) -> str:
    """The tone on a screen; where screens cannot show it, as colourful as they can."""
    lightness, colourful, hue = own
    for n in range(101):
        parts = _unbound(lightness, colourful * (1 - n / 100), hue)
        if all(-0.0005 <= part <= 1.0005 for part in parts):
            break
    return "#" + "".join(f"{_coded(part):02x}" for part in parts)


def _unbound(lightness: float, colourful: float, hue: float) -> tuple[float, ...]:
    red, yellow = colourful * cos(radians(hue)), colourful * sin(radians(hue))
    long = (lightness + 0.3963377774 * red + 0.2158037573 * yellow) ** 3
    middle = (lightness - 0.1055613458 * red - 0.0638541728 * yellow) ** 3
    short = (lightness - 0.0894841775 * red - 1.2914855480 * yellow) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )


def _coded(part: float) -> int:
    part = min(1.0, max(0.0, part))
    return round(255 * (12.92 * part if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055))
