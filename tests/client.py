"""A test client that refuses a bad page: every HTML answer to a GET is looked at.

One h1 and the title begins with it, ids unique, every field labelled, every form with an action, a language,
no untranslated marker, no foreign host, no inline script or style, HTML that a strict parser accepts.
"""

import re
from contextlib import nullcontext
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

import html5lib
from flask import g, has_app_context
from flask.testing import FlaskClient

from app.search.expanding import forget_expanded
from tests.queries import no_changes

# html5lib knows no "search" element and calls self-closed foreign content fine; these codes are its own quirks.
TOLERATED = {"unexpected-doctype"}
# The forms of the frame name the page they come back to: but for that, what a reader does not find looks the same
# everywhere.
COMES_BACK_TO = re.compile(r'(?<=name="next" value=")[^"]*')


class BadPage(AssertionError):
    """A page broke one of the house's rules."""


@lru_cache(maxsize=500)
def faults_of(html: str, host: str = "localhost") -> tuple[str, ...]:
    """Everything wrong with this page. Many answers are the same to the letter; looked at is each once."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    tree = parser.parse(html)
    faults = [f"HTML, line {place[0]}: {code}" for place, code, _data in parser.errors if code not in TOLERATED]
    if re.search(r"\{\{|\{%|%\(\w+\)s|undefined", re.sub(r"<(script|textarea).*?</\1>", "", html, flags=re.S)):
        faults.append("template marker left in the page")
    return (*faults, *_faults_of_head(tree), *_faults_of_forms(tree), *_faults_of_references(tree, host))


def _faults_of_head(tree: Any) -> list[str]:
    faults = [] if tree.get("lang") else ["no lang on html"]
    headlines = [" ".join("".join(h1.itertext()).split()) for h1 in tree.iter("h1")]
    title = " ".join((tree.findtext("head/title") or "").split())
    if len(headlines) != 1:
        faults.append(f"{len(headlines)} h1")
    elif not title.startswith(headlines[0].replace("\u00ad", "")):
        faults.append(f"title {title!r} does not begin with the h1 {headlines[0]!r}")
    ids = [element.get("id") for element in tree.iter() if element.get("id")]
    return faults + [f"id {twice!r} twice" for twice in {one for one in ids if ids.count(one) > 1}]


def _faults_of_forms(tree: Any) -> list[str]:
    faults = ["form without action" for form in tree.iter("form") if form.get("action") is None]
    labelled = {label.get("for") for label in tree.iter("label")}
    inside = {id(field) for label in tree.iter("label") for field in label.iter() if field is not label}
    for field in [*tree.iter("input"), *tree.iter("select"), *tree.iter("textarea")]:
        is_silent = field.get("type") in {"hidden", "submit", "button"}
        named = field.get("aria-label") or field.get("aria-labelledby") or field.get("id") in labelled
        if not is_silent and not named and id(field) not in inside:
            faults.append(f"field {field.get('name')!r} has no label")
    return faults


def _faults_of_references(tree: Any, host: str) -> list[str]:
    faults = []
    for element in tree.iter():
        links = [element.get(name) or "" for name in ("src", "href", "action", "srcset") if element.tag != "a"]
        faults += [f"foreign host: {link}" for link in links if urlsplit(link).netloc not in {"", host}]
        if element.get("style") or element.tag == "style" or any(str(name).startswith("on") for name in element.attrib):
            faults.append(f"inline style or script on {element.tag}")
        if element.tag == "script" and not element.get("src") and "json" not in (element.get("type") or ""):
            faults.append("inline script")
    return faults


class CheckingClient(FlaskClient):
    """Flask's client; a page that breaks a rule raises `BadPage`, a GET that writes raises too."""

    def open(self, *args: Any, **kwargs: Any) -> Any:
        # The tests live in one application context; without this a request would inherit who was signed in before.
        for name in list(g) if has_app_context() else ():
            g.pop(name)
        if has_app_context():
            forget_expanded()
        with no_changes() if kwargs.get("method") == "GET" else nullcontext():
            response = super().open(*args, **kwargs)
        if response.mimetype == "text/html" and response.status_code not in {301, 302, 303, 308}:
            faults = faults_of(COMES_BACK_TO.sub("", response.get_data(as_text=True)))
            if faults:
                raise BadPage(f"{response.request.path} ({response.status_code}): " + "; ".join(faults))
        return response
