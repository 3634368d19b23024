"""What somebody is asked to by an invitation, in words; the same in the mail and on the page."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.accounts.models import Invitation, Organisation

BODIES = {
    "municipality": _l("the municipality"),
    "association_of_municipalities": _l("the association of municipalities"),
    "department": _l("the department"),
    "youth_forum": _l("the youth forum"),
    "society": _l("the club"),
    "company": _l("the company"),
    "school": _l("the school"),
}
"""A body after "for" or as what somebody represents."""


def body_in_words(organisation: Organisation) -> Any:
    """The body by its kind; a town that calls itself a town is one."""
    return _l("the town") if organisation.name.startswith("Stadt ") else BODIES[organisation.kind]


def membership_asked(role: str | None, organisation: Organisation) -> Any:
    """Who asks somebody in, and as what."""
    words = {"who": organisation.name, "body": body_in_words(organisation)}
    return {
        "representative": _l("%(who)s invites you to represent %(body)s.", **words),
        "officer": _l("%(who)s invites you to write ideas for %(body)s.", **words),
    }.get(role or "", _l("%(who)s invites you to become a member.", **words))


def co_authorship_asked(who: str | None, title: str | None) -> Any:
    """Who asks somebody to write along, and on what; either may be missing."""
    if who and title:
        return _l("%(who)s has begun an idea: “%(title)s”, and asks you to write along.", who=who, title=title)
    if title:
        return _l("Somebody has begun an idea: “%(title)s”, and asks you to write along.", title=title)
    if who:
        return _l("%(who)s has begun an idea and asks you to write along.", who=who)
    return _l("Somebody has begun an idea and asks you to write along.")


def aim_of(invitation: Invitation) -> str:
    """What somebody is asked to, in a few words."""
    if invitation.organisation is None:
        return _("Writing along on an idea")
    words = {"body": invitation.organisation.name}
    return {
        "representative": _("Representing: %(body)s", **words), "officer": _("Writing for: %(body)s", **words),
    }.get(invitation.role or "", _("Membership: %(body)s", **words))  # fmt: skip
