"""The filters of the inbox: what the address asks for, and each of them as a link."""

from typing import Any

from flask import request, url_for
from flask_babel import gettext as _

from app.core.texts import clean
from app.ideas.desk_queries import in_field, in_place
from app.ideas.desk_wording import soon_until
from app.ideas.inbox_wording import counts, lands
from app.inbox.queries import DUE, WHOSE, Filter, kind_named, kinds_for
from app.policies.doors import current_person


def asked_for() -> Filter:
    """The filter as the address says it; what is none of ours is left out."""
    args = request.args
    tab, kind = args.get("ansicht", "offen"), kind_named(args.get("art", ""))
    tab = tab if tab in ("offen", "wartet") else "offen"
    whose, due = args.get("wer", ""), args.get("frist", "")
    field, place = (min(max(args.get(name, 0, type=int), 0), 2**31 - 1) for name in ("feld", "ort"))
    things = (*([in_field(field)] if field else []), *([in_place(place)] if place else []))
    return Filter(
        tab, kind.kind if kind is not None and kind.tab == tab else "", whose if whose in WHOSE else "",
        due if due in DUE else "", soon_until(lands()), things,
    )  # fmt: skip


def here(**changes: Any) -> str:
    """This list with other filters; it begins at the top then."""
    names = ("ansicht", "art", "wer", "frist", "feld", "ort")
    kept = {name: clean(request.args.get(name, ""))[:40] or None for name in names}
    return url_for("inbox.index", **{**kept, **changes})


def chips(wanted: Filter) -> list[tuple[str, list[dict[str, Any]]]]:
    """The labelled rows of links: kinds with their numbers, whose, and by when."""
    figures = counts()
    kinds = [kind for kind in kinds_for(current_person(), wanted.tab) if figures.kinds.get(kind.kind)]
    by_kind = [_chip(_("all"), "art", None, not wanted.kind)]
    by_kind += [
        _chip(kind.label(), "art", kind.kind, wanted.kind == kind.kind, figures.kinds[kind.kind]) for kind in kinds
    ]
    labels = {"meine": _("mine"), "niemand": _("nobody's")}
    whose = [_chip(_("everybody's"), "wer", None, not wanted.whose)]
    mine = figures.mine if wanted.tab == "offen" else None
    whose += [
        _chip(label, "wer", name, wanted.whose == name, mine if name == "meine" else None)
        for name, label in labels.items()
    ]
    days = {"vorbei": (_("past due"), figures.past_due), "bald": (_("due soon"), figures.due_soon)}
    due = [_chip(_("any day"), "frist", None, not wanted.due)]
    due += [
        _chip(label, "frist", name, wanted.due == name, number if wanted.tab == "offen" else None)
        for name, (label, number) in days.items()
    ]
    return [(_("Kind"), by_kind), (_("Taken on"), whose), (_("By when"), due)]


def _chip(label: str, name: str, value: str | None, is_current: bool, count: int | None = None) -> dict[str, Any]:
    return {"label": label, "url": here(**{name: value}), "current": is_current, "count": count}


def is_filtered(wanted: Filter) -> bool:
    """Whether anything narrows the list."""
    return bool(wanted.kind or wanted.whose or wanted.due or wanted.things)
