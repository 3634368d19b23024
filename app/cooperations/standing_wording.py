"""Where a cooperation stands: what each partner says, and what a text still needs until it is agreed."""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from flask_babel import gettext as _
from flask_babel import ngettext

from app.cooperations.agreeing import FEWEST, bound_by, said_yes_to
from app.cooperations.models import Cooperation, CooperationVersion, Declaration, Partner
from app.cooperations.terms import alphabetical
from app.cooperations.wording import council_label, verdict_label
from app.core.clock import today
from app.core.languages import day
from app.ideas.wording import Status
from app.municipalities.models import Municipality

Answer = Literal["decided", "pending", "changes", "no", "open", "asks", "gone"]
"""A seat at the table: yes with the council's decision, yes subject to it, changes wanted, no, not answered, asks to
be let in, no longer in it."""


@dataclass(frozen=True)
class Seat:
    """One partner: the words for it, and where it sits in the picture."""

    number: int
    partner: Partner
    answer: Answer
    status: Status
    said: Declaration | None
    earlier: Declaration | None
    """Its yes to an earlier text, where it has not answered the one laid last."""
    x: float
    y: float

    @property
    def name(self) -> str:
        return self.partner.organisation.name


@dataclass(frozen=True)
class Needed:
    """What is missing until a text holds: so many yeses, and who has to be among them."""

    version: int
    count: int
    names: Sequence[str]
    """Whose yes cannot be done without."""
    gone: Sequence[str] = ()
    """Who would have to say yes and is no longer in it: then it takes a new text."""


def seats_of(cooperation: Cooperation) -> list[Seat]:
    """Every body that was asked or asks, the proposer first, then in the order of asking; at the end who is gone."""
    asked = [one for one in cooperation.partners if one.withdrawn_at is None or one.leaves_on or one.asks_since]
    asked.sort(key=lambda one: (_answer(one) in ("gone", "asks"), one.organisation_id != cooperation.keeper_id, one.id))
    places = _round_the_table(sum(1 for one in asked if one.is_present))
    return [
        _seat(number, partner, *(places[number - 1] if number <= len(places) else (0.0, 0.0)))
        for number, partner in enumerate(asked, 1)
    ]


def needed_for(cooperation: Cooperation, text: CooperationVersion) -> Needed:
    """What that text still needs: see `agreeing.becomes_agreed`, of which this is the plain count."""
    terms, yes, bound = text.terms, said_yes_to(cooperation, text.number), bound_by(cooperation)
    must = (terms.party_ids if terms.rule == "all" else set()) | bound
    must |= {terms.lead_id} if terms.lead_id is not None else set()
    missing, here = must - yes, {partner.organisation_id for partner in cooperation.present}
    count = max(len(missing & here), (terms.threshold or FEWEST) - len(yes) if terms.rule == "from_n" else 0)
    known = {partner.organisation_id: partner.organisation.name for partner in cooperation.partners}
    names, gone = (_by_name(known, numbers) for numbers in (missing & here, missing - here))
    return Needed(text.number, count, names, gone)


def _by_name(known: Mapping[int, str], numbers: Collection[int]) -> list[str]:
    return sorted((known[number] for number in numbers if number in known), key=alphabetical)


def needed_label(needed: Needed) -> str:
    """Still 2 yeses to text 3; or that it can hold no more, because somebody it cannot do without has left."""
    if needed.gone:
        return _("Text %(version)s cannot be agreed as it stands", version=needed.version)
    return ngettext(
        "%(num)s more yes to text %(version)s", "%(num)s more yeses to text %(version)s", needed.count,
        version=needed.version,
    )  # fmt: skip


def agreed_words(cooperation: Cooperation, holding: CooperationVersion) -> tuple[str, str]:
    """What has been agreed, in a bold half and the rest of the sentence: who has said yes to which text, on whose
    councils it still depends. It is a declaration of will: nobody reads that anything is in force."""
    yes = {one.organisation_id: one for one in cooperation.present if one.has_accepted(holding.number)}
    said = {number: one.declared(holding.number) for number, one in yes.items()}
    known = {number: one.organisation.name for number, one in yes.items()}
    pending = [number for number, one in said.items() if one is not None and one.council == "pending"]
    words = [
        _yes_of(holding, _by_name(known, yes), _by_name(known, pending), is_all=holding.terms.party_ids == set(yes))
    ]
    if holding.terms.legal_form == "special_purpose_agreement":
        words.append(_("It is a declaration of intent for a special purpose agreement; the signed contract binds."))
    return _("Agreed on %(day)s:", day=day(holding.agreed_at or holding.at)), " ".join(words)


