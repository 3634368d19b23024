"""How a partner goes, and how a cooperation comes to its end: by its day, by too few, or before it began."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from app.cooperations import agreeing
from app.cooperations.agreeing import bound_by
from app.cooperations.declaring import OnlyRepresentativesDeclare
from app.cooperations.leaving import (
    LeavingDayIsWrong,
    cooperations_due,
    keep_on_time,
    leave,
    withdraw_proposal,
)
from app.cooperations.models import Cooperation
from app.cooperations.proposing import edit_draft, invite_further, pass_pen
from app.cooperations.queries import find_as_partner
from app.core.clock import now, today
from app.core.database import db, transaction
from app.core.errors import NotAllowedNow, ReasonIsMissing
from app.notifications import working
from app.notifications.working import keep_clock
from tests.cast import Cast
from tests.cooperation_worlds import Town, Towns, a_cooperation, audience_of, keep_time, lay, place_of, say
from tests.cooperations.stage import last_step, refused, rewrite, steps_of
from tests.invariants import assert_sound

TOMORROW = timedelta(days=1)


def go(cooperation: Cooperation, town: Town, days: int = 0, reason: str = "Kein Geld.") -> None:
    """The town's last day is in so many days."""
    with transaction():
        leave(place_of(cooperation, town), by=town.mayor, on=today() + timedelta(days=days), reason=reason)


def on_the_day_after(days: int = 0) -> Any:
    """Travel to the day after that day."""
    db.session.rollback()
    return time_machine.travel(now() + timedelta(days=days + 1), tick=False)


def again(cooperation: Cooperation) -> Cooperation:
    """As it stands in the database."""
    db.session.rollback()
    return db.session.get_one(Cooperation, cooperation.id, populate_existing=True)


# ---- leave ---------------------------------------------------------------------------------------


def test_a_partner_leaves_with_day_and_reason_and_takes_part_until_then(cast: Cast, towns: Towns) -> None:
    cooperation = a_cooperation(cast, *towns.all[:3], state="agreed")
    go(cooperation, towns.brandis, days=30)
    place = place_of(cooperation, towns.brandis)
    assert place.is_present
    assert towns.brandis.body.id in bound_by(cooperation)
    step = last_step(cooperation, "leave")
    assert (step.audience, step.reason) == ("public", "Kein Geld.")
    assert step.details == {"partner": towns.brandis.body.id, "on": (today() + timedelta(days=30)).isoformat()}
    with on_the_day_after(29):
        keep_clock()
        assert find_as_partner(cooperation.id, towns.brandis.mayor) is not None, "its last day is a whole day"
        assert again(cooperation).partner_of(towns.brandis.body.id).is_present  # type: ignore[union-attr]
    with on_the_day_after(30):
        assert find_as_partner(cooperation.id, towns.brandis.mayor) is None, "before the clock has struck"
        for _twice in range(2):
            keep_clock()
        there = again(cooperation)
        assert (there.state, towns.brandis.body.id in bound_by(there)) == ("agreed", False)
        assert len(audience_of(there)) == 2
        assert_sound()


@pytest.mark.parametrize(
    ("days", "reason", "error"),
    [(-1, "Kein Geld.", LeavingDayIsWrong), (3000, "Kein Geld.", LeavingDayIsWrong), (0, " ", ReasonIsMissing)],
)
def test_day_and_reason_are_sound(cast: Cast, towns: Towns, days: int, reason: str, error: type[Any]) -> None:
    cooperation = a_cooperation(cast, *towns.all[:3], state="agreed")
    on = today() + timedelta(days=days)
    refused(error, leave, place_of(cooperation, towns.brandis), by=towns.brandis.mayor, on=on, reason=reason)


def test_who_leaves_what(cast: Cast, towns: Towns) -> None:
    proposed = a_cooperation(cast, *towns.all[:3])
    values = {"on": today(), "reason": "Kein Geld."}
    refused(NotAllowedNow, leave, place_of(proposed, towns.brandis), by=towns.brandis.mayor, **values)
    agreed = a_cooperation(cast, *towns.all[:2], state="agreed", rule="from_n", threshold=2)
    with transaction():
        invite_further(agreed, towns.borsdorf.body, by=cast.frieda)
    asked = place_of(agreed, towns.borsdorf)
    refused(NotAllowedNow, leave, asked, by=towns.borsdorf.mayor, **values)
    refused(OnlyRepresentativesDeclare, leave, place_of(agreed, towns.brandis), by=cast.frieda, **values)
    go(agreed, towns.brandis, days=5)
    refused(NotAllowedNow, leave, place_of(agreed, towns.brandis), by=towns.brandis.mayor, **values)


def test_a_new_text_lets_no_partner_stay_longer_than_it_wished(cast: Cast, towns: Towns) -> None:
    cooperation = a_cooperation(cast, *towns.all[:3], state="agreed")
    go(cooperation, towns.brandis, days=5)
    rewrite(cooperation, towns.naunhof, *towns.all[:3], why="Neu.")
    lay(cooperation, towns.naunhof)
    with on_the_day_after(5):
        assert find_as_partner(cooperation.id, towns.brandis.mayor) is None
        keep_clock()
        assert_sound()


