"""What the worker does for accounts: send a code, send a notice."""

from collections.abc import Callable
from typing import Any

from app.accounts.models import EmailProof
from app.accounts.proving import make_code
from app.core.clock import local, now
from app.core.database import db
from app.core.mailing import absolute_url, send_mail


def send_code(payload: dict[str, Any]) -> Callable[[], None] | None:
    """Mail a fresh code and its link; nothing where the question is answered, too old or gone."""
    proof = db.session.get(EmailProof, payload["proof"], with_for_update=True)
    if proof is None or proof.used_at is not None or proof.expires_at <= now():
        return None
    code, token = make_code(proof)
    to, template, key, locale = proof.email, f"code_{proof.purpose}", f"code-{proof.id}", proof.locale
    link = absolute_url(proof.context.get("door", "accounts.follow_link"), token=token)
    until = local(proof.expires_at)

    def send() -> None:
        send_mail(to, template, key, locale=locale, code=code, link=link, until=until, email=to)

    return send


def send_notice(payload: dict[str, Any]) -> Callable[[], None]:
    """Tell a mailbox what was changed about the account, so that nobody takes one over unnoticed."""

    def send() -> None:
        send_mail(payload["to"], payload["notice"], f"notice-{payload['key']}", locale=payload["locale"])

    return send
