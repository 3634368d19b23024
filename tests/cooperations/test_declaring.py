"""What a partner says of a text: prepared by many, declared by one, to exactly what was read."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from app.accounts.models import Membership, Person
from app.cooperations.declaring import (
    PENDING,
    Council,
    CouncilIsUnclear,
    OnlyRepresentativesDeclare,
    PartnerIsBoundAlready,
    declare,
    note_council,
    prepare_answer,
    text_asked_about,
)
from app.cooperations.models import Cooperation, Declaration
from app.core.clock import today
from app.core.database import db, transaction
from app.core.errors import NotAllowedNow, ReasonIsMissing, VersionIsStale
from tests.cast import Cast, a_person
from tests.cooperation_worlds import MAYOR, Town, Towns, a_cooperation, amt_for, lay, place_of, say
from tests.cooperations.stage import last_step, refused, rewrite


def answer(cooperation: Cooperation, town: Town, **more: Any) -> dict[str, Any]:
    """What the mayor's form sends: her yes to the text laid last."""
    laid = cooperation.laid
    assert laid is not None
    values = {
        "by": town.mayor, "version": laid.number, "fingerprint": laid.fingerprint, "verdict": "accepted",
        "function": MAYOR, "council": PENDING,
    }  # fmt: skip
    return values | more


def colleague(town: Town, name: str, role: str = "officer") -> Person:
    """Somebody else of that town hall."""
    with transaction():
        person = a_person(name)
        db.session.add(Membership(person_id=person.id, role=role, organisation_id=town.body.id))
        db.session.flush()
        db.session.refresh(person)
    return person


def agent(cast: Cast, town: Town) -> Person:
    """Carla works for an Amt that prepares for the town by mandate."""
    amt_for(cast, town, "representative", by=town.mayor)
    return cast.carla


# ---- prepare -------------------------------------------------------------------------------------


def test_an_answer_is_prepared_and_binds_nobody(cast: Cast, towns: Towns) -> None:
    cooperation = a_cooperation(cast, *towns.all[:2])
    place, carla = place_of(cooperation, towns.brandis), agent(cast, towns.brandis)
    with transaction():
        prepare_answer(place, by=carla, version=1, verdict="accepted", text=" Wir sind dabei. ")
    assert place.prepared is not None
    said = {name: place.prepared[name] for name in ("version", "verdict", "text")}
    assert said == {"version": 1, "verdict": "accepted", "text": "Wir sind dabei."}
    assert (place.prepared_by_id, place.declared(1), cooperation.state) == (carla.id, None, "proposed")
    say(cooperation, towns.brandis)
    assert (place.prepared, place.prepared_by_id) == (None, None), "declared, nothing is prepared any more"


def test_what_is_prepared_is_about_the_text_asked_about(cast: Cast, towns: Towns) -> None:
    cooperation = a_cooperation(cast, *towns.all[:3])
    place = place_of(cooperation, towns.brandis)
    values = {"by": towns.brandis.mayor, "verdict": "accepted", "text": ""}
    refused(VersionIsStale, prepare_answer, place, version=2, **values)
    refused(NotAllowedNow, prepare_answer, place, version=1, **(values | {"verdict": "vielleicht"}))
    rewrite(cooperation, towns.naunhof, *towns.all[:2])
    lay(cooperation, towns.naunhof)
    gone = place_of(cooperation, towns.borsdorf)
    refused(NotAllowedNow, prepare_answer, gone, by=towns.borsdorf.mayor, version=2, verdict="accepted", text="")


# ---- declare -------------------------------------------------------------------------------------


def test_a_yes_says_who_for_whom_as_what_and_to_which_text(cast: Cast, towns: Towns) -> None:
    cooperation = a_cooperation(cast, *towns.all[:3])
    place = place_of(cooperation, towns.brandis)
    with transaction():
        said = declare(
            place, **answer(cooperation, towns.brandis, text=" Gern. ", council=Council("decided", today(), "12/2026"))
        )
    assert (said.version, said.fingerprint, said.text) == (1, cooperation.versions[0].fingerprint, "Gern.")
    assert (said.person_id, said.person_name, said.function) == (towns.brandis.mayor.id, "Britta Beispiel", MAYOR)
    assert (said.council, said.decided_on, said.decision_number) == ("decided", today(), "12/2026")
    step = last_step(cooperation, "declare")
    assert step.details == {
        "partner": towns.brandis.body.id,
        "declaration": said.id,
        "verdict": "accepted",
        "council": "decided",
        "joins": False,
    }
    assert step.audience == "author", "nothing is released yet"


