"""Photos and documents an office adds to its statement: by the link in its mail, or with an account."""

from typing import Any

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.core.doors import public, writes
from app.core.limits import limited
from app.files.attaching import MOST_FILES, remove_file
from app.files.forms import FileForm
from app.files.queries import count_files, files_of, find_by_once, find_file
from app.files.views.intake import NUMBER, TEN_MINUTES, attach_received, files, receives_file
from app.pages.frame import speak_for
from app.policies.doors import current_person, may_now
from app.statements.answering import is_wanted
from app.statements.linking import find_link, request_of
from app.statements.models import StatementRequest
from app.statements.office_queries import find_asked


def asked_here(number: int) -> StatementRequest | None:
    """The open request with that number, for whoever holds a link to this very one or speaks for the office."""
    token, person = request.args.get("link"), current_person()
    asked = None
    if token is not None:
        link = find_link(token)
        asked = request_of(link) if link is not None and link.request_id == number else None
    elif person is not None:
        found = find_asked(number, to=person)
        asked = found if found is not None and may_now("give_statement", found) else None
    return asked if asked is not None and is_wanted(asked) else None


def may_send(number: int) -> bool:
    """Whether whoever asks may add a file to that statement."""
    return asked_here(number) is not None and count_files(number) < MOST_FILES


@files.get(f"/stellungnahme/{NUMBER}")
@public
def of_statement(number: int) -> Any:
    """What hangs on the statement, and a form for more."""
    return _page(_asked(number), FileForm(None))


@files.post(f"/stellungnahme/{NUMBER}")
@limited("file", 30, TEN_MINUTES)
@receives_file(may_send)
@writes
@public
def add_to_statement(number: int) -> Any:
    """Add a photo or document; the desk sees it with the statement, everybody once that is published."""
    asked, form = _asked(number), FileForm(request.form)
    # Released at once: its statement is no public thing before it is published.
    if not attach_received(asked, form, is_released=True):
        return _page(asked, form), 422
    file = find_by_once(asked.id, form["once"].data)
    if file is not None:
        flash(_("“%(name)s” is added.", name=file.name), "success")
    return _back(asked)


@files.post(f"/stellungnahme/{NUMBER}/<int:file_id>/entfernen")
@limited("file steps", 60, TEN_MINUTES)
@writes
@public
def remove_from_statement(number: int, file_id: int) -> Any:
    """Take it away again, before the statement is given."""
    asked = _asked(number)
    file = find_file(asked.id, file_id)
    if file is None:
        abort(404)
    remove_file(file)
    flash(_("“%(name)s” is removed.", name=file.name), "success")
    return _back(asked)


def _asked(number: int) -> StatementRequest:
    asked = asked_here(number)
    if asked is None:
        abort(404)
    speak_for(asked.authority)
    return asked


def _back(asked: StatementRequest) -> Any:
    return redirect(url_for("files.of_statement", number=asked.id, link=request.args.get("link")), 303)


def _page(asked: StatementRequest, form: FileForm) -> Any:
    token = request.args.get("link")
    form["alt"].label.text = _("What is it about, or what can be seen?")
    page = render_template(
        "statements/files.html", asked=asked, form=form, own_files=files_of(asked.id), token=token, most=MOST_FILES,
        back=url_for("statements.write", token=token) if token else url_for("statements_mine.write", number=asked.id),
    )  # fmt: skip
    headers = {"Cache-Control": "no-store", "Referrer-Policy": "strict-origin", "X-Robots-Tag": "noindex, nofollow"}
    return Response(page, headers=headers)
