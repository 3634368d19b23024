"""What the tests of mails about joint projects share: what was sent since, colleagues, an Amt with a mandate."""

from collections.abc import Callable
from typing import Any

from app.accounts.models import Membership, Person
from app.cooperations.models import Cooperation
from app.core.database import db, transaction
from tests.cast import Cast, a_person
from tests.cooperation_worlds import Town, Towns, a_cooperation

Mails = Callable[[], list[Any]]
FRIEDA, BRITTA, BORIS = (f"{name}@example.org" for name in ("frieda", "britta", "boris"))

OVERVIEW = "Die Woche auf einen Blick"


class Post:
    """What has been sent since the last look, but for Monday's overview, which has its own tests."""

    def __init__(self, mails: Mails) -> None:
        self.mails, self.seen = mails, 0

    def __call__(self) -> dict[tuple[str, str], str]:
        """Recipient and subject → the plain text, on one line."""
        sent = self.mails()
        fresh, self.seen = sent[self.seen :], len(sent)
        fresh = [mail for mail in fresh if not mail["Subject"].startswith(OVERVIEW)]
        return {
            (mail["To"], mail["Subject"]): " ".join(mail.get_body(("plain",)).get_content().split()) for mail in fresh
        }


def colleague(town: Town, name: str, role: str = "officer", locale: str = "de") -> Person:
    with transaction():
        person = a_person(name, locale=locale)
        db.session.add(Membership(person_id=person.id, role=role, organisation_id=town.body.id))
        db.session.flush()
        db.session.refresh(person)
    return person


def open_join(cast: Cast, towns: Towns) -> Cooperation:
    """Naunhof and Brandis have agreed a text that others may join."""
    return a_cooperation(cast, *towns.all[:2], state="agreed", rule="from_n", threshold=2)
