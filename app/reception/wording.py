"""How the author of a typed-in idea is reached, in words; when a code opens what."""

from flask_babel import gettext as _

from app.ideas.models import Idea
from app.reception.contacts import way_to


def contact_line(idea: Idea) -> str:
    """For the desk: where news to this author go."""
    return {
        "mail": _("No account; news go by e-mail to %(address)s.", address=idea.contact_email or ""),
        "post": _("No account; news go by letter."),
    }.get(way_to(idea), _("No account and no address: no answer is owed beyond the one everybody reads."))


def reach_line(idea: Idea) -> str:
    """For the receipt: how the author hears of it."""
    return {
        "mail": _("by e-mail"),
        "post": _("by letter"),
        "account": _("by e-mail, in the own account"),
    }.get(way_to(idea), _("no news wished; it stands on the website"))
