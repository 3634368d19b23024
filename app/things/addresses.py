"""The public page of a thing, whatever its kind."""

from flask import url_for

from app.things.models import Thing


def address_of(thing: Thing) -> str:
    """Where everybody reads it. The kinds say themselves what their address is made of."""
    endpoint, values = thing.page
    return url_for(endpoint, **values)