def test_only_who_represents_that_very_body_declares(cast: Cast, towns: Towns) -> None:
    cooperation = a_cooperation(cast, *towns.all[:2])
    place = place_of(cooperation, towns.brandis)
    others = [cast.frieda, towns.borsdorf.mayor, colleague(towns.brandis, "Olga"), agent(cast, towns.brandis)]
    member = colleague(towns.brandis, "Max", "member")
    for person in [*others, member, cast.bernd, cast.anna]:
        refused(OnlyRepresentativesDeclare, declare, place, **answer(cooperation, towns.brandis, by=person))
    with transaction():
        held = db.session.scalars(select(Membership).where(Membership.person_id == towns.brandis.mayor.id)).one()
        held.until = today() - timedelta(days=1)
    db.session.expire_all()
    refused(OnlyRepresentativesDeclare, declare, place, **answer(cooperation, towns.brandis))


def test_a_yes_to_another_text_than_the_one_laid_last_is_none(cast: Cast, towns: Towns) -> None:
    cooperation = a_cooperation(cast, *towns.all[:2])
    place, read = place_of(cooperation, towns.brandis), answer(cooperation, towns.brandis)
    refused(VersionIsStale, declare, place, **(read | {"fingerprint": "0" * 64}))
    rewrite(cooperation, towns.naunhof, *towns.all[:2], why="Ganz anders.")
    lay(cooperation, towns.naunhof)
    stale = refused(VersionIsStale, declare, place, **read)
    assert (stale.shown, stale.current) == (1, 2)
    refused(VersionIsStale, declare, place, **(read | {"version": 2}))
    assert cooperation.state == "proposed"


def test_whoever_is_not_asked_declares_nothing(cast: Cast, towns: Towns) -> None:
    cooperation = a_cooperation(cast, *towns.all[:3])
    rewrite(cooperation, towns.naunhof, *towns.all[:2])
    lay(cooperation, towns.naunhof)
    gone = place_of(cooperation, towns.borsdorf)
    refused(NotAllowedNow, declare, gone, **answer(cooperation, towns.borsdorf))
    draft = a_cooperation(cast, *towns.all[:2], state="draft")
    values = {"version": 0, "fingerprint": "", "verdict": "accepted", "function": MAYOR, "council": PENDING}
    refused(NotAllowedNow, declare, place_of(draft, towns.naunhof), by=cast.frieda, **values)


@pytest.mark.parametrize(
    ("council", "verdict", "error"),
    [
        (None, "accepted", CouncilIsUnclear),
        (Council("decided"), "accepted", CouncilIsUnclear),
        (Council("pending", today()), "accepted", CouncilIsUnclear),
        (Council("decided", today() + timedelta(days=2)), "accepted", CouncilIsUnclear),
        (PENDING, "declined", CouncilIsUnclear),
        (None, "changes_requested", ReasonIsMissing),
        (None, "vielleicht", NotAllowedNow),
    ],
)
def test_what_a_declaration_must_say(
    cast: Cast, towns: Towns, council: Council | None, verdict: str, error: type[Any]
) -> None:
    cooperation = a_cooperation(cast, *towns.all[:2])
    values = answer(cooperation, towns.brandis, council=council, verdict=verdict, text=" ")
    refused(error, declare, place_of(cooperation, towns.brandis), **values)


def test_the_newest_counts_and_the_earlier_ones_stay(cast: Cast, towns: Towns) -> None:
    cooperation = a_cooperation(cast, *towns.all[:3])
    place = place_of(cooperation, towns.brandis)
    for verdict in ("accepted", "changes_requested", "declined", "accepted"):
        say(cooperation, towns.brandis, verdict, "Bitte anders.")
    assert [said.verdict for said in place.declarations] == ["accepted", "changes_requested", "declined", "accepted"]
    assert [said.superseded_at is None for said in place.declarations] == [False, False, False, True]
    assert place.last_yes is place.declarations[-1]


