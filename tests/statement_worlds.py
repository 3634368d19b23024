"""Departments and what they are asked, made through the verbs."""

from datetime import date

from app.accounts.models import Membership, Organisation, Person
from app.core.clock import today
from app.core.database import db, transaction
from app.core.working_days import add_working_days
from app.ideas.models import Idea
from app.statements.answering import save_statement, submit_statement
from app.statements.models import StatementRequest
from app.statements.requesting import Office, request_statements
from tests.cast import Cast


def a_department(cast: Cast, name: str = "Amt für Verkehr", officer: Person | None = None) -> Organisation:
    """A department of this district with a mailbox; with an officer who has an account, where one is named."""
    with transaction():
        mailbox = f"{name.lower().replace(' ', '-').replace('ü', 'ue')}@kreis.example"
        office = Organisation(name=name, kind="department", authority_id=cast.here.id, email=mailbox)
        db.session.add(office)
        db.session.flush()
        if officer is not None:
            db.session.add(Membership(person_id=officer.id, role="officer", organisation_id=office.id))
            db.session.flush()
            db.session.refresh(officer, ["memberships"])
    return office


def in_days(days: int = 10) -> date:
    """So many working days from now."""
    return add_working_days(today(), days, "SN")


def a_request(
    cast: Cast, idea: Idea, office: Organisation | None = None, question: str = "Spricht etwas dagegen?"
) -> StatementRequest:
    """Bernd asks the office about the idea, until ten working days from now."""
    office = office or a_department(cast)
    with transaction():
        (request,) = request_statements(
            idea, [Office.of(office)], by=cast.bernd, question=question, due_on=in_days(), version=idea.version
        )
    return request


def a_statement(
    request: StatementRequest,
    verdict: str = "remarks",
    text: str = "Bitte die Breite beachten.",
    is_public: bool = True,
) -> StatementRequest:
    """The office gives its statement by its mailbox."""
    with transaction():
        version = request.statement.version if request.statement else 1
        save_statement(
            request, version=version, verdict=verdict, text=text, is_public=is_public, speaker_name="Vera Vorlage",
            speaker_office=request.office,
        )  # fmt: skip
        submit_statement(request, email=request.email)
    return request
