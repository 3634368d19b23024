"""Coordinates as people type or paste them: degrees, minutes and seconds, geo: addresses, links of map sites."""

import re
from urllib.parse import unquote

from app.core.errors import DomainError
from app.core.texts import clean

LONGEST = 1000

_NUMBER = r"(-?\d{1,3}(?:\.\d{1,18})?)"
_LINKS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"!3d{_NUMBER}!4d{_NUMBER}",
        rf"\bm?lat(?:itude)?={_NUMBER}[&#;]m?(?:lon|lng)(?:gitude)?={_NUMBER}",
        rf"^geo:{_NUMBER},{_NUMBER}",
        rf"[?&#](?:q|ll|sll|cp|query|destination|center|daddr)=(?:loc:)?{_NUMBER}[,~ +]+{_NUMBER}",
        rf"@{_NUMBER},{_NUMBER}",
        rf"#(?:map=)?\d+(?:\.\d+)?/{_NUMBER}/{_NUMBER}",
    )
)
_MARKS = str.maketrans({"′": "'", "’": "'", "‘": "'", "´": "'", "`": "'", "″": '"', "”": '"', "“": '"', "„": '"',
                        "º": "°", "˚": "°", "−": "-", "–": "-", "\u00a0": " ", "\u202f": " "})  # fmt: skip
_WORDS = (
    (r"\b(?:(?:nördliche[rn]? )?breite|nord|north|latitude|lat)\b", " n "),
    (r"\b(?:(?:östliche[rn]? )?länge|ost|east|longitude|lon|lng)\b", " e "),
    (r"\bgrad\b", "°"),
)
_TOKEN = re.compile(r"(-?\d+(?:[.,]\d+)?)|([nseow])|([°'\"\s,;/|:()=]+)")


class CoordinatesAreUnreadable(DomainError):
    """What was typed is no pair of coordinates."""


class NumberIsMissing(CoordinatesAreUnreadable):
    """One number alone is no place."""


class LinkHasNoPoint(CoordinatesAreUnreadable):
    """The link does not say where it leads to; short links never do."""


def read_coordinates(text: str) -> tuple[float, float]:
    """Latitude and longitude of what was typed or pasted; `CoordinatesAreUnreadable` where there are none."""
    text = clean(text)[:LONGEST]
    is_link = "://" in text or text.lower().startswith(("geo:", "www."))
    latitude, longitude = _of_link(text) if is_link else _of_words(text.translate(_MARKS).lower())
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise CoordinatesAreUnreadable
    return latitude, longitude


def _of_link(text: str) -> tuple[float, float]:
    text = unquote(text)
    for link in _LINKS:
        found = link.search(text)
        if found:
            return float(found[1]), float(found[2])
    raise LinkHasNoPoint


def _of_words(text: str) -> tuple[float, float]:
    for pattern, short in _WORDS:
        text = re.sub(pattern, short, text)
    numbers: list[str] = []
    letters: list[str] = []
    end = 0
    for token in _TOKEN.finditer(text):
        if token.start() != end:
            raise CoordinatesAreUnreadable
        end = token.end()
        numbers += [token[1]] if token[1] else []
        letters += [token[2].replace("o", "e")] if token[2] else []
    if end != len(text) or not numbers:
        raise CoordinatesAreUnreadable
    if len(numbers) == 1:
        raise NumberIsMissing
    if len(numbers) not in {2, 4, 6} or len(letters) not in {0, 2}:
        raise CoordinatesAreUnreadable
    half = len(numbers) // 2
    return _in_order(_degrees(numbers[:half]), _degrees(numbers[half:]), letters)


def _degrees(parts: list[str]) -> float:
    whole, *rest = (float(part.replace(",", ".")) for part in parts)
    if any(not 0 <= part < 60 for part in rest):
        raise CoordinatesAreUnreadable
    fraction = sum(part / 60**n for n, part in enumerate(rest, start=1))
    return float(whole - fraction if whole < 0 else whole + fraction)


def _in_order(first: float, second: float, letters: list[str]) -> tuple[float, float]:
    """Latitude first. Without letters the larger number is the latitude, as everywhere in Germany."""
    if not letters:
        return (second, first) if 0 < first < second else (first, second)
    values = {letter: value for letter, value in zip(letters, (first, second), strict=True)}
    if len(values.keys() & {"n", "s"}) != 1 or len(values.keys() & {"e", "w"}) != 1:
        raise CoordinatesAreUnreadable
    return values.get("n", -values.get("s", 0.0)), values.get("e", -values.get("w", 0.0))
