"""The people of the demonstration: obviously fictitious, each with what is needed to sign in."""

from dataclasses import dataclass

from sqlalchemy import select

from app.accounts.inviting import invite
from app.accounts.models import Authority, Organisation, Person
from app.accounts.queries import find_authority, find_person
from app.accounts.registering import grant_role, person_of, set_password
from app.accounts.second_factor import new_secret
from app.core.database import db
from app.demo.offices import load_offices, office_named
from app.demo.plans import GroundIsMissing
from app.municipalities.models import Municipality
from app.things.following import choose_digest

PASSWORD = "demo-kennwort-2026"  # noqa: S105 - shown on /demo; exists in no other environment
STAFF = ("moderator", "project_editor", "admin")
AMT = "Verwaltungsverband Musterland (erfunden)"
MAYOR, MAYORESS, CLERK = "Bürgermeister (erfunden)", "Bürgermeisterin (erfunden)", "Hauptamtsleiter (erfunden)"


@dataclass(frozen=True)
class Figure:
    """One invented person: what he or she may do, for which authority, municipality, department or association."""

    key: str
    name: str
    staff_of: str | None = None
    speaks_for: str | None = None
    approves_for: str | None = None
    receives_for: str | None = None
    reads_for: str | None = None
    works_at: str | None = None
    leads: str | None = None
    assists: str | None = None
    function: str | None = None
    invited_by: str | None = None
    is_installation_admin: bool = False
    signs_in: bool = True

    @property
    def email(self) -> str:
        return f"{self.key}@example.org"

    @property
    def roles(self) -> tuple[str, ...]:
        if self.is_installation_admin:
            return ("admin",)
        single = {"approver": self.approves_for, "reception": self.receives_for, "observer": self.reads_for,
                  "representative": self.works_at, "officer": self.assists}  # fmt: skip
        if any(single.values()):
            return tuple(role for role, body in single.items() if body)
        return STAFF if self.staff_of else ("representative",) if self.is_of_body else ()

    @property
    def is_of_body(self) -> bool:
        """Speaks for a town hall, works in one or leads an association."""
        return bool(self.speaks_for or self.assists or self.leads)

    @property
    def has_second_factor(self) -> bool:
        """Whoever works at a desk signs in with a code of the app as well."""
        return bool(self.staff_of or self.approves_for or self.receives_for or self.is_installation_admin)

    @property
    def authority(self) -> str | None:
        """The authority the role is for."""
        return self.staff_of or self.approves_for or self.receives_for or self.reads_for


FIGURES: tuple[Figure, ...] = (
    Figure("anna.beispiel", "Anna Beispiel"),
    Figure("emil.exempel", "Emil Exempel"),
    Figure("bernd.muster", "Bernd Muster (Redaktion, erfunden)", staff_of="landkreis-leipzig"),
    Figure("nora.muster", "Nora Muster (Redaktion, erfunden)", staff_of="landkreis-nordsachsen"),
    Figure("nils.muster", "Nils Muster (Redaktion, erfunden)", staff_of="landkreis-nordsachsen"),
    Figure("lutz.muster", "Lutz Muster (Redaktion, erfunden)", staff_of="landkreis-ludwigslust-parchim"),
    Figure("petra.muster", "Petra Muster (Redaktion, erfunden)", staff_of="verbund-partheland"),
    Figure("pia.muster", "Pia Muster (Redaktion, erfunden)", staff_of="verbund-partheland"),
    Figure("nadja.vorlage", "Nadja Vorlage (für Naunhof, erfunden)", speaks_for="14729300", function=MAYORESS),
    Figure("boris.vorlage", "Boris Vorlage (für Brandis, erfunden)", speaks_for="14729070", function=MAYOR),
    Figure("bea.vorlage", "Bea Vorlage (für Borsdorf, erfunden)", speaks_for="14729060", function=MAYORESS),
    Figure("otto.vorlage", "Otto Vorlage (Verwaltung von Brandis, erfunden)", assists="14729070", function=CLERK),
    Figure("gerda.gegenleserin", "Gerda Gegenleserin (Freigabe, erfunden)", approves_for="landkreis-leipzig"),
    Figure("gustav.gegenleser", "Gustav Gegenleser (Freigabe, erfunden)", approves_for="landkreis-nordsachsen"),
    Figure("georg.gegenleser", "Georg Gegenleser (Freigabe, erfunden)", approves_for="landkreis-ludwigslust-parchim"),
    Figure("gitte.gegenleserin", "Gitte Gegenleserin (Freigabe, erfunden)", approves_for="verbund-partheland"),
    Figure("frank.fachamt", "Frank Fachamt (Amt für Verkehr, erfunden)", works_at="verkehr"),
    Figure("ute.umwelt", "Ute Umwelt (Umweltamt, erfunden)", works_at="umwelt"),
    Figure("ruth.annahme", "Ruth Annahme (Bürgerbüro, erfunden)", receives_for="landkreis-leipzig"),
    Figure("lothar.landrat", "Lothar Landrat (liest mit, erfunden)", reads_for="landkreis-leipzig"),
    Figure("arno.amt", "Arno Amt (für den Verwaltungsverband Musterland, erfunden)", leads=AMT),
    Figure("paul.prozess", "Paul Prozess (Prozessbegleitung, erfunden)"),
    Figure("olga.neuling", "Olga Neuling (nach Naunhof eingeladen, erfunden)", invited_by="nadja.vorlage"),
    Figure("ada.admin", "Ada Admin (Installation, erfunden)", is_installation_admin=True),
    # They wrote some of the ideas; nobody signs in as them.
    Figure("greta.probe", "Greta Probe", signs_in=False),
    Figure("hannes.probe", "Hannes Probe", signs_in=False),
    Figure("ida.probe", "Ida Probe", signs_in=False),
    Figure("jan.probe", "Jan Probe", signs_in=False),
)
NEIGHBOURS = (
    ("Birte", MAYORESS, "Belgershain", "14729020"), ("Gero", MAYOR, "Großpösna", "14729190"),
    ("Mara", MAYORESS, "Machern", "14729250"), ("Piet", MAYOR, "Parthenstein", "14729340"),
)  # fmt: skip
"""They declare for the other municipalities of the Partheland; nobody signs in as them."""
FIGURES += tuple(
    Figure(
        f"{name.lower()}.vorlage", f"{name} Vorlage (für {town}, erfunden)", speaks_for=ags, function=function,
        signs_in=False,
    )
    for name, function, town, ags in NEIGHBOURS
)  # fmt: skip
NAMES = (
    "Alma", "Arne", "Berta", "Bodo", "Carlo", "Clara", "Dora", "Doris", "Edgar", "Elke", "Erwin", "Falk", "Fritz",
    "Gerd", "Gunda", "Heike", "Holger", "Ilse", "Ingo", "Jörg", "Jutta", "Karin", "Klaus", "Lena", "Ludwig", "Marta",
    "Moritz", "Nele", "Norbert", "Olaf", "Paula", "Peter", "Ronja", "Rudi", "Silke", "Sven", "Tilda", "Uwe", "Vera",
    "Wilma",
)  # fmt: skip
"""People who support, follow and comment; nobody signs in as them."""
FIGURES += tuple(Figure(f"{name.lower().replace('ö', 'oe')}.probe", f"{name} Probe", signs_in=False) for name in NAMES)
BY_KEY = {figure.key: figure for figure in FIGURES}


