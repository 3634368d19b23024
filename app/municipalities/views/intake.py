"""The mark on the door that takes an extract: the file is read and checked before the transaction begins."""

from functools import wraps
from typing import Any

from flask import g, request

from app.core.doors import View
from app.core.intake import MOST_OF_A_REQUEST, take_in
from app.municipalities.loading import read_extract
from app.municipalities.schemas import MunicipalityFile
from app.policies.doors import may_now


def receives_extract(view: View) -> View:
    """A request may be as large as an extract here; who may not send one costs no work."""

    @wraps(view)
    def door(**values: Any) -> Any:
        request.max_content_length = MOST_OF_A_REQUEST
        g.received = take_in(read_extract) if may_now("edit_places") else None
        return view(**values)

    return door


def received() -> MunicipalityFile | list[str] | None:
    """What was sent: an extract, what is wrong with it, or nothing."""
    found: MunicipalityFile | list[str] | None = g.get("received")
    return found
