"""The words of the pages everybody reads: cards, the facts of one cooperation, and what an agreement is and is not."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.cooperations.ahead_wording import councils_open
from app.cooperations.cost_wording import total_label
from app.cooperations.listing import CooperationRow
from app.cooperations.models import Partner
from app.cooperations.parts import TextPart, parts_of
from app.cooperations.showing import NamedPartner, Shown, towns_of
from app.cooperations.standing_wording import became_of
from app.cooperations.terms import alphabetical
from app.cooperations.wording import (
    council_label,
    key_label,
    kind_label,
    legal_form_label,
    money,
    rule_label,
    state_label,
    status_of,
)
from app.core.clock import today
from app.core.journal import JournalEntry
from app.core.languages import day
from app.core.texts import excerpt
from app.search.excerpts import Part, excerpt_of, marked
from app.things.queries import public_links_of

MOST_NAMES = 7
SECTIONS = ("purpose", "contributions", "duration", "exit")
PATH = ("proposed", "agreed", "ended")


@dataclass(frozen=True)
class CooperationCard:
    """What `cooperation_card` shows."""

    number: int
    title: str
    excerpt: str
    url: str
    kind: str
    status_label: str
    status_mood: str
    status_fill: str
    when: str
    partners: list[str]
    """Some of those named, and how many more there are."""
    place_label: str
    found: tuple[list[Part], list[Part]] | None = None
    """Title and excerpt as a search shows them: where the words stand."""


def card_of(row: CooperationRow, stems: Collection[str] = ()) -> CooperationCard:
    """A row of a list as a card; where words of these stems were looked for, with the place where they stand."""
    status = status_of(row.state)
    return CooperationCard(
        number=row.number, title=row.title, excerpt=excerpt(row.terms.what, 160),
        url=url_for("cooperations.show", number=row.number, slug=row.slug), kind=kind_label(row.terms.kind),
        status_label=status.label, status_mood=status.mood, status_fill=status.fill, when=_when(row),
        partners=names_of(row.partners), place_label=row.region or "",
        found=(marked(row.title, stems), excerpt_of(row.terms.what, stems)) if stems else None,
    )  # fmt: skip


def _when(row: CooperationRow) -> str:
    if row.ended_on is not None:
        return _("since %(day)s", day=day(row.ended_on))
    if row.state == "agreed":
        return _("since %(day)s", day=day(row.agreed_at))
    return _("public since %(day)s", day=day(row.listed_at))


def names_of(partners: Sequence[Any], most: int = MOST_NAMES) -> list[str]:
    """The names of partners; of many the first and how many more."""
    names = [str(partner.name) for partner in partners]
    return names if len(names) <= most else [*names[:most], _("%(num)s more", num=len(names) - most)]


def path_of(shown: Shown) -> list[tuple[str, str]]:
    """Its way with where it stands: (label, "past" | "now" | "")."""
    state = shown.state
    if state == "withdrawn":
        return [(state_label("proposed"), "past"), (state_label(state), "now")]
    at = PATH.index(state)
    return [(state_label(one), "past" if n < at else "now" if n == at else "") for n, one in enumerate(PATH)]


class Meaning(NamedTuple):
    """How far it is, in a sentence, and what follows from it."""

    bold: str
    text: str
    kind: str


def meaning_of(shown: Shown) -> Meaning:
    """The state in plain words."""
    cooperation = shown.cooperation
    ended = day(cooperation.ended_on) if cooperation.ended_on else ""
    if shown.state == "ended":
        return Meaning(
            _("This cooperation ended on %(day)s.", day=ended),
            _("What was agreed holds no longer; it stays here to be read."), "warn",
        )  # fmt: skip
    if shown.state == "withdrawn":
        return Meaning(
            _("This proposal was withdrawn on %(day)s.", day=ended), _("Nobody is bound to it; it stays to be read."),
            "warn",
        )  # fmt: skip
    if shown.state == "agreed":
        return _agreed(shown)
    if shown.text.agreed_at is not None:
        return Meaning(
            _("This text was agreed and holds no longer."), _("Too few partners are left. Others may still join it."),
            "warn",
        )  # fmt: skip
    return Meaning(
        _("This is a proposal; no agreement has been made public."),
        _("Each municipality decides for itself. Only those are named here that propose it or have said yes."), "info",
    )  # fmt: skip


def _agreed(shown: Shown) -> Meaning:
    agreed_at = shown.text.agreed_at
    since = day(agreed_at) if agreed_at else ""
    if not shown.is_in_force:
        return Meaning(
            _("This text was agreed on %(day)s.", day=since),
            _("A newer text holds by now; the partners have not published it."), "info",
        )  # fmt: skip
    said = [_("All partners named below have said yes to exactly this text."), _reserved(shown)]
    said += [_("Others may join the same text.")] if shown.terms.rule == "from_n" else []
    return Meaning(_("Agreed since %(day)s.", day=since), " ".join(filter(None, said)), "ok")


def _reserved(shown: Shown) -> str:
    """How many of these yeses still wait for a council; nothing where the answers are the partners' own."""
    count = len(councils_open(shown))
    if not count:
        return ""
    return ngettext(
        "%(num)s yes is still subject to the council's decision.",
        "%(num)s yeses are still subject to the decision of a council.", count,
    )  # fmt: skip


