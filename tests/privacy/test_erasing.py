"""After erasure nothing tells who it was; the public record stays coherent."""

import io
import json
import re
import zipfile
from collections.abc import Callable
from datetime import timedelta
from threading import Event, Thread
from time import sleep
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import JSON, String, Text, select

from app.accounts.organising import LastRepresentative
from app.accounts.proving import ask_for_proof
from app.core.clock import now
from app.core.database import Base, db, transaction
from app.core.journal import record
from app.discussion.commenting import comment
from app.discussion.models import Comment
from app.formats.contributing import contribute, voice_of
from app.forums.models import Thread as Post
from app.ideas.amending import amend_idea, write_amendment
from app.ideas.models import Idea
from app.ideas.writing_together import join_co_author
from app.privacy.erasing import erase_person, find_to_erase
from app.privacy.exporting import data_of
from app.restrictions.models import Report
from app.things.following import follow, follow_place
from app.things.helping import offer_help, write_message
from app.things.models import AudienceMember
from app.things.supporting import support
from tests.cast import Cast
from tests.format_worlds import a_format, a_thread
from tests.invariants import assert_sound
from tests.worlds import an_idea

EMAIL = "anna@example.org"
NAME = "Anna Beispiel"


def everything() -> str:
    """Every text the database holds."""
    found = []
    for table in Base.metadata.sorted_tables:
        texts = [column for column in table.columns if isinstance(column.type, String | Text | JSON)]
        if texts:
            found += [str(tuple(row)) for row in db.session.execute(select(*texts))]
    return "\n".join(found)


@pytest.fixture
def lived(cast: Cast) -> Idea:
    """Anna has been everywhere: ideas in every state, comments, supports, offers, reports, codes."""
    an_idea(cast, "draft", f"Entwurf von {EMAIL}")
    an_idea(cast, "submitted", f"Eingereicht {EMAIL}", "Geheim, nie gelesen")
    an_idea(cast, "refused", "Abgelehnt", f"Schreiben Sie an {EMAIL.upper()}")
    idea = an_idea(cast, "published", "Ein Radweg", f"Fragen an {EMAIL} oder Anna@Example.org bitte.")
    other = an_idea(cast, "pooled", "Ein Brunnen")
    with transaction():
        other.author_id, other.author_name = cast.carla.id, "Carla"
        comment(other, by=cast.anna, text=f"Finde ich gut, {EMAIL}", lang="de")
        support(other, cast.anna)
        follow(other, cast.anna)
        follow_place(cast.naunhof.id, cast.anna)
        offer = offer_help(other, cast.anna, "Ich grabe mit.", NAME)
        write_message(offer, cast.anna, "Wann geht es los?", "einmal")
        ask_for_proof(EMAIL, "sign_in", locale="de", person=cast.anna)
        db.session.add(Report(thing_id=other.id, cause="other", text="Falsch.", email=EMAIL, reporter_id=cast.anna.id))
    forum = a_format(cast, title="Wege und Plätze")
    a_thread(cast, forum, f"Fragen an {EMAIL}?")
    with transaction():
        contribute(Post, forum.sections[0], voice_of(cast.anna), by=cast.anna, text="Geheim, nie gelesen", is_held=True)
        db.session.add(AudienceMember(audience_id=forum.id, email=EMAIL, name=NAME, role="juror"))
    return idea


def test_nothing_tells_who_it_was(cast: Cast, lived: Idea) -> None:
    assert EMAIL in everything().lower()
    with transaction():
        erase_person(cast.anna)
    left = everything().lower()
    assert EMAIL not in left
    assert NAME.lower() not in left
    assert "ich grabe mit" not in left
    assert "geheim, nie gelesen" not in left


def test_the_public_record_stays(cast: Cast, lived: Idea, client: Any) -> None:
    with transaction():
        erase_person(cast.anna)
    page = client.get(f"/ideen/{lived.id}", follow_redirects=True)
    assert page.status_code == 200
    assert "jemand mit gelöschtem Konto" in page.get_data(as_text=True)
    other = db.session.scalars(select(Idea).where(Idea.title == "Ein Brunnen")).one()
    db.session.refresh(other)
    assert (other.supports, other.comments, other.followers, other.helpers) == (1, 1, 0, 0)
    text = client.get(f"/ideen/{other.id}", follow_redirects=True).get_data(as_text=True)
    assert "Finde ich gut" in text
    assert NAME not in text


def test_the_words_of_comments_go_where_that_is_wished(cast: Cast, lived: Idea) -> None:
    with transaction():
        erase_person(cast.anna, with_comments=True)
    assert "finde ich gut" not in everything().lower()
    assert db.session.scalars(select(Comment)).one().author_id is None


def test_erasing_twice_changes_nothing(cast: Cast, lived: Idea) -> None:
    with transaction():
        erase_person(cast.anna)
    once = everything()
    with transaction():
        erase_person(cast.anna)
    assert everything() == once


