"""The forms of the register of places at the desk."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FileField, HiddenField

from app.core.forms import Form


class ExtractForm(Form):
    """An extract from one's own computer."""

    file = FileField(
        _l("Extract of the register"),
        description=_l(
            "A YAML file up to 5 MB, laid out as the one that comes with the platform: source, reference_date, "
            "districts (key, name, land, authority), regions (slug, name, authority, members), municipalities "
            "(ags, ars, name, district, association, population, area_km2, postcode, latitude, longitude) and "
            "former (ags, until, merged_into)."
        ),
        render_kw={"accept": ".yaml,.yml,application/yaml"},
    )


class LoadForm(Form):
    """The second click: bound to what was shown."""

    seen = HiddenField(_l("Extract of the register"))
    allow_missing = BooleanField(_l("The places left out without a word are no more."))
