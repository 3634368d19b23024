"""The result of a guiding question and the cards it rests on: kept, published, put right."""

from collections.abc import Callable
from typing import Any

import pytest

from app.boards.arranging import add_group, place_card
from app.boards.models import Card, ResultBasis
from app.core.database import db, transaction
from app.core.errors import NotAllowedNow, ReasonIsMissing, VersionIsStale
from app.core.journal import JournalEntry
from app.formats import running
from app.formats.contributing import remove_contribution
from app.formats.models import ParticipationFormat
from app.things.models import AudienceMember
from app.workshops.resulting import keep_result, results_of
from tests.cast import Cast
from tests.format_worlds import a_card, a_format
from tests.queries import count_queries


@pytest.fixture
def workshop(cast: Cast) -> ParticipationFormat:
    """Open, two questions."""
    return a_format(cast, "workshop")


def close(cast: Cast, format: ParticipationFormat) -> None:
    with transaction():
        running.close_format(format, by=cast.bernd, reason="Alles ist gesagt.")


def conclude(cast: Cast, format: ParticipationFormat) -> None:
    with transaction():
        running.conclude_format(format, by=cast.bernd, result="Das kam heraus.", version=format.version)


def address(format: ParticipationFormat) -> str:
    return f"/verwaltung/beteiligung/fragen/{format.sections[0].id}/ergebnis"


def test_it_is_kept_while_closed_and_read_once_concluded(
    cast: Cast, workshop: ParticipationFormat, client: Any
) -> None:
    card, other = a_card(cast, workshop, "Mehr Bänke"), a_card(cast, workshop, "Mehr Bäume")
    section = workshop.sections[0]
    with pytest.raises(NotAllowedNow), transaction():
        keep_result(section, text="Zu früh", cards=[card.id], by=cast.bernd, version=section.version)
    close(cast, workshop)
    with transaction():
        keep_result(section, text="Der Weg wird schöner.", cards=[card.id], by=cast.bernd, version=section.version)
    assert results_of(workshop) == []
    page = f"/beteiligung/{workshop.id}-{workshop.slug}"
    assert "Der Weg wird schöner." not in client.get(page).text
    conclude(cast, workshop)
    shown = client.get(page).text
    assert "Der Weg wird schöner." in shown
    assert [[one.number for one in found.cards] for found in results_of(workshop)] == [[card.id]]
    assert other.id not in [one.number for one in results_of(workshop)[0].cards]


def test_a_group_brings_all_its_cards_and_no_card_of_another_question(
    cast: Cast, workshop: ParticipationFormat
) -> None:
    one, two = a_card(cast, workshop, "Bänke"), a_card(cast, workshop, "Bäume")
    with transaction():
        group = add_group(workshop.sections[0], title="Am Weg")
        place_card(one, group)
        place_card(two, group)
    close(cast, workshop)
    section = workshop.sections[1]
    with transaction():
        keep_result(section, text="Nichts.", cards=[one.id], groups=[group.id], by=cast.bernd, version=section.version)
    assert db.session.query(ResultBasis).count() == 0
    section = workshop.sections[0]
    with transaction():
        keep_result(section, text="Alles.", cards=[], groups=[group.id], by=cast.bernd, version=section.version)
    assert {row.card_id for row in db.session.query(ResultBasis)} == {one.id, two.id}


def test_a_card_hidden_or_removed_later_vanishes_from_it(
    cast: Cast, workshop: ParticipationFormat, client: Any, as_person: Callable[..., Any]
) -> None:
    hidden, removed = a_card(cast, workshop, "Geheimer Garten"), a_card(cast, workshop, "Verlorener Brunnen")
    kept = a_card(cast, workshop, "Mehr Bänke")
    close(cast, workshop)
    section = workshop.sections[0]
    numbers = [hidden.id, removed.id, kept.id]
    with transaction():
        keep_result(section, text="Ergebnis", cards=numbers, by=cast.bernd, version=section.version)
    conclude(cast, workshop)
    with transaction():
        db.session.get(Card, hidden.id).hide()
        remove_contribution(db.session.get(Card, removed.id), by=cast.anna)
    assert [one.number for one in results_of(workshop)[0].cards] == [kept.id]
    page = client.get(f"/beteiligung/{workshop.id}-{workshop.slug}").text
    desk = as_person(cast.bernd).get(address(workshop)).text
    for text in (page, desk):
        assert "Geheimer Garten" not in text
        assert "Verlorener Brunnen" not in text
    with transaction():
        db.session.get(Card, hidden.id).show_again()
    assert {one.number for one in results_of(workshop)[0].cards} == {hidden.id, kept.id}


