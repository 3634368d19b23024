"""Invitations: one use, one address, 14 days; taken back, renewed, in parallel; nobody learns who has an account."""

from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from app.accounts.inviting import InvitationIsOver, TooManyInvitations, invite, masked, revoke_invitation, use_up
from app.accounts.models import Invitation, Membership, Person
from app.core.clock import now
from app.core.database import db, transaction
from tests.accounts.bodies import asked_in, joined, link_in, roles_in, town_hall
from tests.accounts.conftest import code_in
from tests.cast import Cast

Browser = Callable[..., Any]
Mails = Callable[[], list[Any]]


def accept_page(browser: Any, link: str) -> str:
    answer = browser.get(link)
    assert answer.status_code == 302, answer.status_code
    return str(answer.location)


def test_the_invited_accept_with_one_button_and_a_look_changes_nothing(
    cast: Cast, as_person: Browser, mails: Mails
) -> None:
    asked_in(cast, function="Bauamt")
    carla, link = as_person(cast.carla), link_in(mails()[-1])
    page = accept_page(carla, link)
    assert "Stadt Naunhof" in carla.get(page).get_data(as_text=True)
    assert "carla@example.org" not in roles_in(town_hall(cast))
    answer = carla.post(page)
    assert answer.status_code == 303
    assert roles_in(town_hall(cast))["carla@example.org"] == "officer"
    assert "Bauamt" in carla.get(answer.location).get_data(as_text=True)


def test_only_the_hash_of_the_token_is_kept(cast: Cast, mails: Mails) -> None:
    invitation = asked_in(cast)
    token = link_in(mails()[-1]).rsplit("/", 1)[1]
    db.session.refresh(invitation)
    assert invitation.token_hash not in {None, token}
    everything = db.session.execute(select(Invitation.__table__)).all()
    assert token not in str(everything)


def test_somebody_without_account_proves_the_invited_address_and_no_other(
    app: Flask, cast: Cast, client: Any, mails: Mails
) -> None:
    asked_in(cast, "neu@example.org", "representative")
    link = link_in(mails()[-1])
    door = client.get(link).get_data(as_text=True)
    assert "n…@e….org" in door
    assert "neu@example.org" not in door
    code_page = client.post(link).location
    letter = mails()[-1]
    assert letter["To"] == "neu@example.org"
    page = client.post(code_page, data={"code": code_in(letter)}).location
    assert page.startswith("/einladung/nr/")
    assert client.post(page).status_code == 422  # no name yet
    assert client.post(page, data={"name": "Nele Neu"}).status_code == 303
    assert roles_in(town_hall(cast))["neu@example.org"] == "representative"
    person = db.session.scalars(select(Person).where(Person.email == "neu@example.org")).one()
    assert person.display_name == "Nele Neu"


def test_the_token_never_reaches_the_database_on_the_way_through_the_sign_in(
    cast: Cast, client: Any, mails: Mails
) -> None:
    from app.accounts.models import EmailProof

    asked_in(cast, "neu@example.org")
    link = link_in(mails()[-1])
    client.post(link)
    proof = db.session.scalars(select(EmailProof)).one()
    assert link.rsplit("/", 1)[1] not in str(proof.context)


def test_another_address_gets_nothing_by_the_link(cast: Cast, as_person: Browser, mails: Mails) -> None:
    invitation = asked_in(cast)
    dora, link = as_person(cast.anna), link_in(mails()[-1])
    door = dora.get(link).get_data(as_text=True)
    assert "c…@e….org" in door
    assert "carla@example.org" not in door
    assert dora.get(f"/einladung/nr/{invitation.id}").status_code == 404
    assert dora.post(f"/einladung/nr/{invitation.id}").status_code == 404
    assert "anna@example.org" not in roles_in(town_hall(cast))


