"""Every error is a page in plain words, with the right status; the API answers with problem+json."""

import re
from typing import Any

from flask import Flask, Response, jsonify, render_template, request
from flask_babel import gettext as _
from sqlalchemy.exc import DataError, OperationalError
from werkzeug.exceptions import HTTPException

from app.core.database import db
from app.core.errors import NotAllowedNow
from app.core.paging import CursorIsBroken
from app.core.typesetting import TypesettingFails, TypesettingIsBusy
from app.municipalities.queries import find_region
from app.pages.frame import speak_for


def _words(status: int) -> tuple[str, str]:
    words = {
        400: (_("That did not work"), _("The address or the form holds something we do not know.")),
        403: (_("This is not yours to do"), _("You are signed in, but this step belongs to somebody else.")),
        404: (_("There is nothing here"), _("The page has moved, was never there, or is not public.")),
        405: (_("Not this way"), _("This address takes no such request.")),
        409: (_("Somebody was quicker"), _("The state has changed meanwhile. Please look again before you decide.")),
        413: (
            _("That is too much at once"),
            _("Please send less at a time. What you had saved before is still there."),
        ),
        429: (_("Too many tries"), _("Please wait a few minutes and try again. Nothing is lost.")),
        503: (
            _("Very busy just now"),
            _("Please send it again in a moment. Use your browser's Back: your text is there."),
        ),
    }
    return words.get(status, (_("Something went wrong here"), _("The fault is ours. Please try again later.")))


def _answer(status: int, headers: Any = (), words: tuple[str, str] | None = None) -> Response:
    title, text = words or _words(status)
    if request.path.startswith("/api/"):
        answer = jsonify(type="about:blank", title=title, status=status, detail=text)
        answer.content_type = "application/problem+json"
    else:
        if status == 404:
            _stay_in_region()
        answer = Response(render_template("errors/error.html", status=status, headline=title, text=text))
    answer.status_code = status
    for name, value in headers:
        if name.lower() in {"allow", "retry-after"}:
            answer.headers[name] = value
    return answer


def _stay_in_region() -> None:
    """What is not there below the address of a region is not there on the region's site."""
    place = re.match(r"/regionen/([a-z0-9-]{1,80})/", request.path)
    if place and (region := find_region(place[1])) is not None:
        speak_for(region.authority, region)


def answer_errors(app: Flask) -> None:
    """Turn HTTP errors, a step too late, a foreign cursor, a busy press and a busy database into such pages."""

    @app.errorhandler(HTTPException)
    def http_error(error: HTTPException) -> Any:
        if error.code is None or error.code < 400:
            return error
        return _answer(error.code, error.get_headers())

    @app.errorhandler(NotAllowedNow)
    def came_too_late(error: NotAllowedNow) -> Any:
        return _answer(409)

    @app.errorhandler(CursorIsBroken)
    def foreign_cursor(error: CursorIsBroken) -> Any:
        return _answer(400)

    @app.errorhandler(TypesettingIsBusy)
    def busy_press(error: TypesettingIsBusy) -> Any:
        words = _("The PDF is not ready"), _("Many papers are being made at this moment. Please try again in a minute.")
        return _answer(503, [("Retry-After", "30")], words)

    @app.errorhandler(TypesettingFails)
    def failing_press(error: TypesettingFails) -> Any:
        words = _("The PDF could not be made"), _("The fault is ours. The page itself can be read and printed.")
        return _answer(500, words=words)

    @app.errorhandler(DataError)
    @app.errorhandler(OverflowError)
    def impossible_value(error: Exception) -> Any:
        # Numbers and letters no column can hold: nobody types them, and nothing was written.
        db.session.rollback()
        app.logger.warning("impossible value: %s", type(error).__name__)
        return _answer(400)

    @app.errorhandler(OperationalError)
    def busy_database(error: OperationalError) -> Any:
        db.session.rollback()
        app.logger.warning("database: %s", error.orig)
        return _answer(503, [("Retry-After", "5")])

    @app.errorhandler(Exception)
    def our_fault(error: Exception) -> Any:
        db.session.rollback()
        app.logger.exception("unexpected")
        return _answer(500)
