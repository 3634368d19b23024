"""The analysis at the desk: drafting, looking, adopting, and taking it into the draft of the concept."""

from collections.abc import Callable
from typing import Any

import pytest

from app.core.clock import today
from app.core.database import db, transaction
from app.editions.drafting import begin_draft
from app.editions.queries import find_open_draft
from app.formats.models import ParticipationFormat
from app.swots.analysing import adopt_analysis, draft_of, take_proposals, versions_of
from app.things.models import AudienceMember
from tests.cast import Cast
from tests.swots.boards import a_board, a_note, closed, dotted


@pytest.fixture
def board(cast: Cast) -> ParticipationFormat:
    """Open, a strength with a dot and a weakness."""
    format = a_board(cast)
    dotted(a_note(cast, format, "Viele Vereine"), cast.frieda)
    a_note(cast, format, "Kein Bus am Abend", 1)
    return format


def desk_of(format: ParticipationFormat, page: str = "") -> str:
    return f"/verwaltung/beteiligung/{format.id}/analyse{page}"


def rows(*points: tuple[str, str, str], version: int = 0) -> dict[str, str]:
    """What the form sends: (quadrant, text, cards)."""
    sent = {"version": str(version)}
    for n, (quadrant, text, cards) in enumerate(points):
        sent |= {f"items-{n}-quadrant": quadrant, f"items-{n}-text": text, f"items-{n}-cards": cards}
        sent |= {f"items-{n}-place": str(n + 1)}
    return sent


def test_the_desk_drafts_a_field_in_its_own_words_and_order(
    cast: Cast, board: ParticipationFormat, as_person: Callable[..., Any]
) -> None:
    desk = as_person(cast.bernd)
    page = desk.get(desk_of(board)).text
    assert "Viele Vereine" in page
    assert "Kein Bus am Abend" in page
    first, second = (item["cards"][0] for item in _proposals(board))
    sent = rows(("strength", "Starkes Ehrenamt", str(first)), ("strength", "Nah an Leipzig", ""), ("weakness", "", ""))
    sent |= {"items-0-place": "2", "items-1-place": "1"}
    sent |= {"items-3-quadrant": "weakness", "items-3-text": "", "items-3-cards": str(second), "items-3-left_out": "y"}
    assert desk.post(desk_of(board), data=sent).status_code == 303
    kept = [(item["text"], item["weight"], item["cards"], item["left_out"]) for item in draft_of(board).items]
    assert kept == [
        ("Nah an Leipzig", 0, [], False), ("Starkes Ehrenamt", 1, [first], False), ("", 0, [second], True),
    ]  # fmt: skip
    assert "Starkes Ehrenamt" in desk.get(desk_of(board, "/vorschau")).text


def test_a_point_without_words_is_kept_with_what_was_typed_and_foreign_cards_are_not_taken(
    cast: Cast, board: ParticipationFormat, as_person: Callable[..., Any]
) -> None:
    desk, other = as_person(cast.bernd), a_board(cast)
    foreign = a_note(cast, other, "Von nebenan")
    number = _proposals(board)[0]["cards"][0]
    answer = desk.post(desk_of(board), data=rows(("strength", "", str(number)), ("strength", "Bleibt stehen", "")))
    assert answer.status_code == 422
    assert "Bleibt stehen" in answer.text
    assert draft_of(board) is None
    desk.post(desk_of(board), data=rows(("strength", "Punkt", f"{foreign.id},x,{number}")))
    assert [item["cards"] for item in draft_of(board).items] == [[number]]


def test_the_second_of_two_reads_what_stands_there_and_keeps_her_text(
    cast: Cast, board: ParticipationFormat, as_person: Callable[..., Any]
) -> None:
    desk = as_person(cast.bernd)
    desk.post(desk_of(board), data=rows(("strength", "Von der Ersten", "")))
    late = desk.post(desk_of(board), data=rows(("strength", "Von der Zweiten", "")))
    assert late.status_code == 409
    assert "Von der Ersten" in late.text
    assert "Von der Zweiten" in late.text
    assert desk.post(desk_of(board), data=rows(("strength", "Von der Zweiten", ""), version=1)).status_code == 303
    assert [item["text"] for item in draft_of(board).items] == ["Von der Zweiten"]


