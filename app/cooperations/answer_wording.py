"""What a partner is told before and after it answers: what it would pay, what its yes brings about, who sees it."""

from dataclasses import dataclass

from flask_babel import gettext as _

from app.cooperations.agreeing import becomes_agreed, bound_by, is_for_everybody, said_yes_to
from app.cooperations.cost_wording import arithmetic_of, title_of
from app.cooperations.costing import Division, costs_of, with_body
from app.cooperations.models import CooperationVersion, Declaration, Partner
from app.cooperations.terms import Terms
from app.cooperations.wording import money, public_from_help, public_part_label
from app.core.languages import day


@dataclass(frozen=True)
class OwnShare:
    """What one partner pays: reckoned with whom, how much, and how that comes about; no amount where the key knows no
    figure of it."""

    among: str
    amount: str
    arithmetic: str


def own_shares(partner: Partner, text: CooperationVersion) -> list[OwnShare]:
    """What it pays if it says yes, with everybody the text names and with those who take part; none where the text
    names no cost, or can no longer be agreed because somebody it names has left."""
    costs = costs_of(partner.cooperation, text)
    if costs is None or (text.terms.rule == "all" and costs.named.gone):
        return []
    divisions = with_body(costs, partner.organisation_id).divisions
    return [_own_share(partner, text.terms, division) for division in divisions]


def _own_share(partner: Partner, terms: Terms, division: Division) -> OwnShare:
    share, among = division.share_of(partner.organisation_id), title_of(terms, division)
    return OwnShare(among, money(share.cents), arithmetic_of(terms, share)) if share else OwnShare(among, "", "")


def last_word(partner: Partner, text: CooperationVersion) -> str:
    """What its yes brings about at once; empty where others are needed still, or it has said yes already."""
    cooperation, yes = partner.cooperation, said_yes_to(partner.cooperation, text.number)
    if partner.organisation_id in yes:
        return ""
    left = _("It cannot be taken back then; you can leave, with day and reason.")
    if cooperation.agreed_version == text.number:
        return " ".join([_("Text %(version)s is agreed. With your yes you join it.", version=text.number), left])
    if becomes_agreed(text.terms, yes | {partner.organisation_id}, bound_by(cooperation)):
        return " ".join([_("With your yes text %(version)s is agreed.", version=text.number), left])
    return ""


def who_sees(text: CooperationVersion) -> str:
    """Who reads the name, the function and the day of whoever declares."""
    partners = _("The partners see your name, your function and the day.")
    if text.terms.public_from == "never" or "answers" not in text.terms.public_parts:
        return partners
    if is_for_everybody(text):
        return " ".join([partners, _("Of a yes everybody sees function and day, not your name.")])
    return " ".join([partners, _("Once the text is agreed, everybody sees function and day of a yes, not your name.")])


def everybody_reads(terms: Terms) -> str:
    """What the text lets everybody read and from when on, in a sentence to be read before it goes out."""
    if terms.public_from == "never":
        return public_from_help("never")
    parts = [public_part_label(part) for part in terms.public_parts]
    if terms.public_from == "agreed":
        whole = ", ".join([_("title, what, why and who takes part"), *parts])
        return _("Once the text is agreed, everybody may read: %(parts)s.", parts=whole)
    now = [_("title, what, why and who has said yes")]
    now += [public_part_label("text")] if "text" in terms.public_parts else []
    later = [public_part_label(part) for part in terms.public_parts if part != "text"]
    said = _("As soon as you lay the text before the partners, everybody may read: %(parts)s.", parts=", ".join(now))
    return f"{said} {_('Once it is agreed, also: %(parts)s.', parts=', '.join(later))}" if later else said


def became_by(said: Declaration) -> str:
    """What has become of the text by that yes: agreed, joined, or nothing yet (empty)."""
    cooperation = said.partner.cooperation
    text = cooperation.text_of(said.version)
    if said.verdict != "accepted" or text is None or text.agreed_at is None or not _is_in_force(text):
        return ""
    if said.since > text.agreed_at:
        return _("%(body)s has joined.", body=said.partner.organisation.name)
    if said.partner.organisation_id == _last_needed(text):
        return _("With your yes this text is agreed.")
    return _("This text has been agreed since %(day)s.", day=day(text.agreed_at))


def _is_in_force(text: CooperationVersion) -> bool:
    return text.cooperation.state == "agreed" and text.cooperation.agreed_version == text.number


def _last_needed(text: CooperationVersion) -> int | None:
    """Whose yes came last before the text was agreed."""
    yeses = [
        (one.since, one.id, partner.organisation_id)
        for partner in text.cooperation.partners
        if (one := partner.declared(text.number)) is not None and one.verdict == "accepted"
    ]
    before = [found for found in yeses if text.agreed_at is not None and found[0] <= text.agreed_at]
    return max(before)[2] if before else None
