"""Where an office gives its statement: by the link in its mail, without an account.

The token is the key to one request. It opens nothing else, and nothing at all once the request has ended.
"""

from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, Response, abort, flash, make_response, redirect, render_template, request, session
from flask_babel import gettext as _
from flask_babel import ngettext

from app.accounts.forms import SixDigits
from app.accounts.proving import CodeIsWrong, TooManyCodes, is_open
from app.core.clock import local, now
from app.core.doors import Afterwards, public, writes
from app.core.errors import DomainError, NotAllowedNow, VersionIsStale
from app.core.limits import limited
from app.pages.frame import speak_for
from app.statements.answering import is_wanted
from app.statements.linking import find_link, proofs_of, prove_wish, request_of
from app.statements.models import StatementRequest
from app.statements.views import giving
from app.statements.views.giving import Entrance

TEN_MINUTES = timedelta(minutes=10)
RECEIPT_FOR = timedelta(hours=1)
TOKEN = "/<token>"  # noqa: S105 - the place of one in an address

statements = Blueprint("statements", __name__)


@statements.after_request
def for_this_reader_alone(response: Response) -> Response:
    """Kept by no cache and no search engine; no other page learns the address."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    # Not "no-referrer": under it browsers send forms with `Origin: null`, which our own door would refuse.
    response.headers["Referrer-Policy"] = "strict-origin"
    return response


@statements.get(TOKEN)
@public
def show(token: str) -> Any:
    """The request: the idea, the question, the day, and the ways to answer."""
    return giving.show(entered(token))


@statements.get(f"{TOKEN}/antworten")
@public
def write(token: str) -> Any:
    """The form for the statement."""
    return giving.write(entered(token))


@statements.post(f"{TOKEN}/antworten")
@limited("statement", 120, TEN_MINUTES)
@writes
@public
def answer(token: str) -> Any:
    """Keep what was typed, and go on to the code."""
    return giving.answer(entered(token))


@statements.post(f"{TOKEN}/sichern")
@limited("statement keeping", 300, TEN_MINUTES)
@writes
@public
def keep(token: str) -> Any:
    """Keep the text while it is being typed."""
    return giving.keep(entered(token))


@statements.get(f"{TOKEN}/fehlanzeige")
@public
def not_affected(token: str) -> Any:
    """Nothing to say: the name is all that is needed."""
    return giving.not_affected(entered(token))


@statements.post(f"{TOKEN}/fehlanzeige")
@limited("statement", 120, TEN_MINUTES)
@writes
@public
def say_not_affected(token: str) -> Any:
    """Go on to the code with the one word."""
    return giving.say_not_affected(entered(token))


@statements.get(f"{TOKEN}/nicht-zustaendig")
@public
def elsewhere(token: str) -> Any:
    """Who would be right?"""
    return giving.elsewhere(entered(token))


@statements.post(f"{TOKEN}/nicht-zustaendig")
@limited("statement", 120, TEN_MINUTES)
@writes
@public
def decline(token: str) -> Any:
    """Go on to the code with who would be right."""
    return giving.decline(entered(token))


@statements.get(f"{TOKEN}/frist")
@public
def more_time(token: str) -> Any:
    """Until when, and why."""
    return giving.more_time(entered(token))


@statements.post(f"{TOKEN}/frist")
@limited("statement", 120, TEN_MINUTES)
@writes
@public
def extend(token: str) -> Any:
    """Take more time, once."""
    return giving.extend(entered(token))


@statements.get(f"{TOKEN}/weitergeben")
@public
def hand_on(token: str) -> Any:
    """To whom in the house?"""
    return giving.hand_on(entered(token))


@statements.post(f"{TOKEN}/weitergeben")
@limited("statement forwarding", 20, TEN_MINUTES)
@writes
@public
def forward(token: str) -> Any:
    """Send a colleague a link of her own."""
    return giving.forward(entered(token))


@statements.get(f"{TOKEN}/bestaetigen")
@public
def confirm(token: str) -> Any:
    """What will be given, and where the six digits are typed."""
    entrance = entered(token)
    return _confirm_page(entrance, SixDigits(None))


@statements.post(f"{TOKEN}/bestaetigen")
@limited("statement code", 60, TEN_MINUTES)
@writes
@public
def prove(token: str) -> Any:
    """Look at the six digits, and give what was shown; a wrong code is counted."""
    entrance, form = entered(token), SixDigits(request.form)
    if form.validate():
        try:
            proof = prove_wish(entrance.mail_link, form.code.data)
            giving.settle(entrance, proof.context, proof.email)
        except VersionIsStale:
            proof.used_at = None  # nothing was given with it: this page goes on showing both texts
            return Afterwards(lambda: giving.refuse_stale(entrance, proof.context))
        except DomainError as error:
            form.fault("code", _words_for_code(error))
        else:
            session["statement_given"] = [entrance.asked.id, now().isoformat()]
            return redirect(entrance.url("receipt"), 303)
    return Afterwards(lambda: _confirm_page(entrance, form, 422))


@statements.post(f"{TOKEN}/neuer-code")
@limited("code", 20, TEN_MINUTES)
@writes
@public
def ask_again(token: str) -> Any:
    """Another code to the same mailbox, for the same."""
    entrance = entered(token)
    proofs = proofs_of(entrance.mail_link)
    if not proofs:
        return redirect(entrance.url(), 303)
    try:
        giving.send_code(entrance, _wish(proofs[0].context))
    except TooManyCodes:
        form = SixDigits(None)
        form.fault("code", giving.too_many_codes())
        return Afterwards(lambda: _confirm_page(entrance, form, 422))
    flash(_("A new code is on its way."), "success")
    return redirect(entrance.url("confirm"), 303)


@statements.get(f"{TOKEN}/quittung")
@public
def receipt(token: str) -> Any:
    """What was given, for the browser that has just given it; to print."""
    link = find_link(token)
    asked = request_of(link) if link is not None else None
    if asked is not None and asked.state in {"answered", "not_responsible"} and _was_given_here(asked):
        return giving.page(Entrance(asked, token, link), "given")
    return giving.show(entered(token))


# ---- pieces --------------------------------------------------------------------------------------


def entered(token: str) -> Entrance:
    """The one request this token opens. Unknown: nothing here. Ended: what happened, and whom to call."""
    link = find_link(token)
    if link is None:
        abort(make_response(render_template("statements/unknown.html"), 404))
    asked = request_of(link)
    if not is_wanted(asked):
        abort(make_response(_gone(asked), 410))
    if request.method == "POST":
        link.opened_at = link.opened_at or now()
    return Entrance(asked, token, link)


def _gone(asked: StatementRequest) -> str:
    speak_for(asked.authority)
    # Nothing of the idea and nothing of a statement: only what whoever was too late has just typed.
    typed = request.form.get("text", "").strip() if request.method == "POST" else ""
    return render_template("statements/gone.html", asked=asked, typed=typed)


def _confirm_page(entrance: Entrance, form: SixDigits, status: int = 200) -> Any:
    proofs = proofs_of(entrance.mail_link)
    if not proofs:
        return redirect(entrance.url(), 303)
    proof = proofs[0]
    wish, statement = proof.context, entrance.asked.statement
    if wish["way"] == "give" and (statement is None or statement.version != wish["version"]):
        return giving.refuse_stale(entrance, wish)
    page = giving.page(
        entrance, "confirm", form, wish=wish, mailbox=proof.email, works=is_open(proof), until=local(proof.expires_at),
        here=entrance.url("confirm"),
    )  # fmt: skip
    return page, status


def _wish(context: dict[str, Any]) -> dict[str, Any]:
    names = ("way", "page", "version", "typed", "suggestion", "speaker_name", "speaker_office")
    return {name: context[name] for name in names if name in context}


def _was_given_here(asked: StatementRequest) -> bool:
    number, at = session.get("statement_given") or (0, "")
    return number == asked.id and now() - datetime.fromisoformat(at) < RECEIPT_FOR


def _words_for_code(error: DomainError) -> str:
    if isinstance(error, CodeIsWrong) and error.tries_left > 0:
        return ngettext(
            "That is not the code from our mail. You have one more try.",
            "That is not the code from our mail. You have %(num)s more tries.",
            error.tries_left,
        )
    if isinstance(error, NotAllowedNow):
        return _("The request has ended meanwhile.")
    return _("This code no longer works. Please ask for a new one; what you wrote stays saved.")
