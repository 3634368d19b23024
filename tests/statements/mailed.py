"""Links and codes as the mails carry them, for offices that answer without an account."""

import re
import secrets
from typing import Any

from app.core.database import db, transaction
from app.statements.linking import hash_of
from app.statements.models import StatementLink, StatementRequest


def a_link(request: StatementRequest, email: str | None = None) -> str:
    """The path of a link to that request, as a mail to this mailbox brings it."""
    token = secrets.token_urlsafe(32)
    with transaction():
        mailbox = email or request.email or "amt@kreis.example"
        db.session.add(
            StatementLink(request_id=request.id, kind="asked", email=mailbox, token_hash=hash_of(token))
        )  # fmt: skip
    return f"/stellungnahme/{token}"


def code_to(mails: list[Any], mailbox: str) -> str:
    """The last code that was sent there."""
    subjects = [mail["Subject"] for mail in mails if mail["To"] == mailbox]
    return [found[0] for subject in subjects if (found := re.match(r"\d{6}", subject))][-1]


def typed(version: int = 1, **values: str) -> dict[str, str]:
    """A whole statement as the form sends it."""
    return {
        "version": str(version), "verdict": "remarks", "text": "Bitte die Breite beachten.", "consent": "yes",
        "speaker_name": "Vera Vorlage", "speaker_office": "Amt für Verkehr", **values,
    }  # fmt: skip


def fresh(request: StatementRequest) -> StatementRequest:
    """The request as the database has it now."""
    db.session.rollback()
    return db.session.get_one(StatementRequest, request.id)
