"""Who is on the list of a format: invited, taken off, forgotten; public and closed."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.accounts.models import Organisation
from app.core.clock import clock_at, now, today
from app.core.database import db, transaction
from app.core.errors import NotAllowedNow, ReasonIsMissing, VersionIsStale
from app.core.journal import JournalEntry
from app.formats.inviting import (
    AudienceIsNeeded,
    SaidInConfidence,
    TooManyAtOnce,
    change_audience,
    forget_old_audiences,
    invite_addresses,
    invite_organisations,
    take_off,
)
from app.formats.models import ParticipationFormat
from app.formats.running import DayIsWrong
from app.formats.views import desk_audience
from app.things.models import AudienceMember
from tests.cast import Cast
from tests.format_worlds import CANARY, a_format, a_thread

AsPerson = Callable[..., Any]


def addresses(format: ParticipationFormat) -> list[str | None]:
    db.session.expire_all()
    return [one.email for one in db.session.get_one(ParticipationFormat, format.id).members]


def told(format: ParticipationFormat) -> list[JournalEntry]:
    wanted = select(JournalEntry).where(JournalEntry.thing_id == format.id, JournalEntry.verb == "invite")
    return list(db.session.scalars(wanted.order_by(JournalEntry.id)))


def test_a_new_one_is_told_once_and_no_address_is_written_down(cast: Cast) -> None:
    format = a_format(cast)
    for until in (None, today()):
        with transaction():
            invite_addresses(format, ["a@example.org", "a@example.org"], role="participant", by=cast.bernd, until=until)
    members = db.session.get_one(ParticipationFormat, format.id, populate_existing=True).members
    assert [(one.email, one.until) for one in members] == [("a@example.org", today())]
    assert [entry.details for entry in told(format)] == [{"member": members[0].id}]
    assert all("example.org" not in str(entry.details) for entry in db.session.scalars(select(JournalEntry)))


def test_a_draft_tells_nobody(cast: Cast) -> None:
    format = a_format(cast, state="draft")
    hall = db.session.scalars(select(Organisation)).all()
    with transaction():
        assert invite_organisations(format, hall, role="participant", by=cast.bernd) == 1
    assert told(format) == []
    assert format.has_member(cast.frieda, "participant")


def test_what_cannot_be_invited(cast: Cast) -> None:
    format, ended = a_format(cast), a_format(cast, state="concluded")
    with transaction(), pytest.raises(TooManyAtOnce):
        invite_addresses(format, [f"a{n}@example.org" for n in range(201)], role="participant", by=cast.bernd)
    with transaction(), pytest.raises(DayIsWrong):
        invite_addresses(format, ["a@example.org"], role="juror", by=cast.bernd, until=today() - timedelta(days=1))
    with transaction(), pytest.raises(NotAllowedNow):
        invite_addresses(ended, ["a@example.org"], role="participant", by=cast.bernd)


def test_the_last_one_of_a_closed_format_stays(cast: Cast) -> None:
    format = a_format(cast, audience="invited", invited=(cast.anna, cast.frieda))
    first, second = format.members
    with transaction():
        take_off(format, first, by=cast.bernd)
        with pytest.raises(AudienceIsNeeded):
            take_off(format, second, by=cast.bernd)
    assert [one.id for one in format.members] == [second.id]


def test_what_was_said_to_a_few_never_becomes_public(cast: Cast) -> None:
    format = a_format(cast, audience="invited", invited=(cast.anna,))
    with transaction():
        assert change_audience(format, "members", by=cast.bernd, version=format.version, reason="Nur der Beirat.")
        with pytest.raises(VersionIsStale):
            change_audience(format, "public", by=cast.bernd, version=format.version - 1)
    thread = a_thread(cast, format)
    with transaction(), pytest.raises(SaidInConfidence):
        change_audience(format, "public", by=cast.bernd, version=format.version)
    assert (format.audience_id, thread.audience_id) == (format.id, format.id)
    silent = a_format(cast, audience="invited", invited=(cast.anna,))
    with transaction():
        with pytest.raises(ReasonIsMissing):
            change_audience(silent, "public", by=cast.bernd, version=silent.version, reason=" ")
        assert change_audience(silent, "public", by=cast.bernd, version=silent.version, reason="Alle sind gefragt.")
    assert silent.is_public


def test_a_public_format_closes_with_all_that_was_said(cast: Cast) -> None:
    format = a_format(cast)
    thread = a_thread(cast, format)
    with transaction(), pytest.raises(AudienceIsNeeded):
        change_audience(format, "invited", by=cast.bernd, version=format.version)
    with transaction():
        invite_addresses(format, ["anna@example.org"], role="participant", by=cast.bernd)
        change_audience(format, "invited", by=cast.bernd, version=format.version, reason="Es geht um Grundstücke.")
    db.session.refresh(thread)
    assert not format.is_public
    assert not thread.is_public


@pytest.mark.parametrize("state", ["concluded", "cancelled"])
def test_mailboxes_are_forgotten_a_year_after_the_end(cast: Cast, state: str) -> None:
    ended, current = a_format(cast, state=state), a_format(cast)
    with transaction():
        for format in (ended, current):
            db.session.add(AudienceMember(audience_id=format.id, email="a@example.org"))
    for days, left in ((364, ["a@example.org"]), (366, [])):
        with clock_at(now() + timedelta(days=days)), transaction():
            forget_old_audiences()
        assert addresses(ended) == left
    assert addresses(current) == ["a@example.org"]


def test_many_at_once_with_the_faulty_lines_named(cast: Cast, as_person: AsPerson) -> None:
    format = a_format(cast, audience="invited", invited=(cast.anna,))
    url, bernd = f"/verwaltung/beteiligung/{format.id}/teilnehmende", as_person(cast.bernd)
    typed = f"eins@example.org\n{CANARY}\nzwei@example.org; drei@example.org\n@falsch"
    refused = bernd.post(url, data={"addresses": typed, "role": "participant"})
    assert refused.status_code == 422
    assert f"Zeile 2: {CANARY}" in refused.text
    assert "Zeile 4: @falsch" in refused.text
    assert len(addresses(format)) == 1
    sent = bernd.post(url, data={"addresses": typed.replace(CANARY, "").replace("@falsch", ""), "role": "participant"})
    assert sent.status_code == 303
    assert addresses(format)[1:] == ["eins@example.org", "zwei@example.org", "drei@example.org"]
    assert bernd.get(url).status_code == 200


def test_only_the_office_appoints_who_runs_it(cast: Cast, as_person: AsPerson) -> None:
    format = a_format(cast, "call")
    with transaction():
        invite_addresses(format, ["anna@example.org"], role="facilitator", by=cast.bernd)
        invite_addresses(format, ["carla@example.org"], role="juror", by=cast.bernd)
    anna, url = as_person(cast.anna), f"/verwaltung/beteiligung/{format.id}/teilnehmende"
    own, juror = (member.id for member in format.members)
    for role in ("participant", "juror", "facilitator"):
        assert anna.post(url, data={"addresses": "x@example.org", "role": role}).status_code == 403
    assert [anna.post(f"{url}/{one}/entfernen").status_code for one in (own, juror)] == [403, 403]
    assert anna.post(f"{url}/kreis", data={"audience": "invited", "version": 1}).status_code == 403


def test_from_public_to_closed_only_after_a_second_look(cast: Cast, as_person: AsPerson) -> None:
    format = a_format(cast, invited=(cast.anna,))
    bernd, url = as_person(cast.bernd), f"/verwaltung/beteiligung/{format.id}/teilnehmende/kreis"
    sent = {"audience": "invited", "version": format.version}
    warned = bernd.post(url, data=sent)
    assert warned.status_code == 422
    assert "Bis jetzt war alles öffentlich" in warned.text
    silent = bernd.post(url, data={**sent, "sure": "y"})
    assert silent.status_code == 422
    assert "Bitte schreiben Sie, warum." in silent.text
    assert 'name="sure"' in silent.text
    sent["reason"] = "Es geht um Grundstücke."
    assert bernd.post(url, data={**sent, "sure": "y"}).status_code == 303
    assert "Es geht um Grundstücke." in as_person(cast.anna).get(f"/beteiligung/{format.id}-{format.slug}").text
    assert bernd.post(url, data={**sent, "audience": "members", "sure": "y"}).status_code == 409
    db.session.expire_all()
    assert db.session.get_one(ParticipationFormat, format.id).audience_id == format.id


def test_nobody_is_told_again_who_was_taken_off_and_put_on(cast: Cast) -> None:
    format = a_format(cast)
    for _turn in range(3):
        with transaction():
            invite_addresses(format, ["a@example.org"], role="participant", by=cast.bernd)
            take_off(format, format.members[0], by=cast.bernd)
    assert len(told(format)) == 1


@pytest.mark.parametrize("state", ["concluded", "cancelled"])
def test_whoever_is_on_the_list_is_taken_off_also_when_it_is_over(cast: Cast, as_person: AsPerson, state: str) -> None:
    format = a_format(cast, state=state, audience="invited", invited=(cast.anna,))
    url = f"/verwaltung/beteiligung/{format.id}/teilnehmende"
    way = f"{url}/{format.members[0].id}/entfernen"
    bernd = as_person(cast.bernd)
    assert way in bernd.get(url).text
    assert bernd.post(way).status_code == 303
    db.session.expire_all()
    assert db.session.get_one(ParticipationFormat, format.id).members == []


def test_a_thousand_are_invited_a_day(cast: Cast, as_person: AsPerson, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk_audience, "MOST_A_DAY", 2)
    format, bernd = a_format(cast), as_person(cast.bernd)
    url = f"/verwaltung/beteiligung/{format.id}/teilnehmende"
    sent = [
        bernd.post(url, data={"addresses": f"{who}1@example.org\n{who}2@example.org", "role": "participant"})
        for who in ("a", "b")
    ]
    assert [answer.status_code for answer in sent] == [303, 429]
    assert "b2@example.org</textarea>" in sent[1].text
    assert addresses(format) == ["a1@example.org", "a2@example.org"]