def test_the_mayor_hands_over_first(cast: Cast) -> None:
    with pytest.raises(LastRepresentative), transaction():
        erase_person(cast.frieda)
    db.session.refresh(cast.frieda)
    assert cast.frieda.email == "frieda@example.org"


def test_a_new_account_with_the_same_address_is_somebody_else(cast: Cast, lived: Idea) -> None:
    from app.accounts.registering import person_of

    with transaction():
        erase_person(cast.anna)
        again = person_of(EMAIL, locale="de")
    assert again.id != cast.anna.id
    assert data_of(again)["tables"].keys() == {"person"}


# ---- at the door ---------------------------------------------------------------------------------


def proved(browser: Any, cast: Cast, mails: Callable[[], list[Any]]) -> Any:
    answer = browser.post("/konto/daten/code")
    mail = next(mail for mail in reversed(mails()) if "Ihre Daten" in mail["Subject"])
    code = re.search(r"\b(\d{6})\b", mail.get_body(("plain",)).get_content())
    assert code is not None
    return browser.post(answer.headers["Location"], data={"code": code[1]}, follow_redirects=True)


def test_without_a_code_nothing_leaves_and_nothing_goes(cast: Cast, lived: Idea, as_person: Callable[..., Any]) -> None:
    anna = as_person(cast.anna)
    assert "Mein Konto löschen" not in anna.get("/konto/daten").get_data(as_text=True)
    assert anna.get("/konto/daten/herunterladen").status_code == 302
    assert anna.post("/konto/daten/loeschen", data={"comments": "keep", "sure": "y"}).status_code == 303
    db.session.refresh(cast.anna)
    assert cast.anna.email == EMAIL


def test_everything_about_me_and_nothing_about_others(
    cast: Cast, lived: Idea, as_person: Callable[..., Any], mails: Callable[[], list[Any]]
) -> None:
    anna = as_person(cast.anna)
    assert "Alles herunterladen" in proved(anna, cast, mails).get_data(as_text=True)
    with anna.get("/konto/daten/herunterladen") as answer:
        archive = zipfile.ZipFile(io.BytesIO(answer.get_data()))
    assert {"daten.json", "daten.html"} <= set(archive.namelist())
    text = archive.read("daten.json").decode()
    for word in (EMAIL, NAME, "Ich grabe mit.", "Finde ich gut", "Geheim, nie gelesen", "Falsch."):
        assert word in text, word
    for stranger in (cast.bernd, cast.carla, cast.frieda):
        assert str(stranger.email) not in text
    for secret in ("password_hash", "session_key", "code_hash"):
        assert secret not in json.loads(text)["tables"]["person"][0]


def test_erasing_at_the_door_signs_out_for_good(
    app: Flask, cast: Cast, lived: Idea, as_person: Callable[..., Any], mails: Callable[[], list[Any]]
) -> None:
    anna, elsewhere = as_person(cast.anna), as_person(cast.anna)
    proved(anna, cast, mails)
    assert anna.post("/konto/daten/loeschen", data={"comments": "keep"}).status_code == 422
    answer = anna.post("/konto/daten/loeschen", data={"comments": "keep", "sure": "y"}, follow_redirects=True)
    assert "Ihr Konto ist gelöscht" in answer.get_data(as_text=True)
    for browser in (anna, elsewhere):
        assert browser.get("/konto/daten").status_code == 302
    mails()
    assert EMAIL not in everything().lower()


def test_a_proof_counts_for_half_an_hour(
    cast: Cast, as_person: Callable[..., Any], mails: Callable[[], list[Any]]
) -> None:
    import time_machine

    anna = as_person(cast.anna)
    proved(anna, cast, mails)
    with time_machine.travel(now() + timedelta(minutes=31)):
        assert anna.get("/konto/daten/herunterladen").status_code == 302


def test_the_mayor_is_told_what_to_do_first(
    cast: Cast, as_person: Callable[..., Any], mails: Callable[[], list[Any]]
) -> None:
    frieda = as_person(cast.frieda)
    proved(frieda, cast, mails)
    answer = frieda.post("/konto/daten/loeschen", data={"comments": "keep", "sure": "y"})
    assert answer.status_code == 409
    page = answer.get_data(as_text=True)
    assert "Sie werden noch gebraucht" in page
    assert "Sonst vertritt niemand: Stadt Naunhof." in page
    assert "03433 000 000" in page
    db.session.refresh(cast.frieda)
    assert cast.frieda.erased_at is None


# ---- what stays with others, what nobody has read --------------------------------------------------


def test_what_nobody_has_read_goes_with_its_author(cast: Cast, lived: Idea) -> None:
    with transaction():
        write_amendment(lived, title="Ein Radweg", text="Ungelesene Verbesserung", version=lived.version)
        amend_idea(lived, by=cast.anna)
        cast.here.holds_first_comments = True
        held = comment(lived, by=cast.carla, text="Zurückgehaltene Worte", lang="de")
    assert held.is_held
    with transaction():
        erase_person(cast.anna)
        erase_person(cast.carla)
    assert "Ungelesene Verbesserung" not in everything()
    assert "Zurückgehaltene Worte" not in everything()


