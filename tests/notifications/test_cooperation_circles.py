"""Who hears what of a joint project once it is answered: the people of its partners, and nobody else."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import select

from app.cooperations.declaring import Council, note_council, prepare_answer
from app.cooperations.funding import Grant, add_funding, change_funding
from app.cooperations.leaving import leave, withdraw_proposal
from app.cooperations.models import PartnerRoom
from app.cooperations.proposing import ask_to_join, decline_wish, invite_further, pass_pen
from app.core.clock import now, today
from app.core.database import db, transaction
from app.discussion.commenting import comment, reply
from app.notifications.working import keep_clock
from tests.cast import Cast
from tests.cooperation_worlds import TITLE, Towns, a_cooperation, four_towns, lay, place_of, say
from tests.cooperations.stage import rewrite
from tests.cooperations.test_making_projects import make
from tests.notifications.partners import BORIS, BRITTA, FRIEDA, Mails, Post, colleague, open_join


@pytest.fixture
def towns(cast: Cast) -> Towns:
    return four_towns(cast)


@pytest.fixture
def post(mails: Mails) -> Post:
    return Post(mails)


# ---- answered ------------------------------------------------------------------------------------


def test_a_prepared_answer_is_told_to_those_who_can_declare_it(cast: Cast, towns: Towns, post: Post) -> None:
    olga = colleague(towns.brandis, "Olga")
    cooperation = a_cooperation(cast, *towns.all[:2])
    post()
    with transaction():
        prepare_answer(
            place_of(cooperation, towns.brandis), by=olga, version=1, verdict="accepted", text="Wir sind gern dabei."
        )
    sent = post()
    text = sent[BRITTA, f"Eine Antwort ist für Sie vorbereitet: „{TITLE}“"]
    for words in ("Stadt Brandis sagt Ja.", "> Wir sind gern dabei.", "Erklärt ist noch nichts"):
        assert words in text, words
    assert len(sent) == 1


def test_a_yes_is_told_to_who_writes_the_text_and_at_home(cast: Cast, towns: Towns, post: Post) -> None:
    colleague(towns.brandis, "Olga")
    cooperation = a_cooperation(cast, *towns.all[:3])
    post()
    say(cooperation, towns.brandis, text="Gern.", decided_on=today())
    sent = post()
    subject = f"Stadt Brandis sagt Ja: „{TITLE}“"
    assert set(sent) == {(FRIEDA, subject), ("olga@example.org", subject)}
    text = sent[FRIEDA, subject]
    for words in ("Stadt Brandis sagt Ja, beschlossen am", "Nr. 12/2026", "> Gern.",
                  "Erklärt hat das: Britta Beispiel, Bürgermeisterin."):  # fmt: skip
        assert words in text, words


@pytest.mark.parametrize(("verdict", "words"), [("changes_requested", "wünscht Änderungen"), ("declined", "lehnt ab")])
def test_a_wish_for_changes_and_a_no_are_told_to_all(
    cast: Cast, towns: Towns, post: Post, verdict: str, words: str
) -> None:
    cooperation = a_cooperation(cast, *towns.all[:3])
    post()
    say(cooperation, towns.brandis, verdict, "Zu teuer für uns.")
    sent = post()
    assert set(sent) == {(to, f"Stadt Brandis {words}: „{TITLE}“") for to in (FRIEDA, BORIS)}
    assert all("> Zu teuer für uns." in text for text in sent.values())


def test_what_was_taken_back_before_the_mail_leaves_is_not_told(cast: Cast, towns: Towns, post: Post) -> None:
    cooperation = a_cooperation(cast, *towns.all[:3])
    post()
    say(cooperation, towns.brandis, "declined", "Nein.")
    say(cooperation, towns.brandis)
    assert list(post()) == [(FRIEDA, f"Stadt Brandis sagt Ja: „{TITLE}“")]


def test_the_last_yes_tells_everybody_that_it_is_agreed(cast: Cast, towns: Towns, post: Post) -> None:
    cooperation = a_cooperation(cast, *towns.all[:3])
    say(cooperation, towns.brandis, decided_on=today())
    post()
    say(cooperation, towns.borsdorf)
    sent = post()
    agreed = {(to, f"Vereinbart: „{TITLE}“") for to in (FRIEDA, BRITTA, BORIS)}
    assert set(sent) == agreed | {(FRIEDA, f"Stadt Borsdorf sagt Ja: „{TITLE}“")}
    text = sent[BRITTA, f"Vereinbart: „{TITLE}“"]
    for words in ("Alle, deren Ja sie braucht, haben zu genau diesem Text Ja gesagt.", "Davon können jetzt alle lesen.",
                  "Vorbehaltlich des Ratsbeschlusses: Stadt Borsdorf, Stadt Naunhof."):  # fmt: skip
        assert words in text, words


def test_a_new_text_agreed_for_the_partners_alone_says_so(cast: Cast, towns: Towns, post: Post) -> None:
    cooperation = a_cooperation(cast, *towns.all[:2], state="agreed")
    rewrite(cooperation, towns.naunhof, *towns.all[:2], public_from="never", why="Neu.")
    lay(cooperation, towns.naunhof)
    post()
    say(cooperation, towns.brandis)
    text = post()[BRITTA, f"Eine neue Fassung ist vereinbart: „{TITLE}“"]
    assert "Davon lesen nur die Partner." in text


def test_the_councils_decision_is_told_to_who_writes_the_text(cast: Cast, towns: Towns, post: Post) -> None:
    cooperation = a_cooperation(cast, *towns.all[:2], state="agreed")
    post()
    with transaction():
        note_council(
            place_of(cooperation, towns.brandis), by=towns.brandis.mayor, version=1,
            council=Council("decided", today(), "7/2026"),
        )  # fmt: skip
    sent = post()
    assert list(sent) == [(FRIEDA, f"Der Rat hat beschlossen: Stadt Brandis, „{TITLE}“")]
    assert "Beschlossen am" in next(iter(sent.values()))
    with transaction():
        note_council(
            place_of(cooperation, towns.brandis), by=towns.brandis.mayor, version=1,
            council=Council("decided", today(), "8/2026"),
        )  # fmt: skip
    sent = post()
    assert list(sent) == [(FRIEDA, f"Ratsbeschluss berichtigt: Stadt Brandis, „{TITLE}“")]
    assert "8/2026" in next(iter(sent.values()))


# ---- others join ---------------------------------------------------------------------------------


def test_a_wish_to_join_goes_to_who_writes_the_text_and_back(cast: Cast, towns: Towns, post: Post) -> None:
    cooperation = open_join(cast, towns)
    post()
    with transaction():
        ask_to_join(cooperation, towns.borsdorf.body, by=towns.borsdorf.mayor, text="Wir haben einen Bagger.")
    sent = post()
    assert list(sent) == [(FRIEDA, f"Stadt Borsdorf möchte mitmachen: „{TITLE}“")]
    assert "> Wir haben einen Bagger." in next(iter(sent.values()))
    with transaction():
        invite_further(cooperation, towns.borsdorf.body, by=cast.frieda)
    sent = post()
    assert list(sent) == [(BORIS, f"Stadt Naunhof fragt Stadt Borsdorf: „{TITLE}“")]
    assert "Stadt Borsdorf wollte bei" in next(iter(sent.values()))
    say(cooperation, towns.borsdorf)
    joined = f"Stadt Borsdorf tritt bei: „{TITLE}“"
    assert set(post()) == {(FRIEDA, joined), (BRITTA, joined)}


def test_a_declined_wish_says_why_and_opens_nothing(cast: Cast, towns: Towns, post: Post) -> None:
    cooperation = open_join(cast, towns)
    with transaction():
        place = ask_to_join(cooperation, towns.borsdorf.body, by=towns.borsdorf.mayor, text="Wir auch.")
    post()
    with transaction():
        decline_wish(place, by=cast.frieda, reason="Zu weit weg.")
    sent = post()
    text = sent[BORIS, f"Ihr Wunsch mitzumachen ist abgelehnt: „{TITLE}“"]
    assert "> Zu weit weg." in text
    assert f"/kooperationen/{cooperation.id}-" in text
    assert "/konto/kooperationen" not in text
    assert len(sent) == 1


def test_who_writes_the_text_is_told_to_all(cast: Cast, towns: Towns, post: Post) -> None:
    cooperation = a_cooperation(cast, *towns.all[:3])
    post()
    with transaction():
        pass_pen(cooperation, place_of(cooperation, towns.brandis), by=cast.frieda)
    assert set(post()) == {
        (BRITTA, f"Sie schreiben jetzt den Text: „{TITLE}“"),
        (BORIS, f"Stadt Brandis schreibt jetzt den Text: „{TITLE}“"),
    }  # fmt: skip


# ---- over ----------------------------------------------------------------------------------------


def test_a_partner_that_leaves_says_when_and_why(cast: Cast, towns: Towns, post: Post) -> None:
    colleague(towns.brandis, "Olga")
    cooperation = a_cooperation(cast, *towns.all[:3], state="agreed")
    post()
    with transaction():
        leave(place_of(cooperation, towns.brandis), by=towns.brandis.mayor, on=today(), reason="Kein Geld.")
    sent = post()
    subject = f"Stadt Brandis tritt aus: „{TITLE}“"
    assert set(sent) == {(to, subject) for to in (FRIEDA, BORIS, "olga@example.org")}
    assert "Letzter Tag ist" in sent[FRIEDA, subject]
    assert "> Kein Geld." in sent[FRIEDA, subject]


@pytest.mark.parametrize(
    ("rule", "subject", "words"),
    [
        ("all", f"Beendet: „{TITLE}“", "es sind zu wenige Partner übrig: Die Kooperation"),
        ("from_n", f"Es gilt nicht mehr: „{TITLE}“", "Andere können demselben Text noch beitreten"),
    ],
)
def test_too_few_are_left(cast: Cast, towns: Towns, post: Post, rule: str, subject: str, words: str) -> None:
    more: dict[str, Any] = {"rule": rule, "threshold": 2} if rule == "from_n" else {}
    cooperation = a_cooperation(cast, *towns.all[:2], state="agreed", **more)
    with transaction():
        leave(place_of(cooperation, towns.brandis), by=towns.brandis.mayor, on=today(), reason="Kein Geld.")
    post()
    db.session.rollback()
    with time_machine.travel(now() + timedelta(days=1)):
        keep_clock()
        sent = post()
    assert list(sent) == [(FRIEDA, subject)], "whoever has left hears nothing more"
    assert words in sent[FRIEDA, subject]


def test_its_time_is_over(cast: Cast, towns: Towns, post: Post) -> None:
    a_cooperation(cast, *towns.all[:2], state="agreed", ends_on=today())
    post()
    db.session.rollback()
    with time_machine.travel(now() + timedelta(days=1)):
        keep_clock()
        sent = post()
    assert set(sent) == {(to, f"Beendet: „{TITLE}“") for to in (FRIEDA, BRITTA)}
    assert "die Zeit der Kooperation" in sent[BRITTA, f"Beendet: „{TITLE}“"]


def test_a_withdrawn_proposal_says_why(cast: Cast, towns: Towns, post: Post) -> None:
    cooperation = a_cooperation(cast, *towns.all[:2])
    post()
    with transaction():
        withdraw_proposal(cooperation, by=cast.frieda, reason="Kein Geld.")
    sent = post()
    assert list(sent) == [(BRITTA, f"Zurückgezogen: „{TITLE}“")]
    assert "> Kein Geld." in next(iter(sent.values()))


# ---- money ---------------------------------------------------------------------------------------


def test_a_day_of_the_funding_is_told_once_two_weeks_ahead(cast: Cast, towns: Towns, post: Post) -> None:
    lead = towns.borsdorf.body.id
    cooperation = a_cooperation(cast, *towns.all[:3], state="agreed", lead_id=lead)
    due = today() + timedelta(days=20)
    with transaction():
        funding = add_funding(cooperation, Grant("LEADER", due_on=due, due_for="Verwendungsnachweis"), by=cast.frieda)
    post()
    keep_clock()
    assert post() == {}
    db.session.rollback()
    with time_machine.travel(now() + timedelta(days=6)):
        for _twice in range(2):
            keep_clock()
        sent = post()
        assert sorted(to for to, _subject in sent) == [BORIS, FRIEDA], "who writes the text, and who leads"
        text = next(iter(sent.values()))
        for words in ("darf nicht versäumt werden", "Verwendungsnachweis", "LEADER"):
            assert words in text, words
        with transaction():
            later = Grant("LEADER", due_on=due + timedelta(days=5), due_for="Verwendungsnachweis")
            change_funding(db.session.merge(funding), later, by=cast.frieda, version=1)
        keep_clock()
        assert post() == {}
    with time_machine.travel(now() + timedelta(days=12)):
        keep_clock()
        due_again = [to for to, subject in post() if "Termin der Förderung" in subject]
        assert sorted(due_again) == [BORIS, FRIEDA], "another day is told anew"


# ---- talk ----------------------------------------------------------------------------------------


def test_what_is_said_in_the_room_is_told_to_the_partners_people(cast: Cast, towns: Towns, post: Post) -> None:
    cooperation = a_cooperation(cast, *towns.all[:3])
    post()
    room = db.session.scalars(select(PartnerRoom)).one()
    with transaction():
        said = comment(room, by=towns.brandis.mayor, text="Wer holt ab?", lang="de", as_organisation=towns.brandis.body)
    sent = post()
    subject = f"Neu unter den Partnern: „{TITLE}“"
    assert set(sent) == {(FRIEDA, subject), (BORIS, subject)}
    for words in ("Britta Beispiel, Stadt Brandis", "> Wer holt ab?", f"/diskussion/kommentar/{said.id}"):
        assert words in sent[BORIS, subject], words
    with transaction():
        reply(said, by=cast.frieda, text="Wir.", lang="de", as_organisation=towns.naunhof.body)
    assert {to for to, _subject in post()} == {BRITTA, BORIS}
    rewrite(cooperation, towns.naunhof, *towns.all[:2], why="Neu.")
    lay(cooperation, towns.naunhof)
    post()
    with transaction():
        reply(said, by=cast.frieda, text="Nur wir zwei.", lang="de", as_organisation=towns.naunhof.body)
    assert {to for to, _subject in post()} == {BRITTA}, "whoever is out reads along no more"


def test_whose_comment_is_answered_hears_it_only_while_she_belongs_there(cast: Cast, towns: Towns, post: Post) -> None:
    cooperation = a_cooperation(cast, *towns.all[:3])
    room = db.session.scalars(select(PartnerRoom)).one()
    with transaction():
        said = comment(room, by=towns.borsdorf.mayor, text="Und wir?", lang="de", as_organisation=towns.borsdorf.body)
    rewrite(cooperation, towns.naunhof, *towns.all[:2], why="Neu.")
    lay(cooperation, towns.naunhof)
    post()
    with transaction():
        reply(said, by=cast.frieda, text="Ihr nicht mehr.", lang="de", as_organisation=towns.naunhof.body)
    assert {to for to, _subject in post()} == {BRITTA}


def test_a_comment_on_the_public_page_is_told_to_who_writes_the_text(cast: Cast, towns: Towns, post: Post) -> None:
    cooperation = a_cooperation(cast, *towns.all[:2], state="agreed")
    post()
    with transaction():
        comment(cooperation, by=cast.anna, text="Eine gute Sache.", lang="de")
    sent = post()
    assert list(sent) == [(FRIEDA, f"Ein neuer Kommentar zu „{TITLE}“")]
    assert "> Eine gute Sache." in next(iter(sent.values()))


# ---- in the catalogue ----------------------------------------------------------------------------


def test_the_partners_hear_that_it_has_become_a_project(cast: Cast, towns: Towns, post: Post) -> None:
    cooperation = a_cooperation(cast, *towns.all[:2], state="agreed")
    post()
    project = make(cooperation, cast)
    sent = post()
    assert set(sent) == {(to, f"Im Projektkatalog: „{TITLE}“") for to in (FRIEDA, BRITTA)}
    for words in (f"Nr. {project.id}", f"/projekte/{project.id}-", "keine Finanzierungszusage"):
        assert words in sent[FRIEDA, f"Im Projektkatalog: „{TITLE}“"], words


# ---- the other language --------------------------------------------------------------------------


def test_who_reads_english_is_told_in_english(cast: Cast, towns: Towns, post: Post) -> None:
    for town in towns.all:
        with transaction():
            town.mayor.locale = "en"
    cooperation = a_cooperation(cast, *towns.all[:3])
    sent = post()
    say(cooperation, towns.brandis, text="Gern.")
    sent |= post()
    rewrite(cooperation, towns.naunhof, *towns.all[:3], why="Neu.")
    lay(cooperation, towns.naunhof)
    sent |= post()
    for town in towns.all[1:3]:
        say(cooperation, town, decided_on=today())
    with transaction():
        pass_pen(cooperation, place_of(cooperation, towns.brandis), by=cast.frieda)
        leave(place_of(cooperation, towns.borsdorf), by=towns.borsdorf.mayor, on=today(), reason="Kein Geld.")
    sent |= post()
    assert {subject for _to, subject in sent} == {
        f"{words}: “{TITLE}”"
        for words in (
            "Stadt Naunhof asks Stadt Brandis", "Stadt Naunhof asks Stadt Borsdorf",
            "The text has changed, please answer anew", "The text has changed", "Stadt Brandis says yes",
            "Stadt Borsdorf says yes", "Agreed", "You write the text now", "Stadt Brandis writes the text now",
            "Stadt Borsdorf leaves",
        )
    }  # fmt: skip
    text = " ".join(sent.values())
    for words in ("Changed since your yes: Why together.", "decided on", "Everybody can read of it now."):
        assert words in text, words
    for german in ("Ihr Ja", "Fassung", "Sie erhalten"):
        assert german not in text, german
