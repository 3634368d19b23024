"""The Letter of Intent on paper: one text as it was laid before the partners, the money with its arithmetic, and
everybody who said yes to exactly this text."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import format_decimal
from flask_babel import gettext as _

from app.cooperations.agreeing import released
from app.cooperations.cost_wording import ShownCosts, shown_costs, square_kilometres
from app.cooperations.costing import Costs
from app.cooperations.figures import figures_line
from app.cooperations.models import Cooperation, CooperationVersion, Declaration, Partner
from app.cooperations.paper_wording import (
    agreed_when,
    fingerprint_words,
    form_title,
    holds_when,
    standing_of,
    text_label,
    what_it_is,
)
from app.cooperations.parts import part_labels, parts_of
from app.cooperations.terms import PUBLIC_PARTS, Party, Terms
from app.cooperations.wording import council_label, kind_label
from app.core.clock import today
from app.core.languages import day

TEMPLATE = "cooperations/print/letter.typ"
LANG = "de"
"""The language of the partners' papers, whoever prints them."""
OWN_CHAPTERS = ("title", "what", "why", "parties", "costs")
FILE_NAMES = {
    "understanding": "absprache", "letter_of_intent": "letter-of-intent",
    "special_purpose_agreement": "beabsichtigte-zweckvereinbarung",
}  # fmt: skip
Block = dict[str, Any]


@dataclass(frozen=True)
class Letter:
    """What the paper is made of."""

    cooperation: Cooperation
    text: CooperationVersion
    costs: Costs | None
    address: str
    printed_on: date
    demo: bool = False
    parts: Sequence[str] = PUBLIC_PARTS
    """What may be told beside title, what, why and who takes part."""
    is_public: bool = False
    """For everybody: whoever has not said yes is not named, nor are people."""

    @property
    def terms(self) -> Terms:
        return self.text.terms

    @property
    def name(self) -> str:
        """Under which name it is saved."""
        return f"{FILE_NAMES[self.terms.legal_form]}-{self.cooperation.id}-fassung-{self.text.number}"

    @property
    def accepted(self) -> list[tuple[Partner, Declaration]]:
        """Who said yes to exactly this text and takes part today, in the order of asking."""
        said = ((partner, partner.declared(self.text.number)) for partner in self.cooperation.present)
        return [(partner, one) for partner, one in said if one is not None and one.verdict == "accepted"]

    @property
    def gone(self) -> list[Partner]:
        """Who said yes to this text and takes part no more."""
        left = (partner for partner in self.cooperation.partners if not partner.is_present and partner.leaves_on)
        return [partner for partner in left if partner.has_accepted(self.text.number)]

    @property
    def waiting(self) -> list[Partner]:
        """Whose yes is still to come, as long as the text can get it."""
        if self.is_public or self.text.number not in (self.cooperation.version, self.cooperation.agreed_version):
            return []
        return [partner for partner in self.cooperation.present if not partner.has_accepted(self.text.number)]

    @property
    def to_sign(self) -> list[Partner]:
        """Who signs on the sheet at the end: of a Letter of Intent that can still be agreed or is, never in public."""
        can_be = self.cooperation.state in ("proposed", "agreed")
        counts = self.text.number in (self.cooperation.version, self.cooperation.agreed_version)
        if self.is_public or not (can_be and counts) or self.terms.legal_form != "letter_of_intent":
            return []
        named, number = self.terms.party_ids, self.text.number
        here = self.cooperation.present
        return [one for one in here if one.organisation_id in named or one.has_accepted(number)]


def text_to_print(cooperation: Cooperation, wanted: int | None = None) -> CooperationVersion | None:
    """The text with that number; without one, the text in force, else the one laid last. None: there is none."""
    if wanted is not None:
        return cooperation.text_of(wanted)
    return cooperation.in_force or cooperation.laid


def text_for_everybody(cooperation: Cooperation) -> CooperationVersion | None:
    """The agreed text everybody may have on paper; None where it releases neither its words nor its papers."""
    return released(cooperation, "text", "papers")


def letter_is_public(cooperation: Cooperation) -> bool:
    """Whether everybody may have it on paper."""
    return text_for_everybody(cooperation) is not None


