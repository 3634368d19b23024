"""What is still to come of a public cooperation: reckoned from the text everybody reads and from those it names alone,
so that nothing the partners keep to themselves shows through."""

from collections.abc import Iterator
from datetime import date

from flask_babel import gettext as _
from flask_babel import ngettext

from app.cooperations.agreeing import FEWEST, is_for_everybody
from app.cooperations.showing import NamedPartner, Shown
from app.core.clock import today
from app.core.languages import day
from app.ideas.wording import Ahead

FEW = 2
"""So many open councils get a step of their own each."""


def ahead_of(shown: Shown) -> list[Ahead]:
    """The steps that are still to come: first those without a day, then the days in their order. Nothing of what is
    over, and nothing of a text that a newer one, closed to the public, has replaced."""
    if shown.state not in ("proposed", "agreed") or (shown.state == "agreed" and not shown.is_in_force):
        return []
    dated = sorted(_dated(shown), key=lambda one: one[0])
    steps = [Ahead(day(when), headline) for when, headline in dated]
    return [*_missing(shown), *_councils(shown), *_newer_text(shown), *steps]


def councils_open(shown: Shown) -> list[NamedPartner]:
    """Those whose yes is still subject to the council, where everybody may read how each has answered."""
    return [one for one in shown.named if one.yes.council == "pending"] if shown.releases("answers") else []


def _missing(shown: Shown) -> list[Ahead]:
    """How many more have to say yes, and never who."""
    if shown.state != "proposed":
        return []
    if shown.terms.rule == "from_n":
        return [_missing_of_some(shown.terms.threshold or FEWEST, len(shown.named))]
    rule = _("The text holds as soon as all partners it names have said yes to it.")
    missing = len(shown.terms.party_ids - {one.partner.organisation_id for one in shown.named})
    if shown.releases("text") and missing:
        return [Ahead(_("still open"), _yeses(missing), rule)]
    return [Ahead(_("still open"), _("Not all have said yes yet"), rule)]


def _missing_of_some(least: int, yes: int) -> Ahead:
    said = ngettext(
        "The text holds from %(least)s partners on; %(num)s has said yes so far.",
        "The text holds from %(least)s partners on; %(num)s have said yes so far.", yes, least=least,
    )  # fmt: skip
    if yes < least:
        return Ahead(_("still open"), _yeses(least - yes), said)
    more = _("One yes is missing without which it cannot hold.")
    return Ahead(_("still open"), _("It is not agreed yet"), f"{said} {more}")


def _yeses(count: int) -> str:
    return ngettext("One more yes is needed", "%(num)s more yeses are needed", count)


def _councils(shown: Shown) -> list[Ahead]:
    waiting = councils_open(shown)
    if len(waiting) <= FEW:
        return [
            Ahead(_("still open"), _("%(body)s: the council has not decided yet", body=one.name), _subject(one))
            for one in waiting
        ]
    headline = _("The councils of %(num)s partners have not decided yet", num=len(waiting))
    return [Ahead(_("still open"), headline, None, [f"{one.name}: {_subject(one)}" for one in waiting])]


def _subject(one: NamedPartner) -> str:
    return _("yes of %(day)s, subject to the council's decision", day=day(one.since))


def _newer_text(shown: Shown) -> list[Ahead]:
    """A newer text the partners are asked about, where that one is for everybody, too."""
    laid = shown.cooperation.laid
    if laid is None or laid.number <= shown.text.number or laid.agreed_at is not None or not is_for_everybody(laid):
        return []
    text = _("Until all whose yes it needs have said yes, the text on this page goes on holding.")
    return [Ahead(_("still open"), _("The partners are asked about a newer text"), text)]


def _dated(shown: Shown) -> Iterator[tuple[date, str]]:
    """Beginning and last day, where the text is for everybody; the last days of partners that go."""
    terms, is_agreed = shown.terms, shown.state == "agreed"
    if shown.releases("text") and terms.starts_on and terms.starts_on > today():
        yield terms.starts_on, _("The agreed time begins") if is_agreed else _("Planned beginning")
    for one in shown.named:
        if one.partner.leaves_on and one.partner.leaves_on >= today():
            yield one.partner.leaves_on, _("%(body)s: last day of taking part", body=one.name)
    if shown.releases("text") and terms.ends_on and terms.ends_on >= today():
        yield terms.ends_on, _("Last day of the agreed time") if is_agreed else _("Planned end")
