"""Improving a public idea: nobody reads the copy before it is released; the desk decides on what it has read."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.clock import now
from app.core.database import db, transaction
from app.core.journal import JournalEntry
from app.files.models import Attachment
from app.ideas.amending import (
    AmendmentHasChanged,
    amend_idea,
    release_amendment,
    take_back_amendment,
    waiting_amendment,
    write_amendment,
)
from app.ideas.models import CoAuthor, Idea
from tests.cast import Cast
from tests.files.stage import hang
from tests.ideas_desk.stage import TEXT, TITLE, fresh, received
from tests.papers import said
from tests.test_matrix import addresses

Browser = Callable[..., Any]
CANARY = "Kanarienvogel"
BETTER = {"title": f"Radweg mit {CANARY}", "text": f"Ein Weg am Feld, sagt der {CANARY}.", "version": "1"}


def handed_in(cast: Cast, idea: Idea) -> str:
    """The improved text waits; the moment it was handed in, as a form carries it."""
    with transaction():
        write_amendment(fresh(idea), title=BETTER["title"], text=BETTER["text"], version=idea.version)
        amend_idea(fresh_in(idea), by=cast.anna)
    return seen(idea)


def fresh_in(idea: Idea) -> Idea:
    found = db.session.get(Idea, idea.id)
    assert found is not None
    return found


def saved(idea: Idea) -> datetime | None:
    """When the copy was saved, as a form carries it."""
    copy = fresh(idea).working
    return copy.saved_at if copy is not None else None


def seen(idea: Idea) -> str:
    waiting = waiting_amendment(fresh(idea))
    assert waiting is not None
    assert waiting.proposed_at is not None
    return waiting.proposed_at.isoformat()


def places(idea: Idea) -> Iterator[str]:
    """Where everybody reads an idea."""
    yield from (f"/ideen/{idea.id}-{idea.slug}", f"/ideen/{idea.id}-{idea.slug}/fassungen", "/ideen", "/suche?q=radweg")
    yield from (f"/api/v1/ideas/{idea.id}", "/api/v1/ideas", f"/suche?q={CANARY}", f"/ideen?q={CANARY}")


def test_author_writes_hands_in_and_takes_back_while_the_public_text_stays(cast: Cast, as_person: Browser) -> None:
    idea, mine = received(cast, "published"), as_person(cast.anna)
    address = f"/konto/ideen/{idea.id}/verbessern"
    assert TEXT in mine.get(address).get_data(as_text=True)
    assert mine.post(address, data={**BETTER, "later": "1"}).status_code == 303
    assert waiting_amendment(fresh(idea)) is None
    assert BETTER["text"] in mine.get(address).get_data(as_text=True)
    for _ in range(2):
        assert mine.post(address, data=BETTER).status_code == 303
    page = mine.get(address).get_data(as_text=True)
    assert "Wartet auf Freigabe" in page
    assert f'action="{address}/zuruecknehmen"' in page
    rows = db.session.scalars(select(JournalEntry).where(JournalEntry.verb == "amend_idea")).all()
    assert [(row.audience, row.version) for row in rows] == [("author", 2)]
    assert (fresh(idea).current.text, fresh_in(idea).title) == (TEXT, TITLE)
    assert mine.post(f"{address}/zuruecknehmen").status_code == 303
    assert waiting_amendment(fresh(idea)) is None
    assert mine.post(f"{address}/verwerfen").status_code == 303
    assert fresh(idea).working is None


@pytest.mark.parametrize("is_handed_in", [True, False])
def test_nobody_reads_the_copy_before_its_release(
    app: Flask, cast: Cast, client: Any, as_person: Browser, is_handed_in: bool
) -> None:
    idea = received(cast, "published")
    if is_handed_in:
        handed_in(cast, idea)
    else:
        with transaction():
            write_amendment(fresh(idea), title=BETTER["title"], text=BETTER["text"], version=1)
    desk = as_person(cast.bernd)
    seen_at_the_desk = [
        address
        for address in (*places(idea), f"/verwaltung/ideen/{idea.id}", f"/verwaltung/ideen/{idea.id}/verbesserung")
        if CANARY in said(desk.get(address.replace(CANARY, "vogel")))
    ]
    assert seen_at_the_desk == ([f"/verwaltung/ideen/{idea.id}/verbesserung"] if is_handed_in else [])
    for name, reader in {"emil": client, "carla": as_person(cast.carla), "dilek": as_person(cast.dilek)}.items():
        for address in addresses(app, cast, [idea.id], "GET"):
            assert CANARY not in said(reader.get(address)), (name, address)
    assert client.get(f"/ideen?q={CANARY}").get_data(as_text=True).count(f"/ideen/{idea.id}-") == 0


def test_releasing_makes_it_count_everywhere_and_the_old_address_leads_on(
    cast: Cast, client: Any, as_person: Browser
) -> None:
    idea, desk = received(cast, "pooled"), as_person(cast.bernd)
    moment, old = handed_in(cast, idea), f"/ideen/{idea.id}-{idea.slug}"
    page = desk.get(f"/verwaltung/ideen/{idea.id}/verbesserung").get_data(as_text=True)
    assert "<ins>" in page
    assert "<del>" in page
    inbox = desk.get("/verwaltung/eingang").get_data(as_text=True)
    assert f"/verwaltung/ideen/{idea.id}/verbesserung" in inbox
    assert BETTER["title"] in desk.get("/verwaltung/verbesserungen").get_data(as_text=True)
    sent = {"version": "1", "seen": moment}
    answer = desk.post(f"/verwaltung/ideen/{idea.id}/verbesserung/freigeben", data=sent)
    assert (answer.status_code, fresh(idea).version, fresh_in(idea).state) == (303, 2, "pooled")
    again = client.get(old)
    assert again.status_code == 301
    for address in (again.location, f"/ideen?q={CANARY}", f"/api/v1/ideas/{idea.id}"):
        assert CANARY in client.get(address).get_data(as_text=True), address
    versions = client.get(f"{again.location}/fassungen").get_data(as_text=True)
    assert TEXT in versions
    assert CANARY in versions
    entry = db.session.scalars(select(JournalEntry).where(JournalEntry.verb == "release_amendment")).one()
    assert (entry.audience, entry.version, entry.actor_id) == ("public", 2, cast.bernd.id)
    assert desk.post(f"/verwaltung/ideen/{idea.id}/verbesserung/freigeben", data=sent).status_code == 409


def test_declining_gives_the_copy_back_with_the_reason(cast: Cast, as_person: Browser) -> None:
    idea, desk = received(cast, "published"), as_person(cast.bernd)
    address, sent = (
        f"/verwaltung/ideen/{idea.id}/verbesserung/ablehnen",
        {"version": "1", "seen": handed_in(cast, idea)},
    )
    assert desk.post(address, data={**sent, "reason": " "}).status_code == 422
    assert desk.post(address, data={**sent, "reason": "Bitte ohne Vogel."}).status_code == 303
    page = as_person(cast.anna).get(f"/konto/ideen/{idea.id}/verbessern").get_data(as_text=True)
    assert "Bitte ohne Vogel." in page
    assert BETTER["text"] in page
    entry = db.session.scalars(select(JournalEntry).where(JournalEntry.verb == "decline_amendment")).one()
    assert entry.audience == "author"


def test_the_desk_decides_on_the_text_it_has_read(cast: Cast, as_person: Browser) -> None:
    idea, desk = received(cast, "published"), as_person(cast.bernd)
    old = handed_in(cast, idea)
    with transaction():
        take_back_amendment(fresh(idea), by=cast.anna)
    with transaction():
        write_amendment(fresh(idea), title="Anders", text="Ganz anders.", version=1, seen=saved(idea))
        amend_idea(fresh_in(idea), by=cast.anna)
    for sent in ({"version": "1", "seen": old}, {"version": "7", "seen": seen(idea)}, {"version": "1", "seen": "x"}):
        answer = desk.post(f"/verwaltung/ideen/{idea.id}/verbesserung/freigeben", data=sent)
        assert answer.status_code == 409
        assert "Ganz anders." in answer.get_data(as_text=True)
    declined = {"version": "1", "seen": old, "reason": "Mein Satz bleibt."}
    answer = desk.post(f"/verwaltung/ideen/{idea.id}/verbesserung/ablehnen", data=declined)
    assert answer.status_code == 409
    assert "Mein Satz bleibt." in answer.get_data(as_text=True)
    assert fresh(idea).version == 1


def test_without_the_moment_an_exchanged_text_would_slip_in(cast: Cast) -> None:
    idea = received(cast, "published")
    handed_in(cast, idea)
    with transaction():
        take_back_amendment(fresh(idea), by=cast.anna)
        copy = fresh_in(idea).working
        assert copy is not None
        assert copy.number == 2  # the number is the same, so it alone would tell nothing
    with pytest.raises(AmendmentHasChanged), transaction():
        release_amendment(fresh(idea), by=cast.bernd, version=1, seen=None)


def test_a_stale_copy_keeps_what_was_typed(cast: Cast, as_person: Browser) -> None:
    idea, mine = received(cast, "published"), as_person(cast.anna)
    answer = mine.post(f"/konto/ideen/{idea.id}/verbessern", data={**BETTER, "version": "7"})
    assert answer.status_code == 409
    assert BETTER["text"] in answer.get_data(as_text=True)
    assert fresh(idea).working is None


def shown_copy(page: str) -> str:
    found = re.search(r'name="seen"[^>]*value="([^"]*)"', page)
    assert found is not None
    return found[1]


@pytest.mark.parametrize("step", [{"later": "1"}, {}])
def test_the_later_of_two_windows_overwrites_nothing_unasked(
    cast: Cast, as_person: Browser, step: dict[str, str]
) -> None:
    idea = received(cast, "published")
    with transaction():
        db.session.add(CoAuthor(idea_id=idea.id, person_id=cast.carla.id))
    anna, carla = as_person(cast.anna), as_person(cast.carla)
    address = f"/konto/ideen/{idea.id}/verbessern"
    assert [shown_copy(browser.get(address).text) for browser in (anna, carla)] == ["", ""]
    first = {"version": "1", "title": "Annas Titel", "text": "Annas Absatz.", "later": "1", "seen": ""}
    second = {"version": "1", "title": "Carlas Titel", "text": "Carlas Absatz.", "seen": "", **step}
    for _ in range(2):  # pressed twice, the same text is no other one
        assert anna.post(address, data=first).status_code == 303
    answer = carla.post(address, data=second)
    assert answer.status_code == 409
    assert "Annas Absatz." in answer.text
    assert "Carlas Absatz." in answer.text
    copy = fresh(idea).working
    assert copy is not None
    assert (copy.title, copy.text, copy.proposed_at) == ("Annas Titel", "Annas Absatz.", None)
    assert carla.post(address, data={**second, "seen": shown_copy(answer.text)}).status_code == 303
    copy = fresh(idea).working
    assert copy is not None
    assert (copy.title, copy.text) == ("Carlas Titel", "Carlas Absatz.")
    assert (copy.proposed_at is None) is bool(step)


def test_the_page_says_when_the_copy_was_saved(cast: Cast, as_person: Browser) -> None:
    idea, mine = received(cast, "published"), as_person(cast.anna)
    address = f"/konto/ideen/{idea.id}/verbessern"
    assert "Zuletzt gespeichert am" not in mine.get(address).text
    mine.post(address, data={**BETTER, "later": "1"})
    page = mine.get(address).text
    assert "Zuletzt gespeichert am" in page
    on = {**BETTER, "text": "Noch besser.", "later": "1", "seen": shown_copy(page)}
    assert mine.post(address, data=on).status_code == 303


@pytest.mark.parametrize("fault", ["empty", "same"])
def test_an_empty_or_unchanged_text_is_not_handed_in(cast: Cast, as_person: Browser, fault: str) -> None:
    idea, mine = received(cast, "published"), as_person(cast.anna)
    sent = {"version": "1", "title": TITLE, "text": "" if fault == "empty" else TEXT}
    answer = mine.post(f"/konto/ideen/{idea.id}/verbessern", data=sent)
    assert answer.status_code == 422
    assert 'id="text-err"' in answer.get_data(as_text=True)
    assert fresh(idea).working is None


def test_who_wrote_along_improves_and_does_not_release(cast: Cast, as_person: Browser) -> None:
    idea = received(cast, "published")
    with transaction():
        db.session.add(CoAuthor(idea_id=idea.id, person_id=cast.bernd.id))
    desk = as_person(cast.bernd)
    assert desk.post(f"/konto/ideen/{idea.id}/verbessern", data=BETTER).status_code == 303
    sent = {"version": "1", "seen": seen(idea)}
    assert desk.post(f"/verwaltung/ideen/{idea.id}/verbesserung/freigeben", data=sent).status_code == 403
    assert desk.get(f"/verwaltung/ideen/{idea.id}/verbesserung").status_code == 200


@pytest.mark.parametrize("state", ["submitted", "closed", "refused"])
def test_only_public_ideas_in_review_or_in_the_pool_are_improved(cast: Cast, as_person: Browser, state: str) -> None:
    idea, mine = received(cast, state), as_person(cast.anna)
    assert mine.get(f"/konto/ideen/{idea.id}/verbessern").status_code == 302
    assert mine.post(f"/konto/ideen/{idea.id}/verbessern", data=BETTER).status_code == 409
    assert as_person(cast.carla).post(f"/konto/ideen/{idea.id}/verbessern", data=BETTER).status_code == 404
    assert fresh(idea).working is None


def test_the_desk_sees_which_files_become_public_with_the_text(app: Flask, cast: Cast, as_person: Browser) -> None:
    idea, desk = received(cast, "published"), as_person(cast.bernd)
    page = f"/verwaltung/ideen/{idea.id}/verbesserung"
    shown = hang(app, fresh(idea), cast.anna, is_released=True)
    with_alt, without = (
        hang(app, fresh_in(idea), cast.anna, alt="Der Weg im Wald"),
        hang(app, fresh_in(idea), cast.anna),
    )
    hidden = hang(app, fresh_in(idea), cast.anna)
    with transaction():
        db.session.get_one(Attachment, hidden.id).restricted_at = now()
    moment = handed_in(cast, idea)
    later = hang(app, fresh_in(idea), cast.anna)
    text = desk.get(page).get_data(as_text=True)
    assert "Mit dem Text werden öffentlich:" in text
    assert "Der Weg im Wald" in text
    assert "ohne Beschreibung" in text
    assert [file.key in text for file in (with_alt, without, shown, hidden, later)] == [True, True, False, False, False]
    assert desk.post(f"{page}/freigeben", data={"version": "1", "seen": moment}).status_code == 303
    db.session.expire_all()
    released = {file.id for file in db.session.scalars(select(Attachment)) if file.is_shown}
    assert released == {shown.id, with_alt.id, without.id}


def test_without_files_nothing_is_said_of_them(cast: Cast, as_person: Browser) -> None:
    idea = received(cast, "published")
    handed_in(cast, idea)
    page = as_person(cast.bernd).get(f"/verwaltung/ideen/{idea.id}/verbesserung").get_data(as_text=True)
    assert "Mit dem Text werden öffentlich" not in page