@pytest.mark.parametrize("fault", ["expired", "revoked", "used", "invented", "inviter gone", "inviter erased"])
def test_what_is_over_opens_nothing_and_says_so(cast: Cast, as_person: Browser, mails: Mails, fault: str) -> None:
    invitation = asked_in(cast)
    link, carla = link_in(mails()[-1]), as_person(cast.carla)
    page = f"/einladung/nr/{invitation.id}"
    with transaction():
        if fault == "revoked":
            revoke_invitation(invitation)
        elif fault == "inviter gone":
            db.session.delete(cast.frieda.memberships[0])
        elif fault == "inviter erased":
            cast.frieda.erased_at, cast.frieda.email = now(), None
    db.session.expire_all()
    if fault == "used":
        assert carla.post(page).status_code == 303
        with transaction():
            db.session.delete(db.session.scalars(select(Membership).where(Membership.person_id == cast.carla.id)).one())
    moment = now() + (timedelta(days=14, minutes=1) if fault == "expired" else timedelta(0))
    with time_machine.travel(moment, tick=False):
        carla = as_person(cast.carla)  # signed in anew: a session ends after 14 days as well
        answers = {"link": carla.get("/einladung/erfunden" if fault == "invented" else link)}
        if fault != "invented":
            answers |= {"page": carla.get(page), "button": carla.post(page)}
    expected = dict.fromkeys(answers, 410)
    if fault == "used":
        expected["button"] = 303  # a second click leads where the first one led, and opens nothing
    assert {name: answer.status_code for name, answer in answers.items()} == expected
    if fault != "invented":
        assert "carla@example.org" not in roles_in(town_hall(cast))


def test_inviting_again_renews_and_the_old_link_is_worth_nothing(cast: Cast, as_person: Browser, mails: Mails) -> None:
    first = asked_in(cast)
    old = link_in(mails()[-1])
    with time_machine.travel(now() + timedelta(days=3), tick=False):
        second = asked_in(cast, role="member")
        new = link_in(mails()[-1])
        assert (second.id, second.role) == (first.id, "member")
        assert db.session.scalar(select(func.count()).select_from(Invitation)) == 1
        assert as_person(cast.carla).get(old).status_code == 410
        assert as_person(cast.carla).get(new).status_code == 302
        assert second.expires_at > now() + timedelta(days=13)


def test_a_second_click_sends_no_second_mail(cast: Cast, mails: Mails) -> None:
    asked_in(cast)
    asked_in(cast)
    assert len(mails()) == 1


def test_an_invitation_taken_back_before_the_mail_left_sends_none(cast: Cast, mails: Mails) -> None:
    invitation = asked_in(cast)
    with transaction():
        revoke_invitation(invitation)
    assert mails() == []


def test_nobody_floods_a_mailbox_and_nobody_learns_whose(cast: Cast) -> None:
    with transaction(), pytest.raises(TooManyInvitations):
        for n in range(40):
            invite(f"a{n}@example.org", "membership", by=cast.frieda, locale="de", organisation=town_hall(cast))
    assert (db.session.scalar(select(func.count()).select_from(Invitation)) or 0) <= 30


def test_known_and_unknown_addresses_look_the_same_to_the_one_who_invites(
    cast: Cast, as_person: Browser, mails: Mails
) -> None:
    frieda, number = as_person(cast.frieda), town_hall(cast).id
    pages = []
    for email in ("carla@example.org", "fremd@example.org"):
        answer = frieda.post(f"/konto/organisationen/{number}/einladen", data={"email": email, "role": "member"})
        assert answer.status_code == 303
        page = frieda.get(answer.location).get_data(as_text=True)
        pages.append(page.split('role="status"', 1)[1].split("</div>", 1)[0].replace(email, "ADDRESS"))
    assert pages[0] == pages[1]
    letters = [mail.get_body("plain").get_content() for mail in mails()]
    assert len(letters) == 2