def _yes_of(text: CooperationVersion, names: Sequence[str], pending: Sequence[str], *, is_all: bool) -> str:
    values = {"version": text.number, "bodies": ", ".join(names), "pending": ", ".join(pending)}
    if is_all:
        return (
            _("All have said yes to text %(version)s, subject to the decisions of the councils in: %(pending)s.",
              **values) if pending
            else _("All have said yes to text %(version)s, and every council has decided.", **values)
        )  # fmt: skip
    return (
        _("To text %(version)s have said yes: %(bodies)s; subject to the decisions of the councils in: %(pending)s.",
          **values) if pending
        else _("To text %(version)s have said yes: %(bodies)s; every council has decided.", **values)
    )  # fmt: skip


def tally(seats: Sequence[Seat]) -> str:
    """What the picture shows, in one sentence."""
    count = {answer: sum(1 for seat in seats if seat.answer == answer) for answer in ("changes", "no", "open")}
    yes = sum(1 for seat in seats if seat.answer in ("decided", "pending"))
    said = [
        ngettext("%(num)s says yes", "%(num)s say yes", yes) if yes else "",
        ngettext("%(num)s asks for changes", "%(num)s ask for changes", count["changes"]) if count["changes"] else "",
        ngettext("%(num)s declines", "%(num)s decline", count["no"]) if count["no"] else "",
        ngettext("%(num)s has not answered", "%(num)s have not answered", count["open"]) if count["open"] else "",
    ]
    return ", ".join(part for part in said if part)


def _seat(number: int, partner: Partner, x: float, y: float) -> Seat:
    version = partner.cooperation.version
    said, answer = partner.declared(version), _answer(partner)
    last = partner.last_yes if answer == "open" else None
    return Seat(number, partner, answer, _status(answer, partner, said), said, last, x, y)


def _answer(partner: Partner) -> Answer:
    if partner.asks_since is not None:
        return "asks"
    said = partner.declared(partner.cooperation.version)
    if not partner.is_present:
        return "gone"
    if said is None:
        return "open"
    if said.verdict == "accepted":
        return "decided" if said.council == "decided" else "pending"
    return "changes" if said.verdict == "changes_requested" else "no"


def _status(answer: Answer, partner: Partner, said: Declaration | None) -> Status:
    mood, fill = {
        "decided": ("good", "full"), "pending": ("good", "three-quarter"), "changes": ("wait", "half"),
        "no": ("stop", "empty"), "open": ("open", "empty"), "asks": ("open", "quarter"), "gone": ("end", "full"),
    }[answer]  # fmt: skip
    return Status(_words(answer, partner, said), mood, fill)


def _words(answer: Answer, partner: Partner, said: Declaration | None) -> str:
    if answer == "asks" and partner.asks_since is not None:
        return _("would like to take part, asked for it on %(day)s", day=day(partner.asks_since))
    if answer == "gone":
        return _("left, last day %(day)s", day=day(partner.leaves_on)) if partner.leaves_on else _("no longer asked")
    if said is None:
        words = [_("asked on %(day)s, no answer yet", day=day(asked_on(partner)))]
    else:
        words = [verdict_label(said.verdict), council_label(said)]
    if partner.leaves_on is not None and partner.leaves_on >= today():
        words.append(_("leaves, last day %(day)s", day=day(partner.leaves_on)))
    return ", ".join(word for word in words if word)


def became_of(town: Municipality | None) -> str:
    """What became of a partner's town that is no more: part of which body, since when; empty for one that still is."""
    if town is None or town.valid_until is None:
        return ""
    since, heir = day(town.valid_until + timedelta(days=1)), town.current
    if heir is None:
        return _("no municipality of its own since %(day)s", day=since)
    name = heir.organisation.name if heir.organisation else heir.name
    return _("part of %(body)s since %(day)s", body=name, day=since)


def asked_on(partner: Partner) -> datetime:
    """Since when this partner is asked about the text laid last."""
    laid = partner.cooperation.laid
    return partner.invited_at if laid is None else max(partner.invited_at, laid.at)


def _round_the_table(count: int) -> list[tuple[float, float]]:
    """So many places round a table, the first at the top, each the same distance from the middle."""
    turns = [2 * math.pi * n / max(count, 1) for n in range(count)]
    return [(round(100 * math.sin(turn), 1), round(-100 * math.cos(turn), 1)) for turn in turns]
