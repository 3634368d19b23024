"""A file of the desk's, taken in and read before the transaction begins: reading may take its time, nobody waits."""

from collections.abc import Callable
from contextlib import closing
from typing import TypeVar

from flask import request
from werkzeug.exceptions import RequestEntityTooLarge

from app.core.reading import MAX_BYTES, FileError

MOST_OF_A_REQUEST = MAX_BYTES + 64 * 1024
MOST_TO_DISCARD = 64 * 1024 * 1024
TOO_LARGE = f"larger than {MAX_BYTES // 1024 // 1024} MB"
Read = TypeVar("Read")


def take_in(read: Callable[[str, bytes], Read]) -> Read | list[str] | None:
    """What `read` makes of the name and content of the file sent; else what is wrong with it; None: none was sent."""
    try:
        sent = request.files.get("file")
        if sent is None or not sent.filename:
            return None
        with closing(sent):
            return read(sent.filename, sent.stream.read(MAX_BYTES + 1))
    except RequestEntityTooLarge:
        _discard_the_rest()
        return [TOO_LARGE]
    except FileError as error:
        return error.faults


def _discard_the_rest() -> None:
    # A browser that is still sending shows no answer; so the rest is read and thrown away, within reason.
    stream, left = request.environ["wsgi.input"], min(request.content_length or 0, MOST_TO_DISCARD)
    while left > 0 and (chunk := stream.read(min(left, 64 * 1024))):
        left -= len(chunk)
