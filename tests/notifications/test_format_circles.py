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
from app.formats.contributing import release_contribution, voice_of
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
