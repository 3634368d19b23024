"""The blueprint of all doors for files, and the mark on those that take one: the heavy work comes first."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from flask import Blueprint, current_app, g, render_template, request
from werkzeug.exceptions import RequestEntityTooLarge

from app.core.database import transaction
from app.core.doors import View
from app.core.forms import Form
from app.core.limits import is_within_limit
from app.files.attaching import TooManyFiles, attach
from app.files.forms import FileForm, words_for
from app.files.queries import find_by_once
from app.files.receiving import FileIsRefused, Received, take_in
from app.files.storing import StoreIsAway, open_store
from app.policies.doors import current_person
from app.things.models import Thing

MOST_OF_A_REQUEST = 12 * 1024 * 1024
MOST_TO_DISCARD = 64 * 1024 * 1024
KILOBYTES_A_DAY = 60 * 1024
DAY = timedelta(days=1)
TEN_MINUTES = timedelta(minutes=10)
NUMBER = "<int:number>"

files = Blueprint("files", __name__)


def receives_file(may_send: Callable[..., bool]) -> Callable[[View], View]:
    """Mark on a door that takes a file, above `@writes`: it may be larger than other requests, and it is made
    harmless and stored before the transaction begins. Who may not send anything here costs no work."""

    def mark(view: View) -> View:
        @wraps(view)
        def door(*args: Any, **values: Any) -> Any:
            request.max_content_length = MOST_OF_A_REQUEST
            try:
                sent = request.files.get("file")
            except RequestEntityTooLarge:
                return _too_large()
            g.received = _received(sent) if may_send(**values) else None
            return view(*args, **values)

        return door

    return mark


def attach_received(thing: Thing, form: FileForm, *, is_released: bool = False) -> bool:
    """Hang what was received on the thing, once; or say at the form's field why not."""
    if find_by_once(thing.id, form["once"].data) is not None:
        return True
    received = received_with(form)
    if received is not None:
        try:
            by, alt, once = current_person(), form["alt"].data, form["once"].data
            attach(thing, received, by, alt, once=once, is_released=is_released)
        except TooManyFiles:
            form.fault("file", words_for("many"))
    return not form.faults


def received_with(form: Form) -> Received | None:
    """What was received, where everything sent along is sound; else nothing, and the form says why at its fields."""
    received = g.get("received")
    is_valid = form.validate()
    if not isinstance(received, Received):
        form.fault("file", words_for(received or "missing"))
        return None
    return received if is_valid else None


def _received(sent: Any) -> Received | str:
    """The harmless file in the store, or the word for why there is none."""
    if sent is None or not sent.filename:
        return "missing"
    data = sent.read()
    subject = str(person.id) if (person := current_person()) is not None else f"from {request.remote_addr}"
    # This transaction is over, and nothing open at the database, before the file is worked on.
    with transaction():
        is_fine = is_within_limit("files", subject, KILOBYTES_A_DAY, DAY, weight=len(data) // 1024 + 1)
    if not is_fine:
        return "day"
    try:
        return take_in(data, sent.filename, open_store(current_app.config))
    except FileIsRefused as refused:
        return refused.why
    except StoreIsAway:
        current_app.logger.exception("the store is away")
        return "store"


def _too_large() -> tuple[str, int]:
    # A browser that is still sending shows no answer; so the rest is read and thrown away, within reason.
    stream, left = request.environ["wsgi.input"], min(request.content_length or 0, MOST_TO_DISCARD)
    while left > 0 and (chunk := stream.read(min(left, 64 * 1024))):
        left -= len(chunk)
    return render_template("files/too_large.html", back=request.path), 413