@dataclass(frozen=True)
class Visitor:
    """A figure with its account."""

    figure: Figure
    person: Person
    body: str | None


def load_people() -> int:
    """Bring in the departments and figures that are not there yet; returns how many figures came.

    Who is there keeps password, secret and roles.
    """
    load_offices()
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


def crowd() -> list[Person]:
    """The people who support, follow and comment, always in the same order."""
    emails = [figure.email for figure in FIGURES[-len(NAMES) :]]
    return list(db.session.scalars(select(Person).where(Person.email.in_(emails)).order_by(Person.email)))


def editor_of(slug: str) -> Person:
    """Who moderates for that authority."""
    editors = [figure for figure in FIGURES if figure.staff_of == slug]
    if not editors:
        raise GroundIsMissing(f"nobody moderates {slug}")
    return figure_person(editors[0].key)


def town_hall_of(key: str) -> Organisation:
    """The municipality that figure speaks for or works for."""
    return _town_hall(BY_KEY[key].speaks_for or BY_KEY[key].assists or "")


def body_of(person: Person) -> Organisation | None:
    """The organisation a person represents."""
    bodies = [held.organisation for held in person.valid_memberships if held.organisation is not None]
    return bodies[0] if bodies else None


def _body_of(person: Person) -> str | None:
    for held in person.valid_memberships:
        body = held.authority or held.organisation
        if body is not None:
            return body.name
    return None


def _settle(figure: Figure) -> bool:
    is_new = find_person(figure.email) is None
    person = person_of(figure.email, locale="de")
    if not is_new:
        return False
    _welcome(figure, person)
    authority = _authority(figure.authority) if figure.authority else None
    organisation = _organisation(figure)
    for role in figure.roles:
        grant_role(person, role, authority=authority, organisation=organisation).function = figure.function
    return True


def _welcome(figure: Figure, person: Person) -> None:
    person.display_name = figure.name
    if figure.signs_in:
        set_password(person, PASSWORD)
    else:
        choose_digest(person, "off")
    if figure.has_second_factor:
        person.totp_secret = new_secret()
    if figure.invited_by is not None:
        inviter = BY_KEY[figure.invited_by]
        invite(
            figure.email, "membership", by=figure_person(inviter.key), locale="de", role="officer",
            organisation=_town_hall(inviter.speaks_for or ""), function="Ortschronistin (erfunden)",
        )  # fmt: skip


def _organisation(figure: Figure) -> Organisation | None:
    if figure.works_at:
        return office_named(figure.works_at)
    town = figure.speaks_for or figure.assists
    return _town_hall(town) if town else _association(figure.leads)


def _association(name: str | None) -> Organisation | None:
    if name is None:
        return None
    found = db.session.scalar(select(Organisation).where(Organisation.name == name))
    if found is None:
        found = Organisation(name=name, kind="association_of_municipalities")
        db.session.add(found)
        db.session.flush()
    return found


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
