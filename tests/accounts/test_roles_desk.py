from collections.abc import Callable
from typing import Any

from flask_babel import gettext

from app.accounts.models import Membership
from app.accounts.queries import find_person
from app.core.database import db
from tests.cast import Cast


def give(client: Any, **values: str) -> Any:
    return client.post(
        "/verwaltung/rollen", data={"email": "neu@example.org", "role": "moderator", "until": "", **values}
    )


def roles_of(email: str) -> list[tuple[str, int | None, int | None]]:
    db.session.rollback()
    person = find_person(email)
    return [(m.role, m.authority_id, m.organisation_id) for m in person.memberships] if person else []


def test_an_administrator_gives_a_role_at_the_own_authority(cast: Cast, as_person: Callable[..., Any]) -> None:
    assert give(as_person(cast.bernd), body=cast.here.name).status_code == 302
    assert roles_of("neu@example.org") == [("moderator", cast.here.id, None)]


def test_a_town_hall_of_the_district_gets_a_representative(cast: Cast, as_person: Callable[..., Any]) -> None:
    assert give(as_person(cast.bernd), role="representative", body="Stadt Naunhof").status_code == 302
    assert roles_of("neu@example.org") == [("representative", None, cast.naunhof.organisation_id)]


def test_nobody_gives_roles_elsewhere(cast: Cast, as_person: Callable[..., Any]) -> None:
    answer = give(as_person(cast.bernd), body=cast.elsewhere.name)
    assert answer.status_code == 422
    assert "neu@example.org" in answer.get_data(as_text=True)
    assert roles_of("neu@example.org") == []


def test_moderators_and_citizens_give_nothing(cast: Cast, client: Any, as_person: Callable[..., Any]) -> None:
    for person in (cast.anna, cast.dilek):
        assert give(as_person(person), body=cast.here.name).status_code == 403
    assert give(client, body=cast.here.name).status_code == 302
    assert roles_of("neu@example.org") == []


def test_a_role_taken_away_opens_no_door_from_the_next_request_on(cast: Cast, as_person: Callable[..., Any]) -> None:
    give(as_person(cast.bernd), body=cast.here.name)
    newcomer = find_person("neu@example.org")
    assert newcomer is not None
    their_browser = as_person(newcomer)
    assert their_browser.get("/verwaltung/eingang").status_code == 200
    held = newcomer.memberships[0].id
    assert as_person(cast.dilek).post(f"/verwaltung/rollen/{held}/beenden").status_code in {403, 404}
    assert as_person(cast.bernd).post(f"/verwaltung/rollen/{held}/beenden").status_code == 302
    assert their_browser.get("/verwaltung/eingang").status_code == 403


def test_nobody_ends_the_own_administration(cast: Cast, as_person: Callable[..., Any]) -> None:
    own = next(m for m in cast.bernd.memberships if m.role == "admin")
    assert as_person(cast.bernd).post(f"/verwaltung/rollen/{own.id}/beenden").status_code == 403
    assert db.session.get(Membership, own.id) is not None


def test_the_confirmation_names_role_and_body_and_says_when_there_was_no_account(
    cast: Cast, as_person: Callable[..., Any]
) -> None:
    desk = as_person(cast.bernd)
    said = {}
    for email in ("neu@example.org", "anna@example.org"):
        page = desk.get(give(desk, email=email, body=cast.here.name).location).get_data(as_text=True)
        said[email] = page.split('class="flash', 1)[-1].split("</h1>", 1)[0]
        assert cast.here.name in said[email]
    with desk.application.test_request_context():
        new = gettext("There was no account with this address yet; it opens with the first sign-in.")
    assert new in said["neu@example.org"]
    assert new not in said["anna@example.org"]
