"""At erasure a person's address goes, and nobody else's that happens to hold it."""

from typing import Any

import pytest
from sqlalchemy import select

from app.accounts.models import Authority, Organisation, Person
from app.core.database import db, transaction
from app.core.jobs import Job, enqueue
from app.core.journal import JournalEntry, record
from app.ideas.models import Idea, IdeaVersion
from app.privacy import erasing
from app.privacy.erasing import ADDRESS_COLUMNS, erase_person
from app.privacy.table import HOLDINGS
from tests.cast import Cast, a_person
from tests.worlds import an_idea

MUSTER = "muster@gmail.com"


def erased(email: str) -> None:
    with transaction():
        person = a_person("Zoe")
        person.email = email
    with transaction():
        erase_person(db.session.get_one(Person, person.id))
    db.session.expire_all()


def cleaned(text: str, email: str = MUSTER) -> Any:
    return erasing._without(text, erasing._whole(email))


@pytest.mark.parametrize(
    "text",
    [
        "anna.muster@gmail.com", "o'muster@gmail.com", "vorzimmer-muster@gmail.com", "a+muster@gmail.com",
        "xmuster@gmail.com", "ä_muster@gmail.com", "muster@gmail.com.au", "muster@gmail.community",
        "muster@gmail.com-mail.de",
    ],
)  # fmt: skip
def test_a_longer_address_is_somebody_else_s(text: str) -> None:
    assert cleaned(text) == cleaned(f"({text})")[1:-1] == text


@pytest.mark.parametrize(
    "text",
    [
        "{}", "An {}.", "<{}>", "mailto:{}?subject=x", "'{}'", "– {}, bitte", "-{}", "_{}_", "{}-Postfach", "Ja…{}!",
        "{} {}", "{};{}", "x@y.de,{}",
    ],
)  # fmt: skip
def test_her_own_goes_however_it_stands_in_a_text(text: str) -> None:
    for written in (MUSTER, "Muster@GMAIL.com"):
        assert cleaned(text.replace("{}", written)) == text.replace("{}", "[gelöscht]")
    assert cleaned(f"İ {MUSTER}") == "İ [gelöscht]"


def test_the_addresses_of_others_stay_whole(cast: Cast) -> None:
    with transaction():
        other = a_person("Yve")
        other.email = f"anna.{MUSTER}"
        near = a_person("Wim")
        near.email = f"-{MUSTER}"
        office = Organisation(name="Amt", kind="department", authority_id=cast.here.id, email=f"vorzimmer-{MUSTER}")
        same = Organisation(name="Hof", kind="department", authority_id=cast.here.id, email=MUSTER.upper())
        db.session.add_all([office, same])
        cast.here.email = f"{MUSTER}.au"
    idea = an_idea(cast, "published", f"An {MUSTER}", f"Fragen an anna.{MUSTER}, {MUSTER.title()} oder x")
    with transaction():
        record(idea.id, "tag_idea", role="moderator", audience="staff", note=[f"anna.{MUSTER}", f"<{MUSTER}>"])
        enqueue("send_code", "hers", {"to": MUSTER})
        enqueue("send_code", "other", {"to": f"anna.{MUSTER}"})
    erased(MUSTER)
    assert (other.email, near.email) == (f"anna.{MUSTER}", f"-{MUSTER}")
    assert (office.email, same.email) == (f"vorzimmer-{MUSTER}", None)
    assert db.session.get_one(Authority, cast.here.id).email == f"{MUSTER}.au"
    version = db.session.scalars(select(IdeaVersion).where(IdeaVersion.idea_id == idea.id)).one()
    assert version.text == f"Fragen an anna.{MUSTER}, [gelöscht] oder x"
    found = db.session.get_one(Idea, idea.id)
    assert (found.title, f"anna.{MUSTER}" in found.folded, found.folded.count(MUSTER)) == ("An [gelöscht]", True, 1)
    notes = db.session.scalars(select(JournalEntry.details).where(JournalEntry.verb == "tag_idea")).all()
    assert [note["note"] for note in notes if "note" in note] == [[f"anna.{MUSTER}", "<[gelöscht]>"]]
    assert db.session.scalars(select(Job.key).where(Job.kind == "send_code")).all() == ["send_code:other"]


def test_an_umlaut_is_no_other_letter_and_no_case(cast: Cast) -> None:
    with transaction():
        other = a_person("Yve")
        other.email = "juergen@example.org"
    idea = an_idea(cast, "published", "Bank", "An JÜRGEN@example.org oder juergen@example.org")
    erased("jürgen@example.org")
    version = db.session.scalars(select(IdeaVersion).where(IdeaVersion.idea_id == idea.id)).one()
    assert version.text == "An [gelöscht] oder juergen@example.org"
    assert other.email == "juergen@example.org"


def test_every_column_that_holds_one_address_is_known() -> None:
    named = {
        name for holding in HOLDINGS for name in holding.columns if name.endswith(("email", "address"))
    }  # fmt: skip
    assert named == ADDRESS_COLUMNS
