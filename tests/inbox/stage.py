"""Something of every kind that waits at Bernd's or Gerda's desk, made through the verbs."""

from typing import Any

from app.accounts.models import Membership, Person
from app.core.database import db, transaction
from app.discussion.commenting import comment
from app.discussion.models import Comment
from app.ideas.amending import amend_idea, write_amendment
from app.ideas.handing_over import offer_hand_over
from app.ideas.models import Idea
from app.inbox.kinds import Item
from app.inbox.queries import Filter, waiting_for
from app.pages.texting import report_barrier
from app.restrictions.objecting import object_to
from app.restrictions.reporting import report
from app.restrictions.restricting import restrict
from tests.cast import Cast, a_person
from tests.concepts.pairs import a_counterpart, a_proposal
from tests.ideas_desk.stage import received
from tests.reference_sheets.writing import a_sheet
from tests.statement_worlds import a_department, a_request, a_statement


def a_held_comment(cast: Cast, idea: Idea, by: Person | None = None, text: str = "Gute Idee, bitte bald!") -> Comment:
    """A first comment where the authority reads those beforehand."""
    with transaction():
        db.session.merge(cast.here).holds_first_comments = True
        return comment(db.session.merge(idea), by=by or a_person("Kai"), text=text, lang="de")


def an_amendment(idea: Idea, by: Person) -> None:
    with transaction():
        write_amendment(idea, title=idea.title, text="Genauer gesagt.", version=idea.version)
        amend_idea(idea, by=by)


def a_colleague(cast: Cast, name: str = "Helga", role: str = "moderator") -> Person:
    """Somebody else who works at Bernd's desk."""
    with transaction():
        person = a_person(name)
        db.session.add(Membership(person_id=person.id, role=role, authority_id=cast.here.id))
        db.session.flush()
        db.session.refresh(person)
    return person


def one_of_every_kind(cast: Cast) -> dict[str, Any]:
    """What is in the inbox afterwards, by kind; the numbers that matter to a test."""
    new, public = received(cast, is_tagged=True), received(cast, "published", title="Bänke am See")
    received(cast, "revision_requested", title="Wo genau?")
    offered, hidden = received(cast, "published", title="Rufbus"), received(cast, "published", title="Lärm")
    statement = a_statement(a_request(cast, public))
    a_request(cast, public, a_department(cast, "Bauamt"))
    an_amendment(public, cast.anna)
    said = a_held_comment(cast, public)
    with transaction():
        report(db.session.merge(public), cause="other", text="Stimmt nicht.", email="leser@example.org")
        offer_hand_over(offered, to=cast.elsewhere, by=cast.bernd, reason="Liegt bei Ihnen.", version=1)
        hiding = restrict(hidden, by=cast.bernd, ground="rules", norm="Regel 3", facts="Beleidigt.", version=1)
        object_to(hiding, by=cast.anna, text="Das stimmt nicht.")
        report_barrier(text="Die Karte geht nicht mit der Tastatur.", authority=cast.here)
        a_proposal(cast, cast.sub_goal, a_counterpart(cast)[1])
    a_sheet(cast, cast.anna, asked=True)
    return {"new": new, "public": public, "statement": statement, "comment": said, "offered": offered}


def kinds_of(person: Person, tab: str = "offen") -> list[str]:
    return sorted(item.kind for item in items_of(person, tab))


def items_of(person: Person, tab: str = "offen", **asked: Any) -> list[Item]:
    return waiting_for(person, Filter(tab, **asked), size=100)[0]