def test_whoever_has_left_is_asked_anew_and_says_nothing_yet(cast: Cast, towns: Towns) -> None:
    cooperation = a_cooperation(cast, *towns.all[:3], state="agreed", rule="from_n", threshold=2)
    go(cooperation, towns.borsdorf)
    with on_the_day_after():
        keep_clock()
        there = again(cooperation)
        with transaction():
            place = invite_further(db.session.merge(there), towns.borsdorf.body, by=cast.frieda)
        assert (place.is_present, place.leaves_on, place.declared(1)) == (True, None, None)
        assert towns.borsdorf.body.id in audience_of(there)
        assert_sound()


def test_nobody_else_reads_that_a_partner_leaves_who_is_named_nowhere(cast: Cast, towns: Towns) -> None:
    """Borsdorf has said yes to a newer text alone, which is for the partners."""
    open_to_others: dict[str, Any] = {"rule": "from_n", "threshold": 2}
    cooperation = a_cooperation(cast, *towns.all[:3], **open_to_others)
    say(cooperation, towns.brandis)
    assert cooperation.is_public
    rewrite(cooperation, towns.naunhof, *towns.all[:3], **open_to_others, public_from="never", why="Neu.")
    lay(cooperation, towns.naunhof)
    for town in (towns.borsdorf, towns.brandis):
        say(cooperation, town)
    assert cooperation.agreed_version == 2
    go(cooperation, towns.borsdorf)
    assert last_step(cooperation, "leave").audience == "author"
    go(cooperation, towns.brandis)
    assert last_step(cooperation, "leave").audience == "public"


# ---- the pen -------------------------------------------------------------------------------------


def test_whoever_holds_the_pen_hands_it_to_the_one_who_leads(cast: Cast, towns: Towns) -> None:
    lead = towns.borsdorf.body.id
    cooperation = a_cooperation(cast, *towns.all[:3], state="agreed", lead_id=lead)
    go(cooperation, towns.naunhof, days=3)
    assert cooperation.keeper_id == lead
    assert last_step(cooperation, "pass_pen").details == {"partner": lead, "before": towns.naunhof.body.id}


def test_nobody_who_is_about_to_leave_gets_the_pen(cast: Cast, towns: Towns) -> None:
    cooperation = a_cooperation(cast, *towns.all[:3], state="agreed")
    go(cooperation, towns.brandis, days=3)
    go(cooperation, towns.naunhof, days=4)
    assert cooperation.keeper_id == towns.borsdorf.body.id


def test_the_last_one_to_leave_leaves_no_pen_behind(cast: Cast, towns: Towns) -> None:
    cooperation = a_cooperation(cast, *towns.all[:2], state="agreed", rule="from_n", threshold=2)
    go(cooperation, towns.naunhof)
    go(cooperation, towns.brandis)
    assert cooperation.keeper_id == towns.brandis.body.id, "nobody is there to take it"
    with on_the_day_after():
        keep_clock()
        assert again(cooperation).state == "ended", "nobody is left who could say yes"
        assert_sound()


def test_who_was_only_asked_writes_on_where_all_others_have_left(cast: Cast, towns: Towns) -> None:
    cooperation = a_cooperation(cast, *towns.all[:2], state="agreed", rule="from_n", threshold=2)
    with transaction():
        invite_further(cooperation, towns.borsdorf.body, by=cast.frieda)
    go(cooperation, towns.brandis)
    go(cooperation, towns.naunhof)
    assert cooperation.keeper_id == towns.borsdorf.body.id
    with on_the_day_after():
        keep_clock()
        assert again(cooperation).state == "proposed"
        assert_sound()


def test_a_pen_left_behind_is_picked_up_by_the_clock(cast: Cast, towns: Towns) -> None:
    cooperation = a_cooperation(cast, *towns.all[:3], state="agreed")
    go(cooperation, towns.brandis)
    with transaction():
        cooperation.keeper_id = towns.brandis.body.id
    with on_the_day_after():
        keep_clock()
        assert again(cooperation).keeper_id == towns.naunhof.body.id


# ---- the end -------------------------------------------------------------------------------------


def test_a_lapsed_text_makes_way_for_a_newer_one(cast: Cast, towns: Towns) -> None:
    """Naunhof and Parthenstein have said yes to a newer text; Brandis, whom the old one binds, has not. The old one
    lapses, and with it the need for Brandis."""
    cooperation = a_cooperation(cast, *towns.all[:3], state="agreed", rule="from_n", threshold=3)
    rewrite(cooperation, towns.naunhof, *towns.all, rule="from_n", threshold=2, why="Zu zweit geht es auch.")
    lay(cooperation, towns.naunhof)
    say(cooperation, towns.parthenstein)
    assert cooperation.agreed_version == 1
    go(cooperation, towns.borsdorf)
    with on_the_day_after():
        keep_clock()
        there = again(cooperation)
        assert (there.state, there.agreed_version) == ("agreed", 2)
        assert steps_of(there)[-2:] == ["lapse", "agree"]
        assert_sound()


