"""Members of an organisation: who changes them, that nobody is locked out, leaving, mandates."""

from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, func, select

from app.accounts.models import Mandate, Membership
from app.accounts.organisation_queries import is_last_representative, mandates_for
from app.accounts.organising import (
    BodyCannotPrepare,
    LastRepresentative,
    admit,
    change_membership,
    end_mandate,
    end_membership,
    grant_mandate,
    leave_organisation,
)
from app.core.clock import now, today
from app.core.database import db, transaction
from tests.accounts.bodies import an_amt, asked_in, joined, roles_in, town_hall
from tests.cast import Cast
from tests.queries import count_queries

Browser = Callable[..., Any]


def address(cast: Cast, way: str = "") -> str:
    return f"/konto/organisationen/{town_hall(cast).id}{way}"


def test_who_sees_which_page(cast: Cast, client: Any, as_person: Browser) -> None:
    joined(cast.carla, town_hall(cast), "officer")
    joined(cast.anna, town_hall(cast), "member")
    people = {"frieda": cast.frieda, "carla": cast.carla, "anna": cast.anna, "dilek": cast.dilek}
    seen = {name: as_person(person).get(address(cast)).status_code for name, person in people.items()}
    assert seen == {"frieda": 200, "carla": 200, "anna": 404, "dilek": 404}
    assert client.get(address(cast)).status_code == 302
    mine = as_person(cast.anna).get("/konto/organisationen").get_data(as_text=True)
    assert "Stadt Naunhof" in mine
    assert address(cast, "/verlassen") in mine


def test_addresses_of_accounts_are_shown_to_nobody(cast: Cast, as_person: Browser) -> None:
    joined(cast.carla, town_hall(cast), function="Bauamt")
    page = as_person(cast.frieda).get(address(cast)).get_data(as_text=True)
    assert "Carla Beispiel" in page
    assert "Bauamt" in page
    assert "carla@example.org" not in page


def test_only_a_representative_changes_members(cast: Cast, as_person: Browser) -> None:
    held = joined(cast.anna, town_hall(cast), "member")
    joined(cast.carla, town_hall(cast), "officer")
    way = f"/konto/organisationen/mitglied/{held.id}"
    sent = {"role": "officer", "function": "Bauamt", "until": (today() + timedelta(days=9)).isoformat()}
    assert as_person(cast.carla).post(way, data=sent).status_code == 403
    assert as_person(cast.carla).post(f"{way}/beenden").status_code == 403
    assert as_person(cast.dilek).post(way, data=sent).status_code == 404
    assert roles_in(town_hall(cast))["anna@example.org"] == "member"
    assert as_person(cast.frieda).post(way, data=sent).status_code == 303
    held = db.session.scalars(select(Membership).where(Membership.person_id == cast.anna.id)).one()
    assert (held.role, held.function, held.until) == ("officer", "Bauamt", today() + timedelta(days=9))
    past = {**sent, "until": (today() - timedelta(days=1)).isoformat()}
    assert as_person(cast.frieda).post(way, data=past).status_code == 422
    assert as_person(cast.frieda).post(f"{way}/beenden").status_code == 303
    assert "anna@example.org" not in roles_in(town_hall(cast))


def test_invitations_are_listed_renewed_and_taken_back_by_representatives_alone(cast: Cast, as_person: Browser) -> None:
    joined(cast.anna, town_hall(cast), "officer")
    invitation = asked_in(cast)
    assert "carla@example.org" in as_person(cast.frieda).get(address(cast)).get_data(as_text=True)
    assert "carla@example.org" not in as_person(cast.anna).get(address(cast)).get_data(as_text=True)
    sent = {"invitation": invitation.id}
    assert as_person(cast.anna).post(address(cast, "/einladung-zuruecknehmen"), data=sent).status_code == 403
    assert as_person(cast.anna).post(address(cast, "/einladen"), data={"email": "x@example.org"}).status_code == 403
    assert as_person(cast.frieda).post(address(cast, "/einladung-zuruecknehmen"), data=sent).status_code == 303
    assert as_person(cast.frieda).post(address(cast, "/einladung-zuruecknehmen"), data={}).status_code == 404
    assert "carla@example.org" not in as_person(cast.frieda).get(address(cast)).get_data(as_text=True)