def what_it_is(shown: Shown) -> list[tuple[str, str]]:
    """What a yes is and what it is not, each with its word before it."""
    if shown.terms.legal_form == "special_purpose_agreement":
        binding = _("The binding contract is decided by the councils and signed outside of this platform.")
    else:
        binding = _("Whatever shall bind is signed outside of this platform.")
    return [
        (_("It is"), _("a declaration of will of the municipality, given by its mayor or another authorised person.")),
        (_("It is not"), _("a contract. It does not oblige anyone to pay or do anything.")),
        (_("The council"), _("decides where the municipality's rules say so: until then a yes is subject to it.")),
        (_("Binding"), binding),
    ]


# ---- one cooperation ------------------------------------------------------------------------------


class PartnerLine(NamedTuple):
    """One partner as the page names it: who, with which part in it, and how its yes stands where that is released."""

    name: str
    ags: str | None
    roles: str
    answer: str = ""
    council: str = ""


def partner_lines(shown: Shown) -> list[PartnerLine]:
    """Those named; function, day and council only where the answers are released, never the name of a person."""
    with_answers = shown.releases("answers")
    return [
        PartnerLine(
            one.name,
            one.town.ags if one.town else None,
            _roles(one),
            declared_by(one) if with_answers else "",
            _council(one) if with_answers else "",
        )
        for one in shown.named
    ]


def left_lines(shown: Shown, steps: Sequence[JournalEntry]) -> list[PartnerLine]:
    """Those who took part and are no longer in it, by name: as far as everybody reads of that step. `steps`: see
    `chronicle.public_steps`."""
    told = {step.details.get("partner") for step in steps if step.verb == "leave"}
    told -= {one.partner.organisation_id for one in shown.named}
    gone = [one for one in shown.cooperation.partners if one.organisation_id in told and _has_left(one)]
    towns = towns_of([one.organisation_id for one in gone]) if gone else {}
    lines = []
    for one in sorted(gone, key=lambda one: (alphabetical(one.organisation.name), one.id)):
        town = towns.get(one.organisation_id)
        lines.append(PartnerLine(one.organisation.name, town.ags if town else None, _until(one)))
    return lines


def _has_left(partner: Partner) -> bool:
    return partner.leaves_on is not None and partner.leaves_on < today()


def _roles(one: NamedPartner) -> str:
    roles = [
        _("has proposed it") if one.is_proposer else "", _("in the lead") if one.leads else "", _until(one.partner),
        became_of(one.town),
    ]  # fmt: skip
    return ", ".join(filter(None, roles))


def _until(partner: Partner) -> str:
    if partner.leaves_on is None:
        return ""
    if _has_left(partner):
        return _("in it until %(day)s", day=day(partner.leaves_on))
    return _("takes part until %(day)s", day=day(partner.leaves_on))


def declared_by(one: NamedPartner) -> str:
    """When the yes was declared, and in which function."""
    return _("Yes on %(day)s (%(function)s)", day=day(one.since), function=one.yes.function)


def _council(one: NamedPartner) -> str:
    """How the council stands: what it decided and when, or that the yes is subject to it."""
    how = council_label(one.yes)
    return _("council: %(how)s", how=how) if one.yes.council == "decided" else how


def sections_of(shown: Shown) -> list[TextPart]:
    """The sections of the text, where it lets everybody read them."""
    return [part for part in parts_of(shown.terms) if part.key in SECTIONS] if shown.releases("text") else []


def facts_of(shown: Shown) -> list[tuple[str, str]]:
    """What stands at a glance: kind, rule and form; who leads; the region."""
    terms, region = shown.terms, shown.cooperation.region
    with_text = shown.releases("text")
    facts = [
        (_("Kind"), kind_label(terms.kind)),
        (_("When it holds"), rule_label(terms.rule, terms.threshold)),
        (_("Form"), legal_form_label(terms.legal_form) if with_text else ""),
        (_("In the lead"), shown.lead.name if shown.lead else ""),
        (_("Region"), region.name if region else ""),
    ]
    return [(label, said) for label, said in facts if said]


def money_of(shown: Shown) -> list[tuple[str, str]]:
    """The sums of a proposal, where it lets everybody read the costs: who pays how much is told once it is agreed, for
    it would name those who have not said yes."""
    terms = shown.terms
    if terms.total_cents is None or not shown.releases("costs"):
        return []
    sums = [(total_label(), money(terms.total_cents))]
    if terms.funding_cents is not None:
        sums.append((_("Funding counted on"), money(terms.funding_cents)))
    return [*sums, (_("The rest is shared"), key_label(terms.key))]


class Provenance(NamedTuple):
    """Where it came from or what it became, told from this end."""

    words: str
    title: str
    url: str


def provenance_of(number: int) -> list[Provenance]:
    """The ideas and projects it came from and the project it became, as far as everybody may read them; one query."""
    links = []
    for row in public_links_of(number):
        if row.thing_kind in ("idea", "project"):
            words = {
                ("promoted_to", True): _("became part of the project"), ("arose_from", False): _("arose from"),
            }.get((row.kind, bool(row.is_outgoing)), _("belongs together with"))  # fmt: skip
            url = url_for(f"{row.thing_kind}s.show", number=row.id, slug=row.slug)
            links.append(Provenance(words, row.title, url))
    return links
