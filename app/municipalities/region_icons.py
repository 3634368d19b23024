"""The sign of a region on a phone: its initial above a river, in its colour; the same bytes for the same question.

Drawn here, so that no region has to bring a picture and none may bring a crest by mistake.
"""

import io
from functools import lru_cache
from math import sin, tau
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

FONT = Path(__file__).parent.parent / "core" / "print" / "fonts" / "Vollkorn-Bold.ttf"
SIZES = (180, 192, 512)
SHAPES = ("frei", "maske")
"""`frei`: a sheet with round corners; `maske`: the whole square filled, what matters in the middle (maskable)."""
FINE = 4
"""Drawn so many times larger, then made smaller: that makes round edges."""
WAVES = 1.5


@lru_cache(maxsize=64)
def icon_of(initial: str, ground: str, ink: str, size: int, shape: str) -> bytes:
    """The sign as PNG; everything that matters lies within the circle that every phone shows (80 % of the width)."""
    wide = size * FINE
    picture = Image.new("RGBA", (wide, wide), (0, 0, 0, 0))
    pen = ImageDraw.Draw(picture)
    if shape == "maske":
        pen.rectangle((0, 0, wide, wide), fill=ground)
    else:
        pen.rounded_rectangle((0, 0, wide - 1, wide - 1), radius=wide * 0.18, fill=ground)
    font = ImageFont.truetype(str(FONT), round(wide * 0.5))
    left, _top, right, bottom = pen.textbbox((0, 0), initial, font=font)
    pen.text(((wide - left - right) / 2, wide * 0.6 - bottom), initial, font=font, fill=ink)
    _river(pen, wide, ink)
    small = picture.resize((size, size), Image.Resampling.LANCZOS)
    written = io.BytesIO()
    (small.convert("RGB") if shape == "maske" else small).save(written, "PNG", optimize=True)
    return written.getvalue()


def _river(pen: ImageDraw.ImageDraw, wide: int, ink: str) -> None:
    """The river below the letter: a wave from left to right."""
    begin, end, broad = 0.24 * wide, 0.76 * wide, 0.028 * wide
    steps = 200
    for n in range(steps + 1):
        x = begin + (end - begin) * n / steps
        y = wide * 0.71 + sin(tau * WAVES * n / steps) * wide * 0.035
        pen.ellipse((x - broad, y - broad, x + broad, y + broad), fill=ink)
