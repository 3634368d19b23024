"""The four orders, paging, topics, answers that move a thread; what is shown of it and to whom."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from app.core.database import db, transaction
from app.discussion.commenting import hide_comment, remove_comment
from app.discussion.models import Comment
from app.formats import running
from app.formats.contributing import contribute, remove_contribution, voice_of
from app.formats.models import ParticipationFormat
from app.forums.kind import forum as kind
from app.forums.models import Thread
from app.forums.queries import threads_of, topics_of
from app.search.models import SearchDocument
from app.things.supporting import support, take_back_support
from tests.cast import Cast
from tests.format_worlds import a_format, a_thread
from tests.forums.stage import again, answered, copies
from tests.queries import count_queries, queries


def titles(forum: ParticipationFormat, sort: str = "neu", topic: int | None = None, **asked: str) -> list[str]:
    db.session.rollback()
    section = topics_of(forum)[topic] if topic is not None else None
    return [row.title for row in threads_of(forum, section, {"sort": sort} | asked, None).rows]


def test_four_orders(cast: Cast) -> None:
    forum = a_format(cast)
    first, second, third = (a_thread(cast, forum, text) for text in ("Eins.", "Zwei.", "Drei."))
    with transaction():
        support(again(second), cast.carla)
    answer = answered(first, cast.carla)
    assert titles(forum) == ["Zu: Drei.", "Zu: Zwei.", "Zu: Eins."]
    assert titles(forum, "unterstuetzt")[0] == "Zu: Zwei."
    assert titles(forum, "unbeantwortet") == ["Zu: Drei.", "Zu: Zwei."]
    assert titles(forum, "zuletzt")[0] == "Zu: Eins."
    assert titles(forum, "quer") == titles(forum)
    assert (copies(first), copies(second), copies(third)) == ((0, 1, 0, 1), (1, 0, 1, 0), (0, 0, 0, 0))
    with transaction():
        hide_comment(db.session.get_one(Comment, answer.id))
    assert titles(forum, "zuletzt")[0] == "Zu: Drei.", "a hidden answer lifts nothing"
    with transaction():
        take_back_support(again(second), cast.carla)
    assert (copies(first), copies(second)) == ((0, 0, 0, 0), (0, 0, 0, 0))


def test_removing_the_last_answer_takes_the_thread_back_to_its_place(cast: Cast) -> None:
    forum = a_format(cast)
    first, second = a_thread(cast, forum, "Eins."), a_thread(cast, forum, "Zwei.")
    answer = answered(first, cast.carla)
    assert titles(forum, "zuletzt")[0] == "Zu: Eins."
    with transaction():
        remove_comment(db.session.get_one(Comment, answer.id), by=cast.carla)
    assert titles(forum, "zuletzt")[0] == second.title
    assert again(first).last_word_at == again(first).published_at


@pytest.mark.parametrize("sort", ["neu", "unterstuetzt", "unbeantwortet", "zuletzt"])
def test_every_thread_stands_on_one_page(cast: Cast, sort: str) -> None:
    forum = a_format(cast)
    with transaction():
        sections = db.session.merge(forum).sections
        for n in range(45):
            contribute(Thread, sections[n % 2], voice_of(cast.anna), by=cast.anna, text=f"Wort {n}", title=f"Nr. {n}")
    seen: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        page = threads_of(forum, None, {"sort": sort, "nach": cursor}, None)
        seen += [row.title for row in page.rows]
        cursor = page.next
    assert sorted(seen) == sorted(f"Nr. {n}" for n in range(45))
    assert len(titles(forum, sort, topic=0)) == 20
    assert all(int(title[4:]) % 2 == 0 for title in titles(forum, sort, topic=0))


def test_as_many_queries_for_many_threads_as_for_one(app: Flask, cast: Cast) -> None:
    forum = a_format(cast)
    a_thread(cast, forum)
    asked: list[int] = []
    for more in (0, 25):
        with transaction():
            section = db.session.merge(forum).sections[0]
            for n in range(more):
                contribute(Thread, section, voice_of(cast.anna), by=cast.anna, text=f"Wort {n}", title=f"Nr. {n}")
        db.session.rollback()
        db.session.expire_all()
        found = db.session.get_one(ParticipationFormat, forum.id)
        with app.test_request_context(), count_queries(2) as statements:
            kind.page(found, None, {})
        asked.append(len(statements))
    assert asked[0] == asked[1]


def test_the_page_of_a_thread_asks_as_much_for_many_answers(cast: Cast, client: Any) -> None:
    thread = a_thread(cast, a_format(cast))
    counts = []
    for n in range(2):
        for m in range(1 + 4 * n):
            answered(thread, cast.carla, f"Antwort {n} {m}")
        db.session.rollback()
        db.session.expunge_all()
        with queries() as statements:
            page = client.get(f"/beteiligung/themen/{thread.id}")
        assert page.status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 20


# ---- the search, the papers, the life of a forum -------------------------------------------------


def found(thread: Thread) -> bool:
    db.session.rollback()
    asked = db.select(SearchDocument.id).where(SearchDocument.kind == "thread", SearchDocument.thing_id == thread.id)
    return db.session.scalar(asked) is not None


def test_a_thread_is_found_while_everybody_may_read_it(cast: Cast, client: Any) -> None:
    forum = a_format(cast)
    thread = a_thread(cast, forum, "Ein Kanarienvogel singt am Mühlgraben.")
    assert found(thread)
    page = client.get("/suche?q=Kanarienvogel").text
    assert f'href="/beteiligung/themen/{thread.id}"' in page
    assert "Beitrag im Forum" in page
    with transaction():
        remove_contribution(again(thread), by=cast.anna)
    assert not found(thread)


def test_what_was_said_in_a_closed_forum_is_not_found(cast: Cast, client: Any) -> None:
    forum = a_format(cast, audience="invited", invited=(cast.anna,))
    thread = a_thread(cast, forum, "Ein Kanarienvogel singt.")
    answered(thread, cast.anna, "Ein Kanarienvogel, ja.")
    assert not found(thread)
    assert "/beteiligung/" not in client.get("/suche?q=Kanarienvogel&art=thread").text


def test_the_papers_hold_threads_and_their_answers_in_order(app: Flask, cast: Cast) -> None:
    forum = a_format(cast)
    first, second = a_thread(cast, forum, "Eins."), a_thread(cast, forum, "Zwei.")
    answered(first, cast.carla, "Antwort auf eins.")
    hidden = answered(second, cast.carla, "Verborgen.")
    with transaction():
        hide_comment(db.session.get_one(Comment, hidden.id))
    with app.test_request_context():
        lines = [(line.number, line.section, line.author, line.text) for line in kind.lines(forum)]
    assert lines == [
        (first.id, "Wege", "Anna Beispiel", "Eins."),
        (first.id, "Wege", "Carla Beispiel", "Antwort auf eins."),
        (second.id, "Wege", "Anna Beispiel", "Zwei."),
    ]


def test_a_closed_forum_is_read_and_takes_nothing(cast: Cast, as_person: Callable[..., Any]) -> None:
    forum = a_format(cast)
    thread = a_thread(cast, forum)
    answer = answered(thread, cast.carla)
    with transaction():
        running.close_format(db.session.merge(forum), by=cast.bernd, reason="Alles ist gesagt.")
    browser = as_person(cast.carla)
    page = browser.get(f"/beteiligung/themen/{thread.id}").text
    assert "Der Weg ist dunkel." in page
    assert "<textarea" not in page
    for address, data in (
        (f"/diskussion/{thread.id}", {"kommentar-text": "Nachtrag", "kommentar-once": "x"}),
        (f"/mitmachen/{thread.id}/unterstuetzen", {}),
        (f"/diskussion/kommentar/{answer.id}/bearbeiten", {"text": "Anders", "version": "1"}),
    ):
        assert browser.post(address, data=data).status_code in (409, 422)
    assert copies(thread) == (0, 1, 0, 1)
    with transaction():
        running.conclude_format(db.session.merge(forum), by=cast.bernd, result="Das Fazit.", version=forum.version)
    assert f"/beteiligung/{forum.id}/ergebnis" in browser.get(f"/beteiligung/themen/{thread.id}").text


def test_nobody_supports_a_thread_twice_or_her_own(cast: Cast, as_person: Callable[..., Any]) -> None:
    thread = a_thread(cast, a_format(cast))
    carla, anna = as_person(cast.carla), as_person(cast.anna)
    for browser in (carla, carla, anna):
        assert browser.post(f"/mitmachen/{thread.id}/unterstuetzen").status_code == 303
    assert copies(thread) == (1, 0, 1, 0)
    assert carla.get(f"/mitmachen/{thread.id}/mitanpacken").status_code == 404, (
        "a thread is talked about, not helped with"
    )