def test_once_published_it_is_put_right_with_a_reason_everybody_reads(
    cast: Cast, workshop: ParticipationFormat
) -> None:
    close(cast, workshop)
    conclude(cast, workshop)
    section = workshop.sections[0]
    with pytest.raises(ReasonIsMissing), transaction():
        keep_result(section, text="Anders", cards=[], by=cast.bernd, version=section.version)
    with transaction():
        keep_result(section, text="Anders", cards=[], by=cast.bernd, version=section.version, reason="Tippfehler")
    entry = db.session.query(JournalEntry).filter_by(verb="correct_question_result").one()
    assert (entry.audience, entry.reason) == ("public", "Tippfehler")


def test_the_second_of_two_reads_the_first_and_keeps_her_text(
    cast: Cast, workshop: ParticipationFormat, as_person: Callable[..., Any]
) -> None:
    a_card(cast, workshop, "Mehr Bänke")
    close(cast, workshop)
    section = workshop.sections[0]
    desk, form = as_person(cast.bernd), {"text": "Meines", "version": str(section.version)}
    assert desk.post(address(workshop), data={**form, "text": ""}).status_code == 422
    with transaction():
        keep_result(section, text="Von jemand anderem", cards=[], by=cast.bernd, version=section.version)
    answer = desk.post(address(workshop), data=form)
    assert answer.status_code == 409
    assert "Von jemand anderem" in answer.text
    assert "Meines" in answer.text
    again = desk.post(address(workshop), data={**form, "version": str(section.version)})
    assert (again.status_code, section.result) == (303, "Meines")
    with pytest.raises(VersionIsStale), transaction():
        keep_result(section, text="x", cards=[], by=cast.bernd, version=1)


def test_only_who_moderates_here_or_runs_it_may_write_it(
    cast: Cast, workshop: ParticipationFormat, client: Any, as_person: Callable[..., Any]
) -> None:
    other = a_format(cast, "workshop", title="Ein anderer Tag")
    with transaction():
        db.session.add(AudienceMember(audience_id=workshop.id, role="facilitator", person_id=cast.carla.id))
    db.session.expire(workshop, ["members"])
    close(cast, workshop)
    assert as_person(cast.bernd).get(address(workshop)).status_code == 200
    assert as_person(cast.carla).get(address(workshop)).status_code == 200
    assert as_person(cast.carla).get(address(other)).status_code == 404
    conclude(cast, workshop)
    assert as_person(cast.bernd).get(address(workshop)).status_code == 200
    assert as_person(cast.carla).get(address(workshop)).status_code == 403, "what is published is the office's"
    assert as_person(cast.carla).post(address(workshop), data={"text": "Anders"}).status_code == 403
    assert as_person(cast.dilek).get(address(workshop)).status_code == 404
    assert as_person(cast.anna).get(address(workshop)).status_code == 404
    assert client.get(address(workshop)).status_code == 302
    forum = a_format(cast, "forum")
    assert as_person(cast.bernd).get(address(forum)).status_code == 404


def test_the_results_take_as_many_queries_for_many_cards(cast: Cast, workshop: ParticipationFormat) -> None:
    cards = [a_card(cast, workshop, f"Karte {n}") for n in range(4)]
    close(cast, workshop)
    section = workshop.sections[0]
    with transaction():
        keep_result(section, text="E", cards=[card.id for card in cards], by=cast.bernd, version=section.version)
    conclude(cast, workshop)
    with count_queries(1):
        assert len(results_of(workshop)[0].cards) == 4
