"""Ending a mail that comes by itself with one click from that mail, without signing in."""

from dataclasses import dataclass

from app.accounts.models import Organisation, Person
from app.core.database import Base, db
from app.core.security import seal, unseal

SWITCHES: dict[str, tuple[type[Person] | type[Organisation], str, object]] = {
    "digest": (Person, "digest", "off"),
    "monday": (Person, "monday_mail", False),
    "morning": (Person, "due_mail", False),
    "mailbox": (Organisation, "monday_mail", False),
}
"""What a link can end: whose, which column, and what stands there afterwards. Each link ends one and nothing else."""


@dataclass(frozen=True)
class Subscription:
    """One kind of mail to one person or one mailbox."""

    kind: str
    target: Person | Organisation

    @property
    def is_off(self) -> bool:
        _model, column, off = SWITCHES[self.kind]
        return bool(getattr(self.target, column) == off)


def stop_token(target: Person | Organisation, kind: str = "digest") -> str:
    """What the link in the mail carries; it can do nothing but end this kind of mail to this one."""
    return seal(f"stop-{kind}", target.id)


def find_subscription(token: str) -> Subscription | None:
    """What the link is about; None for whatever we did not sign."""
    for kind, (model, _column, _off) in SWITCHES.items():
        number = unseal(f"stop-{kind}", token)
        target: Base | None = db.session.get(model, number) if isinstance(number, int) else None
        if isinstance(target, Person | Organisation):
            return Subscription(kind, target)
    return None


def stop(subscription: Subscription) -> None:
    """No more of these until they are wished again; letters about one's own ideas and requests go on."""
    _model, column, off = SWITCHES[subscription.kind]
    setattr(subscription.target, column, off)
