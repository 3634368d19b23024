"""Money as people type it, to the cent: 12.345,67."""

import re
from typing import Any

from flask_babel import get_locale
from flask_babel import gettext as _
from wtforms import StringField

from app.cooperations.wording import plain_money

MOST_CENTS = 10**13
"""A hundred thousand million euros: more is a slip of the keyboard."""


class AmountIsUnclear(ValueError):
    """The signs can be read in two ways, or not at all."""


class AmountIsTooLarge(AmountIsUnclear):
    """More than any cooperation costs."""


def cents_of(text: str, *, thousands: str, decimal: str) -> int:
    """What was typed, in cents. A sign between thousands stands in the right places or not at all."""
    digits = re.escape(thousands)
    pattern = rf"(\d{{1,3}}(?:{digits}\d{{3}})+|\d+)(?:{re.escape(decimal)}(\d{{2}}|-|–|—))?"
    plain = re.sub(r"(?i)euro?s?|€", "", text)
    plain = re.sub(r"[\s  ']", "", plain)
    found = re.fullmatch(pattern, plain, re.ASCII)
    if found is None:
        raise AmountIsUnclear(text)
    whole, part = found.groups()
    cents = int(whole.replace(thousands, "")) * 100 + (int(part) if part and part.isdecimal() else 0)
    if cents > MOST_CENTS:
        raise AmountIsTooLarge(text)
    return cents


class CentsField(StringField):
    """An amount of money, kept in cents; none where nothing is typed. What cannot be read stays as it was typed."""

    def _value(self) -> str:
        return str(self.raw_data[0]) if self.raw_data else plain_money(self.data)

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = None
        text = (valuelist[0] if valuelist else "").strip()
        if not text:
            return
        thousands, decimal = (".", ",") if str(get_locale()) == "de" else (",", ".")
        try:
            self.data = cents_of(text, thousands=thousands, decimal=decimal)
        except AmountIsTooLarge as error:
            most = plain_money(MOST_CENTS)
            raise ValueError(_("This amount is too large: at most %(most)s euros.", most=most)) from error
        except AmountIsUnclear as error:
            raise ValueError(
                _("Please write the amount like this: %(sample)s.", sample=plain_money(1234567))
            ) from error


def amount_attributes(**more: Any) -> dict[str, Any]:
    """What a field for money says to keyboards on glass."""
    return {"inputmode": "decimal", "autocomplete": "off", **more}
