"""Who left a closed circle reads nothing of it any more, not even on her own cards; her words she may take away."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete

from app.accounts.models import Membership
from app.boards.models import Card
from app.core.database import db, transaction
from app.formats.models import ParticipationFormat
from app.things.models import AudienceMember
from tests.cast import Cast
from tests.format_worlds import CANARY, a_card, a_format

SignIn = Callable[..., FlaskClient]


def taken_off(cast: Cast, card: Card) -> None:
    mine = (AudienceMember.audience_id == card.format_id, AudienceMember.person_id == cast.anna.id)
    with transaction():
        db.session.execute(delete(AudienceMember).where(*mine))


def out_of_the_town_hall(cast: Cast, card: Card) -> None:
    with transaction():
        format = db.session.get_one(ParticipationFormat, card.format_id)
        hall = cast.naunhof.organisation_id
        db.session.add(AudienceMember(audience_id=format.id, organisation_id=hall))
        db.session.execute(delete(AudienceMember).where(AudienceMember.person_id == cast.anna.id))
        db.session.execute(delete(Membership).where(Membership.person_id == cast.anna.id))


@pytest.mark.parametrize("leave", [taken_off, out_of_the_town_hall])
def test_a_former_member_neither_reads_nor_edits_her_card_and_may_remove_it(
    cast: Cast, as_person: SignIn, leave: Callable[[Cast, Card], None]
) -> None:
    format = a_format(cast, "workshop", title=CANARY, audience="invited", invited=(cast.anna, cast.carla))
    card = a_card(cast, format, "Von mir")
    anna, page, mine = as_person(cast.anna), f"/beteiligung/karten/{card.id}", "/konto/beitraege"
    assert CANARY in anna.get(mine).text
    assert anna.get(page).status_code == 200
    leave(cast, card)
    db.session.expire_all()
    assert [anna.get(f"{page}{step}").status_code for step in ("", "/bearbeiten", "/entfernen")] == [404] * 3
    assert anna.post(f"{page}/bearbeiten", data={"text": "Anders", "version": 1}).status_code == 404
    assert anna.post(f"{mine}/{card.id}/idee").status_code == 404
    html = anna.get(mine).text
    assert "Von mir" in html
    assert CANARY not in html
    assert "Wege" not in html
    gone = anna.post(f"{mine}/{card.id}/entfernen", follow_redirects=True)
    assert gone.request.path == mine
    assert CANARY not in gone.text
    db.session.expire_all()
    assert db.session.get_one(Card, card.id).text == ""


def test_nobody_removes_what_another_said_from_her_account(cast: Cast, as_person: SignIn) -> None:
    card = a_card(cast, a_format(cast, "workshop"))
    assert as_person(cast.carla).post(f"/konto/beitraege/{card.id}/entfernen").status_code == 404
