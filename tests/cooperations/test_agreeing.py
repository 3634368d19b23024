"""Agreed is a text by the yes of each counted partner to exactly that text, whatever anybody does in whatever order."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app.cooperations import agreeing
from app.cooperations.agreeing import becomes_agreed
from app.cooperations.declaring import note_council
from app.cooperations.leaving import leave, withdraw_proposal
from app.cooperations.models import Cooperation
from app.cooperations.proposing import edit_draft, invite_further
from app.core.clock import today
from app.core.database import db, transaction
from app.core.errors import DomainError
from app.core.journal import JournalEntry
from tests.cast import Cast
from tests.cooperation_worlds import Towns, a_cooperation, four_towns, keep_time, lay, place_of, say, terms_for

MOVES = ("accepted", "declined", "changes_requested", "new_text", "leave", "invite", "withdraw", "council")


def everybody_counted_said_yes(cooperation: Cooperation) -> bool:
    """What agreed means, said once more and otherwise: from the rows of the declarations alone."""
    text = cooperation.in_force
    if text is None:
        return False
    rows = [
        said
        for partner in cooperation.partners
        if partner.is_present
        for said in partner.declarations
        if said.superseded_at is None and said.version == text.number and said.verdict == "accepted"
    ]
    if any(said.fingerprint != text.fingerprint for said in rows):
        return False
    yes = {said.partner.organisation_id for said in rows}
    if text.terms.rule == "from_n":
        return len(yes) >= max(2, text.terms.threshold or 0)
    named = {p.organisation_id for p in cooperation.partners if p.is_present} & text.terms.party_ids
    return len(yes) >= 2 and named <= yes


def move(cooperation: Cooperation, towns: Towns, who: int, what: str) -> None:
    """One partner tries something; what the rules refuse changes nothing."""
    town = towns.all[who]
    try:
        if what in ("accepted", "declined", "changes_requested"):
            say(cooperation, town, what, text="Bitte anders.")
        elif what == "new_text":
            with transaction():
                changed = cooperation.working.model_copy(update={"why": f"{cooperation.working.why} Auch {who}."})
                edit_draft(cooperation, changed, by=town.mayor, version=cooperation.draft_version)
            lay(cooperation, town)
        elif what == "council":
            with transaction():
                note_council(
                    place_of(cooperation, town), by=town.mayor, version=cooperation.version, council=agreed_today()
                )
        elif what == "leave":
            with transaction():
                leave(place_of(cooperation, town), by=town.mayor, on=today(), reason="Kein Geld.")
                place_of(cooperation, town).leaves_on = today().replace(year=2020)
                keep_time()
        elif what == "invite":
            with transaction():
                invite_further(cooperation, towns.all[who].body, by=towns.naunhof.mayor)
        elif what == "withdraw":
            with transaction():
                withdraw_proposal(cooperation, by=town.mayor, reason="Doch nicht.")
    except (DomainError, AssertionError):
        db.session.rollback()


def agreed_today() -> Any:
    from app.cooperations.declaring import Council

    return Council("decided", today(), "7/2026")


@pytest.mark.parametrize("rule", ["all", "from_n"])
def test_no_sequence_of_steps_agrees_without_each_counted_yes(cast: Cast, rule: str) -> None:
    towns = four_towns(cast)
    seen: set[str] = set()

    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
    @given(st.lists(st.tuples(st.integers(0, 3), st.sampled_from(MOVES)), min_size=3, max_size=14))
    def any_sequence(steps: list[tuple[int, str]]) -> None:
        cooperation = a_cooperation(
            cast, *towns.all[:3], rule=rule, threshold=2 if rule == "from_n" else None, title=f"Bauhof {len(seen)}"
        )
        for who, what in steps:
            move(cooperation, towns, who, what)
            db.session.refresh(cooperation)
            seen.add(cooperation.state)
            if cooperation.state == "agreed":
                assert everybody_counted_said_yes(cooperation), steps

    any_sequence()
    assert {"proposed", "agreed"} <= seen, "the steps lead somewhere"


def test_the_property_sees_a_yes_that_was_never_said(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Negative control: a rule that counts a yes to another text is found out."""
    towns = four_towns(cast)
    cooperation = a_cooperation(cast, *towns.all[:3])
    say(cooperation, towns.brandis)
    monkeypatch.setattr(agreeing, "becomes_agreed", lambda terms, yes, bound: len(yes) >= 2)
    with transaction():
        agreeing.settle(cooperation)
    assert cooperation.state == "agreed"
    assert not everybody_counted_said_yes(cooperation)


