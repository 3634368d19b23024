"""Words for what an extract changes, alike on the page and in the terminal."""

from datetime import date
from typing import Any

from flask_babel import format_decimal
from flask_babel import gettext as _

from app.core.languages import day
from app.municipalities.comparing import A_DAY, AreaChange, Difference, MemberChange, PlaceChange, Plan

FIGURES = ("population", "area_km2")


def association_label(name: str, land: str) -> str:
    """“Amt Crivitz”; in Saxony, where there are communities and unions, “administered together: Naunhof”."""
    return _("Amt %(name)s", name=name) if land == "MV" else _("administered together: %(name)s", name=name)


def sort_labels() -> dict[str, str]:
    """What can become of a place, in the order of the list."""
    return {
        "new": _("New places"), "returned": _("There again"), "merged": _("Went into another municipality"),
        "gone": _("No more, without a successor"), "missing": _("Left out without a word"), "renamed": _("Renamed"),
        "moved": _("Other association or district"), "figures": _("Other population or area"),
        "details": _("Other details"),
    }  # fmt: skip


def field_labels() -> dict[str, str]:
    """The columns of the register by their names."""
    return {
        "official_name": _("Name"), "name": _("Name"), "association": _("Association"), "district": _("District"),
        "population": _("Population"), "area_km2": _("Area"), "postcode": _("Postcode"), "latitude": _("Latitude"),
        "longitude": _("Longitude"), "ars": _("Regional key"), "valid_from": _("exists since"),
        "authority": _("Authority"), "short_name": _("Short name"), "accent": _("Colour"), "intro": _("Introduction"),
    }  # fmt: skip


def said_difference(difference: Difference) -> str:
    """“Population: 8,000 → 8,100 (+100, +1.3 %)”."""
    label = field_labels()[difference.name]
    before, after = _said_value(difference.name, difference.before), _said_value(difference.name, difference.after)
    by_how_much = f" ({_step(difference)})" if difference.name in FIGURES else ""
    return f"{label}: {before} → {after}{by_how_much}"


def said_change(change: PlaceChange) -> str:
    """What becomes of one place, in one line without its name."""
    parts = []
    if change.sort == "missing" and change.until is not None:
        parts.append(_("not listed any more as of %(day)s", day=day(change.until + A_DAY)))
    elif change.sort in ("merged", "gone") and change.until is not None:
        parts.append(_("last day %(day)s", day=day(change.until)))
    if change.into is not None:
        parts.append(_("goes into %(place)s (%(key)s)", place=change.into[1], key=change.into[0]))
    return "; ".join([*parts, *(said_difference(one) for one in change.differences)])


def said_area(change: AreaChange) -> str:
    """What becomes of a district or a region."""
    if change.sort.startswith("new_"):
        return _("new")
    return "; ".join(said_difference(one) for one in change.differences)


def said_member(change: MemberChange) -> str:
    """“joins (since 1 January 2026)”, “leaves (until …)”, “period: since … → …”."""
    if change.sort == "joins":
        return _("joins") + _bracketed(change.after)
    if change.sort == "leaves":
        return _("leaves") + _bracketed(change.after)
    return _("Period: %(before)s → %(after)s", before=said_period(change.before), after=said_period(change.after))


def said_period(period: tuple[date | None, date | None] | None) -> str:
    """“since …”, “until …”, “from … to …”; a dash where nobody knows."""
    since, until = period or (None, None)
    if since and until:
        return _("from %(first)s to %(last)s", first=day(since), last=day(until))
    if since:
        return _("since %(day)s", day=day(since))
    return _("until %(day)s", day=day(until)) if until else "–"


def said_counts(plan: Plan) -> str:
    """“Places: 1 new, 3 changed, 198 unchanged”; who is no more, or left out without a word, is counted by itself: the
    same before loading and after."""
    new, gone = len(plan.of_sort("new")), len(plan.of_sort("merged", "gone", "missing"))
    counts = {"new": new, "changed": len(plan.places) + len(plan.missing) - new - gone, "same": plan.unchanged}
    if not gone:
        return _("Municipalities: %(new)s new, %(changed)s changed, %(same)s unchanged", **counts)
    return _(
        "Municipalities: %(new)s new, %(changed)s changed, %(gone)s not listed any more, %(same)s unchanged",
        gone=gone, **counts,
    )  # fmt: skip


def plan_lines(plan: Plan) -> list[str]:
    """The whole comparison as lines of text, for the terminal."""
    lines = []
    for sort, label in sort_labels().items():
        changes = plan.of_sort(sort)
        if changes:
            lines.append(f"{label} ({len(changes)}):")
            lines += [f"  {one.ags}  {one.name}{': ' if said_change(one) else ''}{said_change(one)}" for one in changes]
    lines += [f"{area.name}: {said_area(area)}" for area in plan.areas]
    lines += [f"{one.region_name}: {one.name} ({one.ags}) {said_member(one)}" for one in plan.members]
    return lines


def _step(difference: Difference) -> str:
    step = difference.after - difference.before
    sign = "+" if step > 0 else "−"
    said = f"{sign}{format_decimal(abs(round(step, 2)))}"
    if not difference.before:
        return said
    share = abs(step) / difference.before * 100
    return f"{said}, {sign}{format_decimal(round(share, 1))} %"


def _said_value(name: str, value: Any) -> str:
    if value is None:
        return "–"
    if name == "area_km2":
        return _("%(area)s km²", area=format_decimal(value))
    if name == "population":
        return str(format_decimal(value))
    return day(value) if isinstance(value, date) else str(value)


def _bracketed(period: tuple[date | None, date | None] | None) -> str:
    said = said_period(period)
    return "" if said == "–" else f" ({said})"
