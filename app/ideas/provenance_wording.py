"""Where an idea came from and what became of it, in words."""

from typing import Any, NamedTuple

from flask import url_for
from flask_babel import gettext as _

from app.things.queries import public_links_of


class Provenance(NamedTuple):
    """One link, told from this end."""

    kind: str
    is_outgoing: bool
    thing: str
    number: int
    title: str
    words: str
    url: str


def provenance_of(idea_id: int) -> list[Provenance]:
    """Where the idea came from and what became of it, as far as the other end is public."""
    links = []
    for row in public_links_of(idea_id):
        if row.thing_kind in {"idea", "project", "cooperation"}:
            url = url_for(f"{row.thing_kind}s.show", number=row.id, slug=row.slug)
            links.append(Provenance(row.kind, row.is_outgoing, row.thing_kind, row.id, row.title, _words(row), url))
    return links


def project_urls(idea_id: int) -> dict[int, str]:
    """The public projects an idea became, by number."""
    return {link.number: link.url for link in provenance_of(idea_id) if link.thing == "project"}


def _words(row: Any) -> str:
    if row.thing_kind == "cooperation":
        return _("gave rise to the joint project")
    words = {
        ("promoted_to", True): _("became the project"),
        ("promoted_to", False): _("arose from"),
        ("arose_from", True): _("arose from"),
        ("arose_from", False): _("gave rise to"),
        ("merged_into", True): _("has gone into"),
        ("merged_into", False): _("has taken in"),
        ("split_from", True): _("has come out of"),
        ("split_from", False): _("was split into"),
    }
    return words.get((row.kind, bool(row.is_outgoing)), _("belongs together with"))
