"""While somebody writes: what is there already, supporting it instead, and that one's own is different."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select

from app.core.database import db, transaction
from app.ideas.models import Idea, IdeaVersion, SaidDifferent
from app.ideas.submitting import delete_draft
from app.things.models import Support
from tests.cast import Cast
from tests.ideas.helping import number_in, sheet
from tests.ideas.similar_world import AGAIN, AGAIN_TEXT, TEXT, TITLE, know_meanings, public_idea
from tests.worlds import HIDDEN_STATES, an_idea

HINTS = "/ideen/neu/hinweise"
Browser = Callable[..., Any]


@pytest.fixture
def idea(cast: Cast) -> Idea:
    """What is there already."""
    made = public_idea(cast)
    know_meanings()
    return made


def like_it(**changes: Any) -> dict[str, Any]:
    return sheet(**{"title": AGAIN, "text": AGAIN_TEXT, **changes})


def page(answer: Any) -> str:
    return str(answer.get_data(as_text=True))


def shown(answer: Any) -> set[int]:
    return {int(number) for number in re.findall(r'name="support" value="(\d+)"', page(answer))}


def said(number: int) -> list[int]:
    rows = select(SaidDifferent.other_id).where(SaidDifferent.idea_id == number)
    return list(db.session.scalars(rows.order_by(SaidDifferent.other_id)))


def test_what_is_there_is_shown_with_status_place_and_words(client: Any, idea: Idea) -> None:
    answer = client.post(HINTS, data=like_it())
    assert shown(answer) == {idea.id}
    for words in ("Gibt es das schon?", TITLE, "In Prüfung", "Naunhof", "Unterstützen statt", "Meine ist anders"):
        assert words in page(answer), words
    assert shown(client.post(HINTS, data=sheet(title="Kirchturmuhr", text="geht falsch"))) == set()
    assert shown(client.post(HINTS, data=like_it(place="ort:14729060"))) == set()


@pytest.mark.parametrize("state", HIDDEN_STATES)
def test_nothing_hidden_shows_through(client: Any, cast: Cast, state: str) -> None:
    hidden = an_idea(cast, state, TITLE, TEXT)
    know_meanings()
    answer = client.post(HINTS, data=like_it(title=TITLE, text=TEXT))
    assert (shown(answer), "ähnliche Idee" in page(answer)) == (set(), False)
    assert str(hidden.id) not in re.findall(r'name="support" value="(\d+)"', page(answer))


def test_mine_is_different_is_remembered_on_the_sheet_and_with_the_draft(client: Any, idea: Idea) -> None:
    words = f"Gemerkt: Ihre Idee ist anders als „{TITLE}“."
    answer = client.post(HINTS, data=like_it(is_different=str(idea.id)))
    assert f'name="different" value="{idea.id}"' in page(answer)
    assert (shown(answer), words in page(answer)) == (set(), True)
    assert db.session.scalar(select(func.count()).select_from(SaidDifferent)) == 0
    answer = client.post("/ideen/neu", data=like_it(is_different=str(idea.id)))
    assert answer.status_code == 303
    again = client.get(answer.location)
    assert (shown(again), words in page(again), AGAIN_TEXT in page(again)) == (set(), True, True)
    number = number_in(client.post("/ideen/neu", data=like_it(different=[str(idea.id)])).location)
    assert said(number) == [idea.id]
    assert shown(client.post(HINTS, data=like_it(number=str(number)))) == set()
    assert shown(client.post(HINTS, data=like_it())) == {idea.id}
    with transaction():
        draft = db.session.get(Idea, number)
        assert draft is not None
        delete_draft(draft)
    assert said(number) == []


def test_the_draft_of_somebody_else_tells_nothing(client: Any, app: Any, idea: Idea) -> None:
    number = number_in(client.post("/ideen/neu", data=like_it(different=[str(idea.id)])).location)
    stranger = app.test_client()
    assert shown(stranger.post(HINTS, data=like_it(number=str(number)))) == {idea.id}
    assert stranger.post(f"/ideen/{number}/ist-anders", data={"is_different": str(idea.id)}).status_code == 404


def test_saving_and_autosave_remember_it_once_and_only_what_is_public(client: Any, cast: Cast, idea: Idea) -> None:
    hidden = an_idea(cast, "submitted", TITLE, TEXT)
    number = number_in(client.post("/ideen/neu", data=like_it()).location)
    names = [str(idea.id), str(hidden.id), str(number), "0", "-1", "x", "9" * 30, "٣"]
    for _ in range(2):
        assert client.post(f"/ideen/{number}/sichern", data=like_it(different=names)).status_code == 200
        assert said(number) == [idea.id]
    answer = client.post(f"/ideen/{number}/schreiben", data=like_it(is_different=names[0]))
    assert (answer.status_code, shown(client.get(answer.location)), said(number)) == (303, set(), [idea.id])


def test_where_an_idea_belongs_is_always_said(client: Any, cast: Cast) -> None:
    for_all = an_idea(cast, "published", TITLE, TEXT)
    with transaction():
        db.session.merge(for_all).municipalities = []
    know_meanings()
    answer = client.post(HINTS, data=like_it(place=""))
    assert shown(answer) == {for_all.id}
    assert f"<span>{cast.here.name}</span>" in page(answer)


def test_supporting_instead_keeps_the_text_and_leads_to_the_button(
    client: Any, cast: Cast, as_person: Browser, idea: Idea
) -> None:
    """Even a sheet that is not finished is kept; whoever is not signed in proves the mailbox first."""
    for browser in (client, as_person(cast.carla)):
        answer = browser.post("/ideen/neu", data=like_it(place="", title="", support=str(idea.id)))
        assert (answer.status_code, answer.location) == (303, f"/mitmachen/{idea.id}/unterstuetzen")
        draft = db.session.scalars(select(Idea).order_by(Idea.id.desc()).limit(1)).one()
        assert db.session.scalars(select(IdeaVersion.text).where(IdeaVersion.idea_id == draft.id)).one() == AGAIN_TEXT
        sheet_again = f"/ideen/{draft.id}/schreiben"
        onward = browser.get(answer.location)
        onward = browser.get(onward.location) if onward.status_code == 302 else onward
        assert f'href="{sheet_again}"' in page(onward)
        assert TITLE in page(onward)
        assert AGAIN_TEXT in page(browser.get(sheet_again))
        again = browser.post(sheet_again, data=like_it(support=str(idea.id)))
        assert (again.status_code, again.location) == (303, f"/mitmachen/{idea.id}/unterstuetzen")
    assert browser.post(f"/mitmachen/{idea.id}/unterstuetzen").status_code == 303
    assert db.session.scalar(select(func.count()).select_from(Support)) == 1


def test_a_button_with_a_number_that_is_none_loses_nothing(client: Any, cast: Cast, idea: Idea) -> None:
    hidden = an_idea(cast, "submitted", TITLE, TEXT)
    for value in (str(hidden.id), "0", "9" * 30, "x", "²"):
        answer = client.post("/ideen/neu", data=like_it(support=value))
        assert (answer.status_code, answer.location.endswith("/schreiben")) == (303, True), value
        assert AGAIN_TEXT in page(client.get(answer.location))


def test_very_alike_ones_are_shown_once_more_before_sending_and_never_block(client: Any, idea: Idea) -> None:
    number = number_in(client.post("/ideen/neu", data=like_it(title=TITLE, text=TEXT)).location)
    preview = page(client.get(f"/ideen/{number}/absenden"))
    assert "Sehr ähnlich wie Ihre" in preview
    assert f"/mitmachen/{idea.id}/unterstuetzen" in preview
    assert "Code zusenden" in preview or 'name="email"' in preview
    answer = client.post(f"/ideen/{number}/ist-anders", data={"is_different": str(idea.id)})
    assert (answer.status_code, answer.location, said(number)) == (303, f"/ideen/{number}/absenden", [idea.id])
    assert "Sehr ähnlich wie Ihre" not in page(client.get(f"/ideen/{number}/absenden"))
    fault = client.post(f"/ideen/{number}/code", data={"email": "keine"})
    assert fault.status_code == 422
