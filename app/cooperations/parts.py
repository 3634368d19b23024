"""The text as it is read: its parts in their order, each with its heading. Whatever the text says stands in a part."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import format_decimal
from flask_babel import gettext as _

from app.cooperations.cost_wording import square_kilometres, total_label
from app.cooperations.sharing import own_part, shares_of
from app.cooperations.terms import Party, Terms
from app.cooperations.wording import (
    key_label,
    kind_label,
    legal_form_label,
    money,
    public_from_label,
    public_part_label,
    rule_label,
)
from app.core.languages import day


@dataclass(frozen=True)
class TextPart:
    """One part of the text: `text` holds its lines; `is_prose`: the proposer's own words, else facts in ours."""

    key: str
    label: str
    text: str
    is_prose: bool


PROSE = ("title", "what", "why", "purpose", "contributions", "duration", "exit")


def part_labels() -> dict[str, str]:
    """The headings of all parts, in the order in which the text is read."""
    return {
        "title": _("Title"), "what": _("What it is about"), "why": _("Why together"),
        "kind": _("Kind of cooperation"), "parties": _("Partners"), "rule": _("When it holds"),
        "legal_form": _("Form of the agreement"), "lead_id": _("In the lead"), "purpose": _("Purpose"),
        "contributions": _("What the partners contribute"), "costs": _("Costs"), "duration": _("Duration"),
        "exit": _("Leaving"), "public": _("What everybody may read"),
    }  # fmt: skip


def parts_of(terms: Terms) -> list[TextPart]:
    """What the text says, part by part; parts that say nothing are left out."""
    facts = {
        "kind": kind_label(terms.kind), "parties": _lines(map(_party, terms.parties)),
        "rule": rule_label(terms.rule, terms.threshold), "legal_form": legal_form_label(terms.legal_form),
        "lead_id": terms.lead.name if terms.lead else "", "costs": _costs(terms),
        "duration": _lines([terms.duration, _days(terms)]), "public": _public(terms),
    }  # fmt: skip
    whole = [
        TextPart(key, label, facts[key] if key in facts else getattr(terms, key), key in PROSE)
        for key, label in part_labels().items()
    ]
    return [part for part in whole if part.text.strip()]


def _lines(texts: Iterable[str]) -> str:
    return "\n".join(text for text in texts if text)


def _party(party: Party) -> str:
    if party.population is None:
        return party.name
    return _(
        "%(name)s (%(count)s inhabitants, %(area)s km²)", name=party.name, count=format_decimal(party.population),
        area=square_kilometres(party.hectares or 0),
    )  # fmt: skip


def _days(terms: Terms) -> str:
    if terms.starts_on and terms.ends_on:
        return _("from %(start)s until %(end)s", start=day(terms.starts_on), end=day(terms.ends_on))
    if terms.starts_on:
        return _("from %(start)s on", start=day(terms.starts_on))
    return _("until %(end)s at the latest", end=day(terms.ends_on)) if terms.ends_on else ""


def _costs(terms: Terms) -> str:
    """What it costs, what is counted on, and who pays what; the figures it is divided by where there are own ones."""
    if terms.total_cents is None:
        return ""
    shares = shares_of(terms)
    lines = [f"{total_label()}: {money(terms.total_cents)}"]
    if terms.funding_cents is not None:
        lines.append(_("Funding counted on (not thereby granted): %(amount)s", amount=money(terms.funding_cents)))
    lines.append(
        _("The partners share %(amount)s %(key)s", amount=money(own_part(terms)), key=key_label(terms.key))
    )  # fmt: skip
    if terms.figure_name:
        lines.append(_("Counted are: %(what)s", what=terms.figure_name))
        counted = [party for party in terms.parties if party.figure is not None]
        lines += [f"{party.name}: {format_decimal(party.figure)}" for party in counted]
    if shares and terms.rule == "from_n":
        lines.append(_("If all named take part:"))
    lines += [_("%(name)s pays %(amount)s", name=one.party.name, amount=money(one.cents)) for one in shares]
    return _lines(lines)


def _public(terms: Terms) -> str:
    if terms.public_from == "never":
        return public_from_label("never")
    always = _("%(when)s: title, what, why and who takes part", when=public_from_label(terms.public_from))
    return _lines([always, *(public_part_label(part) for part in terms.public_parts)])
