"""Who hears of a format: whom it is open to, who said something in it, and nobody else."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import delete, select

from app.accounts.models import Membership
from app.calls.awarding import award_idea
from app.core.database import db, transaction
from app.core.jobs import Job
from app.core.journal import record
from app.discussion.commenting import comment
from app.formats import running
from app.formats.contributing import contribute as say
from app.formats.contributing import release_contribution, remove_contribution, voice_of
from app.formats.inviting import change_audience
from app.formats.models import ParticipationFormat
from app.formats.taking_up import Words, claim_authorship, take_up
from app.forums.models import Thread
from app.ideas.places import Place
from app.things.models import AudienceMember
from tests.calls.stage import a_call, an_entry, closed, concluded
from tests.cast import Cast
from tests.format_worlds import a_format, a_thread

Mails = Callable[[], list[Any]]


def to_whom(mails: list[Any], subject: str) -> list[str]:
    return sorted(mail["To"] for mail in mails if subject in mail["Subject"])


def invite(cast: Cast, format: ParticipationFormat, **aim: Any) -> AudienceMember:
    with transaction():
        member = AudienceMember(audience_id=format.id, invited_by_id=cast.bernd.id, **aim)
        db.session.add(member)
        db.session.flush()
        record(format.id, "invite", role="moderator", actor_id=cast.bernd.id, audience="direct", member=member.id)
    db.session.expire(format, ["members"])
    return member


def test_everybody_invited_hears_from_announcement_to_result(cast: Cast, mails: Mails) -> None:
    format = a_format(cast, state="draft", audience="invited", invited=(cast.anna,))
    invite(cast, format, email="niemand@example.org", name="Frau Muster")
    town_hall = db.session.scalar(select(Membership.organisation_id).where(Membership.person_id == cast.frieda.id))
    invite(cast, format, organisation_id=town_hall)
    assert to_whom(mails(), "eingeladen") == [], "a draft invites nobody"
    with transaction():
        running.announce_format(format, by=cast.bernd, version=format.version)
    everybody = ["anna@example.org", "frieda@example.org", "niemand@example.org"]
    sent = mails()
    assert to_whom(sent, "eingeladen") == everybody
    body = next(mail for mail in sent if mail["To"] == "niemand@example.org").get_body(("plain",)).get_content()
    assert "Frau Muster" in body
    assert f"/konto/anmelden?next=/beteiligung/{format.id}" in body
    with transaction():
        running.open_format(format)
        running.close_format(format, by=cast.bernd, reason="Alles ist gesagt.")
    early = mails()
    assert to_whom(early, "Vorzeitig beendet") == everybody
    said = early[-1].get_body(("plain",)).get_content()
    assert "Angekündigt war" in said
    assert "Alles ist gesagt." in said
    with transaction():
        format = db.session.merge(format)
        running.conclude_format(format, by=cast.bernd, result="Es wird gebaut.", version=format.version)
    assert to_whom(mails(), "Ergebnis") == everybody


def test_an_end_on_the_announced_day_needs_no_mail(cast: Cast, mails: Mails) -> None:
    format = a_format(cast)
    a_thread(cast, format)
    mails()
    with transaction():
        running.close_format(db.session.merge(format))
    assert to_whom(mails(), "beendet") == []


def test_whoever_was_taken_off_hears_nothing(cast: Cast, mails: Mails) -> None:
    format = a_format(cast, audience="invited", invited=(cast.anna,))
    member = invite(cast, format, email="niemand@example.org")
    a_thread(cast, format)
    with transaction():
        running.close_format(format, by=cast.bernd, reason="Alles ist gesagt.")
        running.conclude_format(format, by=cast.bernd, result="Es wird gebaut.", version=format.version)
        for one in (
            member,
            *db.session.scalars(select(AudienceMember).where(AudienceMember.person_id == cast.anna.id)),
        ):
            db.session.delete(one)
    assert to_whom(mails(), "Ergebnis") == []


def test_contributors_hear_the_result_of_a_public_format(cast: Cast, mails: Mails) -> None:
    format = a_format(cast)
    a_thread(cast, format)
    hidden = a_thread(cast, format, "Unsinn", by=cast.frieda)
    with transaction():
        hidden.hide()
        running.close_format(format, by=cast.bernd, reason="Alles ist gesagt.")
        running.conclude_format(format, by=cast.bernd, result="Es wird gebaut.", version=format.version)
    assert to_whom(mails(), "Ergebnis") == ["anna@example.org"]


def test_nobody_hears_of_a_hidden_format(cast: Cast, mails: Mails) -> None:
    format = a_format(cast)
    a_thread(cast, format)
    with transaction():
        running.close_format(format, by=cast.bernd, reason="Alles ist gesagt.")
        running.conclude_format(format, by=cast.bernd, result="Es wird gebaut.", version=format.version)
        format.restricted_at = format.concluded_at
    assert to_whom(mails(), "Ergebnis") == []


GROUNDS = "Es geht um Grundstücke."


def closed_to_the_public(cast: Cast, format: ParticipationFormat, audience: str = "invited") -> None:
    """Bernd lets only those on its list read it from now on; or everybody again."""
    with transaction():
        change_audience(format, audience, by=cast.bernd, version=format.version, reason=GROUNDS)


def test_whoever_took_part_in_public_hears_that_it_is_public_no_more(
    cast: Cast, mails: Mails, as_person: Callable[..., Any]
) -> None:
    format = a_format(cast, invited=(cast.anna,))
    a_thread(cast, format)
    own = a_thread(cast, format, "Licht fehlt.", by=cast.carla)
    gone = a_thread(cast, format, "Unsinn.", by=cast.frieda)
    with transaction():
        remove_contribution(gone, by=cast.frieda)
    closed_to_the_public(cast, format)
    sent = mails()
    assert to_whom(sent, "Nicht mehr öffentlich") == ["anna@example.org", "carla@example.org"], "invited or not"
    body = next(mail for mail in sent if mail["To"] == "carla@example.org").get_body(("plain",)).get_content()
    for words in (format.title, GROUNDS, "/konto/beitraege"):
        assert words in body
    carla = as_person(cast.carla)
    assert carla.get(f"/beteiligung/{format.id}-{format.slug}").status_code == 404
    assert own.text in carla.get("/konto/beitraege").text
    assert carla.post(f"/konto/beitraege/{own.id}/entfernen").status_code == 303
    closed_to_the_public(cast, db.session.merge(format), "members")
    assert len(to_whom(mails(), "Nicht mehr öffentlich")) == 2, "it was closed before"


def test_a_draft_and_one_that_opens_again_are_told_to_nobody(cast: Cast, mails: Mails) -> None:
    draft = a_format(cast, state="draft", invited=(cast.anna,))
    closed_to_the_public(cast, draft)
    silent = a_format(cast, audience="invited", invited=(cast.anna,))
    closed_to_the_public(cast, silent, "public")
    call = a_call(cast, invited=(cast.anna,))
    an_entry(cast, call)
    closed_to_the_public(cast, call)
    with transaction():
        db.session.merge(call).audience_id = None
    assert to_whom(mails(), "Nicht mehr öffentlich") == [], "the last one is open to everybody before the mail leaves"


def test_entrants_of_a_call_read_that_their_idea_stays_public(cast: Cast, mails: Mails) -> None:
    call = a_call(cast, invited=(cast.frieda,))
    an_entry(cast, call)
    closed_to_the_public(cast, call)
    (mail,) = (mail for mail in mails() if "Nicht mehr öffentlich" in mail["Subject"])
    body = mail.get_body(("plain",)).get_content()
    assert mail["To"] == "anna@example.org"
    assert "Ihre Idee bleibt öffentlich" in body
    assert "/konto/ideen" in body
    assert "/konto/beitraege" not in body


def test_a_released_contribution_is_told_to_its_writer(cast: Cast, mails: Mails) -> None:
    format = a_format(cast)
    with transaction():
        held = say(
            Thread, format.sections[0], voice_of(cast.anna), by=cast.anna, text="Erster Beitrag.", title="Wartet",
            once=str(uuid4()), is_held=True,
        )  # fmt: skip
    with transaction():
        release_contribution(held, by=cast.bernd, version=1)
    assert to_whom(mails(), "freigegeben") == ["anna@example.org"]


@pytest.mark.parametrize("still_invited", [True, False])
def test_answers_in_a_closed_forum_reach_those_who_read_along(cast: Cast, mails: Mails, still_invited: bool) -> None:
    format = a_format(cast, audience="invited", invited=(cast.anna, cast.frieda))
    thread = a_thread(cast, format)
    with transaction():
        comment(thread, by=cast.frieda, text="Das sehe ich auch so.", lang="de")
        if not still_invited:
            for one in db.session.scalars(select(AudienceMember).where(AudienceMember.person_id == cast.anna.id)):
                db.session.delete(one)
    db.session.expire(format, ["members"])
    assert to_whom(mails(), "Antwort auf Ihren Beitrag") == (["anna@example.org"] if still_invited else [])


def test_whoever_said_it_is_asked_once_whether_her_name_shall_stand(cast: Cast, mails: Mails) -> None:
    format = a_format(cast, audience="invited", invited=(cast.anna, cast.carla))
    one, before = a_thread(cast, format), len(mails())
    with transaction():
        db.session.execute(delete(AudienceMember).where(AudienceMember.person_id == cast.anna.id))
        take_up([one], Words("Licht", "Licht."), Place.whole(cast.here), [], by=cast.bernd)
        claim_authorship(one, by=cast.anna)
    [mail] = [mail for mail in mails()[before:] if mail["To"] == "anna@example.org"]
    body = mail.get_body(("plain",)).get_content()
    assert "eine Idee geworden" in mail["Subject"]
    assert "/konto/beitraege" in body
    assert "kann verraten" in " ".join(body.split())
    assert format.title not in body


def test_a_mailbox_with_an_account_gets_one_mail(cast: Cast, mails: Mails) -> None:
    format = a_format(cast, state="draft", audience="invited")
    invite(cast, format, email="anna@example.org")
    with transaction():
        running.announce_format(format, by=cast.bernd, version=format.version)
    assert to_whom(mails(), "eingeladen") == ["anna@example.org"]
    assert db.session.scalars(select(Job.id).where(Job.kind == "send_to_member")).all() == []


def test_entrants_hear_the_result_of_a_call_and_who_won_reads_it(cast: Cast, mails: Mails) -> None:
    call, other = a_call(cast), a_call(cast)
    idea = an_entry(cast, call)
    an_entry(cast, call, "submitted", "Wartet noch")
    an_entry(cast, other, title="Ein Brunnen")
    mails()
    for one in (call, other):
        closed(one, cast)
    with transaction():
        award_idea(call, idea.id, by=cast.bernd, title="1. Preis", reason="Weil alle dort sitzen.")
    for one in (call, other):
        concluded(one, cast)
    sent = mails()
    assert to_whom(sent, "Ihre Idee ist ausgezeichnet: 1. Preis") == ["anna@example.org"]
    assert to_whom(sent, "Das Ergebnis liegt vor") == ["anna@example.org"]