def test_an_ex_member_has_lost_every_door_from_the_next_request_on(cast: Cast, as_person: Browser) -> None:
    held = joined(cast.carla, town_hall(cast), "representative")
    carla = as_person(cast.carla)
    assert carla.get(address(cast)).status_code == 200
    with transaction():
        end_membership(db.session.get_one(Membership, held.id))
    assert carla.get(address(cast)).status_code == 404
    sent = {"email": "x@example.org", "role": "member"}
    assert carla.post(address(cast, "/einladen"), data=sent).status_code == 404


# ---- nobody is locked out ------------------------------------------------------------------------


@pytest.mark.parametrize("way", ["leave", "end", "downgrade", "last day"])
@pytest.mark.parametrize("other", ["nobody", "officer", "until a day", "erased"])
def test_the_last_representative_stays(cast: Cast, way: str, other: str) -> None:
    if other == "officer":
        joined(cast.carla, town_hall(cast), "officer")
    elif other == "until a day":
        joined(cast.carla, town_hall(cast), "representative", today() + timedelta(days=30))
    elif other == "erased":
        joined(cast.carla, town_hall(cast), "representative")
        with transaction():
            cast.carla.erased_at, cast.carla.email = now(), None
    before = roles_in(town_hall(cast))
    with transaction():
        held = db.session.get_one(Membership, cast.frieda.memberships[0].id)
        with pytest.raises(LastRepresentative):
            _go(cast, held, way)
    assert roles_in(town_hall(cast)) == before
    assert is_last_representative(town_hall(cast).id, cast.frieda)


@pytest.mark.parametrize("way", ["leave", "end", "downgrade", "last day"])
def test_with_a_second_one_the_first_may_go(cast: Cast, way: str) -> None:
    joined(cast.carla, town_hall(cast), "representative")
    with transaction():
        _go(cast, db.session.get_one(Membership, cast.frieda.memberships[0].id), way)
    assert roles_in(town_hall(cast))["carla@example.org"] == "representative"
    assert is_last_representative(town_hall(cast).id, cast.carla)


def _go(cast: Cast, held: Membership, way: str) -> None:
    if way == "leave":
        leave_organisation(cast.frieda, town_hall(cast))
    elif way == "end":
        end_membership(held)
    elif way == "downgrade":
        change_membership(held, role="officer", function=None, until=None)
    else:
        change_membership(held, role="representative", function=None, until=today() + timedelta(days=5))


def test_the_pages_say_why_the_last_one_stays(cast: Cast, as_person: Browser) -> None:
    frieda, held = as_person(cast.frieda), cast.frieda.memberships[0].id
    ways = {
        f"/konto/organisationen/mitglied/{held}": {"role": "officer"},
        f"/konto/organisationen/mitglied/{held}/beenden": {},
        address(cast, "/verlassen"): {"successor": ""},
    }
    answers = {way: frieda.post(way, data=data).status_code for way, data in ways.items()}
    assert set(answers.values()) == {422}
    assert roles_in(town_hall(cast)) == {"frieda@example.org": "representative"}