def test_an_idea_written_together_goes_on_with_the_others(cast: Cast) -> None:
    idea = an_idea(cast, "submitted", "Gemeinsam", "Unser Text")
    with transaction():
        join_co_author(idea, cast.carla, name="Carla")
        erase_person(cast.anna)
    db.session.refresh(idea)
    assert (idea.author_id, idea.author_name, idea.state) == (cast.carla.id, "Carla", "submitted")
    assert "Unser Text" in everything()


def test_the_words_of_the_office_stay_the_office_s(cast: Cast) -> None:
    idea = an_idea(cast, "published")
    cast.bernd.is_verified_twice = True
    with transaction():
        said = comment(idea, by=cast.bernd, text="Das prüfen wir.", lang="de", as_office=True)
    with transaction():
        erase_person(cast.bernd, with_comments=True)
    db.session.refresh(said)
    assert (said.author_kind, said.text, said.author_id) == ("office", "Das prüfen wir.", None)
    assert said.author_name == cast.here.office


def test_addresses_go_from_slugs_folded_texts_and_details(cast: Cast) -> None:
    idea = an_idea(cast, "published", "Bitte an anna@example.org schreiben")
    with transaction():
        record(idea.id, "tag_idea", role="moderator", audience="staff", note=["an ANNA@example.org weiter"])
        erase_person(cast.anna)
    left = everything().lower()
    assert "anna@example.org" not in left
    assert "anna-example-org" not in left


def test_the_archive_holds_nothing_of_an_office_or_of_a_body_left(cast: Cast) -> None:
    town_hall = cast.naunhof.organisation
    assert town_hall is not None
    idea = an_idea(cast, "refused", "Fremdes", "Fremder Text")
    with transaction():
        idea.organisation_id, idea.author_kind = town_hall.id, "organisation"
    assert "Fremder Text" not in json.dumps(data_of(cast.anna))
    assert "Nennt eine Person." not in json.dumps(data_of(cast.bernd))
    with transaction():
        idea.organisation_id = None
    assert "Fremder Text" in json.dumps(data_of(cast.anna))


def test_nobody_comes_back_by_what_was_under_way(app: Flask, cast: Cast, as_person: Callable[..., Any]) -> None:
    """A comment sent while the account is being erased is refused, whichever of the two is first."""
    idea = an_idea(cast, "published")
    carla = as_person(cast.carla)
    begun, answers = Event(), []

    def erase() -> None:
        with app.app_context(), transaction():
            person = find_to_erase(cast.carla.id)
            assert person is not None
            begun.set()
            sleep(0.3)
            erase_person(person)

    eraser = Thread(target=erase)
    eraser.start()
    assert begun.wait(5)
    words = {"kommentar-text": "Bin ich noch da?", "kommentar-voice": "person"}
    answers.append(carla.post(f"/diskussion/{idea.id}", data=words).status_code)
    eraser.join()
    assert answers == [422]
    db.session.rollback()
    assert db.session.scalars(select(Comment)).all() == []
    assert_sound()


def test_the_page_in_the_archive_is_for_reading(
    cast: Cast, lived: Idea, as_person: Callable[..., Any], mails: Callable[[], list[Any]]
) -> None:
    anna = as_person(cast.anna)
    proved(anna, cast, mails)
    with anna.get("/konto/daten/herunterladen") as answer:
        page = zipfile.ZipFile(io.BytesIO(answer.get_data())).read("daten.html").decode()
    for words in ("<h2>Ideen mit allen Fassungen", "<dd>Geheim, nie gelesen</dd>", "<dd>Finde ich gut", "Ein Radweg"):
        assert words in page, words
    for inner in ("thing_id", "author_id", "None", "<dt>id<", "{", "help_offer"):
        assert inner not in page.split("</style>")[1], inner
    assert not re.search(r"\d{4}-\d{2}-\d{2}", page)


def test_a_hidden_idea_of_somebody_else_is_not_named_in_the_archive(cast: Cast, lived: Idea) -> None:
    from app.privacy.exporting import names_in

    other = db.session.scalars(select(Idea).where(Idea.title == "Ein Brunnen")).one()
    assert names_in(data_of(cast.anna))["thing", other.id] == "Ein Brunnen"
    with transaction():
        other.restricted_at = now()
    assert ("thing", other.id) not in names_in(data_of(cast.anna))


def test_after_the_code_one_is_told_and_led_on(
    cast: Cast, as_person: Callable[..., Any], mails: Callable[[], list[Any]]
) -> None:
    anna, idea = as_person(cast.anna), an_idea(cast, "submitted")
    page = proved(anna, cast, mails).get_data(as_text=True)
    assert "Danke, das sind Sie." in page
    assert "gehen mit ihnen weiter" not in page
    with transaction():
        join_co_author(idea, cast.carla, name="Carla")
    assert "gehen mit ihnen weiter" in anna.get("/konto/daten").get_data(as_text=True)