def content_of(letter: Letter) -> dict[str, Any]:
    """All the template needs, in the language of the papers."""
    cooperation, terms = letter.cooperation, letter.terms
    demo = _("Demonstration – not on behalf of the named municipalities; people, texts and figures are invented.")
    return {
        "kicker": f"{form_title(terms.legal_form)} · {kind_label(terms.kind)}",
        "running": _("Text no. %(number)s", number=letter.text.number),
        "standing": standing_of(cooperation, letter.text),
        "is_draft": letter.text.agreed_at is None,
        "closed": None if text_for_everybody(cooperation) is letter.text
        else _("For the partners and their councils. This text has not been published."),
        "demo": demo if letter.demo else None,
        "printed": [letter.printed_on.year, letter.printed_on.month, letter.printed_on.day],
        "facts": [list(pair) for pair in facts_of(letter)],
        "blocks": [
            *_about(terms), *_agreed(letter), *_partners(letter), *_costs(letter), *_answers(letter), *_close(letter),
            *_sheet(letter),
        ],
        "words": {
            "page": _("Page {page} of {pages}"), "contents": _("Contents"),
            "stand_in": _("□ stands for a character that cannot be printed here."),
        },
    }  # fmt: skip


def facts_of(letter: Letter) -> Iterator[tuple[str, str]]:
    """Name and value of what frames it."""
    cooperation, text = letter.cooperation, letter.text
    yield _("Number"), _("cooperation no. %(number)s", number=cooperation.id)
    yield _("Text"), text_label(text)
    yield _("Fingerprint (SHA-256)"), fingerprint_words(text.fingerprint)
    yield _("Agreed"), agreed_when(letter.terms)
    if cooperation.region is not None:
        yield _("Region"), cooperation.region.name
    yield _("Printed on"), day(letter.printed_on)
    yield _("Address of this page"), letter.address


# ---- the text ------------------------------------------------------------------------------------


def _about(terms: Terms) -> Iterator[Block]:
    labels = part_labels()
    yield _heading(1, _("What it is about"))
    yield _heading(2, _("What is planned"))
    yield {"kind": "text", "words": terms.what}
    yield _heading(2, labels["why"])
    yield {"kind": "text", "words": terms.why}


def _agreed(letter: Letter) -> Iterator[Block]:
    """Everything else the text says, but for partners and money, which have chapters of their own."""
    if "text" not in letter.parts:
        return
    yield _heading(1, _("What the text says in detail"))
    for part in parts_of(letter.terms):
        if part.key not in OWN_CHAPTERS:
            yield _heading(2, _("When the text is agreed") if part.key == "rule" else part.label)
            own = {"rule": holds_when(letter.terms), "legal_form": form_title(letter.terms.legal_form)}
            words = own.get(part.key, part.text)
            yield {"kind": "text" if part.is_prose else "lines", "words": words}
    if letter.text.note and not letter.is_public:
        yield _heading(2, _("What is different from the text before"))
        yield {"kind": "text", "words": letter.text.note}


# ---- partners and their acceptances ----------------------------------------------------------------


def _partners(letter: Letter) -> Iterator[Block]:
    yield _heading(1, part_labels()["parties"])
    yes = {partner.organisation_id for partner, _said in letter.accepted}
    named = [party for party in letter.terms.parties if not letter.is_public or party.organisation_id in yes]
    rows = [[party.name, _roles_of(letter, party.organisation_id), *_figures_of(party)] for party in named]
    later = [partner for partner, _said in letter.accepted if letter.terms.party(partner.organisation_id) is None]
    rows += [[partner.organisation.name, _("has joined the text"), "–", "–"] for partner in later]
    yield _table([_("Partner"), _("Role"), _("Inhabitants"), _("Area in km²")], rows, [4, 5, 0, 0])
    figures = figures_line(letter.terms.parties, letter.text.at)
    if figures:
        yield _own(figures)


def _figures_of(party: Party) -> list[str]:
    """What the text says of its size."""
    people = "–" if party.population is None else str(format_decimal(party.population))
    return [people, "–" if party.hectares is None else square_kilometres(party.hectares)]


def _roles_of(letter: Letter, organisation_id: int) -> str:
    roles = [_("has laid the text before the others")] if organisation_id == _proposer_of(letter) else []
    if organisation_id == letter.terms.lead_id:
        roles.append(_("leads"))
    went = next((partner for partner in letter.gone if partner.organisation_id == organisation_id), None)
    if went is not None and went.leaves_on is not None:
        roles.append(_("took part until %(day)s", day=day(went.leaves_on)))
    return ", ".join(roles) or _("takes part")


def _proposer_of(letter: Letter) -> int | None:
    """Whoever lays a text is named first in it."""
    return letter.terms.parties[0].organisation_id if letter.terms.parties else None