def test_accepting_twice_at_the_same_moment_counts_once(app: Flask, cast: Cast, as_person: Browser) -> None:
    invitation = asked_in(cast)
    number, body = invitation.id, town_hall(cast).id
    db.session.remove()
    browsers, start, answers = [as_person(cast.carla) for _ in range(4)], Barrier(4), []

    def press(browser: Any) -> None:
        start.wait()
        answers.append(browser.post(f"/einladung/nr/{number}").status_code)

    threads = [Thread(target=press, args=(browser,)) for browser in browsers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert answers == [303] * 4  # a second click finds the same place, and has done nothing
    held = select(func.count()).where(Membership.person_id == cast.carla.id, Membership.organisation_id == body)
    assert db.session.scalar(held) == 1


def test_negative_control_what_was_read_before_the_lock_is_read_anew(cast: Cast) -> None:
    invitation = asked_in(cast)
    with transaction():
        use_up(invitation, by=cast.carla)
    with transaction():
        from sqlalchemy.orm.attributes import set_committed_value

        set_committed_value(invitation, "used_at", None)  # what a second click read before the first was saved
        with pytest.raises(InvitationIsOver):
            use_up(invitation, by=cast.carla)


def test_who_represents_already_loses_nothing_by_accepting_less(cast: Cast, as_person: Browser, mails: Mails) -> None:
    joined(cast.carla, town_hall(cast), "representative")
    invitation = asked_in(cast, role="member", function="Kämmerei")
    as_person(cast.carla).post(f"/einladung/nr/{invitation.id}")
    assert roles_in(town_hall(cast))["carla@example.org"] == "representative"


@pytest.mark.once
@pytest.mark.parametrize(("email", "shown"), [("anna@example.org", "a…@e….org"), ("x@localhost", "x…@l…")])
def test_an_address_is_masked(email: str, shown: str) -> None:
    assert masked(email) == shown


# ---- what it says, declining, coming back ----------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "words"),
    [
        ("representative", "Stadt Naunhof lädt Sie ein, die Stadt zu vertreten."),
        ("officer", "Stadt Naunhof lädt Sie ein, Ideen für die Stadt zu schreiben."),
        ("member", "Stadt Naunhof lädt Sie ein, Mitglied zu werden."),
    ],
)
def test_mail_and_page_say_as_what_one_is_asked(
    cast: Cast, as_person: Browser, mails: Mails, role: str, words: str
) -> None:
    asked_in(cast, role=role)
    mail, carla = mails()[-1], as_person(cast.carla)
    for part in ("plain", "html"):
        assert words in mail.get_body(part).get_content().replace("\n", " ")
    assert words in carla.get(accept_page(carla, link_in(mail))).get_data(as_text=True)


def test_whoever_has_the_link_declines_without_a_code(cast: Cast, client: Any, mails: Mails) -> None:
    invitation = asked_in(cast)
    link = link_in(mails()[-1])
    assert client.get(f"{link}/ablehnen").status_code == 405
    assert client.post("/einladung/erfunden/ablehnen").status_code == 410
    assert [client.post(f"{link}/ablehnen").status_code for _click in range(2)] == [303, 303]
    db.session.refresh(invitation)
    assert invitation.revoked_at is not None
    assert client.get(link).status_code == 410


def test_the_invited_decline_and_others_cannot(cast: Cast, as_person: Browser) -> None:
    invitation = asked_in(cast)
    address = f"/einladung/nr/{invitation.id}"
    assert as_person(cast.anna).post(f"{address}/ablehnen").status_code == 404
    carla = as_person(cast.carla)
    assert carla.post(f"{address}/ablehnen").status_code == 303
    assert carla.post(address).status_code == 410
    assert "carla@example.org" not in roles_in(town_hall(cast))


def test_what_was_accepted_cannot_be_declined_and_leads_there(cast: Cast, as_person: Browser, mails: Mails) -> None:
    invitation = asked_in(cast)
    link, carla = link_in(mails()[-1]), as_person(cast.carla)
    assert carla.post(f"/einladung/nr/{invitation.id}").status_code == 303
    answer = carla.post(f"/einladung/nr/{invitation.id}/ablehnen")
    assert answer.status_code == 410
    assert roles_in(town_hall(cast))["carla@example.org"] == "officer"
    page = carla.get(link).get_data(as_text=True)
    assert "Zur Organisation" in page
    assert f'href="/konto/organisationen/{town_hall(cast).id}"' in page
    stranger = as_person(cast.anna).get(link).get_data(as_text=True)
    assert "Zur Organisation" not in stranger


def test_an_empty_address_is_asked_for_as_somebody_elses(cast: Cast, as_person: Browser) -> None:
    way = f"/konto/organisationen/{town_hall(cast).id}/einladen"
    answer = as_person(cast.frieda).post(way, data={"email": "", "role": "member"})
    assert answer.status_code == 422
    assert "Bitte geben Sie die Adresse der Person ein" in answer.get_data(as_text=True)
