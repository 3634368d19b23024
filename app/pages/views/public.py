"""The pages everybody knows: start, taking part, "What became of number …?", the switches."""

from datetime import timedelta

from flask import abort, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.accounts.queries import all_authorities
from app.concepts.queries import all_concepts, goal_tree
from app.core.doors import public, writes
from app.core.languages import COOKIE as LANGUAGE_COOKIE
from app.core.languages import LOCALES
from app.core.limits import limited
from app.core.texts import clean
from app.formats.listing import running_now
from app.formats.wording import card_of as format_card_of
from app.ideas.queries import IdeaFilter, public_ideas
from app.ideas.wording import card_of as idea_card_of
from app.pages.addresses import referring_path, way_back
from app.pages.forms import BarrierForm, NumberForm
from app.pages.frame import THEME_COOKIE, THEMES
from app.pages.queries import (
    authority_of_page,
    figures,
    find_public_thing,
    first_concept,
    in_the_pool,
    is_own_idea,
    joint_work,
    news,
    stories_of,
)
from app.pages.texting import report_barrier as keep_report
from app.pages.views import machines
from app.pages.views.texts import chosen_authority, pages
from app.pages.wording import Story, found_of, stories, story_of_card
from app.policies.doors import current_person

__all__ = ["machines", "pages"]

YEAR = 365 * 24 * 3600
MAX_PATH = 300


@pages.get("/")
@public
def start() -> str:
    """What this site is, what is new, and where to begin."""
    authority = chosen_authority()
    concepts = all_concepts()
    if not concepts or not all_authorities():
        return render_template("pages/empty.html", has_places=bool(all_authorities()), has_concepts=bool(concepts))
    own = authority.id if authority else None
    concept = first_concept(own)
    tree = goal_tree(concept.id, kinds=("field_of_action", "goal"), edition=concept.edition) if concept else None
    pool, examples = in_the_pool(own)
    return render_template(
        "pages/start.html", chosen=authority, figures=figures(own), stories=_front_page(own), concept=concept,
        fields=tree.of_kind("field_of_action") if tree else [],
        others=[row for row in concepts if concept is None or row.id != concept.id],
        pool=pool, examples=examples, joint=joint_work(), running=[format_card_of(row) for row in running_now(own)],
    )  # fmt: skip


def _front_page(authority_id: int | None) -> list[Story]:
    """The news; in the first days, when nothing has happened yet, what the concepts brought along."""
    entries = news(authority_id)
    told = stories(entries, stories_of([entry.thing_id for entry in entries]))
    if len(told) >= 3:
        return told
    known = {story.url for story in told}
    rows = public_ideas(IdeaFilter(authority_id=authority_id), size=3)[0]
    return (
        told
        + [s for row in rows if (s := story_of_card(idea_card_of(row), row.origin)).url not in known][: 3 - len(told)]
    )


@pages.get("/vorgang")
@public
def status_by_number() -> tuple[str, int] | str:
    """How far the thing with this number is; of what is not public, not even that it exists."""
    form = NumberForm(request.args)
    if not request.args.get("nummer"):
        return render_template("pages/number.html", form=NumberForm(), number=None, found=None, is_own=False)
    if not form.validate():
        return render_template("pages/number.html", form=form, number=None, found=None, is_own=False), 422
    number, person = form.number or 0, current_person()
    thing = find_public_thing(number)
    return render_template(
        "pages/number.html", form=form, number=number, found=found_of(thing) if thing else None,
        is_own=person is not None and is_own_idea(number, person),
    )  # fmt: skip


@pages.get("/barriere-melden")
@public
def report_barrier() -> str:
    """Say that a page could not be used."""
    page = clean(request.args.get("seite") or referring_path() or "")[:MAX_PATH]
    return render_template("pages/barrier.html", form=BarrierForm(data={"page": page}))


@pages.post("/barriere-melden")
@limited("barrier", 10, timedelta(hours=1))
@writes
@public
def send_barrier() -> Response | tuple[str, int]:
    """Leave the report on the desk and say its number."""
    form = BarrierForm.of_request()
    if not form.is_sent_and_valid():
        return render_template("pages/barrier.html", form=form), 422
    report = keep_report(
        text=form.text.data, page=form.page.data, email=form.email.data, authority=authority_of_page(form.page.data)
    )
    return redirect(url_for("pages.thanks", number=report.id), 303)


@pages.get("/barriere-melden/danke/<int:number>")
@public
def thanks(number: int) -> str:
    """The report has arrived; this is its number."""
    return render_template("pages/thanks.html", number=number)


@pages.post("/sprache/<code>")
@writes
@public
def set_language(code: str) -> Response:
    """Speak that language from now on."""
    if code not in LOCALES:
        abort(404)
    return _remember(LANGUAGE_COOKIE, code)


@pages.post("/darstellung/<theme>")
@writes
@public
def set_theme(theme: str) -> Response:
    """Light, dark, or as the device wishes."""
    if theme not in (*THEMES, "auto", "system"):
        abort(404)
    return _remember(THEME_COOKIE, theme if theme in THEMES else None)


def _remember(cookie: str, value: str | None) -> Response:
    answer = make_response(redirect(way_back(), 303))
    if value is None:
        answer.delete_cookie(cookie, samesite="Lax", httponly=True)
    else:
        answer.set_cookie(cookie, value, max_age=YEAR, samesite="Lax", httponly=True, secure=request.is_secure)
    return answer