def _answers(letter: Letter) -> Iterator[Block]:
    yield _heading(1, _("Acceptances"))
    yield _own(
        _(
            "All acceptances listed here are to text no. %(number)s and to no other. Its fingerprint:",
            number=letter.text.number,
        )
    )
    yield {"kind": "fingerprint", "words": fingerprint_words(letter.text.fingerprint)}
    if "answers" in letter.parts:
        head = [_("For whom"), _("By whom, in which function"), _("When"), _("Council")]
        yield _table(head, [_answer(letter, *one) for one in letter.accepted], [5, 6, 4, 6])
    else:
        yield {"kind": "items", "entries": [partner.organisation.name for partner, _said in letter.accepted]}
    leaving = [*(partner for partner, _said in letter.accepted), *letter.gone]
    gone = [line for partner in leaving if (line := _leaving(partner))]
    if gone:
        yield _heading(2, _("Who leaves"))
        yield {"kind": "items", "entries": gone}
    if letter.waiting:
        yield _heading(2, _("Not accepted yet by"))
        yield {"kind": "items", "entries": [partner.organisation.name for partner in letter.waiting]}


def _answer(letter: Letter, partner: Partner, said: Declaration) -> list[str]:
    name = None if letter.is_public else said.person_name
    by = f"{name}, {said.function}" if name else said.function
    return [partner.organisation.name, by, day(said.since), council_label(said)]


def _leaving(partner: Partner) -> str:
    if partner.leaves_on is None:
        return ""
    until = day(partner.leaves_on)
    is_over = partner.leaves_on < today()
    said = (
        _("%(name)s took part until %(day)s.", name=partner.organisation.name, day=until) if is_over
        else _("%(name)s takes part until %(day)s.", name=partner.organisation.name, day=until)
    )  # fmt: skip
    return f"{said} {partner.leave_reason}" if partner.leave_reason else said


# ---- money -----------------------------------------------------------------------------------------


def _costs(letter: Letter) -> Iterator[Block]:
    if "costs" not in letter.parts:
        return
    if letter.costs is None:
        if not letter.is_public:
            yield _heading(1, _("Costs"))
            yield _own(_("The text names no costs."))
        return
    yield _heading(1, _("Costs"))
    yield from _shares(shown_costs(letter.costs))


def _shares(shown: ShownCosts) -> Iterator[Block]:
    yield _own(shown.summary)
    yield _own(_("Shared %(key)s.", key=shown.key))
    for division in shown.divisions:
        yield _heading(2, division.title)
        if division.lines:
            rows = [[line.name, line.arithmetic, line.amount] for line in division.lines]
            total = [_("Sum"), "", division.total]
            yield _table([_("Partner"), _("How the shares are calculated"), _("Share")], rows, [3, 6, 0], total)
        else:
            yield _own(_("The key counts nothing for any of them: nothing can be divided yet."))
        if division.unknown:
            yield _own(division.unknown)
    yield _own(shown.rounding)
    if shown.purse or shown.fundings:
        yield _heading(2, _("Funding as it stands today"))
        yield _own(_("This is no part of the text; the partners keep it up to date."))
        if shown.purse:
            yield {"kind": "facts", "pairs": [list(pair) for pair in shown.purse]}
        if shown.fundings:
            yield {"kind": "items", "entries": [f"{programme}: {line}" for programme, line in shown.fundings]}


# ---- the end ---------------------------------------------------------------------------------------


def _close(letter: Letter) -> Iterator[Block]:
    yield _heading(1, _("What this paper is, and what it is not"))
    for words in what_it_is(letter.terms.legal_form, has_sheet=bool(letter.to_sign)):
        yield _own(words)
    yield _heading(1, _("How to check the text"))
    yield _own(
        _(
            "The fingerprint is reckoned over the number of the cooperation, the number of the text and every word of "
            "it (SHA-256). If two people see the same fingerprint, they read the same text. The partners find it on "
            "the page of the cooperation."
        )
    )


def _sheet(letter: Letter) -> Iterator[Block]:
    """A page of its own where each partner signs."""
    if not letter.to_sign:
        return
    yield {"kind": "page"}
    yield _heading(1, _("Signatures"))
    yield _own(
        _(
            "Signed is text no. %(number)s of “%(title)s” with this fingerprint, as a declaration of intent:",
            number=letter.text.number, title=letter.terms.title,
        )
    )  # fmt: skip
    yield {"kind": "fingerprint", "words": fingerprint_words(letter.text.fingerprint)}
    fields = [_("Place, date"), _("Name, function"), _("Signature"), _("Seal")]
    for partner in letter.to_sign:
        yield {"kind": "signature", "name": partner.organisation.name, "fields": fields}


def _heading(level: int, words: str) -> Block:
    return {"kind": "heading", "level": level, "words": words}


def _own(words: str) -> Block:
    return {"kind": "own", "words": words}


def _table(head: list[str], rows: list[list[str]], widths: list[int], total: list[str] | None = None) -> Block:
    """`widths`: how wide the columns are beside each other; 0: as wide as it needs, a number at the right."""
    return {"kind": "table", "head": head, "rows": rows, "widths": widths, "total": total}
