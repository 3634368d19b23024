"""An idea carries its call from the sheet to the receipt; and goes its own way where the call is over."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from app.calls.models import CallEntry
from app.core.clock import today
from app.core.database import db, transaction
from app.core.journal import JournalEntry
from app.ideas.models import Idea
from app.ideas.moderating import publish_idea
from app.ideas.submitting import delete_draft
from tests.calls.stage import QUESTION, a_call, a_draft, an_entry, closed
from tests.cast import Cast

SENT = {"title": "Eine Bank", "text": "Am Markt fehlt eine Bank.", "place": "ort:14729300"}


def entries() -> dict[int, int]:
    db.session.rollback()
    rows = db.session.execute(select(CallEntry.idea_id, CallEntry.call_id))
    return {idea: call for idea, call in rows}


def left(idea: Idea) -> list[tuple[str, object, object]]:
    """Whom it was told that the idea left its call, which one that was, and why."""
    rows = db.session.scalars(
        select(JournalEntry).where(JournalEntry.thing_id == idea.id, JournalEntry.verb == "leave_call")
    )
    return [(entry.audience, entry.details["call"], entry.details["why"]) for entry in rows]


def the_idea() -> Idea:
    return db.session.scalars(select(Idea).order_by(Idea.id.desc())).first()  # type: ignore[return-value]


def test_the_sheet_names_the_call_and_the_draft_keeps_it(client: Any, cast: Cast) -> None:
    call = a_call(cast)
    sheet = client.get(f"/ideen/neu?aufruf={call.id}").get_data(as_text=True)
    assert QUESTION in sheet
    assert f'name="aufruf" value="{call.id}" checked' in sheet
    answer = client.post("/ideen/neu", data={**SENT, "aufruf": call.id, "aufruf_gezeigt": call.id})
    assert answer.status_code == 303
    idea = the_idea()
    assert entries() == {idea.id: call.id}
    assert QUESTION in client.get(answer.location).get_data(as_text=True), "the preview says so"
    again = client.get(f"/ideen/{idea.id}/schreiben").get_data(as_text=True)
    assert f'name="aufruf" value="{call.id}" checked' in again
    client.post(f"/ideen/{idea.id}/schreiben", data={**SENT, "aufruf_gezeigt": call.id})
    assert entries() == {}


def test_a_faulty_sheet_keeps_the_call_and_the_box_as_it_was(client: Any, cast: Cast) -> None:
    call = a_call(cast)
    kept = client.post("/ideen/neu", data={"title": "", "aufruf": call.id, "aufruf_gezeigt": call.id})
    assert kept.status_code == 422
    assert f'value="{call.id}" checked' in kept.get_data(as_text=True)
    off = client.post("/ideen/neu", data={"title": "", "aufruf_gezeigt": call.id}).get_data(as_text=True)
    assert f'name="aufruf" value="{call.id}" aria' in off


def test_place_of_the_call_is_preset(client: Any, cast: Cast) -> None:
    call = a_call(cast)
    with transaction():
        call.municipality_id = cast.brandis.id
    sheet = client.get(f"/ideen/neu?aufruf={call.id}").get_data(as_text=True)
    assert 'selected value="ort:14729060"' in sheet or '<option value="ort:14729060" selected' in sheet


def test_no_call_that_is_over_unknown_or_closed_is_entered(
    client: Any, as_person: Callable[..., Any], cast: Cast
) -> None:
    over, secret = a_call(cast, "closed"), a_call(cast, audience="invited", invited=(cast.anna,))
    assert "willkommen" in client.get(f"/ideen/neu?aufruf={over.id}").get_data(as_text=True)
    for number in (over.id, secret.id, 99999):
        client.post("/ideen/neu", data={**SENT, "aufruf": number, "aufruf_gezeigt": number})
    assert entries() == {}
    assert QUESTION not in client.get(f"/ideen/neu?aufruf={secret.id}").get_data(as_text=True)
    as_person(cast.anna).post("/ideen/neu", data={**SENT, "aufruf": secret.id, "aufruf_gezeigt": secret.id})
    assert list(entries().values()) == [secret.id]


def test_handed_in_after_the_end_it_goes_in_as_an_idea_of_its_own(as_person: Callable[..., Any], cast: Cast) -> None:
    call = a_call(cast)
    early, late = a_draft(cast, call), a_draft(cast, call)
    anna = as_person(cast.anna)
    said = {"name_choice": "name", "author_name": "Anna", "rules": "y"}
    assert anna.post(f"/ideen/{early.id}/einreichen", data=said).status_code == 303
    closed(call, cast)
    assert "Aufruf ist vorbei" in anna.get(f"/ideen/{late.id}/absenden").get_data(as_text=True)
    answer = anna.post(f"/ideen/{late.id}/einreichen", data=said, follow_redirects=True)
    assert "trotzdem" in answer.get_data(as_text=True)
    assert entries() == {early.id: call.id}
    assert (left(early), left(late)) == ([], [("author", call.id, "over")])
    assert db.session.get(Idea, late.id).state == "submitted"  # type: ignore[union-attr]


def test_an_idea_about_a_place_elsewhere_is_told_so_and_goes_its_own_way(
    as_person: Callable[..., Any], cast: Cast
) -> None:
    call, anna = a_call(cast), as_person(cast.anna)
    far = {**SENT, "place": f"stelle:{cast.elsewhere.slug}", "aufruf": call.id, "aufruf_gezeigt": call.id}
    outside = "außerhalb des Gebiets"
    live = anna.get(f"/ideen/neu?aufruf={call.id}&place={far['place']}").get_data(as_text=True)
    assert outside in live
    assert cast.elsewhere.name in live
    preview = anna.post("/ideen/neu", data=far, follow_redirects=True).get_data(as_text=True)
    assert outside in preview
    idea = the_idea()
    said = {"name_choice": "name", "author_name": "Anna", "rules": "y"}
    receipt = anna.post(f"/ideen/{idea.id}/einreichen", data=said, follow_redirects=True).get_data(as_text=True)
    assert outside in receipt
    assert entries() == {}
    assert left(idea) == [("author", call.id, "elsewhere")]
    near = anna.get(f"/ideen/neu?aufruf={call.id}&place={SENT['place']}").get_data(as_text=True)
    assert outside not in near


def test_the_author_and_the_desk_read_that_it_left_its_call_and_nobody_else(
    as_person: Callable[..., Any], client: Any, cast: Cast
) -> None:
    call = a_call(cast)
    idea, anna, bernd = a_draft(cast, call), as_person(cast.anna), as_person(cast.bernd)
    closed(call, cast)
    anna.post(f"/ideen/{idea.id}/einreichen", data={"name_choice": "name", "author_name": "Anna", "rules": "y"})
    with transaction():
        publish_idea(the_idea(), by=cast.bernd, version=the_idea().version)
    said = ("außerhalb des Ideenaufrufs", "Der Ideenaufruf war schon vorbei, als die Idee eingereicht wurde.")
    for reader, page in ((anna, f"/konto/ideen/{idea.id}"), (bernd, f"/verwaltung/ideen/{idea.id}")):
        text = reader.get(page).get_data(as_text=True)
        assert [words in text for words in said] == [True, True], page
    public = client.get(f"/ideen/{idea.id}", follow_redirects=True).get_data(as_text=True)
    assert idea.title in public
    assert [words in public for words in said] == [False, False]


def test_receipt_list_and_own_page_name_the_call_and_what_follows(as_person: Callable[..., Any], cast: Cast) -> None:
    call = a_call(cast, audience="invited", invited=(cast.anna,))
    idea, anna = an_entry(cast, call, "submitted"), as_person(cast.anna)
    pages = ("/konto/ideen", f"/konto/ideen/{idea.id}", f"/konto/ideen/{idea.id}/quittung")
    for page in pages:
        text = anna.get(page).get_data(as_text=True)
        assert QUESTION in text, page
        assert "Der Aufruf nimmt Ideen bis" in text, page
    with transaction():
        call.members[0].until = today() - timedelta(days=1)
    for page in pages:
        assert QUESTION not in anna.get(page).get_data(as_text=True), page


def test_a_draft_thrown_away_takes_its_entry_along(cast: Cast) -> None:
    idea = a_draft(cast, a_call(cast))
    with transaction():
        delete_draft(idea)
    assert entries() == {}
