"""`@needs`: the permission a door asks for, and the loader that brings what the person may see.

Order on a view: route, (limited), writes, needs. The loader is the visibility query: nothing found is 404.
A staff door sends a signed-in member of staff without second factor to show it first.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from flask import abort, redirect, request, url_for
from flask_login import current_user

from app.core.doors import View
from app.core.security import host_of, local_path
from app.policies.table import PERMISSIONS, may


def current_person() -> Any:
    """The person signed in with this request, or None."""
    return current_user._get_current_object() if current_user.is_authenticated else None


def may_now(permission: str, thing: Any = None) -> bool:
    """`may` for the current person; what templates ask."""
    return may(current_person(), permission, thing)


def needs(
    permission: str, on: Callable[..., Any] | None = None, instead: Callable[[], Any] | None = None
) -> Callable[[View], View]:
    """Enter only with `permission`; with a loader `on`, the view gets the loaded thing instead of its number.

    `on(**url_values, to=person)` returns the thing or None. Emil is sent to sign in, or gets the page `instead` where
    what he sends must not be lost; others see 404 where the thing is not theirs to see and 403 where it is but the
    step is not theirs to take.
    """
    if permission not in PERMISSIONS:
        raise KeyError(permission)

    def mark(view: View) -> View:
        @wraps(view)
        def door(**values: Any) -> Any:
            person = current_person()
            if person is None:
                return instead() if instead else redirect(url_for("accounts.sign_in", next=_way_back()))
            if _should_verify(person, permission):
                return redirect(url_for("accounts.second_factor", next=_way_back()))
            if on is None:
                if not may(person, permission):
                    abort(403)
                return view(**values)
            thing = on(**values, to=person)
            if thing is None:
                abort(404)
            if not may(person, permission, thing):
                abort(403)
            return view(thing)

        door.__dict__["entry"] = permission
        return door

    return mark


def _way_back() -> str:
    """Where to go after signing in: this page, or, where something was sent, the page with its form."""
    if request.method == "GET":
        return request.full_path.rstrip("?")
    referrer = request.referrer or ""
    return local_path(urlsplit(referrer).path if host_of(referrer) else None) or "/"


def _should_verify(person: Any, permission: str) -> bool:
    is_staff_door = not any(
        p.__name__ in {"is_signed_in", "is_author", "speaks_for_asked"} for p in PERMISSIONS[permission]
    )
    return is_staff_door and person.is_staff and not person.is_verified_twice
