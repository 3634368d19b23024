"""A call at the desk: its rules, what was handed in, ideas put in and taken out."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from app.calls.awarding import award_idea
from app.calls.judging import rule_of
from app.calls.models import CallEntry
from app.core.database import db, transaction
from app.core.journal import JournalEntry
from app.things.models import AudienceMember
from tests.calls.stage import QUESTION, a_call, a_draft, an_entry, closed, concluded
from tests.cast import Cast
from tests.worlds import an_idea


def call_of(number: int) -> int | None:
    db.session.rollback()
    return db.session.scalar(select(CallEntry.call_id).where(CallEntry.idea_id == number))


def test_rules_are_kept_and_a_late_one_is_shown_both(as_person: Callable[..., Any], cast: Cast) -> None:
    call = a_call(cast)
    bernd, page = as_person(cast.bernd), f"/verwaltung/beteiligung/{call.id}/regeln"
    assert bernd.get(page).status_code == 200
    assert bernd.post(page, data={"version": "1", "prize": "Ein Gutschein.", "why": "Neu."}).status_code == 303
    late = bernd.post(page, data={"version": "1", "prize": "Zwei Gutscheine.", "why": "Neu."})
    assert late.status_code == 409
    assert "Ein Gutschein." in late.get_data(as_text=True)
    assert "Zwei Gutscheine." in late.get_data(as_text=True)
    db.session.rollback()
    assert (rule_of(call).prize, rule_of(call).version) == ("Ein Gutschein.", 2)
    assert "Ein Gutschein." in bernd.get(f"/beteiligung/{call.id}-was-macht-ihren-ort-lebenswert").get_data(
        as_text=True
    )
    concluded(closed(call, cast), cast)
    assert bernd.post(page, data={"version": "2", "prize": ""}).status_code == 409
    assert as_person(cast.dilek).get(page).status_code == 404


def test_the_desk_lists_what_came_but_no_draft_and_nothing_of_another_office(
    as_person: Callable[..., Any], cast: Cast
) -> None:
    call = a_call(cast)
    an_entry(cast, call, "submitted", "Wartet noch")
    foreign = an_entry(cast, call, "submitted", "Drüben")
    with transaction():
        foreign.authority_id = cast.elsewhere.id
    a_draft(cast, call)
    bernd = as_person(cast.bernd)
    for address in (f"/verwaltung/beteiligung/{call.id}", f"/verwaltung/beteiligung/{call.id}/einsendungen"):
        page = bernd.get(address).get_data(as_text=True)
        assert "Wartet noch" in page
        assert "Drüben" not in page
        assert "Ein sicherer Radweg" not in page


def test_whoever_only_runs_the_call_reads_no_idea_that_is_not_public(as_person: Callable[..., Any], cast: Cast) -> None:
    call = a_call(cast)
    for state in ("submitted", "refused", "restricted", "published"):
        an_entry(cast, call, state, f"Titel {state}")
    with transaction():
        db.session.add(AudienceMember(audience_id=call.id, role="facilitator", person_id=cast.carla.id))
    carla, bernd, desk = as_person(cast.carla), as_person(cast.bernd), f"/verwaltung/beteiligung/{call.id}"
    for address in (desk, f"{desk}/einsendungen"):
        page = carla.get(address).text
        assert "Titel published" in page
        assert page.count("Die Stelle prüft sie.") == 3
        assert not [state for state in ("submitted", "refused", "restricted") if f"Titel {state}" in page]
        assert "Titel refused" in bernd.get(address).text
    assert "4 Ideen" in carla.get(desk).text
    assert "4 Ideen" in bernd.get("/verwaltung/beteiligung").text


def test_an_idea_is_put_in_moved_and_taken_out_with_a_reason(as_person: Callable[..., Any], cast: Cast) -> None:
    call, other = a_call(cast), a_call(cast)
    idea = an_idea(cast)
    bernd, page = as_person(cast.bernd), f"/verwaltung/beteiligung/idee/{idea.id}/aufruf"
    assert page in bernd.get(f"/verwaltung/ideen/{idea.id}").get_data(as_text=True)
    assert bernd.get(page).status_code == 200
    assert bernd.post(page, data={"shown": "", "call": call.id, "reason": ""}).status_code == 422
    assert bernd.post(page, data={"shown": "", "call": "9" * 5_000, "reason": "Kam auf Papier."}).status_code == 422
    assert bernd.post(page, data={"shown": "", "call": call.id, "reason": "Kam auf Papier."}).status_code == 303
    assert call_of(idea.id) == call.id
    stale = bernd.post(page, data={"shown": "", "call": other.id, "reason": "Ich auch."})
    assert stale.status_code == 409
    assert "Ich auch." in stale.get_data(as_text=True)
    assert QUESTION in bernd.get(f"/verwaltung/ideen/{idea.id}").get_data(as_text=True)
    assert "Kam auf Papier." in bernd.get(f"/ideen/{idea.id}", follow_redirects=True).get_data(as_text=True)
    assert bernd.post(page, data={"shown": call.id, "call": other.id, "reason": "Besser dort."}).status_code == 303
    assert bernd.post(page, data={"shown": other.id, "call": "-", "reason": "Passt nicht."}).status_code == 303
    assert call_of(idea.id) is None
    assert as_person(cast.dilek).get(page).status_code == 404


def test_no_idea_leaves_with_a_prize_and_a_closed_call_stays_unnamed(as_person: Callable[..., Any], cast: Cast) -> None:
    call, secret = a_call(cast), a_call(cast, audience="invited", invited=(cast.anna,))
    idea, other = an_entry(cast, call), an_idea(cast, title="Eine andere")
    closed(call, cast)
    with transaction():
        award_idea(call, idea.id, by=cast.bernd, title="1. Preis", reason="Gut.")
    bernd = as_person(cast.bernd)
    page = f"/verwaltung/beteiligung/idee/{idea.id}/aufruf"
    assert bernd.post(page, data={"shown": call.id, "call": "-", "reason": "Weg."}).status_code == 409
    page = f"/verwaltung/beteiligung/idee/{other.id}/aufruf"
    assert bernd.post(page, data={"shown": "", "call": secret.id, "reason": "Passt."}).status_code == 303
    entry = db.session.scalar(select(JournalEntry).where(JournalEntry.thing_id == other.id, JournalEntry.verb == "put_into_call"))  # fmt: skip # noqa: E501
    assert entry is not None
    assert entry.audience == "staff"


def test_whoever_runs_the_call_changes_no_rules_and_reads_no_votes(as_person: Callable[..., Any], cast: Cast) -> None:
    call = a_call(cast)
    with transaction():
        db.session.add(AudienceMember(audience_id=call.id, role="facilitator", person_id=cast.frieda.id))
    frieda = as_person(cast.frieda)
    page = f"/verwaltung/beteiligung/{call.id}"
    for own in ("regeln", "jury"):
        assert frieda.get(f"{page}/{own}").status_code == 403
        assert f"{page}/{own}" not in frieda.get(page).get_data(as_text=True)
        assert f"{page}/{own}" in as_person(cast.bernd).get(page).get_data(as_text=True)
    changed = frieda.post(f"{page}/regeln", data={"version": "1", "prize": "Nichts", "why": "Kein Geld."})
    assert changed.status_code == 403


def test_an_announced_rule_changes_with_a_reason_and_keeps_its_old_words(
    as_person: Callable[..., Any], cast: Cast
) -> None:
    call = a_call(cast)
    bernd, page = as_person(cast.bernd), f"/verwaltung/beteiligung/{call.id}/regeln"
    first = {"version": "1", "prize": "500 Euro", "why": "Der Preis steht fest."}
    assert bernd.post(page, data=first).status_code == 303
    silent = bernd.post(page, data={"version": "2", "prize": "50 Euro"})
    assert silent.status_code == 422
    assert "50 Euro" in silent.get_data(as_text=True)
    assert bernd.post(page, data={"version": "2", "prize": "50 Euro", "why": "Gekürzt."}).status_code == 303
    read = bernd.get(f"/beteiligung/{call.id}-{call.slug}").get_data(as_text=True)
    for words in ("Gekürzt.", "500 Euro", "50 Euro", "Was zu gewinnen ist"):
        assert words in read
