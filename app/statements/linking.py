"""From the token in a mail to the one request it opens, and the codes that were asked for through it."""

import hashlib
from collections.abc import Sequence

from sqlalchemy import select

from app.accounts.models import EmailProof
from app.accounts.proving import CodeIsExpired, CodeIsWrong, is_open, prove_by_code
from app.core.database import db
from app.core.errors import DomainError
from app.statements.models import StatementLink, StatementRequest
from app.statements.office_queries import find_whole

LONGEST_TOKEN = 100
MOST_PROOFS = 20


def hash_of(token: str) -> str:
    """What of a token is kept."""
    return hashlib.sha256(token.encode()).hexdigest()


def find_link(token: str) -> StatementLink | None:
    """The link with that token, whatever has become of its request."""
    if len(token) > LONGEST_TOKEN:
        return None
    return db.session.scalar(select(StatementLink).where(StatementLink.token_hash == hash_of(token)))


def request_of(link: StatementLink) -> StatementRequest:
    """The one request the link opens; locked where something is changed."""
    request = find_whole(StatementRequest.id == link.request_id)
    if request is None:
        raise LookupError(link.id)
    return request


def proofs_of(link: StatementLink) -> Sequence[EmailProof]:
    """The codes that were asked for with this link and not used yet, the last first; all for the last wish alone.

    A code is sent for one request, one link and one version of the text; it confirms nothing else.
    """
    asked = select(EmailProof).where(
        EmailProof.purpose == "statement", EmailProof.email == link.email.strip().lower(),
        EmailProof.used_at.is_(None), EmailProof.context["link"].as_integer() == link.id,
    )  # fmt: skip
    proofs = db.session.scalars(asked.order_by(EmailProof.asked_at.desc(), EmailProof.id).limit(MOST_PROOFS)).all()
    return [proof for proof in proofs if wish_of(proof) == wish_of(proofs[0])]


def wish_of(proof: EmailProof) -> tuple[object, ...]:
    """What exactly the code confirms."""
    return tuple(proof.context.get(name) for name in ("request", "link", "way", "version", "suggestion"))


def prove_wish(link: StatementLink, code: str) -> EmailProof:
    """The proof for this code, earlier mails may have come late. A wrong one counts: the door must commit even then."""
    failed: DomainError = CodeIsExpired("none")
    for proof in [proof for proof in proofs_of(link) if is_open(proof)]:
        try:
            return prove_by_code(proof.id, code)
        except CodeIsWrong as error:
            failed = failed if isinstance(failed, CodeIsWrong) else error
    raise failed
