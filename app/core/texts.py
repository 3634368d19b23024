"""Plain text as people type it: cleaned of what nobody sees, folded for finding, slugged for addresses."""

import re
import unicodedata

# Controls that would break storage (NUL) or turn the reading direction of a page round (bidi overrides).
_INVISIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
GAP = re.compile(r"\{[^{}\n]{0,60}\}")
"""A word in braces: something that is still to be filled in."""
_FOLDED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


def clean(text: str) -> str:
    """The text without invisible controls, line ends as \\n, composed (NFC), no white space around it."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return _INVISIBLE.sub("", text).strip()


def number_of(typed: str) -> int | None:
    """The number of a thing as people copy it, such as "Nr. 1 234"."""
    digits = re.fullmatch(r"(?:nr\.?|no\.?|#)?((?:\s*[0-9]){1,12})", typed.strip().lower())
    return int(re.sub(r"\s", "", digits[1])) if digits else None


def fold(text: str) -> str:
    """Lower case, umlauts written out, accents dropped: how two spellings of a word become one."""
    plain = unicodedata.normalize("NFKD", text.lower().translate(_FOLDED))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def slugify(text: str) -> str:
    """The readable part of an address, at most 80 characters; "-" never alone."""
    slug = re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")
    return slug[:80].rstrip("-") or "x"


def excerpt(text: str, length: int = 180) -> str:
    """The beginning of a text, ending at a word."""
    text = " ".join(text.split())
    if len(text) <= length:
        return text
    return text[:length].rsplit(" ", 1)[0].rstrip(",.;:–- ") + " …"
