"""What the discussion says: who speaks, in which state a comment is, and why a text was not taken."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from app.core.errors import DomainError
from app.discussion.checking import SaidBefore, TooManyLinks


def author_of(said: Any) -> str:
    """Who says it: a name, an organisation, an office, a resident, a deleted account, or somebody in the room."""
    if said.author_kind == "event":
        return _("said in the room")
    if said.author_kind == "deleted":
        return _("Deleted account")
    return said.author_name or _("A resident")


def is_answer(said: Any) -> bool:
    """It answers a comment, or a contribution in a forum: there all that is said below it is an answer."""
    return said.parent_id is not None or said.thing.kind == "thread"


def held(said: Any) -> str:
    """That it is not shown yet, and why."""
    if is_answer(said):
        return _("Your answer waits for its release: the office reads what is written first before everybody does.")
    return _("Your comment waits for its release: the office reads first comments before everybody does.")


def changed(said: Any) -> str:
    """That its new words stand there."""
    return _("Your answer is changed.") if is_answer(said) else _("Your comment is changed.")


def removed(said: Any) -> str:
    """That it is gone."""
    return _("Your answer has been removed.") if is_answer(said) else _("Your comment has been removed.")


def taken(said: Any) -> str:
    """That it stands there now, and who can read it."""
    if said.thing.audience_id is not None:
        return _("All who take part can read it now.")
    return _("Your answer is public.") if is_answer(said) else _("Your comment is public.")


def sort_labels() -> dict[str, str]:
    """The orders a discussion can be read in."""
    return {"neu": _("Newest first"), "unterstuetzt": _("Most agreed first"), "unbeantwortet": _("Unanswered first")}


def fault_of(error: DomainError) -> str:
    """Why a comment was not taken, and what helps."""
    if isinstance(error, SaidBefore):
        return _("You have written this already today. Please say something new, or edit what you wrote.")
    if isinstance(error, TooManyLinks):
        return ngettext(
            "A first comment may hold one link. Please take the others out.",
            "A comment may hold at most %(num)s links. Please take some out.",
            error.most,
        )
    return _("Please shorten this to %(count)s characters.", count=5000)


def too_fast() -> str:
    """The words for somebody who writes very much very quickly."""
    return _("You have written a lot in a short time. Please wait a few minutes; your text stays here.")
