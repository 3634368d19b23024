"""The people of the demonstration: obviously fictitious, each with what is needed to sign in."""

from dataclasses import dataclass

from sqlalchemy import select

from app.accounts.models import Authority, Organisation, Person
from app.accounts.queries import find_authority, find_person
from app.accounts.registering import grant_role, person_of, set_password
from app.accounts.second_factor import new_secret
from app.core.database import db
from app.core.errors import DomainError
from app.municipalities.models import Municipality

PASSWORD = "demo-kennwort-2026"  # noqa: S105 - shown on /demo; exists in no other environment
STAFF = ("moderator", "project_editor", "admin")


class GroundIsMissing(DomainError):
    """The demonstration stands on authorities, municipalities and concepts that are not loaded yet."""


@dataclass(frozen=True)
class Figure:
    """One invented person: what he or she may do, for which authority or municipality."""

    key: str
    name: str
    staff_of: str | None = None
    speaks_for: str | None = None
    is_installation_admin: bool = False
    signs_in: bool = True

    @property
    def email(self) -> str:
        return f"{self.key}@example.org"

    @property
    def roles(self) -> tuple[str, ...]:
        if self.is_installation_admin:
            return ("admin",)
        return STAFF if self.staff_of else ("representative",) if self.speaks_for else ()


FIGURES = (
    Figure("anna.beispiel", "Anna Beispiel"),
    Figure("emil.exempel", "Emil Exempel"),
    Figure("bernd.muster", "Bernd Muster (Redaktion, erfunden)", staff_of="landkreis-leipzig"),
    Figure("nora.muster", "Nora Muster (Redaktion, erfunden)", staff_of="landkreis-nordsachsen"),
    Figure("lutz.muster", "Lutz Muster (Redaktion, erfunden)", staff_of="landkreis-ludwigslust-parchim"),
    Figure("petra.muster", "Petra Muster (Redaktion, erfunden)", staff_of="verbund-partheland"),
    Figure("nadja.vorlage", "Nadja Vorlage (für Naunhof, erfunden)", speaks_for="14729300"),
    Figure("boris.vorlage", "Boris Vorlage (für Brandis, erfunden)", speaks_for="14729070"),
    Figure("bea.vorlage", "Bea Vorlage (für Borsdorf, erfunden)", speaks_for="14729060"),
    Figure("ada.admin", "Ada Admin (Installation, erfunden)", is_installation_admin=True),
    # They wrote some of the ideas; nobody signs in as them.
    Figure("greta.probe", "Greta Probe", signs_in=False),
    Figure("hannes.probe", "Hannes Probe", signs_in=False),
    Figure("ida.probe", "Ida Probe", signs_in=False),
    Figure("jan.probe", "Jan Probe", signs_in=False),
)
BY_KEY = {figure.key: figure for figure in FIGURES}


@dataclass(frozen=True)
class Visitor:
    """A figure with its account."""

    figure: Figure
    person: Person
    body: str | None


def load_people() -> int:
    """Bring in the figures that are not there yet; returns how many came. Who is there keeps password and secret."""
    return sum(_settle(figure) for figure in FIGURES)


def visitors() -> list[Visitor]:
    """The figures one can sign in as, in the order of the list; empty before `demo load`."""
    shown = [figure for figure in FIGURES if figure.signs_in]
    people = db.session.scalars(select(Person).where(Person.email.in_([figure.email for figure in shown])))
    accounts = {person.email: person for person in people}
    return [
        Visitor(figure, accounts[figure.email], _body_of(accounts[figure.email]))
        for figure in shown
        if figure.email in accounts
    ]


def figure_person(key: str) -> Person:
    """The account of that figure."""
    person = find_person(BY_KEY[key].email)
    if person is None:
        raise GroundIsMissing(f"the figure {key} is not there; people come first")
    return person


def _body_of(person: Person) -> str | None:
    for held in person.valid_memberships:
        body = held.authority or held.organisation
        if body is not None:
            return body.name
    return None


def _settle(figure: Figure) -> bool:
    is_new = find_person(figure.email) is None
    person = person_of(figure.email, locale="de")
    if is_new:
        person.display_name = figure.name
        if figure.signs_in:
            set_password(person, PASSWORD)
        if figure.staff_of or figure.is_installation_admin:
            person.totp_secret = new_secret()
    authority = _authority(figure.staff_of) if figure.staff_of else None
    organisation = _town_hall(figure.speaks_for) if figure.speaks_for else None
    for role in figure.roles:
        grant_role(person, role, authority=authority, organisation=organisation)
    return is_new


def _authority(slug: str) -> Authority:
    authority = find_authority(slug)
    if authority is None:
        raise GroundIsMissing(f"there is no authority {slug!r}; run `flask municipalities load` first")
    return authority


def _town_hall(ags: str) -> Organisation:
    town = db.session.scalar(select(Municipality).where(Municipality.ags == ags))
    if town is None or town.organisation is None:
        raise GroundIsMissing(f"there is no municipality {ags}; run `flask municipalities load` first")
    return town.organisation
