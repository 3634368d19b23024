"""Beginning a thread: in whose name, held back or not, once; edited, removed; what is refused."""

from collections.abc import Callable
from typing import Any

import pytest

from app.accounts.models import Authority
from app.core.database import db, transaction
from app.formats import running
from app.formats.contributing import edit_contribution, release_contribution
from app.forums.models import Thread
from tests.cast import Cast
from tests.format_worlds import a_format, a_thread
from tests.forums.stage import TEXT, again, answered, counted, only_thread, sheet


def test_a_thread_is_read_at_once_and_counted(cast: Cast, client: Any, as_person: Callable[..., Any]) -> None:
    forum = a_format(cast)
    page = as_person(cast.anna).get(f"/beteiligung/{forum.id}/themen/neu?thema={forum.sections[1].id}")
    assert f'<option selected value="{forum.sections[1].id}">' in page.text
    sent = as_person(cast.anna).post(f"/beteiligung/{forum.id}/themen/neu", data=sheet(forum))
    thread = only_thread()
    assert (sent.status_code, sent.location) == (303, f"/beteiligung/themen/{thread.id}")
    assert (thread.title, thread.author_name, thread.author_kind, thread.wish) == (
        "Winterdienst", "Anna Beispiel", "person", "event",
    )  # fmt: skip
    assert counted(forum) == (1, [1, 0])
    for address in (f"/beteiligung/themen/{thread.id}", f"/beteiligung/{forum.id}-{forum.slug}"):
        assert "Winterdienst" in client.get(address).text


def test_who_is_not_signed_in_comes_back_to_the_form(cast: Cast, client: Any) -> None:
    forum = a_format(cast)
    page = client.get(f"/beteiligung/{forum.id}-{forum.slug}?thema={forum.sections[1].id}").text
    assert f"/konto/anmelden?next=/beteiligung/{forum.id}/themen/neu?thema%3D{forum.sections[1].id}" in page.replace(
        "%3F", "?"
    ).replace("%2F", "/")


def test_a_form_sent_twice_makes_one_thread(cast: Cast, as_person: Callable[..., Any]) -> None:
    forum = a_format(cast)
    data, browser = sheet(forum), as_person(cast.anna)
    first, second = (browser.post(f"/beteiligung/{forum.id}/themen/neu", data=data) for _ in range(2))
    assert first.location == second.location == f"/beteiligung/themen/{only_thread().id}"
    assert counted(forum)[0] == 1


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"topic": ""}, "Bitte wählen Sie ein Thema."),
        ({"topic": "999999"}, "Bitte wählen Sie ein Thema."),
        ({"title": " "}, "Bitte geben Sie einen kurzen Titel ein."),
        ({"text": ""}, "Bitte schreiben Sie, was Sie sagen möchten."),
        ({"text": "https://a.de https://b.de"}, "Ein erster Beitrag darf einen Link enthalten."),
        ({"voice": "office"}, "Bitte wählen Sie noch einmal, wer schreibt"),
    ],
)
def test_a_fault_stands_at_its_field_and_the_text_is_kept(
    cast: Cast, as_person: Callable[..., Any], changes: dict[str, str], message: str
) -> None:
    forum = a_format(cast)
    refused = as_person(cast.anna).post(f"/beteiligung/{forum.id}/themen/neu", data=sheet(forum) | changes)
    assert refused.status_code == 422
    assert message in refused.text
    assert changes.get("text", TEXT) in refused.text
    assert db.session.scalars(db.select(Thread)).all() == []


def test_nobody_begins_a_thread_in_a_forum_that_is_closed(cast: Cast, as_person: Callable[..., Any]) -> None:
    forum, browser = a_format(cast), as_person(cast.anna)
    data = sheet(forum)
    with transaction():
        running.close_format(db.session.merge(forum), by=cast.bernd, reason="Alles ist gesagt.")
    late = browser.post(f"/beteiligung/{forum.id}/themen/neu", data=data)
    assert (late.status_code, TEXT in late.text) == (409, True)
    assert browser.get(f"/beteiligung/{forum.id}/themen/neu").status_code == 302


def test_a_workshop_has_no_threads(cast: Cast, as_person: Callable[..., Any]) -> None:
    workshop = a_format(cast, "workshop")
    assert as_person(cast.anna).post(f"/beteiligung/{workshop.id}/themen/neu", data=sheet(workshop)).status_code == 404


def test_the_office_speaks_as_the_office(cast: Cast, as_person: Callable[..., Any]) -> None:
    forum = a_format(cast)
    as_person(cast.bernd).post(f"/beteiligung/{forum.id}/themen/neu", data=sheet(forum, voice="office"))
    thread = only_thread()
    assert (thread.author_kind, thread.author_name) == ("office", "Stabsstelle Kreisentwicklung")


