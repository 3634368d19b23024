"""The author asks back about the answer, once; the reply comes by its day, and co-authors read along."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from app.answers.asking_back import reply_to_follow_up
from app.answers.models import FollowUp
from app.core.database import db, transaction
from app.core.errors import NotAllowedNow, ReasonIsMissing
from app.ideas.models import CoAuthor
from app.ideas.moderating import close_idea, reopen_idea
from tests.answers.drafts import again, an_asked_idea, released
from tests.cast import Cast
from tests.worlds import an_idea

Browser = Callable[..., Any]
ONCE = "0c6a3f0e-6f6d-4b7e-9a53-6a0d7c2e9d01"


def words(answer: Any) -> str:
    return str(answer.get_data(as_text=True))


def asked() -> list[FollowUp]:
    db.session.rollback()
    return list(db.session.scalars(select(FollowUp).order_by(FollowUp.id)))


def subjects(mails: Callable[[], list[Any]]) -> list[tuple[str, str]]:
    return [(str(mail["To"]).split("@")[0], str(mail["Subject"])) for mail in mails()]


def test_the_author_asks_once_and_the_desk_replies(
    cast: Cast, as_person: Browser, mails: Callable[[], list[Any]]
) -> None:
    idea, anna, bernd = an_idea(cast, "closed"), as_person(cast.anna), as_person(cast.bernd)
    with transaction():
        db.session.add(CoAuthor(idea_id=idea.id, person_id=cast.frieda.id))
    door, desk = f"/konto/ideen/{idea.id}/rueckfrage", f"/verwaltung/ideen/{idea.id}/rueckfrage"
    assert door in words(anna.get(f"/konto/ideen/{idea.id}"))
    assert anna.post(door, data={"text": " "}).status_code == 422
    for _ in range(2):
        assert anna.post(door, data={"text": "Und der Winterdienst?", "once": ONCE}).status_code == 303
    (question,) = asked()
    again_asked = anna.post(door, data={"text": "Noch etwas."})
    assert (again_asked.status_code, "Noch etwas." in words(again_asked)) == (409, True)
    assert "Und der Winterdienst?" in words(as_person(cast.frieda).get(f"/konto/ideen/{idea.id}"))
    assert "Und der Winterdienst?" in words(bernd.get(desk))
    assert desk in words(bernd.get(f"/verwaltung/ideen/{idea.id}"))
    mails()
    assert bernd.post(desk, data={"text": ""}).status_code == 422
    assert bernd.post(desk, data={"text": "Der räumt mit."}).status_code == 303
    assert "Der räumt mit." in words(anna.get(f"/konto/ideen/{idea.id}"))
    late = bernd.post(desk, data={"text": "Zweite Antwort."})
    assert (late.status_code, "Zweite Antwort." in words(late)) == (409, True)
    heard = subjects(mails)
    assert sum(to == "anna" and "Ihre Frage ist angekommen" in subject for to, subject in heard) == 1
    assert sum(to == "anna" and "Antwort auf Ihre Rückfrage" in subject for to, subject in heard) == 1
    assert any(to == "frieda" and "Rückfrage" in subject for to, subject in heard)
    with pytest.raises(NotAllowedNow), transaction():
        reply_to_follow_up(again(question), by=cast.bernd, text="Doch.")


def test_the_mail_with_the_answer_names_the_statements_below_and_the_way_to_ask_back(
    cast: Cast, mails: Callable[[], list[Any]]
) -> None:
    idea, given = an_asked_idea(cast)
    released(cast, idea, given)
    text = next(m for m in mails() if m["To"] == "anna@example.org" and "Ideenpool" in m["Subject"])
    said = " ".join(text.get_body(("plain",)).get_content().split())
    assert "Stellungnahmen, auf denen die Antwort beruht, stehen darunter" in said
    assert f"/konto/ideen/{idea.id}/rueckfrage" in said
    alone = an_idea(cast)
    with transaction():
        close_idea(again(alone), by=cast.bernd, outcome="done", answer="Steht.", version=1)
    text = next(
        m for m in mails() if m["To"] == "anna@example.org" and f"Antwort auf Ihre Idee Nr. {alone.id}" in m["Subject"]
    )
    said = text.get_body(("plain",)).get_content()
    assert f"/konto/ideen/{alone.id}/rueckfrage" in said
    assert "Stellungnahmen" not in said


def test_after_a_new_answer_once_again(cast: Cast, as_person: Browser) -> None:
    idea, anna = an_idea(cast, "closed"), as_person(cast.anna)
    door = f"/konto/ideen/{idea.id}/rueckfrage"
    anna.post(door, data={"text": "Warum?"})
    with transaction():
        reply_to_follow_up(again(asked()[0]), by=cast.bernd, text="Darum.")
        reopen_idea(again(idea), by=cast.bernd, reason="Neue Lage.", version=1)
    assert anna.get(door).status_code == 302
    assert anna.post(door, data={"text": "Und jetzt?"}).status_code == 409
    with transaction():
        close_idea(again(idea), by=cast.bernd, outcome="done", answer="Nun doch.", version=1)
    page = words(anna.get(f"/konto/ideen/{idea.id}"))
    assert door in page
    assert "Warum?" in page
    assert anna.post(door, data={"text": "Seit wann?"}).status_code == 303
    assert [one.text for one in asked()] == ["Warum?", "Seit wann?"]


def test_it_is_between_author_and_desk(cast: Cast, as_person: Browser, client: Any) -> None:
    idea = an_idea(cast, "closed")
    as_person(cast.anna).post(f"/konto/ideen/{idea.id}/rueckfrage", data={"text": "Kanarienvogel?"})
    for person in (cast.carla, cast.dilek, cast.frieda):
        assert as_person(person).get(f"/konto/ideen/{idea.id}/rueckfrage").status_code == 404
        assert as_person(person).post(f"/verwaltung/ideen/{idea.id}/rueckfrage", data={"text": "x"}).status_code in {
            403, 404
        }  # fmt: skip
    assert "Kanarienvogel" not in words(client.get(f"/ideen/{idea.id}-{idea.slug}"))
    assert "Kanarienvogel" not in words(client.get(f"/api/v1/ideas/{idea.id}"))


def test_before_the_answer_there_is_nothing_to_ask_about(cast: Cast, as_person: Browser) -> None:
    idea, anna = an_idea(cast), as_person(cast.anna)
    door = f"/konto/ideen/{idea.id}/rueckfrage"
    assert door not in words(anna.get(f"/konto/ideen/{idea.id}"))
    assert anna.get(door).status_code == 302
    assert anna.post(door, data={"text": "Wann?"}).status_code == 409
    answered = an_idea(cast, "pooled")
    as_person(cast.anna).post(f"/konto/ideen/{answered.id}/rueckfrage", data={"text": "Wer?"})
    with pytest.raises(ReasonIsMissing), transaction():
        reply_to_follow_up(again(asked()[0]), by=cast.bernd, text=" ")
