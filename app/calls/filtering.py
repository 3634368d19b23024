"""The list of ideas narrowed to one call, and that of the ideas on a call's own page."""

from collections.abc import Mapping

from app.calls.queries import filter_of, find_call
from app.concepts.filtering import FINDERS, Asked, Finder, Vocabulary, read_filters
from app.core.forms import sent_number


def _call(asked: Asked, value: str) -> bool:
    """A call everybody can see: the list of ideas names no other, to nobody."""
    call = find_call(sent_number(value) or 0, None)
    if call is not None:
        asked.set("aufruf", call.title, among=filter_of(call).among)
    return call is not None


BY_CALL: dict[str, Finder] = {"aufruf": _call}


def read_call_filters(args: Mapping[str, str]) -> Asked:
    """The order asked for on the page of a call."""
    return read_filters(args, Vocabulary({}, {}, ("neu", "unterstuetzt")), {"sort": FINDERS["sort"]})