def test_first_words_wait_where_the_authority_wants_that(
    cast: Cast, client: Any, as_person: Callable[..., Any]
) -> None:
    with transaction():
        db.session.get_one(Authority, cast.here.id).holds_first_comments = True
    forum, browser = a_format(cast), as_person(cast.anna)
    browser.post(f"/beteiligung/{forum.id}/themen/neu", data=sheet(forum))
    thread = only_thread()
    assert (thread.published_at, counted(forum)[0]) == (None, 0)
    address = f"/beteiligung/themen/{thread.id}"
    assert client.get(address).status_code == as_person(cast.carla).get(address).status_code == 404
    assert "wartet auf die Freigabe" in browser.get(address).text
    assert "Winterdienst" in browser.get(f"/beteiligung/{forum.id}-{forum.slug}").text
    assert "Winterdienst" not in client.get(f"/beteiligung/{forum.id}-{forum.slug}").text
    with transaction():
        release_contribution(again(thread), by=cast.bernd, version=1)
    assert counted(forum)[0] == 1
    browser.post(f"/beteiligung/{forum.id}/themen/neu", data=sheet(forum, title="Zweites", text="Noch etwas anderes."))
    assert counted(forum)[0] == 2, "whoever is known waits no more"


# ---- editing and removing ------------------------------------------------------------------------


def test_an_edit_keeps_what_was_read_before(cast: Cast, client: Any, as_person: Callable[..., Any]) -> None:
    forum = a_format(cast)
    thread = a_thread(cast, forum)
    address = f"/beteiligung/themen/{thread.id}"
    data = {"title": "Licht am Weg", "text": "Der Weg braucht Licht.", "version": "1"}
    assert as_person(cast.anna).post(f"{address}/bearbeiten", data=data).status_code == 303
    assert "bearbeitet" in client.get(address).text
    assert "Der Weg ist dunkel." in client.get(f"{address}/fassungen").text


def test_the_second_of_two_edits_reads_the_first_and_keeps_her_text(cast: Cast, as_person: Callable[..., Any]) -> None:
    thread = a_thread(cast, a_format(cast))
    with transaction():
        edit_contribution(again(thread), by=cast.anna, title="Eins", text="Die erste Änderung.", version=1)
    data = {"title": "Zwei", "text": "Die zweite Änderung.", "version": "1"}
    stale = as_person(cast.anna).post(f"/beteiligung/themen/{thread.id}/bearbeiten", data=data)
    assert stale.status_code == 409
    assert "Die erste Änderung." in stale.text
    assert "Die zweite Änderung." in stale.text
    assert again(thread).text == "Die erste Änderung."


def test_only_its_writer_edits_and_removes_it(cast: Cast, as_person: Callable[..., Any]) -> None:
    thread = a_thread(cast, a_format(cast))
    for way in ("bearbeiten", "entfernen"):
        assert as_person(cast.carla).get(f"/beteiligung/themen/{thread.id}/{way}").status_code == 404
        assert as_person(cast.bernd).post(f"/beteiligung/themen/{thread.id}/{way}").status_code == 404


def test_a_removed_thread_keeps_its_place_while_there_are_answers(
    cast: Cast, client: Any, as_person: Callable[..., Any]
) -> None:
    forum = a_format(cast)
    alone, talked = a_thread(cast, forum, "Der erste Weg."), a_thread(cast, forum, "Der zweite Weg.")
    answered(talked, cast.carla)
    for thread in (alone, talked):
        assert as_person(cast.anna).post(f"/beteiligung/themen/{thread.id}/entfernen").status_code == 303
    assert counted(forum) == (0, [0, 0])
    assert client.get(f"/beteiligung/themen/{alone.id}").status_code == 404
    page = client.get(f"/beteiligung/themen/{talked.id}").text
    assert "Das sehe ich auch so." in page
    assert "Der zweite Weg." not in page
    for address in (f"/beteiligung/themen/{talked.id}/fassungen", f"/melden/{talked.id}"):
        assert client.get(address).status_code == 404


def test_what_is_sent_without_a_session_is_not_lost(cast: Cast, client: Any) -> None:
    forum = a_format(cast)
    thread = a_thread(cast, forum)
    sent = {"title": "Mein Titel", "text": "Mein langer Text."}
    answered = {"kommentar-text": "Meine lange Antwort."}
    for address, words in (
        (f"/beteiligung/{forum.id}/themen/neu", sent), (f"/beteiligung/themen/{thread.id}/bearbeiten", sent),
        (f"/diskussion/{thread.id}", answered),
    ):  # fmt: skip
        kept = client.post(address, data=words)
        assert kept.status_code == 422
        assert f'action="{address}"' in kept.text
        assert all(word in kept.text for word in words.values())


def test_in_a_forum_one_answers(cast: Cast, as_person: Callable[..., Any]) -> None:
    thread = a_thread(cast, a_format(cast))
    anna = as_person(cast.anna)
    page = anna.get(f"/beteiligung/themen/{thread.id}").text
    assert "Ihre Antwort" in page
    assert "Ihr Kommentar" not in page
    said = anna.post(f"/diskussion/{thread.id}", data={"kommentar-text": "So ist es."}, follow_redirects=True).text
    assert "Ihre Antwort ist veröffentlicht." in said