def test_what_lapsed_holds_again_with_the_next_yes(cast: Cast, towns: Towns) -> None:
    cooperation = a_cooperation(cast, *towns.all[:2], state="agreed", rule="from_n", threshold=2)
    go(cooperation, towns.brandis)
    with on_the_day_after():
        keep_clock()
        there = again(cooperation)
        assert (there.state, there.agreed_version, there.is_public) == ("proposed", None, True)
        with transaction():
            invite_further(db.session.merge(there), towns.borsdorf.body, by=cast.frieda)
        say(again(cooperation), towns.borsdorf)
        there = again(cooperation)
        assert (there.state, there.agreed_version, there.version) == ("agreed", 1, 1)


def test_it_ends_after_its_last_day(cast: Cast, towns: Towns) -> None:
    last = today() + timedelta(days=10)
    cooperation = a_cooperation(cast, *towns.all[:2], state="agreed", ends_on=last)
    with on_the_day_after(9):
        assert cooperations_due() == []
    with on_the_day_after(10):
        assert list(cooperations_due()) == [cooperation.id]
        for _twice in range(2):
            keep_clock()
        there = again(cooperation)
        assert (there.state, there.ended_on, there.is_public) == ("ended", last + TOMORROW, True)
        assert steps_of(there).count("end_cooperation") == 1
        assert last_step(there, "end_cooperation").details == {"why": "time"}
        assert cooperations_due() == []
        assert_sound()


def test_one_that_fails_holds_up_no_other(
    cast: Cast, towns: Towns, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken, fine = (a_cooperation(cast, *towns.all[:2], state="agreed", ends_on=today()) for _ in range(2))

    def keep_but_one(number: int, keep: Callable[[int], None] = keep_on_time) -> None:
        if number == broken.id:
            raise RuntimeError("something is wrong with this one")
        keep(number)

    monkeypatch.setattr(working, "keep_cooperation_on_time", keep_but_one)
    with on_the_day_after():
        keep_clock()
        assert [again(one).state for one in (broken, fine)] == ["agreed", "ended"]
    assert f"cooperation {broken.id} is due and could not be moved on" in caplog.text


def test_the_clock_leaves_alone_what_is_not_due(cast: Cast, towns: Towns) -> None:
    for state in ("draft", "proposed", "agreed"):
        a_cooperation(cast, *towns.all[:2], state=state)
    assert (list(cooperations_due()), keep_time()) == ([], 0)
    with transaction():
        keep_on_time(4711)


def test_a_proposal_is_withdrawn_with_a_reason(cast: Cast, towns: Towns) -> None:
    cooperation = a_cooperation(cast, *towns.all[:2])
    refused(OnlyRepresentativesDeclare, withdraw_proposal, cooperation, by=towns.brandis.mayor, reason="Nein.")
    refused(ReasonIsMissing, withdraw_proposal, cooperation, by=cast.frieda, reason=" ")
    with transaction():
        withdraw_proposal(cooperation, by=cast.frieda, reason="Kein Geld.")
    assert (cooperation.state, cooperation.ended_on, cooperation.is_public) == ("withdrawn", today(), False)
    refused(NotAllowedNow, withdraw_proposal, cooperation, by=cast.frieda, reason="Noch einmal.")
    agreed = a_cooperation(cast, *towns.all[:2], state="agreed")
    refused(NotAllowedNow, withdraw_proposal, agreed, by=cast.frieda, reason="Doch nicht.")


def test_why_a_text_for_the_partners_alone_is_withdrawn_stays_theirs(cast: Cast, towns: Towns) -> None:
    closed, public = (a_cooperation(cast, *towns.all[:2], public_from="proposed") for _each in range(2))
    with transaction():
        terms = closed.working.model_copy(update={"public_from": "never", "why": "Anders."})
        edit_draft(closed, terms, by=cast.frieda, version=closed.draft_version)
    lay(closed, towns.naunhof)
    for one in (closed, public):
        with transaction():
            withdraw_proposal(one, by=cast.frieda, reason="Brandis zahlt nicht.")
    assert (closed.is_public, "withdraw_proposal" in steps_of(closed, "public")) == (True, False)
    assert "withdraw_proposal" in steps_of(closed)
    assert "withdraw_proposal" in steps_of(public, "public"), "negative control"


def test_without_the_second_look_a_lapsed_text_would_block_the_newer(
    cast: Cast, towns: Towns, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Negative control of the way from a lapsed text to a newer one."""
    let_go = agreeing._let_go
    monkeypatch.setattr(agreeing, "_let_go", lambda *args: let_go(*args) and False)
    with pytest.raises(AssertionError):
        test_a_lapsed_text_makes_way_for_a_newer_one(cast, towns)


def test_the_pen_is_passed_on_before_one_leaves(cast: Cast, towns: Towns) -> None:
    cooperation = a_cooperation(cast, *towns.all[:3], state="agreed")
    with transaction():
        pass_pen(cooperation, place_of(cooperation, towns.borsdorf), by=cast.frieda)
    go(cooperation, towns.naunhof)
    assert steps_of(cooperation).count("pass_pen") == 1
