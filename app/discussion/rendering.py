"""Comments are plain text: paragraphs and line breaks stay, addresses become links, nothing else becomes anything."""

import re
from urllib.parse import urlsplit

import nh3
from markupsafe import Markup, escape

_ADDRESS = re.compile(r"https?://[^\s<>\"']+", re.IGNORECASE)
_AFTER = ".,;:!?…*_“”„‘’»«]}"
TAGS, ATTRIBUTES, SCHEMES, REL = {"p", "br", "a"}, {"a": {"href"}}, {"http", "https"}, "nofollow ugc noopener"


def render(text: str) -> Markup:
    """Safe HTML of a comment."""
    paragraphs = (part.strip() for part in re.split(r"\n\s*\n", text))
    html = Markup("").join(Markup("<p>{}</p>").format(_lines(part)) for part in paragraphs if part)
    # Everything is escaped already; cleaning it again keeps it safe should that ever be wrong.
    return Markup(nh3.clean(str(html), tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel=REL))  # noqa: S704


def _lines(paragraph: str) -> Markup:
    return Markup("<br>").join(_linked(line) for line in paragraph.split("\n"))


def _linked(line: str) -> Markup:
    pieces, end = [], 0
    for found in _ADDRESS.finditer(line):
        address = _trimmed(found[0])
        if not _leads_somewhere(address):
            continue
        pieces += [escape(line[end : found.start()]), Markup('<a href="{0}">{0}</a>').format(address)]
        end = found.start() + len(address)
    return Markup("").join([*pieces, escape(line[end:])])


def _trimmed(address: str) -> str:
    """Without the marks of the sentence around it; a closing bracket stays where one was opened."""
    while address[-1] in _AFTER or (address[-1] == ")" and address.count(")") > address.count("(")):
        address = address[:-1]
    return address


def _leads_somewhere(address: str) -> bool:
    """A name or an address in front of the host (`https://bank.de@evil.de`) only serves to deceive."""
    try:
        parts = urlsplit(address)
        return "." in (parts.hostname or "") and "@" not in parts.netloc
    except ValueError:
        return False
