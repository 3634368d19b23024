"""When a text is agreed, and what follows: the one place where a cooperation becomes agreed, lapses or ends.

Agreed is a text by the yes of each counted partner to exactly that text, never by anybody's say-so: `settle` looks at
the declarations after every step and draws the conclusion.
"""

from typing import Any

from sqlalchemy import update

from app.cooperations.models import Cooperation, CooperationVersion
from app.cooperations.terms import Terms
from app.core.clock import now, today
from app.core.database import db
from app.core.journal import record
from app.core.texts import slugify
from app.files.models import Attachment

FEWEST = 2


def said_yes_to(cooperation: Cooperation, version: int) -> set[int]:
    """The organisations of today's partners whose yes is to exactly that text."""
    return {partner.organisation_id for partner in cooperation.present if partner.has_accepted(version)}


def bound_by(cooperation: Cooperation) -> set[int]:
    """The organisations of today's partners that the text in force binds."""
    holding = cooperation.agreed_version
    return set() if holding is None else said_yes_to(cooperation, holding)


def becomes_agreed(terms: Terms, yes: set[int], bound: set[int]) -> bool:
    """Whether a text that was laid before the partners holds from now on.

    Everybody it names says yes; or as many as it asks for, the one who leads among them. Whoever the text before it
    binds is always needed.
    """
    if len(yes) < FEWEST or not bound <= yes or (terms.lead_id is not None and terms.lead_id not in yes):
        return False
    return terms.party_ids <= yes if terms.rule == "all" else len(yes) >= (terms.threshold or FEWEST)


def still_holds(terms: Terms, yes: set[int]) -> bool:
    """Whether a text in force goes on holding when a partner has left: for as many as it needs, two at the least."""
    return len(yes) >= (max(FEWEST, terms.threshold or 0) if terms.rule == "from_n" else FEWEST)


def settle(cooperation: Cooperation) -> None:
    """Draw the conclusion from what is declared: agreed, lapsed, ended; and let the public see what it may."""
    laid = cooperation.laid
    if laid is not None and cooperation.state in ("proposed", "agreed") and cooperation.agreed_version != laid.number:
        yes = said_yes_to(cooperation, laid.number)
        if becomes_agreed(laid.terms, yes, bound_by(cooperation)):
            _agree(cooperation, laid)
    holding = cooperation.in_force
    if cooperation.state == "agreed" and holding is not None and _let_go(cooperation, holding):
        # Whoever the lapsed text bound is needed no more: a newer one may hold now.
        settle(cooperation)
        return
    show_what_is_released(cooperation)
    close_papers(cooperation)


def show_what_is_released(cooperation: Cooperation) -> None:
    """Everybody reads of it as soon as a text says so; what was public stays findable, and under the name it had."""
    shown = shown_text(cooperation)
    if shown is None:
        return
    cooperation.shown_version = shown.number
    if cooperation.title != shown.terms.title:
        cooperation.rename(shown.terms.title)
    if cooperation.audience_id is not None:
        cooperation.audience_id, cooperation.authority_id = None, cooperation.home_id
        cooperation.published_at = now()
        record(cooperation.id, "release_cooperation", role="clock", version=shown.number)
    cooperation.relist()


def shown_text(cooperation: Cooperation) -> CooperationVersion | None:
    """The text everybody may read of: the one in force, else the newest, among those that say so; None: none does.

    A text that is for the partners alone is never shown because another one before it was public.
    """
    holding = cooperation.in_force
    if holding is not None and is_for_everybody(holding):
        return holding
    return next((text for text in reversed(cooperation.versions) if is_for_everybody(text)), None)


def is_for_everybody(text: CooperationVersion) -> bool:
    """Whether the text says that everybody may read of it by now: as a proposal, or since it was agreed."""
    since = text.terms.public_from
    return since == "proposed" or (since == "agreed" and text.agreed_at is not None)


def released(cooperation: Cooperation, *parts: str) -> CooperationVersion | None:
    """The text in force, where it lets everybody read one of these parts today; else None."""
    text = cooperation.in_force
    if text is None or not cooperation.is_public or not is_for_everybody(text):
        return None
    return text if set(parts) & set(text.terms.public_parts) else None


def close_papers(cooperation: Cooperation) -> None:
    """Papers that were shown to everybody are shown no more where the text in force does not release them (any
    more)."""
    if released(cooperation, "papers") is None:
        shown = update(Attachment).where(Attachment.thing_id == cooperation.id, Attachment.removed_at.is_(None))
        db.session.execute(shown.values(removed_at=now()))


def note(
    cooperation: Cooperation, verb: str, *, role: str = "partner", by_id: int | None = None, is_open: bool = False,
    reason: str | None = None, version: int | None = None, told: bool = False, **details: Any,
) -> None:  # fmt: skip
    """Write down what happened: for the partners; for everybody where the step `is_open` and the cooperation is.

    A step of a text that is for the partners alone is none for everybody: ask `is_for_everybody` first.
    """
    audience = "public" if is_open and cooperation.is_public else "author"
    cooperation.updated_at = now()
    record(
        cooperation.id, verb, role=role, actor_id=by_id, to_state=cooperation.state, reason=reason or None,
        version=cooperation.version if version is None else version, audience=audience, told=told, **details,
    )  # fmt: skip


def _agree(cooperation: Cooperation, laid: CooperationVersion) -> None:
    before, cooperation.state = cooperation.state, "agreed"
    cooperation.agreed_version, laid.agreed_at = laid.number, now()
    cooperation.agreed_at = cooperation.agreed_at or laid.agreed_at
    if not cooperation.is_public:
        cooperation.title, cooperation.slug = laid.terms.title, slugify(laid.terms.title)
    show_what_is_released(cooperation)
    yes = sorted(said_yes_to(cooperation, laid.number))
    note(
        cooperation, "agree", role="clock", is_open=is_for_everybody(laid), partners=yes, fingerprint=laid.fingerprint,
        again=before == "agreed",
    )  # fmt: skip


def _let_go(cooperation: Cooperation, holding: CooperationVersion) -> bool:
    """A text in force that has too few partners left lapses, where others may still join it, or comes to its end.

    Says whether it has lapsed.
    """
    yes = said_yes_to(cooperation, holding.number)
    if still_holds(holding.terms, yes):
        return False
    if holding.terms.rule != "from_n" or not cooperation.present:
        end(cooperation, "too_few")
        return False
    is_open = is_for_everybody(holding)
    cooperation.state, cooperation.agreed_version = "proposed", None
    note(cooperation, "lapse", role="clock", is_open=is_open, version=holding.number)
    return True


def end(cooperation: Cooperation, why: str) -> None:
    """It is over: its time is, or too few take part. Everybody who could read it still can."""
    cooperation.state, cooperation.ended_on = "ended", today()
    note(cooperation, "end_cooperation", role="clock", is_open=True, why=why)
