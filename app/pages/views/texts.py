"""The texts somebody answers for: imprint, privacy, accessibility, plain language, rules, contact, help."""

from typing import Any

from flask import Blueprint, abort, current_app, render_template, request
from flask_babel import get_locale

from app.accounts.models import Authority
from app.accounts.queries import all_authorities, find_authority
from app.core.doors import public
from app.pages.frame import speak_for
from app.pages.queries import newest_text
from app.pages.rendering import default_text, fill, render
from app.pages.wording import placeholders, text_titles
from app.privacy.wording import privacy_table

pages = Blueprint("pages", __name__)

NAMES = 'any(impressum, datenschutz, barrierefreiheit, "leichte-sprache", spielregeln, kontakt)'


def chosen_authority() -> Authority | None:
    """The authority of `?stelle=`; one that does not exist is no page of ours."""
    slug = request.args.get("stelle")
    if not slug:
        return None
    authority = find_authority(slug[:80]) or abort(404)
    speak_for(authority)
    return authority


@pages.get(f"/<{NAMES}:name>")
@public
def text(name: str) -> str:
    """What an authority, or the platform, has to say about itself."""
    return _page(name, "pages/text.html")


@pages.get("/hilfe")
@public
def help() -> str:
    """Answers to what people ask."""
    return _page("hilfe", "pages/help.html", folds_questions=True)


def _page(name: str, template: str, *, folds_questions: bool = False) -> str:
    authority = chosen_authority()
    body, saved_at = text_of(name, str(get_locale()), authority)
    filled = filled_text(name, body, authority)
    return render_template(
        template, name=name, headline=text_titles()[name], body=render(filled, folds_questions=folds_questions),
        saved_at=saved_at, chosen=authority, bodies=[] if authority else all_authorities(),
    )  # fmt: skip


def text_of(name: str, lang: str, authority: Authority | None) -> tuple[str, Any]:
    """The words that count, and since when where somebody wrote them: the authority's own, else the platform's."""
    own = newest_text(authority.id, name, lang) if authority else None
    if own and own.body:
        return own.body, own.saved_at
    return default_text(name, lang, is_general=authority is None), None


def text_values(authority: Authority | None) -> dict[str, str]:
    """What fills the placeholders of a text."""
    config = current_app.config
    return placeholders(authority, config["SITE_NAME"], config["BASE_URL"])


def filled_text(name: str, body: str, authority: Authority | None) -> str:
    """The text with everything filled in; the privacy text with the table that the code itself answers for."""
    if name == "datenschutz":
        mark = "{privacy_table}"
        # Where its author has left the table out, it stands at the end: what is kept is not a matter of taste.
        body = (body if mark in body else f"{body}\n\n{mark}").replace(mark, privacy_table())
    return fill(body, text_values(authority))
