"""What the worker does for accounts: send a code, an invitation, a notice."""

import re
from collections.abc import Callable
from typing import Any

from app.accounts.inviting import is_backed_by, make_token
from app.accounts.models import EmailProof, Invitation
from app.accounts.organising import is_membership_backed
from app.accounts.proving import make_code
from app.accounts.wording import co_authorship_asked, membership_asked
from app.core.clock import local, now
from app.core.database import db
from app.core.mailing import absolute_url, send_mail
from app.ideas.models import Idea
from app.ideas.writing_together import is_co_authorship_backed

_LIKE_AN_ADDRESS = re.compile(r"[/@:]|\w\.\w")
_WITH_AN_ADDRESS = re.compile(r"://|@|\w\.\w{2}")


def send_code(payload: dict[str, Any]) -> Callable[[], None] | None:
    """Mail a fresh code and its link; nothing where the question is answered, too old or gone."""
    proof = db.session.get(EmailProof, payload["proof"], with_for_update=True)
    if proof is None or proof.used_at is not None or proof.expires_at <= now():
        return None
    code, token = make_code(proof)
    to, template, key, locale = proof.email, f"code_{proof.purpose}", f"code-{proof.id}", proof.locale
    link = absolute_url(proof.context.get("door", "accounts.follow_link"), token=token)
    until, words = local(proof.expires_at), proof.context.get("words", {})

    def send() -> None:
        send_mail(to, template, key, locale=locale, code=code, link=link, until=until, email=to, **words)

    return send


def send_invitation(payload: dict[str, Any]) -> Callable[[], None] | None:
    """Mail an invitation with a fresh link; nothing where it was taken back, answered, or asked for anew meanwhile."""
    invitation = db.session.get(Invitation, payload["invitation"], with_for_update=True)
    if invitation is None or not invitation.is_open or int(invitation.asked_at.timestamp()) != payload["asked"]:
        return None
    is_membership = invitation.kind == "membership"
    if not (is_membership_backed if is_membership else is_co_authorship_backed)(invitation):
        return None
    link = absolute_url("invitations.look", token=make_token(invitation))
    to, locale, until = invitation.email, invitation.locale, local(invitation.expires_at)
    key, who, what = f"invitation-{invitation.id}-{payload['asked']}", _who_invites(invitation), _what(invitation)

    def send() -> None:
        send_mail(
            to, "invitation", key, locale=locale, is_membership=is_membership, who=who, what=what, link=link,
            until=until, email=to,
        )  # fmt: skip

    return send


def _who_invites(invitation: Invitation) -> str | None:
    """The organisation, or the person by the name shown here; a name that looks like an advertisement is left out."""
    if invitation.organisation is not None:
        return invitation.organisation.name
    idea, person = db.session.get(Idea, invitation.thing_id), is_backed_by(invitation)
    if idea is not None and idea.organisation is not None:
        return idea.organisation.name
    name = person.display_name if person is not None else None
    return None if name is None or _LIKE_AN_ADDRESS.search(name) else name


def _what(invitation: Invitation) -> Any:
    """What it is about, in the language of the mail; a headline with an address in it advertises nothing here."""
    if invitation.organisation is not None:
        return membership_asked(invitation.role, invitation.organisation)
    idea = db.session.get_one(Idea, invitation.thing_id)
    title = (idea.working or idea.current).title or None
    return co_authorship_asked(_who_invites(invitation), None if _WITH_AN_ADDRESS.search(title or "") else title)


def send_notice(payload: dict[str, Any]) -> Callable[[], None]:
    """Tell a mailbox what was changed about the account, so that nobody takes one over unnoticed."""

    def send() -> None:
        words = payload.get("words", {})
        send_mail(payload["to"], payload["notice"], f"notice-{payload['key']}", locale=payload["locale"], **words)

    return send