def test_adopting_takes_the_form_the_day_and_the_second_factor(
    cast: Cast, board: ParticipationFormat, as_person: Callable[..., Any], client: Any
) -> None:
    desk = as_person(cast.bernd)
    assert desk.post(desk_of(board, "/vorschlaege"), data={"version": "0"}).status_code == 303
    sent = {"body": "Kreistag", "adopted_on": today().isoformat(), "note": "Nach Aussprache.", "version": "1"}
    assert desk.post(desk_of(board, "/beschliessen"), data=sent).status_code == 409
    closed(cast, board)
    assert desk.post(desk_of(board, "/beschliessen"), data={**sent, "body": ""}).status_code == 422
    assert desk.post(desk_of(board, "/beschliessen"), data={**sent, "adopted_on": "2999-01-01"}).status_code == 422
    assert desk.post(desk_of(board, "/beschliessen"), data=sent).status_code == 303
    assert desk.post(desk_of(board, "/beschliessen"), data=sent).status_code == 409
    assert [one.body for one in versions_of(board)] == ["Kreistag"]
    page = client.get(f"/beteiligung/{board.id}-{board.slug}").text
    assert "Nach Aussprache." in page


def test_a_facilitator_drafts_and_the_office_adopts(
    cast: Cast, board: ParticipationFormat, as_person: Callable[..., Any], client: Any
) -> None:
    with transaction():
        db.session.add(AudienceMember(audience_id=board.id, role="facilitator", person_id=cast.carla.id))
    db.session.expire(board, ["members"])
    closed(cast, board)
    with transaction():
        take_proposals(board, by=cast.bernd, version=0)
    runs = as_person(cast.carla)
    assert runs.get(desk_of(board)).status_code == 200
    sent = {"body": "Kreistag", "adopted_on": today().isoformat(), "version": "1"}
    assert runs.post(desk_of(board, "/beschliessen"), data=sent).status_code == 403
    assert runs.get(desk_of(board, "/konzeptentwurf")).status_code == 403
    for nobody in (as_person(cast.dilek), as_person(cast.anna)):
        for page in ("", "/vorschau", "/konzeptentwurf"):
            assert nobody.get(desk_of(board, page)).status_code == 404
    assert client.get(desk_of(board)).status_code == 302


def test_the_adopted_points_replace_those_of_the_open_draft_after_a_look(
    cast: Cast, board: ParticipationFormat, as_person: Callable[..., Any]
) -> None:
    closed(cast, board)
    with transaction():
        take_proposals(board, by=cast.bernd, version=0)
    with transaction():
        adopt_analysis(board, body="Kreistag", adopted_on=today(), note=None, by=cast.bernd, version=1)
    desk = as_person(cast.bernd)
    assert desk.get(desk_of(board, "/konzeptentwurf")).status_code == 302
    with transaction():
        begin_draft(cast.concept, title="KEK 2040", by=cast.bernd)
    page = desk.get(desk_of(board, "/konzeptentwurf")).text
    assert "Viele Vereine" in page
    seen = page.split('name="seen"')[1].split('value="')[1].split('"')[0]
    assert desk.post(desk_of(board, "/konzeptentwurf"), data={"seen": seen}).status_code == 422
    assert desk.post(desk_of(board, "/konzeptentwurf"), data={"seen": "old", "sure": "y"}).status_code == 409
    assert find_open_draft(cast.concept.id).file["swot"] == []
    assert desk.post(desk_of(board, "/konzeptentwurf"), data={"seen": seen, "sure": "y"}).status_code == 303
    db.session.expire_all()
    assert find_open_draft(cast.concept.id).file["swot"] == [
        {"field": "hf1", "quadrant": "strength", "text": "Viele Vereine"},
        {"field": "hf1", "quadrant": "weakness", "text": "Kein Bus am Abend"},
    ]
    assert cast.concept.content.get("swot") in (None, [])


def test_a_hidden_card_is_nowhere_in_the_analysis(
    cast: Cast, board: ParticipationFormat, as_person: Callable[..., Any], client: Any
) -> None:
    secret = a_note(cast, board, "Kanarienvogel", 2)
    desk = as_person(cast.bernd)
    sent = rows(("opportunity", "Neue Wege", str(secret.id)))
    desk.post(desk_of(board), data=sent)
    closed(cast, board)
    with transaction():
        adopt_analysis(board, body="Kreistag", adopted_on=today(), note=None, by=cast.bernd, version=1)
    address = f"/beteiligung/{board.id}-{board.slug}"
    assert "Kanarienvogel" in client.get(address).text
    with transaction():
        secret.hide()
    shown = client.get(address).text
    assert "Neue Wege" in shown
    assert "Kanarienvogel" not in shown
    for page in ("", "/vorschau"):
        assert "Kanarienvogel" not in desk.get(desk_of(board, page)).text


def _proposals(format: ParticipationFormat) -> list[dict[str, Any]]:
    from app.swots.analysing import proposals

    return proposals(format)
