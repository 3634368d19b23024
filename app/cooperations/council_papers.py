"""The draft of a council paper (Beschlussvorlage) for one partner: what the clerk needs to lay a text before the
council, with this partner's share; what the clerk alone can know is left open and marked. It names no people."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from app.cooperations.cost_wording import ShownCosts, arithmetic_of, shown_costs
from app.cooperations.costing import JOINED, NAMED, Costs
from app.cooperations.figures import figures_line
from app.cooperations.models import Cooperation, CooperationVersion, Declaration, FiledPaper, Partner
from app.cooperations.paper_wording import (
    fingerprint_words,
    form_title,
    hint_at_supervision,
    holds_when,
    of_whom,
    paper_kind_label,
    standing_of,
    text_label,
    with_article,
)
from app.cooperations.parts import parts_of
from app.cooperations.sharing import Share
from app.cooperations.terms import Terms
from app.cooperations.wording import council_label, money
from app.core.languages import day

OWN_CHAPTERS = ("title", "what", "why", "parties", "costs", "public")
SHORT_MARK = 17
"""So much of the fingerprint stands in the decision itself; the whole of it beside the enclosure."""
BLANK = "_" * 40
"""A line to write on by hand."""
Block = dict[str, Any]


@dataclass(frozen=True)
class CouncilPaper:
    """What the draft is made of: for whom, on which text, with which money."""

    partner: Partner
    text: CooperationVersion
    costs: Costs | None
    letter_name: str
    """How the print of the text is called that is enclosed."""
    address: str
    demo: bool = False
    filed: Sequence[FiledPaper] = ()
    """What was signed or decided outside and filed among the partners."""

    @property
    def cooperation(self) -> Cooperation:
        return self.partner.cooperation

    @property
    def terms(self) -> Terms:
        return self.text.terms

    @property
    def body(self) -> str:
        return self.partner.organisation.name

    @property
    def said(self) -> Declaration | None:
        """The yes to this text; None: there is none yet."""
        said = self.partner.declared(self.text.number)
        return said if said is not None and said.verdict == "accepted" else None

    @property
    def is_joining(self) -> bool:
        """The text holds already, and this partner is asked to join it."""
        return self.said is None and self.cooperation.agreed_version == self.text.number

    @property
    def decided(self) -> Declaration | None:
        """The yes the council has decided on already: then this paper is a record and proposes nothing."""
        said = self.said
        return said if said is not None and said.council == "decided" and said.decided_on is not None else None

    @property
    def title(self) -> str:
        if self.decided is not None:
            return _("Record of the council's decision: %(title)s", title=self.terms.title)
        return _("Council paper (draft): %(title)s", title=self.terms.title)

    @property
    def name(self) -> str:
        """Under which name it is saved."""
        kind = "beschlussvorlage" if self.decided is None else "vermerk-ratsbeschluss"
        return f"{kind}-{self.cooperation.id}-fassung-{self.text.number}"

    @property
    def footer(self) -> str:
        return _("Record") if self.decided is not None else _("Draft")


Chapter = Callable[[CouncilPaper], Iterator[Block]]


def gap(what: str = "") -> str:
    """A place the clerk fills in, marked so that nobody overlooks it."""
    return _("[please fill in: %(what)s]", what=what) if what else _("[please fill in]")


def content_of(paper: CouncilPaper) -> list[Block]:
    """The whole draft, block by block."""
    is_record = paper.decided is not None
    chapters: list[tuple[str, Chapter]] = [
        (_("Subject matter"), _subject), (_("For information") if is_record else _("Proposed decision"), _decision),
        (_("Grounds"), _reasons), (_("Facts of the matter"), _facts),
        *([] if is_record else [(_("Alternatives"), _alternatives)]),
        (_("Financial effects"), _money), (_("Legal basis"), _legal_basis), (_("Enclosures"), _enclosures),
        (_("Signature") if is_record else _("Result of the vote and signature"), _ending),
    ]  # fmt: skip
    blocks: list[Block] = [*_on_top(paper)]
    for number, (label, chapter) in enumerate(chapters, start=1):
        blocks.append({"kind": "heading", "level": 1, "words": f"{number}. {label}"})
        blocks += chapter(paper)
    return blocks


def council_of(partner: Partner) -> str:
    """Who decides: nobody knows it here but the clerk."""
    if partner.organisation.kind == "municipality":
        return gap(_("the town council or municipal council"))
    return gap(_("the body that decides"))


# ---- chapters --------------------------------------------------------------------------------------


def _on_top(paper: CouncilPaper) -> Iterator[Block]:
    """What it is, from whom, and through which bodies it goes."""
    decided = paper.decided
    if decided is not None and decided.decided_on is not None:
        words = {"day": day(decided.decided_on), "number": decided.decision_number}
        if decided.decision_number:
            yield _own(_("The council has decided already: on %(day)s, decision no. %(number)s.", **words))
        else:
            yield _own(_("The council has decided already: on %(day)s.", **words))
        yield _own(_("This paper records that. It proposes nothing that is still to be decided."))
    yield {"kind": "facts", "rows": list(_head(paper)), "label": _("About this paper")}
    if decided is None:
        label = _("Order of consultation")
        head = [_("Step"), _("Body"), _("Meeting on"), _("Public or not"), _("Result")]
        rows = [[step, "", "", "", ""] for step in (_("First consultation"), _("Decision"))]
        yield {"kind": "table", "label": label, "head": head, "rows": rows, "right": []}


def _head(paper: CouncilPaper) -> Iterator[tuple[str, str]]:
    office = gap(_("responsible department"))
    yield _("Laid before"), council_of(paper.partner)
    yield _("Brought in by"), f"{paper.body}, {office}"
    yield _("Paper number"), gap()


def _subject(paper: CouncilPaper) -> Iterator[Block]:
    yield _own(
        _(
            "Cooperation no. %(number)s, “%(title)s”: %(form)s, %(text)s.",
            number=paper.cooperation.id,
            title=paper.terms.title,
            form=form_title(paper.terms.legal_form),
            text=text_label(paper.text),
        )
    )


def _decision(paper: CouncilPaper) -> Iterator[Block]:
    items = [_main_decision(paper)]
    before = paper.partner.last_yes
    holding = paper.cooperation.agreed_version
    if before is not None and holding is not None and before.version == holding < paper.text.number:
        items.append(
            _(
                "The acceptance of text no. %(before)s goes on holding until text no. %(number)s is agreed.",
                before=holding,
                number=paper.text.number,
            )
        )
    if paper.decided is None:
        items += _own_share(paper)
    items += _of_binding_texts(paper.terms)
    yield {"kind": "numbered", "entries": items}


def _main_decision(paper: CouncilPaper) -> str:
    """Wording depends on whether the partner joins, has said yes subject to the council, or has not answered."""
    words = {
        "council": council_of(paper.partner), "named": _named(paper), "body": with_article(paper.body),
        "head": gap(_("the mayor")),
    }  # fmt: skip
    said = paper.said
    if said is None and paper.is_joining:
        return _(
            "%(council)s decides that %(body)s joins the cooperation %(named)s with its text unchanged, and charges "
            "%(head)s with declaring this.", **words,
        )  # fmt: skip
    if said is None:
        return _(
            "%(council)s agrees to the cooperation %(named)s and charges %(head)s with declaring the acceptance for "
            "%(body)s.", **words,
        )  # fmt: skip
    if said.council == "decided" and said.decided_on is not None:
        return _(
            "%(council)s takes note: the acceptance of the cooperation %(named)s was decided on %(day)s and has been "
            "declared for %(body)s.", day=day(said.decided_on), **words,
        )  # fmt: skip
    return _(
        "%(council)s agrees to the cooperation %(named)s. The acceptance declared for %(body)s on %(day)s subject to "
        "its decision is thereby no longer subject to it.", day=day(said.since), **words,
    )  # fmt: skip


def _named(paper: CouncilPaper) -> str:
    """The cooperation and exactly which of its texts."""
    return _(
        "“%(title)s” in text no. %(number)s of %(day)s (%(form)s; fingerprint beginning with %(fingerprint)s)",
        title=paper.terms.title, number=paper.text.number, day=day(paper.text.at),
        form=form_title(paper.terms.legal_form), fingerprint=fingerprint_words(paper.text.fingerprint)[:SHORT_MARK],
    )  # fmt: skip


def _own_share(paper: CouncilPaper) -> list[str]:
    share, today = _share_in(paper, NAMED), _share_in(paper, JOINED)
    if share is None:
        return []
    where = gap(_("in which budget year, under which product and account"))
    words = {"share": money(share.cents), "where": where}
    if today is None or today.cents == share.cents:
        return [
            _(
                "The own share of %(share)s is put into the budget planning, subject to a binding agreement: "
                "%(where)s.",
                **words,
            )
        ]
    return [_share_by_two_readings(paper, words | {"today": money(today.cents)})]


def _share_by_two_readings(paper: CouncilPaper, words: dict[str, str]) -> str:
    if paper.terms.rule == "all":
        return _(
            "The own share of %(share)s (with all whom the text names; as things stand today it would be %(today)s) is "
            "put into the budget planning, subject to a binding agreement: %(where)s.", **words,
        )  # fmt: skip
    if paper.costs is not None and paper.costs.named.gone:
        return _(
            "The own share of %(share)s (if all who are named and still in it join; as things stand today it would be "
            "%(today)s) is put into the budget planning, subject to a binding agreement: %(where)s.", **words,
        )  # fmt: skip
    return _(
        "The own share of %(share)s (if all who are named join; as things stand today it would be %(today)s) is put "
        "into the budget planning, subject to a binding agreement: %(where)s.", **words,
    )  # fmt: skip


def _of_binding_texts(terms: Terms) -> Iterator[str]:
    """That a yes obliges nobody: in every paper, whatever the form."""
    yield _(
        "The acceptance is a declaration of will. It obliges nobody to pay or perform; binding agreements are decided "
        "on separately."
    )
    if terms.legal_form == "special_purpose_agreement":
        yield _("The special purpose agreement itself is decided on and signed separately.")


def _reasons(paper: CouncilPaper) -> Iterator[Block]:
    yield _heading(2, _("Occasion and aim"))
    yield {"kind": "text", "words": paper.terms.why}
    yield _heading(2, _("What is planned"))
    yield {"kind": "text", "words": paper.terms.what}


def _facts(paper: CouncilPaper) -> Iterator[Block]:
    yield _own(standing_of(paper.cooperation, paper.text))
    for part in parts_of(paper.terms):
        if part.key not in OWN_CHAPTERS:
            yield _heading(2, _("When the text is agreed") if part.key == "rule" else part.label)
            own = {"rule": holds_when(paper.terms), "legal_form": form_title(paper.terms.legal_form)}
            yield {"kind": "text", "words": own.get(part.key, part.text)}
    label = _("Partners and how they stand")
    yield _heading(2, label)
    head, rows = [_("Partner"), _("Acceptance of this text")], [list(row) for row in _standing(paper)]
    yield {"kind": "table", "label": label, "head": head, "rows": rows, "right": []}


def _standing(paper: CouncilPaper) -> Iterator[tuple[str, str]]:
    """Only what was accepted is said: what else partners answered is said among partners."""
    number = paper.text.number
    places = {partner.organisation_id: partner for partner in paper.cooperation.partners}
    for party in paper.terms.parties:
        place = places.pop(party.organisation_id, None)
        said = place.declared(number) if place is not None else None
        yield party.name, _acceptance(said)
    for place in places.values():
        if place.has_accepted(number):
            yield place.organisation.name, _acceptance(place.declared(number))


def _acceptance(said: Declaration | None) -> str:
    if said is None or said.verdict != "accepted":
        return _("none yet")
    return _("on %(day)s, %(council)s", day=day(said.since), council=council_label(said))


def _alternatives(_paper: CouncilPaper) -> Iterator[Block]:
    yield _own(gap(_("alternatives that were looked at, and what follows from a no")))


def _money(paper: CouncilPaper) -> Iterator[Block]:
    if paper.costs is None:
        yield _own(_("The text names no costs."))
        yield _own(_("Effects on the own budget: %(gap)s", gap=gap()))
        return
    shown = shown_costs(paper.costs)
    yield _own(shown.summary)
    yield _own(_("Shared %(key)s.", key=shown.key))
    yield from _own_lines(paper, shown)
    for division in shown.divisions:
        if division.lines:
            rows = [[line.name, line.arithmetic, line.amount] for line in division.lines]
            rows.append([_("Sum"), "", division.total])
            head = [_("Partner"), _("How the shares are calculated"), _("Share")]
            yield {"kind": "table", "label": division.title, "head": head, "rows": rows, "right": [2]}
    yield _own(shown.rounding)
    figures = figures_line(paper.terms.parties, paper.text.at)
    if figures:
        yield _own(figures)
    if shown.purse:
        yield {"kind": "facts", "rows": list(shown.purse), "label": _("Funding as it stands today")}
    account = gap(_("product, account, year, whether the money is planned"))
    yield _own(_("Budget: %(gap)s", gap=account))
    yield _own(_("Costs that follow in later years: %(gap)s", gap=gap()))


def _own_lines(paper: CouncilPaper, shown: ShownCosts) -> Iterator[Block]:
    """This partner's share, under each reading of who takes part."""
    for division in shown.divisions:
        share = _share_in(paper, division.among)
        if share is not None:
            words = {"body": paper.body, "reading": division.title, "arithmetic": arithmetic_of(paper.terms, share)}
            yield _own(_("%(reading)s, own share (%(body)s): %(arithmetic)s.", **words))