def test_all_at_once_holds_with_the_last_yes(cast: Cast) -> None:
    towns = four_towns(cast)
    cooperation = a_cooperation(cast, *towns.all)
    for town in (towns.brandis, towns.borsdorf):
        say(cooperation, town)
        assert (cooperation.state, cooperation.agreed_version) == ("proposed", None)
    say(cooperation, towns.parthenstein)
    assert (cooperation.state, cooperation.agreed_version) == ("agreed", 1)
    assert cooperation.agreed_at is not None


def test_from_two_on_it_holds_and_others_join_the_same_text(cast: Cast) -> None:
    towns = four_towns(cast)
    cooperation = a_cooperation(cast, towns.naunhof, towns.brandis, rule="from_n", threshold=2)
    say(cooperation, towns.brandis)
    assert cooperation.state == "agreed"
    with transaction():
        invite_further(cooperation, towns.borsdorf.body, by=towns.naunhof.mayor)
    say(cooperation, towns.borsdorf)
    assert cooperation.version == 1, "they join the same text"
    assert agreeing.bound_by(cooperation) == {t.body.id for t in (towns.naunhof, towns.brandis, towns.borsdorf)}


def test_the_one_who_leads_is_among_them(cast: Cast) -> None:
    towns = four_towns(cast)
    lead = towns.borsdorf.body.id
    cooperation = a_cooperation(cast, *towns.all[:3], rule="from_n", threshold=2, lead_id=lead)
    say(cooperation, towns.brandis)
    assert cooperation.state == "proposed", "two have said yes, but not the one who leads"
    say(cooperation, towns.borsdorf)
    assert cooperation.state == "agreed"


def test_a_changed_text_asks_all_again_and_what_holds_goes_on(cast: Cast) -> None:
    towns = four_towns(cast)
    cooperation = a_cooperation(cast, *towns.all[:3], state="agreed")
    with transaction():
        edit_draft(
            cooperation, terms_for(*towns.all[:3], why="Und wir lernen voneinander."), by=towns.naunhof.mayor,
            version=cooperation.draft_version,
        )  # fmt: skip
    lay(cooperation, towns.naunhof, "Der Grund ist genauer.")
    assert (cooperation.state, cooperation.version, cooperation.agreed_version) == ("agreed", 2, 1)
    say(cooperation, towns.brandis)
    assert cooperation.agreed_version == 1
    say(cooperation, towns.borsdorf)
    assert cooperation.agreed_version == 2


def test_whoever_the_text_binds_is_needed_for_the_next_one(cast: Cast) -> None:
    terms = terms_for(rule="from_n", threshold=2)
    assert becomes_agreed(terms, yes={1, 2}, bound=set())
    assert not becomes_agreed(terms, yes={1, 2}, bound={3})
    assert not becomes_agreed(terms, yes={1}, bound=set()), "one alone agrees with nobody"


def test_too_few_left_and_the_text_lapses_or_ends(cast: Cast) -> None:
    towns = four_towns(cast)
    for rule, state in (("all", "ended"), ("from_n", "proposed")):
        cooperation = a_cooperation(
            cast, towns.naunhof, towns.brandis, state="agreed", rule=rule, threshold=2 if rule == "from_n" else None
        )
        with transaction():
            leave(place_of(cooperation, towns.brandis), by=towns.brandis.mayor, on=today(), reason="Kein Geld.")
        assert cooperation.state == "agreed", "until the day is over"
        with transaction():
            place_of(cooperation, towns.brandis).leaves_on = today().replace(year=2020)
            keep_time()
        assert cooperation.state == state


def test_everybody_reads_of_it_when_the_text_says_so(cast: Cast) -> None:
    towns = four_towns(cast)
    for public_from, seen in (("never", [False, False]), ("agreed", [False, True]), ("proposed", [True, True])):
        cooperation = a_cooperation(cast, towns.naunhof, towns.brandis, public_from=public_from)
        before = cooperation.is_public
        say(cooperation, towns.brandis)
        assert [before, cooperation.is_public] == seen
        assert (cooperation.authority_id is not None) is seen[1], "no desk reads what is closed"


def test_what_was_said_among_partners_is_not_in_the_public_chronicle(cast: Cast) -> None:
    towns = four_towns(cast)
    cooperation = a_cooperation(cast, *towns.all[:3])
    say(cooperation, towns.brandis, "changes_requested", "Zu teuer für uns.")
    say(cooperation, towns.brandis)
    say(cooperation, towns.borsdorf)
    rows = db.session.execute(
        select(JournalEntry.verb, JournalEntry.audience).where(JournalEntry.thing_id == cooperation.id)
    ).all()
    assert {row.verb for row in rows if row.audience == "public"} == {"release_cooperation", "agree"}
    assert not [row for row in rows if row.audience == "staff"]
