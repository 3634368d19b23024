"""Answering with a paper: what it says is read already, so nothing of the database is held while it is being set."""

from collections.abc import Mapping
from typing import Any

from flask import Response

from app.core.database import db
from app.core.typesetting import typeset


def as_pdf(
    template: str, content: Mapping[str, Any], *, title: str, lang: str, name: str,
    files: Mapping[str, bytes] | None = None, is_saved: bool = False,
) -> Response:  # fmt: skip
    """The paper, shown in the browser or (`is_saved`) put away under its name; no one else keeps a copy."""
    # Setting takes up to a minute: the connection goes back first.
    db.session.rollback()
    answer = Response(typeset(template, content, title=title, lang=lang, files=files), mimetype="application/pdf")
    answer.headers.set("Content-Disposition", "attachment" if is_saved else "inline", filename=f"{name}.pdf")
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
