"""The form to print, and taking a typed-in idea into an account."""

from datetime import timedelta
from functools import partial
from typing import Any

from flask import Blueprint, Response, abort, current_app, flash, redirect, render_template, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from app.accounts.queries import all_authorities, find_authority
from app.core.doors import public, writes
from app.core.limits import is_within_limit, limited
from app.core.print.keeping import digest_of, kept_or_made
from app.core.texts import number_of
from app.core.typesetting import typeset
from app.ideas.models import Idea
from app.policies.doors import current_person, needs
from app.reception.claiming import CodeDoesNotFit, IsTakenAlready, IsTheTypist, claim_idea
from app.reception.forms import ClaimForm, EntryForm
from app.reception.paper import SHEET, sheet_for
from app.reception.queries import claimable_by, find_to_claim

reception_public = Blueprint("reception_public", __name__)
AN_HOUR = timedelta(hours=1)
MOST_TRIES = 10


@reception_public.get("/bogen.pdf")
@public
def sheet() -> Response:
    """The sheet to fill in by hand: the same questions as on the screen, for one office or for all of them."""
    asked = request.args.get("stelle", "")
    chosen = find_authority(asked) if asked else None
    if asked and chosen is None:
        abort(404)
    content = sheet_for(EntryForm(None), [chosen] if chosen else all_authorities(), is_demo=current_app.config["DEMO"])
    lang = str(get_locale())[:2]
    digest = digest_of(SHEET, content, title=content["headline"], lang=lang)
    answer = Response(mimetype="application/pdf")
    answer.headers["Cache-Control"] = "public, max-age=300, must-revalidate"
    answer.headers.set("Content-Disposition", "inline", filename="Ideenbogen.pdf")
    answer.set_etag(digest[:32])
    if not request.if_none_match.contains_weak(digest[:32]):
        make = partial(typeset, SHEET, content, title=content["headline"], lang=lang)
        answer.set_data(kept_or_made(current_app.config["DATA"] / "papers", digest, make))
    return answer.make_conditional(request)  # type: ignore[return-value]


@reception_public.get("/uebernehmen")
@public
def claim() -> str:
    """What the code is for, and where to type it in."""
    number = request.args.get("nummer", "")
    return _page(ClaimForm(None, data={"number": number if number.isdecimal() and len(number) < 10 else ""}))


@reception_public.post("/uebernehmen")
@limited("claim", 30, AN_HOUR)
@writes
@needs("use_account")
def take() -> Any:
    """Take the idea into the account by its number and code."""
    form: Any = ClaimForm(request.form)
    if not form.validate():
        return _page(form), 422
    if not is_within_limit("claim code", str(current_person().id), MOST_TRIES, AN_HOUR):
        form.fault("code", _("Those were too many tries. Please try again in an hour, or call the office."))
        return _page(form), 429
    return _taken(form, form.code.data)


@reception_public.post("/uebernehmen/postfach")
@limited("claim", 30, AN_HOUR)
@writes
@needs("use_account")
def take_by_mailbox() -> Any:
    """Take over an idea whose news come to the mailbox of this account anyway: no code needed."""
    form: Any = ClaimForm(MultiDict({"number": request.form.get("number", ""), "code": "-"}))
    return _taken(form, "") if form.validate() else (_page(form), 422)


def _taken(form: ClaimForm, code: str) -> Any:
    number = number_of(form["number"].data) or 0
    try:
        _take(find_to_claim(number), code)
    except IsTakenAlready:
        flash(_("This idea is in your account already."), "info")
    except IsTheTypist:
        form.fault("code", _("You have typed this idea in. It belongs to the person who handed it in."))
        return _page(form), 422
    except CodeDoesNotFit:
        form.fault("code", _("Number and code do not belong together, or the code has been used or replaced. "
                             "Please look at the latest letter or receipt, or call the office."))  # fmt: skip
        return _page(form), 422
    else:
        flash(_("The idea is in your account now. News about it come to your e-mail address."), "success")
    return redirect(url_for("ideas_mine.show", number=number), 303)


def _take(idea: Idea | None, code: str) -> None:
    """Whether there is such an idea at all is nobody's to learn without its code."""
    if idea is None:
        raise CodeDoesNotFit
    claim_idea(idea, by=current_person(), code=code)


def _page(form: ClaimForm) -> str:
    person = current_person()
    return render_template("reception/claim.html", form=form, found=claimable_by(person) if person is not None else [])
