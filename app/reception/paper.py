"""What stands on the sheet to fill in by hand and on the receipt: the words of the form, so that both say the same."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _

from app.accounts.models import Authority
from app.core.clock import local
from app.core.languages import day, weekday
from app.core.mailing import absolute_url
from app.ideas.models import Idea
from app.ideas.wording import author_of, origin_labels, place_of
from app.reception.forms import EntryForm
from app.reception.wording import reach_line

SHEET, RECEIPT = "reception/print/sheet.typ", "reception/print/receipt.typ"
MOST_OFFICES = 8


def sheet_for(form: EntryForm, authorities: Sequence[Authority], *, is_demo: bool) -> dict[str, Any]:
    """The sheet: every question of the form, in its order and words, with room to write."""
    label = {field.name: str(field.label.text) for field in form}
    options = {name: [str(text) for _value, text in form[name].choices] for name in ("origin", "name_choice", "reach")}
    one = authorities[0] if len(authorities) == 1 else None
    weeks, days = (one.answer_within_weeks, one.publish_within_days) if one else (6, 5)
    return {
        "headline": _("Your idea: %(name)s", name=one.name) if one else _("Your idea for your district"),
        "lead": _("Please write clearly. Hand this sheet in or send it by post; nothing else is needed.")
        if all(body.postal_address for body in authorities)
        else _("Please write clearly. Hand this sheet in; nothing else is needed."),
        "office_label": _("Filled in by the office"),
        "office_fields": [label["origin"], label["received_on"], _("Number")],
        "office_options": options["origin"],
        "place": label["place"], "place_hint": _("A town or village, or “all of the district”."),
        "title": label["title"], "title_hint": _("As in the newspaper: briefly, what it is about."),
        "text": label["text"], "text_hint": _("Tell it as you would tell a neighbour. Use the back, too."),
        "who_benefits": label["who_benefits"], "touches_youth": label["touches_youth"],
        "goals": label["goals"], "goals_hint": _("If you know one; else we assign it."),
        "optional": _("(optional)"),
        "name_choice": label["name_choice"], "name_options": options["name_choice"],
        "author_name": label["author_name"],
        "reach": label["reach"], "reach_options": options["reach"],
        "email": label["email"], "post": label["post"],
        "reach_hint": _("Only for our answer; never published."),
        "consent": label["consent"], "signature": _("Date, signature"),
        "then": _(
            "What happens then: within %(days)s working days your idea is public, or you hear from us. Within "
            "%(weeks)s weeks you get an answer. The receipt bears a code with which you can take the idea into an "
            "account of your own at any time.", days=days, weeks=weeks,
        ),
        "privacy": _(
            "Privacy: we keep your address only to answer you, and delete it a year after your idea is settled, or "
            "earlier if you ask for it. Your idea is published under the name you choose above. All of it: %(address)s",
            address=_typed("pages.text", name="datenschutz"),
        ),
        "offices": [office_lines(one)] if one else [_call(body) for body in authorities if body.phone][:MOST_OFFICES],
        "hand_in": _("Hand in here, or call us"),
        "demo": demo_words() if is_demo else None,
    }  # fmt: skip


def _call(authority: Authority) -> list[str]:
    """Name and telephone, where several offices share the space of one."""
    return [authority.name, _("Telephone %(phone)s", phone=authority.phone)]


def receipt_of(idea: Idea, code: str | None, *, is_demo: bool) -> dict[str, Any]:
    """The receipt: number, day, and the code where it is still known here."""
    authority = idea.authority
    facts = [
        (_("Idea"), idea.title), (_("Written by"), author_of(idea)), (_("Place"), place_of(idea)),
        (_("Received"), origin_labels().get(idea.origin, idea.origin)),
        (_("Received on"), day(local(idea.submitted_at).date()) if idea.submitted_at else ""),
        (_("Public, or you hear from us, by"), weekday(idea.publish_due_on) if idea.publish_due_on else ""),
        (_("Answer by"), weekday(idea.answer_due_on) if idea.answer_due_on else ""),
        (_("How you hear of it"), reach_line(idea)),
    ]  # fmt: skip
    return {
        "headline": _("Receipt for idea no. %(number)s", number=idea.id),
        "thanks": _("Thank you. Your idea has been received."),
        "facts": [(label, value) for label, value in facts if value],
        "code_label": _("Your code"),
        "code": code,
        "code_words": _(
            "With this code you can take the idea into an account of your own: %(address)s. Keep it; whoever has it "
            "can take the idea over.", address=claim_address(),
        ),
        "ask": _("With the number you can always ask what has become of it: %(address)s", address=short_address()),
        "office": office_lines(authority) if authority else [],
        "edition": authority.name if authority else "",
        "demo": demo_words() if is_demo else None,
        "page_words": _("Page {page} of {pages}"),
        "stand_in_words": _("□ stands for a character this print cannot show."),
    }  # fmt: skip


def short_address() -> str:
    """This site as one types it by hand."""
    return _typed("pages.start")


def claim_address() -> str:
    """Where a code is typed in."""
    return _typed("reception_public.claim")


def _typed(endpoint: str, **values: str) -> str:
    """An address without what nobody types."""
    return absolute_url(endpoint, **values).partition("://")[2].rstrip("/")


def demo_words() -> str:
    return _("Demonstration, not on behalf of the named districts.")


def office_lines(authority: Authority) -> list[str]:
    """Office, address and telephone, a line each."""
    address = [" ".join(line.split()) for line in (authority.postal_address or "").splitlines() if line.strip()]
    phone = ", ".join(part for part in (authority.phone, authority.phone_hours) if part)
    head = authority.name if authority.name in authority.office else f"{authority.office}, {authority.name}"
    return [head, *address, *([_("Telephone %(phone)s", phone=phone)] if phone else [])]
