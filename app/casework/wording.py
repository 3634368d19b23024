"""The words of checklists and response templates."""

from collections.abc import Sequence

from flask_babel import gettext as _

from app.casework.models import ResponseTemplate
from app.casework.templates import BY_HAND, FILLED_IN, templates_for

Offered = list[tuple[str, list[ResponseTemplate]]]
"""Templates to choose from, by step: what `casework/_templates.html: template_choice` shows."""


def offered_for(authority_id: int | None, *steps: str) -> Offered:
    """What a form for these steps has to offer."""
    return offered_of(templates_for(authority_id, *steps), *steps)


def offered_of(templates: Sequence[ResponseTemplate], *steps: str) -> Offered:
    """The same out of what was read already."""
    labels = step_labels()
    grouped = [(labels[step], [one for one in templates if one.step == step]) for step in steps]
    return [(label, found) for label, found in grouped if found]


def step_labels() -> dict[str, str]:
    """What a response template is for."""
    return {
        "publish": _("Message with the publication"), "ask_back": _("Question to the author"),
        "refuse": _("Reason: not published"), "pooled": _("Answer: into the pool of ideas"),
        "running": _("Answer: already under way"), "done": _("Answer: put into practice"),
        "forwarded": _("Answer: forwarded"), "not_pursued": _("Answer: not pursued"),
        "interim": _("Interim notice"), "question": _("Question to departments"),
    }  # fmt: skip


def before_labels() -> dict[str, str]:
    """The steps a checklist prepares for."""
    return {"publish": _("Before publication"), "answer": _("Before the answer")}


def result_labels() -> dict[str, str]:
    """What can be answered to an item."""
    return {"yes": _("yes"), "no": _("no"), "not_needed": _("not needed")}


def kind_labels() -> dict[str, str]:
    """What a marked passage seems to be."""
    return {"email": _("e-mail address"), "phone": _("telephone number"), "name": _("name")}


def placeholder_words() -> list[tuple[str, str, bool]]:
    """Each word in braces, what it becomes, and whether the program fills it in."""
    words = {
        "nummer": _("number of the idea"), "titel": _("title of the idea"),
        "ort": _("municipalities, region or the whole district"), "teilziel": _("short title of the main goal"),
        "autor": _("author, as shown in public"), "eingang": _("day it was received"), "datum": _("today"),
        "antwort_bis": _("day the answer is promised for"),
        "rückfrage_bis": _("day until which the author can reply to a question"),
        "stelle": _("your office and authority"), "kontakt": _("e-mail, telephone and hours of your office"),
        "frage": _("your question"), "grund": _("the reason"), "wer": _("who is responsible"),
        "link": _("the address of a page"),
    }  # fmt: skip
    return [(word, words[word], word in FILLED_IN) for word in (*FILLED_IN, *BY_HAND)]
