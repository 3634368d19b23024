"""Words of the papers: how a text stands, what an acceptance is and is not, kinds of what is filed, fingerprints."""

import re
from typing import Any

from flask_babel import gettext as _

from app.cooperations.agreeing import said_yes_to
from app.cooperations.models import Cooperation, CooperationVersion, FiledPaper
from app.cooperations.terms import Terms
from app.core.languages import day

OF_A_GROUP = 8


def paper_kind_label(kind: str) -> str:
    """What was filed."""
    return {
        "signed": _("signed agreement"), "council_decision": _("council decision"),
        "funding_notice": _("notice of funding"), "other": _("other paper"),
    }[kind]  # fmt: skip


def of_whom(paper: FiledPaper) -> str:
    """Whose paper it is."""
    return paper.partner.organisation.name if paper.partner is not None else _("of all partners together")


def fingerprint_words(fingerprint: str) -> str:
    """The whole fingerprint in groups of eight, so that two people can compare it aloud."""
    return " ".join(fingerprint[at : at + OF_A_GROUP] for at in range(0, len(fingerprint), OF_A_GROUP))


def text_label(text: CooperationVersion) -> str:
    """Which text it is."""
    return _("text no. %(number)s of %(day)s", number=text.number, day=day(text.at))


def standing_of(cooperation: Cooperation, text: CooperationVersion) -> str:
    """How this text stands today, in a sentence."""
    if text.agreed_at is None:
        return _standing_of_draft(cooperation, text)
    since = day(text.agreed_at)
    if text.number == cooperation.agreed_version:
        if cooperation.state == "ended" and cooperation.ended_on is not None:
            return _("Agreed on %(day)s, ended on %(end)s.", day=since, end=day(cooperation.ended_on))
        return _standing_of_agreed(cooperation, text, since)
    if cooperation.agreed_version is None:
        return _("Agreed on %(day)s; does not hold at the moment, because too few take part.", day=since)
    return _("Agreed on %(day)s, replaced by text no. %(number)s.", day=since, number=cooperation.agreed_version)


def _standing_of_agreed(cooperation: Cooperation, text: CooperationVersion, since: str) -> str:
    """Whose yes it has, and how many of them still wait for their councils."""
    yes = said_yes_to(cooperation, text.number)
    said = (partner.declared(text.number) for partner in cooperation.present)
    pending = sum(1 for one in said if one is not None and one.verdict == "accepted" and one.council == "pending")
    words: dict[str, Any] = {"day": since, "num": len(yes), "pending": pending}
    if text.terms.party_ids <= yes:
        if pending:
            return _(
                "Agreed on %(day)s – all %(num)s partners have said yes, %(pending)s of them subject to the council's "
                "decision.", **words,
            )  # fmt: skip
        return _("Agreed on %(day)s – all %(num)s partners have said yes.", **words)
    if pending:
        return _(
            "Agreed on %(day)s – %(num)s partners have said yes, %(pending)s of them subject to the council's "
            "decision.", **words,
        )  # fmt: skip
    return _("Agreed on %(day)s – %(num)s partners have said yes.", **words)


def _standing_of_draft(cooperation: Cooperation, text: CooperationVersion) -> str:
    if text.number != cooperation.version:
        return _("Draft that was never agreed; text no. %(number)s came after it.", number=text.number + 1)
    if cooperation.state == "withdrawn":
        return _("Draft that was never agreed; the proposal was withdrawn.")
    if cooperation.state == "ended":
        return _("Draft that was never agreed; the cooperation has ended.")
    return _("Draft, not agreed yet.")


def holds_when(terms: Terms) -> str:
    """The rule in a sentence."""
    if terms.rule == "from_n":
        return _(
            "This text is agreed as soon as %(num)s of those asked have said yes to it, the proposer included. Others "
            "can join the same text, word for word.",
            num=terms.threshold or 2,
        )
    return _("This text is agreed as soon as all partners named here have said yes to it.")


def agreed_when(terms: Terms) -> str:
    """The rule in a few words, beside "Agreed"."""
    if terms.rule == "from_n":
        return _("from %(num)s partners on, others join the same text", num=terms.threshold or 2)
    return _("as soon as all partners the text names have said yes to it")


def form_title(form: str) -> str:
    """What the paper calls itself: what it is, not what is to come of it."""
    return {
        "understanding": _("Text of an understanding"),
        "letter_of_intent": _("Declaration of intent (Letter of Intent)"),
        "special_purpose_agreement": _("Declaration of intent for an intended special purpose agreement"),
    }[form]  # fmt: skip


def letter_label(form: str) -> str:
    """The link to the text on paper, by the form that was chosen."""
    return {
        "understanding": _("Text of the understanding (PDF)"),
        "letter_of_intent": _("Declaration of intent (Letter of Intent, PDF)"),
        "special_purpose_agreement": _("Text of the intended special purpose agreement (PDF)"),
    }[form]  # fmt: skip


def hint_at_supervision() -> str:
    """What a special purpose agreement needs beside the councils' decisions."""
    return _(
        "Special purpose agreements as a rule have to be approved by the supervisory authority or notified to it, and "
        "published. Which steps are needed, the supervisory authority says."
    )


_OF_WOMEN = re.compile(r"(?:Große )?(?:Kreis|Landeshaupt)?[Ss]tadt |(?:Markt)?[Gg]emeinde |Verwaltungsgemeinschaft ")


def with_article(name: str) -> str:
    """A body as German says it in a sentence, in the first case and the fourth: "die Stadt Brandis". Names that are no
    such kind of place stay as they are."""
    return f"die {name}" if _OF_WOMEN.match(name) else name


def what_it_is(form: str = "", *, has_sheet: bool = False) -> list[str]:
    """In plain words: what an acceptance is, and what it is not. `has_sheet`: there is a place for signatures."""
    said = [
        _(
            "An acceptance is a declaration of will: somebody who represents the partner has declared on the platform, "
            "in its name, that the partner wants exactly this text. If the text changes, everybody is asked again."
        ),
        _(
            "It is not a contract. It does not oblige anyone to pay or do anything, and it replaces no decision of a "
            "council. Where it says “subject to the council's decision”, the council has not decided yet."
        ),
        _("Binding texts are signed outside the platform. Signed papers are filed there by the partners."),
        _("This print is not signed. It becomes a signed paper on the signature sheet at its end.") if has_sheet
        else _("This print bears no signature."),
    ]  # fmt: skip
    return [*said, hint_at_supervision()] if form == "special_purpose_agreement" else said