def _two_at_once(cast: Cast, as_person: Browser) -> list[int]:
    """Two representatives end each other's membership in the same moment."""
    frieda, carla = cast.frieda.memberships[0].id, joined(cast.carla, town_hall(cast), "representative").id
    db.session.remove()
    pairs = [(as_person(cast.frieda), carla), (as_person(cast.carla), frieda)]
    start, answers = Barrier(2), []

    def press(browser: Any, held: int) -> None:
        start.wait()
        answers.append(browser.post(f"/konto/organisationen/mitglied/{held}/beenden").status_code)

    threads = [Thread(target=press, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return answers


def test_two_who_remove_each_other_at_once_leave_one(app: Flask, cast: Cast, as_person: Browser) -> None:
    answers = _two_at_once(cast, as_person)
    # The one who came late is no longer a member when the lock is free: not even the page is there.
    assert sorted(answers)[0] == 303
    assert sorted(answers)[1] in {403, 404}
    assert list(roles_in(town_hall(cast)).values()) == ["representative"]


def test_two_who_leave_at_once_leave_one(app: Flask, cast: Cast, as_person: Browser) -> None:
    joined(cast.carla, town_hall(cast), "representative")
    way = address(cast, "/verlassen")
    db.session.remove()
    browsers, start, answers = [as_person(cast.frieda), as_person(cast.carla)], Barrier(2), []

    def press(browser: Any) -> None:
        start.wait()
        answers.append(browser.post(way, data={"successor": ""}).status_code)

    threads = [Thread(target=press, args=(browser,)) for browser in browsers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(answers) == [303, 422]
    assert list(roles_in(town_hall(cast)).values()) == ["representative"]


def test_negative_control_what_the_session_remembers_would_let_both_go(cast: Cast) -> None:
    joined(cast.carla, town_hall(cast), "representative")
    with transaction():
        held = db.session.get_one(Membership, cast.frieda.memberships[0].id)
        gone = delete(Membership).where(Membership.person_id == cast.carla.id)
        db.session.execute(gone.execution_options(synchronize_session=False))
        assert cast.carla.leads(town_hall(cast).id)  # so it looks to whoever asks the session and not the database
        with pytest.raises(LastRepresentative):
            end_membership(held)
    assert list(roles_in(town_hall(cast)).values()) == ["representative"]


def test_an_invented_successor_takes_nothing_over(cast: Cast, as_person: Browser) -> None:
    other = joined(cast.carla, an_amt(), "officer")
    joined(cast.anna, town_hall(cast), "officer")
    for invented in (str(other.id), "x", ""):
        answer = as_person(cast.frieda).post(address(cast, "/verlassen"), data={"successor": invented})
        assert answer.status_code == 422
    assert roles_in(town_hall(cast))["frieda@example.org"] == "representative"


def test_leaving_hands_the_role_to_another_member(cast: Cast, as_person: Browser) -> None:
    held = joined(cast.carla, town_hall(cast), "member", function="Stellvertretung")
    page = as_person(cast.frieda).get(address(cast, "/verlassen")).get_data(as_text=True)
    assert "Carla Beispiel, Stellvertretung" in page
    answer = as_person(cast.frieda).post(address(cast, "/verlassen"), data={"successor": str(held.id)})
    assert answer.status_code == 303
    assert roles_in(town_hall(cast)) == {"carla@example.org": "representative"}


def test_a_member_leaves_but_hands_no_role_on(cast: Cast, as_person: Browser) -> None:
    joined(cast.anna, town_hall(cast), "member")
    held = joined(cast.carla, town_hall(cast), "officer")
    sent = {"successor": str(held.id)}
    assert as_person(cast.anna).post(address(cast, "/verlassen"), data=sent).status_code == 422
    assert as_person(cast.anna).post(address(cast, "/verlassen")).status_code == 303
    assert as_person(cast.anna).post(address(cast, "/verlassen")).status_code == 404
    assert roles_in(town_hall(cast)) == {"frieda@example.org": "representative", "carla@example.org": "officer"}


def test_two_rows_of_one_person_are_no_way_around_the_rule(cast: Cast) -> None:
    second = joined(cast.frieda, town_hall(cast), "officer")
    with transaction(), pytest.raises(LastRepresentative):
        held = db.session.get_one(Membership, second.id)
        change_membership(held, role="representative", function=None, until=today() + timedelta(days=3))
    assert is_last_representative(town_hall(cast).id, cast.frieda)


def test_whoever_comes_back_gets_one_membership_not_two(cast: Cast) -> None:
    joined(cast.carla, town_hall(cast), "officer", today() - timedelta(days=3))
    with transaction():
        admit(cast.carla, town_hall(cast).id, "officer", function="Bauamt")
    held = db.session.scalars(select(Membership).where(Membership.person_id == cast.carla.id)).one()
    assert (held.role, held.function, held.until) == ("officer", "Bauamt", None)


# ---- mandates ------------------------------------------------------------------------------------


def test_a_mandate_is_given_moved_and_ended_by_representatives_alone(cast: Cast, as_person: Browser) -> None:
    amt = an_amt()
    joined(cast.anna, town_hall(cast), "officer")
    joined(cast.carla, amt, "officer")
    sent = {"agent": str(amt.id)}
    assert as_person(cast.anna).post(address(cast, "/mandate"), data=sent).status_code == 403
    assert as_person(cast.carla).post(address(cast, "/mandate"), data=sent).status_code == 404
    assert as_person(cast.frieda).post(address(cast, "/mandate"), data=sent).status_code == 303
    later = {**sent, "until": (today() + timedelta(days=40)).isoformat()}
    assert as_person(cast.frieda).post(address(cast, "/mandate"), data=later).status_code == 303
    mandate = db.session.scalars(select(Mandate)).one()
    assert mandate.until == today() + timedelta(days=40)
    assert [held.principal.name for held in mandates_for(cast.carla)] == ["Stadt Naunhof"]
    end = f"/konto/organisationen/mandat/{mandate.id}/beenden"
    assert as_person(cast.anna).post(end).status_code == 403
    assert as_person(cast.carla).post(end).status_code == 404
    assert as_person(cast.frieda).post(end).status_code == 303
    assert mandates_for(cast.carla) == []


def test_a_club_prepares_for_nobody(cast: Cast, as_person: Browser) -> None:
    from app.accounts.models import Organisation

    with transaction():
        club = Organisation(name="Radclub", kind="society")
        db.session.add(club)
    answer = as_person(cast.frieda).post(address(cast, "/mandate"), data={"agent": str(club.id)})
    assert answer.status_code == 422
    with transaction(), pytest.raises(BodyCannotPrepare):
        grant_mandate(town_hall(cast), club, by=cast.frieda, until=None)
    with transaction(), pytest.raises(BodyCannotPrepare):
        grant_mandate(town_hall(cast), town_hall(cast), by=cast.frieda, until=None)
    assert db.session.scalar(select(func.count()).select_from(Mandate)) == 0


def test_a_mandate_ends_with_its_last_day(cast: Cast) -> None:
    amt = an_amt()
    joined(cast.carla, amt, "officer")
    with transaction():
        mandate = grant_mandate(town_hall(cast), amt, by=cast.frieda, until=today() - timedelta(days=1))
    assert mandates_for(cast.carla) == []
    with transaction():
        end_mandate(mandate)
    assert mandates_for(cast.carla) == []


def test_the_page_asks_as_often_for_one_member_as_for_many(cast: Cast) -> None:
    from app.accounts.organisation_queries import members_of

    with count_queries(1):
        members_of(town_hall(cast).id)
    for person in (cast.anna, cast.carla, cast.dilek):
        joined(person, town_hall(cast))
    number = town_hall(cast).id
    with count_queries(1):
        members, following = members_of(number)
    assert (len(members), following) == (4, None)


# ---- hearing of an end, and who stands near --------------------------------------------------------


def heard(mails: Callable[[], list[Any]]) -> dict[str, str]:
    return {mail["To"]: mail.get_body("plain").get_content().replace("\n", " ") for mail in mails()}


def test_who_leaves_beside_another_is_asked_for_no_successor_and_both_hear_of_it(
    cast: Cast, as_person: Browser, mails: Callable[[], list[Any]]
) -> None:
    joined(cast.carla, town_hall(cast), "representative")
    joined(cast.anna, town_hall(cast), "member")
    carla = as_person(cast.carla)
    page = carla.get(address(cast, "/verlassen")).get_data(as_text=True)
    assert "Wer übernimmt die Rolle?" not in page
    assert "Das gilt sofort" in page
    assert carla.post(address(cast, "/verlassen")).status_code == 303
    letters = heard(mails)
    assert letters.keys() == {"carla@example.org", "frieda@example.org"}
    assert "Ihre Zugehörigkeit ist beendet: Stadt Naunhof" in letters["carla@example.org"]
    assert "Carla Beispiel gehört nicht mehr zu: Stadt Naunhof" in letters["frieda@example.org"]


def test_whose_membership_is_ended_hears_of_it(cast: Cast, as_person: Browser, mails: Callable[[], list[Any]]) -> None:
    held = joined(cast.carla, town_hall(cast), "officer")
    assert as_person(cast.frieda).post(f"/konto/organisationen/mitglied/{held.id}/beenden").status_code == 303
    assert "Ihre Zugehörigkeit ist beendet" in heard(mails)["carla@example.org"]


def test_nobody_hears_of_an_end_that_was_refused(
    cast: Cast, as_person: Browser, mails: Callable[[], list[Any]]
) -> None:
    assert as_person(cast.frieda).post(address(cast, "/verlassen")).status_code == 422
    assert mails() == []


def test_bodies_of_ones_own_district_stand_first(cast: Cast, as_person: Browser) -> None:
    from app.accounts.models import Organisation

    with transaction():
        far = Organisation(name="Amt Aaland", kind="association_of_municipalities", authority_id=cast.elsewhere.id)
        near = Organisation(name="Zweckverband", kind="association_of_municipalities", authority_id=cast.here.id)
        town = Organisation(name="Stadt Brandis", kind="municipality")
        db.session.add_all([far, near, town])
        cast.brandis.organisation = town
    page = as_person(cast.frieda).get(address(cast)).get_data(as_text=True)
    places = [page.index(f">{name} (") for name in ("Stadt Brandis", "Zweckverband", "Amt Aaland")]
    assert places == sorted(places)
    assert "Mandat heißt" in page
