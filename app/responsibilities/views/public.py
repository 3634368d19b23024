"""Who is responsible for what?"""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, abort, render_template, request
from flask_babel import gettext as _

from app.accounts.models import Authority
from app.accounts.queries import find_authority
from app.core.doors import public
from app.core.texts import clean
from app.pages.frame import speak_for
from app.responsibilities.finding import Answer, answer_of, by_key, responsible_among, search_matters
from app.responsibilities.models import LEVELS
from app.responsibilities.queries import authorities_with_table, find_matters, matters_of
from app.responsibilities.wording import level_headings, level_labels

responsibilities = Blueprint("responsibilities", __name__)

MOST_LETTERS = 200
responsibilities.add_app_template_global(level_labels, "level_labels")


@responsibilities.get("")
@public
def index() -> str:
    """What people ask about, by who answers for it; or what fits the words searched for."""
    chosen, bodies = _whose()
    words = clean(request.args.get("q", ""))[:MOST_LETTERS]
    rows = matters_of((chosen.id,) if chosen else ())
    found = search_matters(rows, words) if words else []
    groups = [] if words else _by_level([answer_of(same) for same in by_key(rows).values()])
    return render_template(
        "responsibilities/index.html", chosen=chosen, bodies=bodies, words=words, found=found, groups=groups,
    )  # fmt: skip


@responsibilities.get("/<key>")
@public
def show(key: str) -> Any:
    """One matter: who answers for it, where that ends, and how else people call it."""
    chosen, bodies = _whose()
    rows = find_matters(key[:80], (chosen.id,) if chosen else ())
    if not rows:
        words = clean(key.replace("-", " "))[:MOST_LETTERS]
        near = responsible_among(matters_of((chosen.id,) if chosen else ()), words, limit=5)
        page = render_template("responsibilities/unknown.html", chosen=chosen, bodies=bodies, words=words, near=near)
        return page, 404
    said = list(dict.fromkeys(word for row in rows for word in row.said))
    return render_template(
        "responsibilities/show.html", chosen=chosen, bodies=bodies, answer=answer_of(rows), rows=rows, said=said,
    )  # fmt: skip


def _whose() -> tuple[Authority | None, Sequence[Authority]]:
    """The authority asked for, or the only one that has a table; and all that have one, to choose from."""
    bodies, slug = authorities_with_table(), request.args.get("stelle")
    chosen = (find_authority(slug[:80]) or abort(404)) if slug else bodies[0] if len(bodies) == 1 else None
    speak_for(chosen)
    return chosen, bodies


def _by_level(answers: list[Answer]) -> list[tuple[str, str, list[Answer]]]:
    """The matters below who answers for them, from near to far; what depends on the place comes last."""
    headings = level_headings()
    return [
        (level or "ort", headings[level] if level else _("Depends on the place"), same)
        for level in (*LEVELS, None)
        if (same := [answer for answer in answers if answer.level == level])
    ]
