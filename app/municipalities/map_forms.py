"""Marking a point: three equal ways, none needs a map, a mouse or a script; and the page that offers them."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from flask import render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field
from wtforms.widgets import TextInput

from app.core.forms import Form, LineField
from app.municipalities.coordinates import CoordinatesAreUnreadable, LinkHasNoPoint, NumberIsMissing, read_coordinates
from app.municipalities.geojson import public_point
from app.municipalities.map_queries import towns_of_authority
from app.municipalities.mapping import Frame, moved
from app.municipalities.marking import PointIsElsewhere, nearer_town
from app.municipalities.surroundings import ZOOMS, picture_of

Point = tuple[float, float]
SIZES = {"klein": (280, 280), "gross": (640, 440)}
"""A browser tells where in the picture as drawn was clicked: so both are drawn at their own size, always."""
STEPS = {
    f"{letter}{metres}": {way: sign * metres}
    for letter, way, sign in (("n", "north", 1), ("s", "north", -1), ("o", "east", 1), ("w", "east", -1))
    for metres in (250, 1000)
}


class PinForm(Form):
    """Where exactly. Once valid, `point` is what was meant; None: the municipality is enough."""

    coordinates = LineField(
        _l("Coordinates, or a link from a map"),
        description=_l("Such as 51.2871, 12.6203 or 51° 17′ 13″ N, 12° 37′ 13″ E, or the link a map gives you."),
        render_kw={"autocomplete": "off", "maxlength": "1000"},
    )
    map = Field(_l("Click on the map"), widget=TextInput())

    point: Point | None = None

    def understand(self, sent: Mapping[str, str], now: Point | None) -> bool:
        """What was meant by the button pressed; what cannot be understood is said at its place."""
        if "weg" in sent:
            return True
        if "schritt" in sent:
            self.point = moved(*now, **STEPS[sent["schritt"]]) if now and sent["schritt"] in STEPS else None
            return self.point is not None or self._blame("map", _("Please mark a point first, then move it."))
        clicked = _clicked(sent)
        if clicked is not None:
            self.point = clicked
            return True
        if "weite" in sent:
            return self._blame("map", _("Please click on the map, or use the buttons beside it."))
        return self._read_coordinates()

    def refuse(self, _error: PointIsElsewhere, sent: Mapping[str, str]) -> None:
        """The point lies where nobody here answers."""
        message = _(
            "This point lies outside the area this office answers for. Please check it, or choose another place."
        )
        self.fault("map" if {"weite", "schritt"} & sent.keys() else "coordinates", message)

    def _read_coordinates(self) -> bool:
        typed = self.coordinates.data or ""
        try:
            self.point = read_coordinates(typed)
        except NumberIsMissing:
            return self._blame("coordinates", _("A point needs two numbers: how far north and how far east."))
        except LinkHasNoPoint:
            said = _("We find no coordinates in this link. Short links have none; please copy the numbers.")
            return self._blame("coordinates", said)
        except CoordinatesAreUnreadable:
            return self._blame("coordinates", _("We cannot read this as coordinates. Such as: 51.2871, 12.6203."))
        return True

    def _blame(self, name: str, message: str) -> bool:
        self.fault(name, message)
        return False


def _clicked(sent: Mapping[str, str]) -> Point | None:
    """The place under the click; a press of the Enter key on the picture says 0, 0 and is none."""
    centre = re.fullmatch(r"(-?\d{1,3}\.\d{1,6}),(-?\d{1,3}\.\d{1,6})", sent.get("mitte", ""))
    wide = _zoom(sent.get("weite", ""))
    for name, (width, height) in SIZES.items():
        x, y = (sent.get(f"{name}.{axis}", "") for axis in ("x", "y"))
        if not (centre and wide and re.fullmatch(r"\d{1,4}", x) and re.fullmatch(r"\d{1,4}", y)):
            continue
        frame = Frame.around(float(centre[1]), float(centre[2]), wide, width, height)
        if (int(x), int(y)) != (0, 0) and frame.shows(int(x), int(y)):
            return frame.place_at(int(x), int(y))
    return None


def pin_page(thing: Any, form: PinForm | None = None, **words: Any) -> str:
    """The page with the three ways. `words`: layout, action, done (address, label)."""
    towns = towns_of_authority(thing.authority_id)
    point = (thing.latitude, thing.longitude) if thing.latitude is not None else None
    around = next((town for town in towns if town.ags == request.args.get("um")), None)
    chosen = around or (thing.municipalities[0] if thing.municipalities else None)
    centre = point if point and not around else (chosen.latitude, chosen.longitude) if chosen else _middle(towns)
    usual = 8 if point and not around else 16 if chosen else 64
    wide = _zoom(request.values.get("weite", "")) or usual
    own = [town.id for town in thing.municipalities]
    pictures = {name: picture_of(Frame.around(*centre, wide, *size), point, own) for name, size in SIZES.items()}
    at = ZOOMS.index(wide)
    return render_template(
        "municipalities/point.html", thing=thing, form=form or PinForm(None), point=point, towns=towns,
        shown=public_point(thing.latitude, thing.longitude), nearer=nearer_town(thing, towns), pictures=pictures,
        centre=f"{centre[0]:.5f},{centre[1]:.5f}", wide=wide, closer=ZOOMS[at - 1] if at else None,
        wider=ZOOMS[at + 1] if at + 1 < len(ZOOMS) else None, around=around, chosen=chosen, **words,
    )  # fmt: skip


def save_pin(thing: Any, pin: Callable[[Point | None], None]) -> PinForm:
    """Do what the form asks for; faults are at their places in the form that comes back."""
    form = PinForm(request.form)
    now = (thing.latitude, thing.longitude) if thing.latitude is not None else None
    if form.understand(request.form, now):
        try:
            pin(form.point)
        except PointIsElsewhere as error:
            form.refuse(error, request.form)
    return form


def _zoom(text: str) -> int | None:
    return int(text) if text in {str(zoom) for zoom in ZOOMS} else None


def _middle(towns: Any) -> Point:
    """The middle of an area; of Saxony where there is none."""
    if not towns:
        return (51.0, 13.0)
    return sum(town.latitude for town in towns) / len(towns), sum(town.longitude for town in towns) / len(towns)
