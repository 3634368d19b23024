"""From cards to the analysis: proposed, drafted, adopted, superseded."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from app.accounts.models import Person
from app.boards.models import Card
from app.core.clock import today
from app.core.database import db, transaction
from app.core.errors import NotAllowedNow, VersionIsStale
from app.core.journal import JournalEntry
from app.formats.contributing import contribute, edit_contribution, remove_contribution, voice_of
from app.formats.redacting import redact_contribution
from app.privacy.erasing import erase_person
from app.swots.analysing import (
    AnalysisIsEmpty,
    DayNeedsReason,
    adopt_analysis,
    draft_of,
    proposals,
    save_items,
    take_proposals,
    versions_of,
)
from app.swots.comparing import changes_between
from app.swots.fields import fields_of, first_sections
from app.swots.showing import shown_analysis
from tests.cast import Cast
from tests.swots.boards import a_board, a_note, closed, dotted, in_a_group


def test_a_board_begins_with_four_quadrants_of_each_field(cast: Cast) -> None:
    sections = first_sections([cast.field, cast.aim])
    assert [section.quadrant for section in sections[:4]] == ["strength", "weakness", "opportunity", "threat"]
    assert [section.goal_id for section in sections] == [cast.field.id] * 4 + [cast.aim.id] * 4
    assert sections[0].title == "Lebenswerte Orte: Stärken"
    assert [section.position for section in sections] == list(range(8))


def test_a_group_is_proposed_by_its_heading_and_a_loose_card_by_its_words(cast: Cast) -> None:
    format = a_board(cast)
    one, two = a_note(cast, format, "Viele Vereine"), a_note(cast, format, "Starke Feuerwehr")
    three = a_note(cast, format, "Kein Bus am Abend", 1)
    in_a_group(cast, "Ehrenamt", one, two)
    dotted(one, cast.anna, cast.frieda)
    dotted(two, cast.frieda)

    found = proposals(format)
    assert [(item["quadrant"], item["text"], item["weight"], item["cards"]) for item in found] == [
        ("strength", "Ehrenamt", 3, [one.id, two.id]), ("weakness", "Kein Bus am Abend", 0, [three.id]),
    ]  # fmt: skip


def test_what_was_adopted_stays_word_for_word_but_for_what_its_cards_may_say_no_more(cast: Cast) -> None:
    format = a_board(cast)
    card = a_note(cast, format, "Viele Vereine")
    gone = a_note(cast, format, "Kein Bus am Abend", 1)
    dotted(card, cast.frieda)
    with transaction():
        assert take_proposals(format, by=cast.bernd, version=0) == 2
    with transaction():
        edit_contribution(card, by=cast.anna, text="Wenige Vereine", version=card.version)
    closed(cast, format)
    with transaction():
        adopt_analysis(format, body="Kreistag", adopted_on=today(), note=None, by=cast.bernd, version=1)
    with transaction():
        remove_contribution(gone, by=cast.anna)

    shown = shown_analysis(format)
    assert shown is not None
    kept = [(item["text"], item["weight"], item["cards"]) for item in shown.version.items]
    assert kept == [("Viele Vereine", 1, [card.id]), ("▇▇▇▇", 0, [gone.id])]
    assert set(shown.cards) == {card.id}
    entry = db.session.query(JournalEntry).filter_by(thing_id=format.id, verb="adopt_analysis").one()
    assert (entry.audience, entry.details["items"], entry.version) == ("public", 2, 1)


GONE: dict[str, Callable[[Card, Person], None]] = {
    "hidden": lambda card, _by: card.hide(),
    "erased": lambda card, _by: erase_person(card.author, with_comments=True),  # type: ignore[arg-type]
    "redacted": lambda card, by: redact_contribution(card, re.compile("Herr Meier"), by=by, reason="Name"),
}


@pytest.mark.parametrize("way", GONE)
def test_words_of_a_card_go_with_it_from_draft_and_adopted_analysis(cast: Cast, client: Any, way: str) -> None:
    format = a_board(cast)
    card = a_note(cast, format, "Herr Meier ist ein Dieb")
    with transaction():
        contribute(Card, format.sections[1], voice_of(cast.frieda), by=cast.frieda, text="Viele Vereine")
        take_proposals(format, by=cast.bernd, version=0)
    closed(cast, format)

    def adopt() -> str:
        with transaction():
            version = draft_of(format).version  # type: ignore[union-attr]
            adopt_analysis(format, body="Kreistag", adopted_on=today(), note=None, by=cast.bernd, version=version)
        return str(client.get(f"/beteiligung/{format.id}-{format.slug}").text)

    assert "Herr Meier" in adopt()
    with transaction():
        GONE[way](card, cast.bernd)
    shown = shown_analysis(format)
    assert shown is not None
    assert "Herr Meier" not in str(shown.fields)
    assert "▇▇▇▇" in str(shown.fields)
    assert "Viele Vereine" in str(shown.fields)
    assert "Herr Meier" not in adopt()
    if way == "erased":
        assert "Herr Meier" not in str([one.items for one in versions_of(format)]), "it is gone from the database"


def test_the_office_s_own_words_stay_and_copied_ones_are_no_more_kept(cast: Cast) -> None:
    format = a_board(cast)
    card, [field] = a_note(cast, format, "Herr Meier ist ein Dieb"), fields_of(format)
    item = {"quadrant": "strength", "cards": [card.id], "left_out": False, "weight": 0}
    points = [{**item, "text": text} for text in ("Aber Herr Meier ist ein Dieb!", "Streit unter Nachbarn")]
    with transaction():
        card.hide()
        assert save_items(format, field, points, by=cast.bernd, version=0) == 1
    draft = draft_of(format)
    assert draft is not None
    assert [(one["text"], one["cards"]) for one in draft.items] == [("Streit unter Nachbarn", [])]


def test_a_later_analysis_supersedes_and_says_what_changed(cast: Cast) -> None:
    format = a_board(cast)
    a_note(cast, format, "Viele Vereine")
    a_note(cast, format, "Kein Bus am Abend", 1)
    closed(cast, format)
    field = fields_of(format)[0]
    with transaction():
        take_proposals(format, by=cast.bernd, version=0)
    with transaction():
        adopt_analysis(format, body="Kreistag", adopted_on=today(), note=None, by=cast.bernd, version=1)
    draft = draft_of(format)
    items = [{**draft.items[0], "left_out": True}, {**draft.items[1]}, {**draft.items[1], "text": "Neu", "cards": []}]
    with transaction():
        save_items(format, field, items, by=cast.bernd, version=2)
    with transaction():
        adopt_analysis(format, body="Kreistag", adopted_on=today(), note="Neue Zahlen", by=cast.bernd, version=3)

    shown = shown_analysis(format)
    assert [one.number for one in shown.versions] == [2, 1]
    assert [(change.kind, change.item["text"]) for change in shown.changes] == [
        ("added", "Neu"), ("removed", "Viele Vereine"),
    ]  # fmt: skip
    assert shown.holds
    earlier = shown_analysis(format, "1")
    assert not earlier.holds
    assert [item["text"] for item in earlier.version.items] == ["Viele Vereine", "Kein Bus am Abend"]


def test_what_nobody_kept_is_not_adopted_and_nothing_before_the_board_is_closed(cast: Cast) -> None:
    format = a_board(cast)
    a_note(cast, format, "Viele Vereine")
    with pytest.raises(NotAllowedNow), transaction():
        adopt_analysis(format, body="Kreistag", adopted_on=today(), note=None, by=cast.bernd, version=0)
    closed(cast, format)
    with pytest.raises(AnalysisIsEmpty), transaction():
        adopt_analysis(format, body="Kreistag", adopted_on=today(), note=None, by=cast.bernd, version=0)
    assert draft_of(format) is None


def test_the_second_of_two_who_save_or_adopt_reads_what_happened(cast: Cast) -> None:
    format = a_board(cast)
    a_note(cast, format, "Viele Vereine")
    closed(cast, format)
    with transaction():
        take_proposals(format, by=cast.bernd, version=0)
    with pytest.raises(VersionIsStale), transaction():
        save_items(format, fields_of(format)[0], [], by=cast.bernd, version=0)
    with transaction():
        adopt_analysis(format, body="Kreistag", adopted_on=today(), note=None, by=cast.bernd, version=1)
    with pytest.raises(VersionIsStale), transaction():
        adopt_analysis(format, body="Kreistag", adopted_on=today(), note=None, by=cast.bernd, version=1)
    assert len(shown_analysis(format).versions) == 1


def test_the_difference_knows_a_point_by_its_wording() -> None:
    base = {"field": "hf1", "field_title": "Orte", "quadrant": "strength", "cards": []}
    before = [{**base, "text": "A", "weight": 1}, {**base, "text": "B", "weight": 2}]
    after = [{**base, "text": "B", "weight": 5}, {**base, "text": "C", "weight": 0}]
    found = [(change.kind, change.item["text"], change.weight_before) for change in changes_between(before, after)]
    assert found == [("added", "C", None), ("weight", "B", 2), ("removed", "A", None)]
    assert changes_between(before, before) == []


def test_a_day_before_the_last_word_needs_a_reason_everybody_reads(cast: Cast) -> None:
    format = a_board(cast)
    a_note(cast, format, "Viele Vereine")
    closed(cast, format)
    with transaction():
        take_proposals(format, by=cast.bernd, version=0)
    before = today() - timedelta(days=1)
    with pytest.raises(DayNeedsReason):
        adopt_analysis(format, body="Kreistag", adopted_on=before, note=None, by=cast.bernd, version=1)
    db.session.rollback()
    with transaction():
        adopt_analysis(
            format, body="Kreistag", adopted_on=before, note=None, by=cast.bernd, version=1, reason="Vorab beraten."
        )  # fmt: skip
    told = db.session.query(JournalEntry).filter_by(thing_id=format.id, verb="adopt_analysis").one()
    assert (told.reason, told.audience) == ("Vorab beraten.", "public")
