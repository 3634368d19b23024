"""The first administrator, and roles, from the terminal."""

from datetime import date, datetime

import click
from flask.cli import AppGroup
from sqlalchemy import select

from app.accounts.models import ORGANISATION_ROLES, STAFF_ROLES, Authority, Organisation, Person
from app.accounts.queries import all_authorities, find_authority, find_person
from app.accounts.registering import RoleDoesNotFit, grant_role, person_of, proper_email
from app.core.database import db, transaction
from app.core.mailing import absolute_url

users = AppGroup("users", help="Konten anlegen und Rollen vergeben.")
ROLE = click.Choice(STAFF_ROLES + ORGANISATION_ROLES)


@users.command("create")
@click.argument("email")
@click.option("--name", help="Der Name, der angezeigt wird.")
@click.option("--role", type=ROLE, help="Eine Rolle gleich dazu.")
@click.option("--authority", "slug", metavar="SLUG", help="Die Stelle, für die sie gilt; admin ohne Stelle: für alle.")
def create(email: str, name: str | None, role: str | None, slug: str | None) -> None:
    """Legt ein Konto an. Angemeldet wird mit einem Code an die E-Mail-Adresse, ein Passwort braucht es nicht."""
    with transaction():
        email = _address(email)
        if find_person(email) is not None:
            raise click.ClickException(f"Das Konto {email} gibt es schon. Rollen vergibt: users grant {email} ROLLE")
        person = person_of(email, locale="de")
        person.display_name = name
        if role is not None:
            _grant(person, role, authority=_authority(slug))
    click.echo(f"Konto angelegt: {email}" + (f" ({role})" if role else ""))
    click.echo(f"Anmelden unter {absolute_url('accounts.sign_in')}; der Code kommt per E-Mail.")


@users.command("grant")
@click.argument("email")
@click.argument("role", type=ROLE)
@click.option("--authority", "slug", metavar="SLUG", help="Die verantwortliche Stelle.")
@click.option("--organisation", "body", metavar="NAME", help="Die Organisation, genau wie sie heißt.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d", "%d.%m.%Y"]), help="Letzter Tag, etwa 2027-12-31.")
def grant(email: str, role: str, slug: str | None, body: str | None, until: datetime | None) -> None:
    """Gibt einem Konto eine Rolle; noch einmal vergeben ändert nur den letzten Tag."""
    with transaction():
        person = find_person(email)
        if person is None:
            raise click.ClickException(f"Ein Konto {email} gibt es nicht. Anlegen: users create {email}")
        last_day = until.date() if until else None
        _grant(person, role, authority=_authority(slug), organisation=_organisation(body), until=last_day)
    for_whom = slug or body or "alle Stellen"
    click.echo(f"{email} ist jetzt {role} für {for_whom}" + (f" bis {last_day:%d.%m.%Y}." if last_day else "."))


def _grant(
    person: Person, role: str, *, authority: Authority | None, organisation: Organisation | None = None,
    until: date | None = None,
) -> None:  # fmt: skip
    try:
        grant_role(person, role, authority=authority, organisation=organisation, until=until)
    except RoleDoesNotFit:
        wanted = "--organisation NAME" if role in ORGANISATION_ROLES else "--authority SLUG"
        raise click.ClickException(f"Die Rolle {role} braucht genau {wanted}.") from None


def _address(email: str) -> str:
    address = proper_email(email)
    if address is None:
        raise click.ClickException(f"Das ist keine vollständige E-Mail-Adresse: {email}")
    return address


def _authority(slug: str | None) -> Authority | None:
    if slug is None:
        return None
    authority = find_authority(slug)
    if authority is None:
        known = ", ".join(authority.slug for authority in all_authorities()) or "noch keine"
        raise click.ClickException(f"Eine Stelle „{slug}“ gibt es nicht. Vorhanden: {known}")
    return authority


def _organisation(name: str | None) -> Organisation | None:
    if name is None:
        return None
    found = db.session.scalars(select(Organisation).where(Organisation.name == name)).all()
    if len(found) != 1:
        fault = "gibt es nicht" if not found else "gibt es mehrmals"
        raise click.ClickException(f"Die Organisation „{name}“ {fault}.")
    return found[0]
