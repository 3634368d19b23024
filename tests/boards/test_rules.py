"""How many dots each person has: the office's own word, and once announced one with a reason everybody reads."""

from collections.abc import Callable

from flask.testing import FlaskClient
from sqlalchemy import select

from app.boards.dotting import set_dots
from app.boards.models import BoardRule
from app.core.database import db, transaction
from app.core.journal import JournalEntry
from app.formats.models import ParticipationFormat
from app.things.models import AudienceMember
from tests.boards.test_dotting import give
from tests.cast import Cast
from tests.format_worlds import a_card, a_format

SignIn = Callable[..., FlaskClient]
REASON = "Es sind mehr Fragen geworden."
TOLD = "Punkte je Person: jetzt 5, bisher 3."


def door(format: ParticipationFormat) -> str:
    return f"/verwaltung/beteiligung/{format.id}/punkte"


def dots_of(format: ParticipationFormat) -> int:
    return db.session.get_one(BoardRule, format.id, populate_existing=True).dots_each


def told_of(format: ParticipationFormat) -> list[tuple[str, str | None]]:
    db.session.rollback()
    wanted = select(JournalEntry.audience, JournalEntry.reason)
    rows = db.session.execute(wanted.where(JournalEntry.thing_id == format.id, JournalEntry.verb == "set_dots"))
    return [(audience, reason) for audience, reason in rows]


def test_whoever_only_runs_a_board_changes_no_dots(cast: Cast, as_person: SignIn) -> None:
    format = a_format(cast, "workshop")
    with transaction():
        db.session.add(AudienceMember(audience_id=format.id, role="facilitator", person_id=cast.frieda.id))
    frieda = as_person(cast.frieda)
    assert frieda.get(door(format)).status_code == 403
    assert frieda.post(door(format), data={"dots": "5", "why": REASON}).status_code == 403
    assert as_person(cast.dilek).get(door(format)).status_code == 404
    assert dots_of(format) == 3


def test_a_draft_needs_no_reason_and_tells_nobody(cast: Cast, as_person: SignIn) -> None:
    format = a_format(cast, "workshop", state="draft")
    bernd = as_person(cast.bernd)
    assert 'name="why"' not in bernd.get(door(format)).text
    assert bernd.post(door(format), data={"dots": "5"}).status_code == 303
    assert told_of(format) == [("staff", None)]
    assert dots_of(format) == 5


def test_once_announced_a_reason_is_owed_and_everybody_reads_it(
    cast: Cast, as_person: SignIn, client: FlaskClient
) -> None:
    format = a_format(cast, "workshop", state="announced")
    bernd = as_person(cast.bernd)
    assert 'name="why"' in bernd.get(door(format)).text
    for silent in ("", "  "):
        refused = bernd.post(door(format), data={"dots": "5", "why": silent})
        assert refused.status_code == 422
        assert 'value="5"' in refused.text
        assert dots_of(format) == 3
    assert bernd.post(door(format), data={"dots": "5", "why": REASON}).status_code == 303
    assert bernd.post(door(format), data={"dots": "5", "why": "Noch einmal."}).status_code == 303, "the same number"
    assert told_of(format) == [("public", REASON)]
    assert dots_of(format) == 5
    page = client.get(f"/beteiligung/{format.id}-{format.slug}").text
    for words in ("Die Zahl der Punkte ist geändert", TOLD, REASON):
        assert words in page


def test_fewer_than_somebody_gave_and_a_late_change_are_refused(cast: Cast, as_person: SignIn) -> None:
    format, over = a_format(cast, "swot"), a_format(cast, "workshop", state="concluded")
    for text in ("Mehr Bänke", "Mehr Licht"):
        give(a_card(cast, format, text), cast.carla)
    bernd = as_person(cast.bernd)
    refused = bernd.post(door(format), data={"dots": "1", "why": REASON})
    assert refused.status_code == 422
    assert "Jemand hat schon 2 vergeben" in refused.text
    late = bernd.post(door(over), data={"dots": "5", "why": REASON}, follow_redirects=True)
    assert "Die Punkte bleiben, wie sie sind" in late.text
    assert (dots_of(format), dots_of(over), told_of(format), told_of(over)) == (3, 3, [], [])


def test_a_closed_board_tells_its_audience_alone(cast: Cast, as_person: SignIn, client: FlaskClient) -> None:
    format = a_format(cast, "workshop", audience="invited", invited=(cast.anna,))
    with transaction():
        assert set_dots(format, 5, by=cast.bernd, reason=REASON)
    page = f"/beteiligung/{format.id}-{format.slug}"
    assert TOLD in as_person(cast.anna).get(page).text
    assert client.get(page).status_code == 404
