"""Four towns with their mayors, and cooperations in every state, made through the verbs."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select

from app.accounts.models import Mandate, Membership, Organisation, Person
from app.cooperations.declaring import PENDING, Council, declare
from app.cooperations.leaving import cooperations_due, keep_on_time
from app.cooperations.models import Cooperation, Partner
from app.cooperations.proposing import begin_cooperation, lay_text
from app.cooperations.terms import Party, Terms
from app.core.clock import today
from app.core.database import db, touch_beside, transaction
from app.things.models import AudienceMember
from tests.cast import Cast, a_municipality, a_person

MAYOR = "Bürgermeisterin"
TITLE = "Gemeinsamer Bauhof"


@dataclass
class Town:
    """A town hall and the mayor who alone declares for it."""

    body: Organisation
    mayor: Person


@dataclass
class Towns:
    """Naunhof (Frieda's) asks; Brandis, Borsdorf and Parthenstein are asked. An Amt prepares for Brandis."""

    naunhof: Town
    brandis: Town
    borsdorf: Town
    parthenstein: Town

    @property
    def all(self) -> tuple[Town, ...]:
        return self.naunhof, self.brandis, self.borsdorf, self.parthenstein


def four_towns(cast: Cast) -> Towns:
    """Inside no transaction: opens its own."""
    with transaction():
        naunhof = cast.naunhof.organisation
        assert naunhof is not None
        towns = [Town(naunhof, cast.frieda)]
        for number, (name, mayor) in enumerate(
            (("Brandis", "Britta"), ("Borsdorf", "Boris"), ("Parthenstein", "Petra"))
        ):
            body = Organisation(name=f"Stadt {name}", kind="municipality", email=f"{name.lower()}@example.org")
            db.session.add(body)
            db.session.flush()
            town = cast.brandis if name == "Brandis" else a_municipality(f"1472902{number}", name, cast.district)
            town.organisation, town.population, town.area_km2 = body, 5000 + 1111 * number, 30.5 + number
            touch_beside("municipality", town.ags)
            person = a_person(mayor)
            db.session.add(
                Membership(person_id=person.id, role="representative", organisation_id=body.id, function=MAYOR)
            )
            db.session.flush()
            db.session.refresh(person)
            towns.append(Town(body, person))
    return Towns(*towns)


def terms_for(*towns: Town, **more: object) -> Terms:
    """A one-page text that names these towns."""
    parties = tuple(Party(organisation_id=town.body.id, name=town.body.name) for town in towns)
    values = {
        "title": TITLE,
        "what": "Ein Bauhof für alle.",
        "why": "Maschinen stehen zu oft still.",
        "parties": parties,
    }
    return Terms.model_validate({**values, **more})


def a_cooperation(cast: Cast, *towns: Town, state: str = "proposed", **more: object) -> Cooperation:
    """Proposed by the first of the towns; `agreed`: each has said yes. `more`: values of the text."""
    keeper = towns[0]
    with transaction():
        cooperation = begin_cooperation(
            keeper.body, by=keeper.mayor, home=cast.here, terms=terms_for(*towns, **more), region=cast.partheland
        )
    if state == "draft":
        return cooperation
    lay(cooperation, keeper)
    if state == "agreed":
        for town in towns[1:]:
            say(cooperation, town)
    return cooperation


def lay(cooperation: Cooperation, keeper: Town, text: str = "", council: Council = PENDING) -> None:
    """The draft goes before the partners."""
    with transaction():
        lay_text(
            cooperation, by=keeper.mayor, version=cooperation.draft_version, function=MAYOR, council=council, text=text
        )


def say(
    cooperation: Cooperation, town: Town, verdict: str = "accepted", text: str = "", decided_on: date | None = None
) -> None:
    """The town's mayor declares on the text laid last."""
    partner = place_of(cooperation, town)
    council = Council("decided", decided_on, "12/2026") if decided_on else PENDING
    laid = cooperation.laid
    assert laid is not None
    with transaction():
        declare(
            partner, by=town.mayor, version=laid.number, fingerprint=laid.fingerprint, verdict=verdict, function=MAYOR,
            text=text, council=council if verdict == "accepted" else None,
        )  # fmt: skip


def place_of(cooperation: Cooperation, town: Town) -> Partner:
    """The town's place in it."""
    partner = cooperation.partner_of(town.body.id)
    assert partner is not None
    return partner


def amt_for(
    cast: Cast, town: Town, role: str = "officer", *, until: date | None = None, by: Person | None = None
) -> Organisation:
    """Carla's Amt prepares for the town by mandate."""
    with transaction():
        amt = Organisation(name="Amt Parthe", kind="association_of_municipalities")
        db.session.add(amt)
        db.session.flush()
        db.session.add(Membership(person_id=cast.carla.id, role=role, organisation_id=amt.id))
        granted_by = by.id if by is not None else None
        db.session.add(Mandate(principal_id=town.body.id, agent_id=amt.id, until=until, granted_by_id=granted_by))
        db.session.flush()
        db.session.refresh(cast.carla)
    return amt


def audience_of(cooperation: Cooperation) -> list[int | None]:
    """The organisations that read its closed pages today."""
    rows = select(AudienceMember.organisation_id).where(
        AudienceMember.audience_id == cooperation.id, AudienceMember.role == "partner",
        or_(AudienceMember.until.is_(None), AudienceMember.until >= today()),
    )  # fmt: skip
    return list(db.session.scalars(rows))


def keep_time() -> int:
    """What the worker does one by one, at once: the calendar's work on all that are due; returns how many."""
    due = cooperations_due()
    for number in due:
        keep_on_time(number)
    return len(due)
