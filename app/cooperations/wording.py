"""The words for cooperations: states, kinds, rules, keys, what partners declare, money. One place, so that every page,
paper and mail says the same."""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Protocol

from flask_babel import format_decimal
from flask_babel import gettext as _

from app.core.languages import day
from app.ideas.wording import Status

Choices = list[tuple[str, str]]


class Declared(Protocol):
    """A declaration, or a row of a list of them."""

    @property
    def verdict(self) -> str: ...
    @property
    def council(self) -> str | None: ...
    @property
    def decided_on(self) -> date | None: ...
    @property
    def decision_number(self) -> str | None: ...


def choices(words: Sequence[str], label: Callable[[str], str]) -> Choices:
    """The choices of a form: each word with its label, in the order of the rules."""
    return [(word, label(word)) for word in words]


# ---- the cooperation -----------------------------------------------------------------------------


def state_labels() -> dict[str, str]:
    """The states of a cooperation, in the order of its life."""
    return {
        "draft": _("Draft"), "proposed": _("Proposed"), "agreed": _("Agreed"), "ended": _("Ended"),
        "withdrawn": _("Withdrawn"),
    }  # fmt: skip


def state_label(state: str) -> str:
    """How far a cooperation is, in one or two words."""
    return state_labels()[state]


def status_of(state: str) -> Status:
    """How far it is, with the mood and the filling of its moon."""
    mood, fill = {
        "draft": ("open", "empty"), "proposed": ("wait", "half"), "agreed": ("good", "full"), "ended": ("end", "full"),
        "withdrawn": ("end", "empty"),
    }[state]  # fmt: skip
    return Status(state_label(state), mood, fill)


def kind_label(kind: str) -> str:
    """What the partners do together."""
    return {
        "joint_task": _("Doing a task together"), "procurement": _("Buying together"),
        "investment": _("Building together"), "funding_application": _("Applying for funding together"),
        "marketing": _("Advertising together"),
    }[kind]  # fmt: skip


def kind_help(kind: str) -> str:
    """What is meant by it, with an example."""
    return {
        "joint_task": _("A task of every town hall is done jointly, such as a building yard or archive."),
        "procurement": _("One order for all, such as a fire engine, electricity or software."),
        "investment": _("Something is built or bought that belongs to several, such as a cycle path."),
        "funding_application": _("One application to a programme for several municipalities."),
        "marketing": _("The region shows itself together, to guests, families or businesses."),
    }[kind]


def rule_label(rule: str, threshold: int | None = None) -> str:
    """When a text holds: as soon as all it names have said yes, or from a number of partners on."""
    if rule == "all":
        return _("as soon as all partners the text names have said yes to it")
    if threshold is None:
        return _("holds from a number of partners on, others join the same text")
    return _("holds from %(num)s partners on, others join the same text", num=threshold)


def rule_help(rule: str) -> str:
    """What follows from the rule."""
    return {
        "all": _("Agreed once everybody named has said yes to the same text. One no, and it does not hold."),
        "from_n": _("Agreed once so many have said yes, you included. The others may join later, word for word."),
    }[rule]


def legal_form_label(form: str) -> str:
    """Which form the agreement has, or is meant to get."""
    return {
        "understanding": _("Understanding"), "letter_of_intent": _("Letter of Intent"),
        "special_purpose_agreement": _("Special purpose agreement"),
    }[form]  # fmt: skip


def legal_form_help(form: str) -> str:
    """What that form means."""
    return {
        "understanding": _("You tell each other what you intend. Nothing needs to be signed."),
        "letter_of_intent": _(
            "A written declaration of will that all sign. It does not oblige anyone to pay or do anything."
        ),
        "special_purpose_agreement": _(
            "A public-law contract. What is declared here prepares it; it is decided by the councils, signed outside "
            "and filed here."
        ),
    }[form]


def key_label(key: str) -> str:
    """By what costs are shared."""
    return {
        "equal": _("in equal parts"), "population": _("by inhabitants"), "area": _("by area"),
        "own": _("by your own figures"),
    }[key]  # fmt: skip


def key_help(key: str) -> str:
    """What each pays by it."""
    return {
        "equal": _("Each pays the same."), "population": _("Who has more inhabitants pays more."),
        "area": _("Who has more area pays more."),
        "own": _("By numbers you write down for each partner, such as pupils, stops or metres of road."),
    }[key]  # fmt: skip


def public_from_label(value: str) -> str:
    """From when on everybody may read of it."""
    return {
        "agreed": _("once it is agreed"), "proposed": _("from the proposal on"), "never": _("not at all"),
    }[value]  # fmt: skip


def public_from_help(value: str) -> str:
    """Who reads what until then."""
    return {
        "agreed": _("Until then only the people of the municipalities asked read of it."),
        "proposed": _("Everybody reads of it at once. Only you and those who have said yes are named."),
        "never": _("Only the partners ever read of it."),
    }[value]


def public_part_label(part: str) -> str:
    """What everybody may read of it, beside title, what, why and who takes part."""
    return {
        "text": _("the whole text"), "costs": _("costs and shares"),
        "answers": _("who declared what, in which function and when"), "papers": _("the signed papers"),
    }[part]  # fmt: skip


# ---- what partners declare -----------------------------------------------------------------------


def verdict_label(verdict: str) -> str:
    """What a partner says of a text."""
    return {
        "accepted": _("says yes"), "changes_requested": _("asks for changes"), "declined": _("declines"),
    }[verdict]  # fmt: skip


def verdict_choice(verdict: str) -> str:
    """The same as what a partner chooses from."""
    return {
        "accepted": _("Yes, we take part"), "changes_requested": _("Not yet: we ask for changes"),
        "declined": _("No, we do not take part"),
    }[verdict]  # fmt: skip


def verdict_help(verdict: str) -> str:
    """What follows from it."""
    return {
        "accepted": _("You declare your will to this text, word for word. If it is changed, you are asked again."),
        "changes_requested": _("Whoever writes the text reads what you want and can lay a new one before all of you."),
        "declined": _("The others see it. You can still say yes later, as long as the text is open."),
    }[verdict]


def council_word(council: str) -> str:
    """How the council of a partner that says yes stands."""
    return {
        "pending": _("subject to the council's decision"), "decided": _("the council has decided"),
    }[council]  # fmt: skip


def council_choice(council: str) -> str:
    """The same as an answer to "Has your council decided?"."""
    return {
        "pending": _("Not yet: our yes is subject to its decision"), "decided": _("Yes, it has decided"),
    }[council]  # fmt: skip


def council_label(declaration: Declared) -> str:
    """How binding the yes is at home: subject to the council, or decided, when and under which number; empty for
    whatever is no yes."""
    if declaration.council == "decided" and declaration.decided_on is not None:
        when = day(declaration.decided_on)
        if declaration.decision_number:
            return _("decided on %(day)s, no. %(number)s", day=when, number=declaration.decision_number)
        return _("decided on %(day)s", day=when)
    return _("subject to the council's decision") if declaration.council == "pending" else ""


# ---- money ---------------------------------------------------------------------------------------


def money(cents: int | None) -> str:
    """An amount of cents in euros, as it is written in this language: 12.345,67 Euro."""
    return "" if cents is None else _("%(amount)s euros", amount=plain_money(cents))


def plain_money(cents: int | None) -> str:
    """The amount alone, as a field shows it: 12.345,67."""
    return "" if cents is None else str(format_decimal(Decimal(cents) / 100, "#,##0.00"))
