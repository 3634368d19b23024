"""Marks on views that a machine checks: who may enter, and which doors change something."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from flask import g

from app.core.database import transaction

View = Callable[..., Any]


@dataclass(frozen=True)
class Afterwards:
    """A changing door's answer that is made when its transaction is over: what takes long holds up no other writer."""

    page: Callable[[], Any]


def writes(view: View) -> View:
    """A changing door: one transaction around loader, permission and view; committed when the view returns."""

    @wraps(view)
    def in_transaction(*args: Any, **kwargs: Any) -> Any:
        with transaction():
            # Who is signed in is read anew, and held: nobody is erased while something is written in her name.
            g.pop("_login_user", None)
            answer = view(*args, **kwargs)
        return answer.page() if isinstance(answer, Afterwards) else answer

    in_transaction.__dict__["writes"] = True
    return in_transaction


def public(view: View) -> View:
    """Everybody may enter; what there is to see is the visibility query's matter."""
    view.__dict__["entry"] = "public"
    return view
