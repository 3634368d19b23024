"""The pages of the discussion: reading, writing, editing, and who is shown what."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from app.core.clock import clock_at, now
from app.core.database import db, transaction
from app.discussion import commenting
from app.discussion.models import Comment
from tests.cast import Cast
from tests.discussion.saying import again, counted, here, replied, said, sheet
from tests.queries import queries
from tests.worlds import an_idea

Browser = Callable[..., Any]


def page_of(browser: Any, idea: Any, **asked: str) -> str:
    return str(browser.get(f"/ideen/{idea.id}-{idea.slug}", query_string=asked).text)


def only() -> Comment:
    db.session.rollback()
    return db.session.scalars(db.select(Comment)).one()


# ---- writing ------------------------------------------------------------------------------------


def test_emil_reads_and_is_led_to_sign_in_and_back_to_the_form(cast: Cast, client: Any) -> None:
    idea = an_idea(cast)
    said(idea, cast.carla, "Das fehlt seit Jahren.")
    page = page_of(client, idea)
    assert "Das fehlt seit Jahren." in page
    assert f"/konto/anmelden?next=/ideen/{idea.id}-{idea.slug}%23mitreden" in page
    assert "<textarea" not in page[page.index('id="diskussion"') :]


def test_carla_writes_and_lands_on_her_words(cast: Cast, as_person: Browser) -> None:
    idea = an_idea(cast)
    carla = as_person(cast.carla)
    assert "Sie schreiben als Carla Beispiel" in page_of(carla, idea)
    answer = carla.post(f"/diskussion/{idea.id}", data=sheet("Zeile eins\r\nZeile zwei <b>"))
    assert answer.status_code == 303
    assert answer.location == f"/ideen/{idea.id}-{idea.slug}#kommentar-{only().id}"
    assert "<p>Zeile eins<br>Zeile zwei &lt;b&gt;</p>" in page_of(carla, idea)


def test_the_same_form_sent_twice_makes_one_comment_and_belongs_to_its_sender(cast: Cast, as_person: Browser) -> None:
    idea, form = an_idea(cast), sheet()
    first, second = (as_person(cast.carla).post(f"/diskussion/{idea.id}", data=form) for _ in range(2))
    assert first.location == second.location
    as_person(cast.anna).post(f"/diskussion/{idea.id}", data=form)
    assert counted(idea) == 2


def test_the_language_of_the_writers_page_stays_with_the_words(cast: Cast, as_person: Browser) -> None:
    idea, carla = an_idea(cast), as_person(cast.carla)
    carla.set_cookie("sprache", "en")
    carla.post(f"/diskussion/{idea.id}", data=sheet("A good thing."))
    assert only().lang == "en"
    assert re.search(r'<div class="cmt__text" lang="en"><p>A good thing.', page_of(as_person(cast.anna), idea))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Bitte schreiben Sie, was Sie sagen möchten."),
        ("x" * 5001, "5000 Zeichen"),
        ("https://a.example https://b.example", "höchstens einen Link"),
    ],
)
def test_a_fault_is_said_at_the_field_and_the_text_kept(cast: Cast, as_person: Browser, text: str, words: str) -> None:
    idea = an_idea(cast)
    answer = as_person(cast.carla).post(f"/diskussion/{idea.id}", data=sheet(text))
    assert answer.status_code == 422
    assert words in answer.text[answer.text.index('id="kommentar-text-err"') :]
    assert text in answer.text
    assert counted(idea) == 0


def test_the_same_again_is_said_at_the_field(cast: Cast, as_person: Browser) -> None:
    idea, carla = an_idea(cast), as_person(cast.carla)
    carla.post(f"/diskussion/{idea.id}", data=sheet("Immer dasselbe"))
    answer = carla.post(f"/diskussion/{idea.id}", data=sheet("Immer dasselbe"))
    assert answer.status_code == 422
    assert "heute schon geschrieben" in answer.text


def test_the_seventh_comment_in_ten_minutes_waits_with_its_text(cast: Cast, as_person: Browser) -> None:
    idea, carla = an_idea(cast), as_person(cast.carla)
    with clock_at(now().replace(minute=1)):
        sent = [carla.post(f"/diskussion/{idea.id}", data=sheet(f"Nummer {n}")) for n in range(7)]
        assert [answer.status_code for answer in sent] == [303] * 6 + [429]
        assert "Nummer 6" in sent[-1].text
        assert as_person(cast.anna).post(f"/diskussion/{idea.id}", data=sheet("Ich darf")).status_code == 303
    with clock_at(now().replace(minute=1) + timedelta(minutes=10)):
        assert carla.post(f"/diskussion/{idea.id}", data=sheet("Nummer 6")).status_code == 303


def test_when_the_discussion_closed_meanwhile_the_text_comes_back(cast: Cast, as_person: Browser) -> None:
    from app.ideas.submitting import withdraw_idea

    idea = an_idea(cast)
    with transaction():
        withdraw_idea(idea, by=cast.anna)
    carla = as_person(cast.carla)
    answer = carla.post(f"/diskussion/{idea.id}", data=sheet("Zu spät getippt"))
    assert (answer.status_code, "Zu spät getippt" in answer.text) == (409, True)
    page = page_of(carla, idea)
    assert "kann nicht mehr kommentiert werden" in page
    assert "kommentar-text" not in page


def test_when_the_comment_went_meanwhile_the_answer_comes_back(cast: Cast, as_person: Browser) -> None:
    comment, anna = said(an_idea(cast), cast.carla, "Bald gelöscht"), as_person(cast.anna)
    address = f"/diskussion/kommentar/{comment.id}"
    with transaction():
        commenting.remove_comment(again(comment), by=cast.carla)
    answer = anna.post(address, data=sheet("Meine Antwort darauf"))
    assert (answer.status_code, "Meine Antwort darauf" in answer.text) == (409, True)
    assert anna.post(address, data=sheet("")).status_code == 422
    assert "Bald gelöscht" not in anna.post(address, data=sheet("")).text


def test_an_answer_leads_to_itself_below_its_comment(cast: Cast, as_person: Browser) -> None:
    comment, anna = said(an_idea(cast), cast.carla), as_person(cast.anna)
    address = f"/diskussion/kommentar/{comment.id}"
    sent = anna.post(address, data=sheet("Sehe ich auch so."))
    assert sent.status_code == 303
    assert anna.get(sent.location).location.startswith(f"{address}#kommentar-")
    assert "Sehe ich auch so." in anna.get(address).text


def test_projects_are_talked_about_and_concepts_are_not(cast: Cast, as_person: Browser) -> None:
    from tests.projects.stage import promoted

    project, carla = promoted(cast), as_person(cast.carla)
    assert carla.post(f"/diskussion/{project.id}", data=sheet("Endlich!")).status_code == 303
    assert "Endlich!" in carla.get(f"/projekte/{project.id}-{project.slug}").text
    for thing in (cast.concept, cast.sub_goal):
        assert carla.get(f"/diskussion/{thing.id}").status_code == 404
        assert carla.post(f"/diskussion/{thing.id}", data=sheet()).status_code == 404


# ---- in whose name ------------------------------------------------------------------------------


def test_the_mayor_writes_for_her_town(cast: Cast, as_person: Browser) -> None:
    idea, frieda = an_idea(cast), as_person(cast.frieda)
    organisation = cast.frieda.memberships[0].organisation_id
    assert "Stadt Naunhof" in page_of(frieda, idea)
    frieda.post(f"/diskussion/{idea.id}", data=sheet(voice=f"organisation-{organisation}"))
    assert (only().author_kind, only().author_name) == ("organisation", "Stadt Naunhof")


def test_the_office_speaks_only_with_the_second_factor_and_at_home(cast: Cast, as_person: Browser) -> None:
    idea, office = an_idea(cast), sheet("Wir prüfen das.", voice="office")
    for person, is_verified in ((cast.bernd, False), (cast.dilek, True), (cast.gerda, True), (cast.carla, True)):
        browser = as_person(person, is_verified_twice=is_verified)
        page = page_of(browser, idea)
        assert 'value="office"' not in page
        assert browser.post(f"/diskussion/{idea.id}", data=office).status_code == 422
    bernd = as_person(cast.bernd)
    assert 'value="office"' in page_of(bernd, idea)
    assert bernd.post(f"/diskussion/{idea.id}", data=office).status_code == 303
    page = page_of(as_person(cast.carla), idea)
    assert "cmt--office" in page
    assert "Bernd" not in page[page.index('id="diskussion"') :]


def test_who_left_the_office_no_longer_edits_what_it_said(cast: Cast, as_person: Browser) -> None:
    comment = said(an_idea(cast), cast.bernd, as_office=True)
    address = f"/diskussion/kommentar/{comment.id}/bearbeiten"
    assert as_person(cast.bernd).get(address).status_code == 200
    assert as_person(cast.bernd, is_verified_twice=False).get(address).status_code == 404
    with transaction():
        for membership in cast.bernd.memberships:
            db.session.delete(db.session.merge(membership))
    db.session.expire_all()
    assert as_person(cast.bernd).get(address).status_code == 404


def test_who_has_no_name_is_asked_and_may_stay_a_resident(cast: Cast, as_person: Browser) -> None:
    idea = an_idea(cast)
    with transaction():
        cast.carla.display_name = None
    carla = as_person(cast.carla)
    assert "Wie sollen wir Sie nennen?" in page_of(carla, idea)
    carla.post(f"/diskussion/{idea.id}", data=sheet("Namenlos"))
    assert "Einwohner/in" in page_of(carla, idea)
    carla.post(f"/diskussion/{idea.id}", data=sheet("Mit Namen", display_name="Carla C."))
    assert "Sie schreiben als Carla C." in page_of(carla, idea)


def test_the_idea_s_author_is_marked_unless_that_would_give_a_name_away(cast: Cast) -> None:
    from app.discussion.queries import talk_of

    idea = an_idea(cast)
    said(idea, cast.anna)
    said(idea, cast.carla)
    assert [comment.wrote_the_idea for comment in talk_of(here(idea), {}, None).threads] == [False, True]
    with transaction():
        idea.author_name = None
    assert [comment.wrote_the_idea for comment in talk_of(here(idea), {}, None).threads] == [False, False]


def test_a_deleted_account_keeps_its_words_without_its_name(cast: Cast, client: Any) -> None:
    idea = an_idea(cast)
    comment = said(idea, cast.carla)
    with transaction():
        kept = again(comment)
        kept.author_kind, kept.author_name, kept.author_id = "deleted", None, None
    page = page_of(client, idea)
    assert "elöschtes Konto" in page
    assert "Carla" not in page


# ---- reading ------------------------------------------------------------------------------------


def order_of(page: str) -> list[str]:
    return re.findall(r"Wort-[a-z]", page[page.index('id="diskussion"') :])


def test_three_orders(cast: Cast, client: Any) -> None:
    idea = an_idea(cast)
    a, b, _c = (said(idea, cast.carla, f"Wort-{letter}") for letter in "abc")
    with transaction():
        commenting.agree(again(a), by=cast.anna)
    replied(b, cast.anna, "Antwort")
    assert order_of(page_of(client, idea)) == ["Wort-c", "Wort-b", "Wort-a"]
    assert order_of(page_of(client, idea, kommentare="unterstuetzt")) == ["Wort-a", "Wort-c", "Wort-b"]
    page = page_of(client, idea, kommentare="unbeantwortet")
    assert order_of(page) == ["Wort-c", "Wort-a", "Wort-b"]
    assert re.search(r'kommentare=unbeantwortet#diskussion" aria-current="true"', page)
    assert order_of(page_of(client, idea, kommentare="quatsch")) == ["Wort-c", "Wort-b", "Wort-a"]


@pytest.mark.parametrize("sort", ["neu", "unterstuetzt", "unbeantwortet"])
def test_paging_shows_every_thread_once(cast: Cast, client: Any, sort: str) -> None:
    idea = an_idea(cast)
    for number in range(23):
        said(idea, cast.carla, f"Nummer {number:02}!")
    address, seen = f"/diskussion/{idea.id}?kommentare={sort}", []
    while address:
        page = client.get(address).text
        seen += re.findall(r"Nummer (\d\d)!", page)
        following = re.search(r'href="(/diskussion/[^"]*nach=[^"]*)" rel="next"', page)
        address = following[1].replace("&amp;", "&") if following else ""
    assert sorted(seen) == [f"{number:02}" for number in range(23)]
    assert client.get(f"/diskussion/{idea.id}?nach=quatsch").status_code == 400


def test_long_threads_show_the_newest_answers_and_a_page_with_all(cast: Cast, client: Any) -> None:
    idea = an_idea(cast)
    comment = said(idea, cast.carla)
    answers = [replied(comment, cast.anna, f"Antwort {number:02}!") for number in range(53)]
    page = page_of(client, idea)
    assert re.findall(r"Antwort (\d\d)!", page) == [str(number) for number in range(43, 53)]
    assert "Alle 53 Antworten lesen" in page
    thread = client.get(f"/diskussion/kommentar/{comment.id}").text
    assert re.findall(r"Antwort (\d\d)!", thread) == [f"{number:02}" for number in range(50)]
    following = re.search(r'href="([^"]*nach=[^"]*)" rel="next"', thread)
    assert following is not None
    rest = client.get(following[1].replace("&amp;", "&")).text
    assert re.findall(r"Antwort (\d\d)!", rest) == ["50", "51", "52"]
    early = client.get(f"/diskussion/kommentar/{answers[3].id}").location
    late = client.get(f"/diskussion/kommentar/{answers[51].id}").location
    assert early == f"/diskussion/kommentar/{comment.id}#kommentar-{answers[3].id}"
    assert re.findall(r"Antwort (\d\d)!", client.get(late).text) == ["51", "52"]


def test_the_number_of_queries_does_not_depend_on_how_much_is_said(cast: Cast, as_person: Browser) -> None:
    idea = an_idea(cast)
    frieda, counts = as_person(cast.frieda), []
    page_of(frieda, idea)  # What was proposed elsewhere is looked up once in a while.
    for _ in range(2):
        for number in range(3):
            comment = said(idea, cast.carla, f"Runde {len(counts)}, {number}")
            replied(comment, cast.anna, f"Antwort {len(counts)}, {number}")
        db.session.expire_all()
        with queries() as asked:
            page_of(frieda, idea)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_reading_the_discussion_takes_two_queries(cast: Cast) -> None:
    from app.discussion.queries import talk_of
    from tests.queries import count_queries

    idea = an_idea(cast)
    for number in range(3):
        replied(said(idea, cast.carla, f"Nummer {number}"), cast.anna, f"Antwort {number}")
    thing = here(idea)
    assert thing.is_open
    for person in (None, cast.frieda):
        with count_queries(2):
            talk_of(thing, {}, person)


# ---- one's own ----------------------------------------------------------------------------------


def test_editing_leaves_a_public_history(cast: Cast, as_person: Browser, client: Any) -> None:
    comment = said(an_idea(cast), cast.carla, "Erste Worte")
    carla, address = as_person(cast.carla), f"/diskussion/kommentar/{comment.id}"
    assert "Erste Worte" in carla.get(f"{address}/bearbeiten").text
    assert carla.post(f"{address}/bearbeiten", data={"text": "Neue Worte", "version": "1"}).status_code == 303
    assert f"{address}/fassungen" in client.get(address).text
    history = client.get(f"{address}/fassungen").text
    assert history.index("Neue Worte") < history.index("Erste Worte")


def test_a_stale_edit_keeps_both_texts(cast: Cast, as_person: Browser) -> None:
    comment = said(an_idea(cast), cast.carla, "Erste Worte")
    carla, address = as_person(cast.carla), f"/diskussion/kommentar/{comment.id}/bearbeiten"
    carla.post(address, data={"text": "Im anderen Fenster", "version": "1"})
    answer = carla.post(address, data={"text": "In diesem Fenster", "version": "1"})
    assert answer.status_code == 409
    assert "Im anderen Fenster" in answer.text
    assert "In diesem Fenster" in answer.text
    assert again(comment).text == "Im anderen Fenster"


def test_a_removed_comment_leaves_an_empty_place_only_where_it_was_answered(
    cast: Cast, as_person: Browser, client: Any
) -> None:
    idea = an_idea(cast)
    answered, lonely = said(idea, cast.carla, "Mit Antwort"), said(idea, cast.carla, "Ohne Antwort")
    replied(answered, cast.anna, "Das bleibt.")
    carla = as_person(cast.carla)
    for comment in (answered, lonely):
        carla.post(f"/diskussion/kommentar/{comment.id}/bearbeiten", data={"text": f"Neu {comment.id}", "version": "1"})
        assert carla.get(f"/diskussion/kommentar/{comment.id}/loeschen").status_code == 200
        assert carla.post(f"/diskussion/kommentar/{comment.id}/loeschen").status_code == 303
    page = page_of(client, idea)
    assert page.count("Wer diesen Kommentar geschrieben hat, hat ihn gelöscht.") == 1
    assert "Das bleibt." in page
    for gone in ("Mit Antwort", "Ohne Antwort", "Neu ", "Carla"):
        assert gone not in page[page.index('id="diskussion"') :]
    assert client.get(f"/diskussion/kommentar/{answered.id}").status_code == 200
    assert client.get(f"/diskussion/kommentar/{answered.id}/fassungen").status_code == 404
    assert client.get(f"/diskussion/kommentar/{lonely.id}").status_code == 404
    assert counted(idea) == 1


def test_nobody_edits_or_removes_what_somebody_else_said(cast: Cast, as_person: Browser) -> None:
    comment = said(an_idea(cast), cast.carla, "Meins")
    for person in (cast.anna, cast.bernd, cast.dilek, cast.frieda):
        browser = as_person(person)
        for step in ("bearbeiten", "loeschen"):
            assert browser.get(f"/diskussion/kommentar/{comment.id}/{step}").status_code == 404
            assert browser.post(f"/diskussion/kommentar/{comment.id}/{step}", data={"text": "x"}).status_code == 404
    assert again(comment).text == "Meins"


def test_my_comments_say_where_each_one_stands(cast: Cast, as_person: Browser) -> None:
    idea = an_idea(cast, title="Ein Radweg")
    said(idea, cast.carla, "Sichtbar")
    hidden = said(idea, cast.carla, "Verborgen")
    with transaction():
        commenting.hide_comment(again(hidden))
        cast.here.holds_first_comments = True
    page = as_person(cast.carla).get("/konto/kommentare").text
    assert page.index("Verborgen") < page.index("Sichtbar")
    assert "/konto/einschraenkungen" in page
    assert "Verborgen" not in as_person(cast.anna).get("/konto/kommentare").text


def test_agreeing_leads_back_to_the_comment(cast: Cast, as_person: Browser) -> None:
    comment, anna = said(an_idea(cast), cast.carla), as_person(cast.anna)
    address = f"/diskussion/kommentar/{comment.id}"
    answer = anna.post(f"{address}/zustimmen", headers={"Referer": "http://localhost/ideen/1-x?kommentare=neu"})
    assert answer.location == f"/ideen/1-x?kommentare=neu#kommentar-{comment.id}"
    assert "Nicht mehr zustimmen" in anna.get(address).text
    assert anna.post(f"{address}/zustimmung-zuruecknehmen").location == f"{address}#kommentar-{comment.id}"
    assert again(comment).supports == 0
