"""What is asked when goals are connected."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, RadioField, ValidationError

from app.concepts.connection_wording import kind_choices
from app.core.forms import Form, VersionForm
from app.restrictions.forms import RequiredProse

MAX_REASON = 1000


class ProposeForm(Form):
    """How two goals belong together, and why. The pair itself is known once, so sending twice makes one proposal."""

    kind = RadioField(_l("How do they belong together?"), validate_choice=False)
    reason = RequiredProse(
        _l("Why?"),
        _l("Please say in a sentence why these two goals correspond."),
        most=MAX_REASON,
        description=_l("The other side decides by it. Once accepted, everybody reads it beside both goals."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = list(kind_choices().items())

    def validate_kind(self, field: Field) -> None:
        if field.data not in kind_choices():
            raise ValidationError(_("Please choose one of the two."))


class RefuseForm(VersionForm):
    """Why the goals do not correspond."""

    answer = RequiredProse(
        _l("Why not?"),
        _l("Please say why you refuse. The other side reads it."),
        most=MAX_REASON,
        description=_l("The other side reads it and may propose again with better reasons."),
    )


class EndForm(VersionForm):
    """Why a correspondence or a proposal is taken back."""

    ending = RequiredProse(
        _l("Why does it end?"),
        _l("Please say why it ends. The other side reads it."),
        most=MAX_REASON,
        description=_l("The other side reads it."),
    )
