"""What was decided stands on the page of results, on paper and in the table: prizes, analysis, results of questions."""

from io import BytesIO
from typing import Any

import pikepdf
import pytest

from app.calls.awarding import award_idea
from app.core.clock import today
from app.core.database import db, transaction
from app.formats.contributing import remove_contribution
from app.formats.kinds import kind_of
from app.formats.models import ParticipationFormat
from app.formats.outcome import became_of, figures_of, goals_of, ideas_of, verdicts_of
from app.formats.papers import Paper, content_of
from app.formats.running import close_format, conclude_format
from app.swots.analysing import adopt_analysis, take_proposals
from app.workshops.resulting import keep_result
from tests.calls.stage import a_call, an_entry, closed, concluded
from tests.cast import Cast
from tests.format_worlds import a_card, a_format
from tests.formats.test_tables import rows_of
from tests.swots.boards import a_board, a_note, dotted, in_a_group


def paper_of(format: ParticipationFormat) -> str:
    kind = kind_of(format)
    lines = list(kind.lines(format))
    numbers = [line.number for line in lines]
    made = Paper(
        format, kind, lines, became_of(numbers), goals_of(numbers), verdicts_of(numbers), figures_of(format),
        ideas_of(format), "http://localhost/beteiligung/1", today(), decided=kind.decided(format),
    )  # fmt: skip
    return str(content_of(made))


def everywhere(client: Any, format: ParticipationFormat) -> list[str]:
    at = f"/beteiligung/{format.id}"
    page = client.get(f"{at}/ergebnis").get_data(as_text=True)
    table = str(rows_of(client.get(f"{at}/dokumentation.xlsx").data)[0])
    with pikepdf.open(BytesIO(client.get(f"{at}/dokumentation.pdf").data)) as printed:
        assert len(printed.pages) >= 1
    return [page, table, paper_of(format)]


def test_the_prizes_stand_everywhere_with_reason_and_sitting(cast: Cast, client: Any) -> None:
    call = a_call(cast)
    idea = an_entry(cast, call)
    closed(call, cast)
    with transaction():
        award_idea(
            call, idea.id, by=cast.bernd, title="1. Preis", reason="Weil alle dort sitzen.", sat_on=today()
        )  # fmt: skip
    concluded(call, cast)
    for text in everywhere(client, call):
        assert "1. Preis: Eine Bank am Markt" in text
        assert "Weil alle dort sitzen." in text
        assert "Sitzung der Jury" in text
        assert "Beiträge gemacht" not in text
    assert "Eingereichte Ideen" in paper_of(call)
    assert "0 Beiträge" not in paper_of(call)


def test_the_analysis_stands_everywhere_with_weight_and_cards(cast: Cast, client: Any) -> None:
    board = a_board(cast)
    card, loose = a_note(cast, board, "Viele Vereine"), a_note(cast, board, "Gute Luft")
    in_a_group(cast, "Ehrenamt", card)
    dotted(card, cast.frieda)
    gone = a_note(cast, board, "Unfug")
    with transaction():
        gone.hide()
        close_format(board, by=cast.bernd, reason="Alles ist gesagt.")
        take_proposals(board, by=cast.bernd, version=0)
    with transaction():
        adopt_analysis(board, body="Kreistag", adopted_on=today(), note="Einstimmig.", by=cast.bernd, version=1)
        conclude_format(board, by=cast.bernd, result="Das kam heraus.", version=board.version)
    for text in everywhere(client, board):
        assert "Kreistag" in text
        assert "Einstimmig." in text
        assert f"Stärken: Ehrenamt (1 Punkt) (Nr. {card.id})" in text
        assert "1 Beitrag ist ausgeblendet" in text
        assert "Unfug" not in text
    assert "ohne Gruppe" in paper_of(board)
    assert loose.id


def test_a_question_has_its_cards_and_says_what_was_corrected(cast: Cast, client: Any) -> None:
    workshop = a_format(cast, "workshop")
    card, removed = a_card(cast, workshop, "Bänke fehlen."), a_card(cast, workshop, "Weg damit.")
    section = workshop.sections[0]
    with transaction():
        remove_contribution(removed, by=cast.anna)
        close_format(workshop, by=cast.bernd, reason="Alles ist gesagt.")
        keep_result(section, text="Mehr Bänke.", cards=[card.id], by=cast.bernd, version=section.version)
        conclude_format(workshop, by=cast.bernd, result="Das kam heraus.", version=workshop.version)
    db.session.expire_all()
    with transaction():
        keep_result(
            section, text="Viele Bänke.", cards=[card.id], by=cast.bernd, version=section.version, reason="Verhört."
        )
    for text in everywhere(client, workshop):
        assert text.count("Viele Bänke.") == 1
        assert "beruht auf diesen Karten" in text
        assert "Verhört." in text
        assert "Berichtigt am" in text
        assert "1 Beitrag ist entfernt" in text


@pytest.mark.parametrize("kind", ["forum", "call", "workshop"])
def test_nothing_is_decided_before_the_result(cast: Cast, kind: str) -> None:
    assert not kind_of(a_format(cast, kind)).decided(a_format(cast, kind))
