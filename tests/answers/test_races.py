"""Two at once at one answer: exactly one wins, the other reads what happened and keeps the text."""

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.answers import releasing
from app.answers.models import CoordinatedAnswer, Release
from app.core.database import db
from app.ideas.models import Idea
from tests.answers.drafts import a_colleague, a_draft, again, an_asked_idea, handed_in, sheet
from tests.cast import Cast
from tests.invariants import assert_sound

Browser = Callable[..., Any]
Press = tuple[Any, str, dict[str, Any]]


def at_once(*presses: Press) -> list[tuple[int, str]]:
    """All press at the same moment; status and page of each, in their order."""
    together, answers = Barrier(len(presses)), dict[int, tuple[int, str]]()
    db.session.remove()

    def press(n: int, browser: Any, door: str, form: dict[str, Any]) -> None:
        together.wait(10)
        answer = browser.post(door, data=form)
        answers[n] = answer.status_code, answer.get_data(as_text=True)

    threads = [Thread(target=press, args=(n, *one)) for n, one in enumerate(presses)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return [answers[n] for n in range(len(presses))]


def decide(cast: Cast, as_person: Browser, answer: CoordinatedAnswer) -> list[tuple[int, str]]:
    """Gerda releases while Ida returns it."""
    ida, version = a_colleague(cast, "Ida", "approver"), str(again(answer).version)
    door = f"/verwaltung/freigaben/{answer.id}"
    return at_once(
        (as_person(cast.gerda), f"{door}/freigeben", {"version": version, "remark": "Vermerk von Gerda."}),
        (as_person(ida), f"{door}/zurueckgeben", {"version": version, "remark": "Vermerk von Ida."}),
    )


def verdicts(answer: CoordinatedAnswer) -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(select(Release.verdict).where(Release.answer_id == answer.id)))


def assert_one_won(results: list[tuple[int, str]], *texts: str) -> None:
    """One went on; the other's page says so and holds what was typed."""
    assert sorted(status for status, _page in results) == [303, 409]
    for (status, page), text in zip(results, texts, strict=True):
        assert status == 303 or text in page


def test_of_two_approvers_one_decides(app: Flask, cast: Cast, as_person: Browser) -> None:
    idea, request = an_asked_idea(cast)
    answer = handed_in(cast, idea, request)
    assert_one_won(decide(cast, as_person, answer), "Vermerk von Gerda.", "Vermerk von Ida.")
    assert len(verdicts(answer)) == 1
    assert_sound()


@pytest.fixture
def lawless(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if no state and no version were looked at."""
    monkeypatch.setattr(releasing, "_ensure", lambda *_: None)


@pytest.mark.usefixtures("lawless")
def test_negative_control_without_the_check_both_would_decide(app: Flask, cast: Cast, as_person: Browser) -> None:
    idea, request = an_asked_idea(cast)
    answer = handed_in(cast, idea, request)
    statuses = sorted(status for status, _page in decide(cast, as_person, answer))
    assert statuses == [303, 303]
    assert len(verdicts(answer)) == 2


def test_the_draft_is_taken_back_while_the_shown_version_is_released(
    app: Flask, cast: Cast, as_person: Browser
) -> None:
    idea, request = an_asked_idea(cast)
    answer = handed_in(cast, idea, request)
    version = str(again(answer).version)
    results = at_once(
        (as_person(cast.gerda), f"/verwaltung/freigaben/{answer.id}/freigeben",
         {"version": version, "remark": "Vermerk von Gerda."}),
        (as_person(cast.bernd), f"/verwaltung/ideen/{idea.id}/antwort/zuruecknehmen", {"version": version}),
    )  # fmt: skip
    statuses = [status for status, _page in results]
    # Too late, the moderator no longer finds an open answer; the approver reads that it was taken back.
    assert statuses in ([303, 404], [409, 303])
    assert statuses[0] == 303 or "Vermerk von Gerda." in results[0][1]
    assert again(answer).state == ("released" if statuses[0] == 303 else "draft")
    assert_sound()


def drafts_of(idea: Idea) -> list[CoordinatedAnswer]:
    db.session.rollback()
    return list(db.session.scalars(select(CoordinatedAnswer).where(CoordinatedAnswer.idea_id == idea.id)))


@pytest.mark.parametrize("is_begun", [False, True])
def test_of_two_who_write_one_saves_and_the_other_sees_both(
    app: Flask, cast: Cast, as_person: Browser, is_begun: bool
) -> None:
    idea, _request = an_asked_idea(cast)
    draft = a_draft(cast, idea) if is_begun else None
    hanna, door = a_colleague(cast), f"/verwaltung/ideen/{idea.id}/antwort"
    results = at_once(
        (as_person(cast.bernd), door, sheet(idea, draft, text="Bernds Text.")),
        (as_person(hanna), door, sheet(idea, draft, text="Hannas Text.")),
    )
    assert_one_won(results, "Bernds Text.", "Hannas Text.")
    (kept,) = drafts_of(idea)
    loser = next(page for status, page in results if status == 409)
    assert kept.text in loser
    assert_sound()
