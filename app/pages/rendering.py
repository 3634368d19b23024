"""Texts written in Markdown become pages: no HTML of one's own, explicit tags only, headings below the page's h1."""

import re
from collections.abc import Collection, Mapping
from functools import cache
from pathlib import Path

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

TEXTS = Path(__file__).parent / "texts"
TAGS = {
    "p", "br", "hr", "h2", "h3", "h4", "ul", "ol", "li", "strong", "em", "blockquote", "code", "pre", "a",
    "table", "thead", "tbody", "tr", "th", "td", "details", "summary",
}  # fmt: skip
ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
SCHEMES = {"https", "http", "mailto", "tel"}
WIDE = '<div class="tbl" tabindex="0">'
"""Around a table: on a phone it is pushed sideways, by keyboard as well."""

_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
_PLACEHOLDER_LIKE = re.compile(r"\{([^{}\s]{1,40})\}")
_VARIANTS = re.compile(r"^:: authority\n(.*?)^:: general\n(.*?)^::(?:\n|\Z)", re.MULTILINE | re.DOTALL)
_GAP = re.compile(r"\[[^\]\n]*(?:bitte eintragen|please fill in)[^\]\n]*\]", re.IGNORECASE)
_MARKS = re.compile(r"([\\`*_\[\]<>#|])")
_markdown = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable("table")


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its placeholders filled; one we do not know stays as it is, so that its author sees it."""
    return _PLACEHOLDER.sub(lambda found: _as_text(values.get(found[1], found[0])), text)


def render(text: str, *, folds_questions: bool = False) -> Markup:
    """Safe HTML. `folds_questions`: what stands under a third-level heading opens at a click, as on the help page."""
    tokens = _markdown.parse(text)
    _lower_headings(tokens)
    if folds_questions:
        tokens = _fold(tokens)
    html = _markdown.renderer.render(tokens, _markdown.options, {})
    clean = nh3.clean(html, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel="noopener")
    return Markup(clean.replace("<table>", f"{WIDE}<table>").replace("</table>", "</table></div>"))  # noqa: S704


@cache
def default_text(name: str, lang: str, *, is_general: bool = False) -> str:
    """What the platform brings along for that text; the German one where there is no other.

    `is_general`: in the words that hold where no single authority speaks.
    """
    file = TEXTS / lang / f"{name}.md"
    text = (file if file.is_file() else TEXTS / "de" / f"{name}.md").read_text(encoding="utf-8")
    return _VARIANTS.sub(lambda found: found[2] if is_general else found[1], text)


def unfinished(text: str, known: Collection[str]) -> list[str]:
    """What an author still has to fill in, and placeholders nobody knows, each as it stands in the text."""
    gaps = _GAP.findall(text)
    unknown = [found[0] for found in _PLACEHOLDER_LIKE.finditer(text) if found[1] not in known]
    return list(dict.fromkeys([*gaps, *unknown]))


def _as_text(value: str) -> str:
    return _MARKS.sub(r"\\\1", value).replace("\n", "\\\n")


def _lower_headings(tokens: list[Token]) -> None:
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(max(int(token.tag[1]), 2), 4)}"


def _fold(tokens: list[Token]) -> list[Token]:
    """Each third-level heading becomes the summary of what follows it, up to the next heading."""
    folded: list[Token] = []
    is_open = False
    for token in tokens:
        if token.type == "heading_open" and is_open and token.tag in {"h2", "h3"}:
            folded.append(_html("</details>"))
            is_open = False
        if token.type == "heading_open" and token.tag == "h3":
            folded.append(_html("<details><summary>"))
            is_open = True
        elif token.type == "heading_close" and token.tag == "h3":
            folded.append(_html("</summary>"))
        else:
            folded.append(token)
    if is_open:
        folded.append(_html("</details>"))
    return folded


def _html(content: str) -> Token:
    return Token("html_block", "", 0, content=content)
