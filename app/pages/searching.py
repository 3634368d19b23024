"""What everybody finds of the site's own pages: the platform's words, and each authority's where it wrote its own."""

import re
from collections.abc import Collection, Iterator
from datetime import date

from sqlalchemy import func, select

from app.accounts.models import Authority
from app.core.clock import local
from app.core.database import db
from app.pages.models import TEXT_NAMES, SiteText
from app.pages.rendering import default_text
from app.search.documents import Document

LANG = "de"
NO_NEWS = date(1990, 10, 3)
TITLES = ("Impressum", "Datenschutz", "Barrierefreiheit", "Leichte Sprache", "Spielregeln", "Kontakt", "Hilfe")
_MARKS = re.compile(r"\]\([^)\s]*\)|\{[a-z_]+\}|^\s*(?:[#>|]+|[-*]\s|\d+\.\s)|[*_`|\[\]]|^[\s|:-]+$", re.MULTILINE)


def ref_of(name: str, authority: str | None = None) -> str:
    """The name of a text of the platform, or of that authority (by its slug), among all documents of pages."""
    return name if authority is None else f"{name}@{authority}"


def documents(thing_ids: Collection[int] | None = None, refs: Collection[str] | None = None) -> Iterator[Document]:
    """One for each text that counts today, in German; one query."""
    for name, title in zip(TEXT_NAMES, TITLES, strict=True):
        if refs is None or ref_of(name) in refs:
            text = plain(default_text(name, LANG, is_general=True))
            yield Document("page", ref_of(name), None, None, title, text, NO_NEWS)
    newest = select(func.max(SiteText.id)).where(SiteText.lang == LANG).group_by(SiteText.authority_id, SiteText.name)
    rows = (
        select(SiteText.name, SiteText.body, SiteText.saved_at, SiteText.authority_id, Authority.slug, Authority.name)
        .join(Authority, Authority.id == SiteText.authority_id)
        .where(SiteText.id.in_(newest), SiteText.body != "")
        .order_by(SiteText.authority_id, SiteText.name)
    )
    for text_name, body, saved_at, authority_id, slug, authority in db.session.execute(rows):
        ref, title = ref_of(text_name, slug), TITLES[TEXT_NAMES.index(text_name)]
        if refs is None or ref in refs:
            day = local(saved_at).date()
            yield Document("page", ref, None, authority_id, f"{title} – {authority}", plain(body), day)


def plain(text: str) -> str:
    """The text without the marks of Markdown and the places to be filled in."""
    return re.sub(r"\n{2,}", "\n", _MARKS.sub("", text)).strip()