def test_said_twice_alike_it_is_said_once(cast: Cast, towns: Towns) -> None:
    cooperation = a_cooperation(cast, *towns.all[:3])
    place = place_of(cooperation, towns.brandis)
    for _twice in range(2):
        say(cooperation, towns.brandis)
    assert db.session.scalar(select(func.count()).where(Declaration.partner_id == place.id)) == 1


def test_whoever_is_bound_leaves_and_does_not_take_back(cast: Cast, towns: Towns) -> None:
    cooperation = a_cooperation(cast, *towns.all[:2], state="agreed")
    place = place_of(cooperation, towns.brandis)
    for verdict in ("declined", "changes_requested"):
        values = answer(cooperation, towns.brandis, verdict=verdict, council=None, text="Doch nicht.")
        refused(PartnerIsBoundAlready, declare, place, **values)
    rewrite(cooperation, towns.naunhof, *towns.all[:2], why="Neu.")
    lay(cooperation, towns.naunhof)
    say(cooperation, towns.brandis, "declined")
    assert (cooperation.state, cooperation.agreed_version) == ("agreed", 1), "what holds goes on"
    assert place.has_accepted(1)


def test_a_yes_said_anew_joins_nothing_a_second_time(cast: Cast, towns: Towns) -> None:
    cooperation = a_cooperation(cast, *towns.all[:2], state="agreed", rule="from_n", threshold=2)
    say(cooperation, towns.brandis, text="Mit Nachdruck.")
    assert last_step(cooperation, "declare").details["joins"] is False


# ---- the council ---------------------------------------------------------------------------------


def test_the_councils_decision_is_noted_on_the_same_yes(cast: Cast, towns: Towns) -> None:
    cooperation = a_cooperation(cast, *towns.all[:2], state="agreed")
    place, decided = place_of(cooperation, towns.brandis), Council("decided", today(), "7/2026")
    values = {"by": towns.brandis.mayor, "version": 1, "council": decided}
    for _twice in range(2):
        with transaction():
            note_council(place, **values)
    said = place.declared(1)
    assert said is not None
    assert (said.council, said.decided_on, said.decision_number, said.function) == ("decided", today(), "7/2026", MAYOR)
    assert len(place.declarations) == 2, "noted twice is noted once; the yes before stays on file"
    assert (cooperation.state, cooperation.agreed_version) == ("agreed", 1)
    assert last_step(cooperation, "note_council").audience == "public"


def test_what_the_council_has_not_decided_is_not_noted(cast: Cast, towns: Towns) -> None:
    cooperation = a_cooperation(cast, *towns.all[:3])
    say(cooperation, towns.brandis)
    say(cooperation, towns.borsdorf, "declined")
    britta, place = towns.brandis.mayor, place_of(cooperation, towns.brandis)
    decided = Council("decided", today())
    refused(OnlyRepresentativesDeclare, note_council, place, by=cast.frieda, version=1, council=decided)
    for council in (PENDING, Council("decided"), Council("decided", today() + timedelta(days=2))):
        refused(CouncilIsUnclear, note_council, place, by=britta, version=1, council=council)
    refused(NotAllowedNow, note_council, place, by=britta, version=2, council=decided)
    no = place_of(cooperation, towns.borsdorf)
    refused(NotAllowedNow, note_council, no, by=towns.borsdorf.mayor, version=1, council=decided)


# ---- who is asked --------------------------------------------------------------------------------


def test_what_waits_for_a_partner(cast: Cast, towns: Towns) -> None:
    cooperation = a_cooperation(cast, *towns.all[:3])
    place = place_of(cooperation, towns.brandis)
    assert text_asked_about(place) is cooperation.laid
    assert text_asked_about(place_of(cooperation, towns.naunhof)) is None
    say(cooperation, towns.brandis, "declined")
    assert text_asked_about(place) is None
    rewrite(cooperation, towns.naunhof, *towns.all[:3], why="Neu.")
    lay(cooperation, towns.naunhof)
    assert text_asked_about(place) is cooperation.versions[1]