def _share_in(paper: CouncilPaper, among: str) -> Share | None:
    division = paper.costs.division(among) if paper.costs is not None else None
    return division.share_of(paper.partner.organisation_id) if division is not None else None


def _legal_basis(paper: CouncilPaper) -> Iterator[Block]:
    yield _own(gap(_("the clerk names the provisions")))
    if paper.terms.legal_form == "special_purpose_agreement":
        yield _own(hint_at_supervision())


def _enclosures(paper: CouncilPaper) -> Iterator[Block]:
    fingerprint = fingerprint_words(paper.text.fingerprint)
    letter = _(
        "%(name)s.pdf: %(text)s. Fingerprint (SHA-256): %(fingerprint)s",
        name=paper.letter_name, text=text_label(paper.text), fingerprint=fingerprint,
    )  # fmt: skip
    yield {"kind": "numbered", "entries": [letter, *map(_filed, paper.filed)]}
    yield _own(_("Drawn up with the platform on the basis of %(address)s.", address=paper.address))
    if paper.demo:
        yield _own(_("Demonstration – not on behalf of the named municipalities; everything is invented."))


def _filed(paper: FiledPaper) -> str:
    """A paper from outside: what it is, whose, of which day, to which text."""
    words = [paper_kind_label(paper.kind), of_whom(paper)]
    if paper.dated is not None:
        words.append(_("of %(day)s", day=day(paper.dated)))
    if paper.version is not None:
        words.append(_("to text no. %(number)s", number=paper.version))
    return f"{paper.title} ({', '.join(words)})"


def _ending(paper: CouncilPaper) -> Iterator[Block]:
    """Empty lines for the meeting and for whoever signs."""
    if paper.decided is None:
        head = [_("Members"), _("Present"), _("Yes"), _("No"), _("Abstentions"), _("Excluded for bias")]
        table = {"kind": "table", "label": _("Result of the vote"), "head": head, "rows": [[""] * len(head)]}
        yield {**table, "right": []}
    yield {"kind": "facts", "rows": [(_("Place, date"), BLANK), (_("Signature"), BLANK)], "label": _("Signature")}


def _heading(level: int, words: str) -> Block:
    return {"kind": "heading", "level": level, "words": words}


def _own(words: str) -> Block:
    return {"kind": "own", "words": words}
