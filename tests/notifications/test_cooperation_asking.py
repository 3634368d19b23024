"""How the people of a partner are asked by mail: at once, anew because the text has changed, and once more."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from app.accounts.models import Membership
from app.cooperations.leaving import withdraw_proposal
from app.core.clock import now, today
from app.core.database import db, transaction
from app.core.jobs import Job
from tests.cast import Cast
from tests.cooperation_worlds import TITLE, Towns, a_cooperation, amt_for, four_towns, lay, say
from tests.cooperations.stage import rewrite
from tests.notifications.partners import BORIS, BRITTA, Mails, Post, colleague


@pytest.fixture
def towns(cast: Cast) -> Towns:
    return four_towns(cast)


@pytest.fixture
def post(mails: Mails) -> Post:
    return Post(mails)


# ---- asked ---------------------------------------------------------------------------------------


def test_everybody_who_speaks_for_a_body_asked_hears_of_it_at_once(cast: Cast, towns: Towns, post: Post) -> None:
    colleague(towns.brandis, "Olga", locale="en")
    colleague(towns.brandis, "Max", "member")
    amt_for(cast, towns.brandis)
    cooperation = a_cooperation(cast, *towns.all[:3])
    sent = post()
    asked = f"Stadt Naunhof fragt Stadt Brandis: „{TITLE}“"
    assert set(sent) == {
        (BRITTA, asked),
        ("olga@example.org", f"Stadt Naunhof asks Stadt Brandis: “{TITLE}”"),
        (BORIS, f"Stadt Naunhof fragt Stadt Borsdorf: „{TITLE}“"),
        ("carla@example.org", f"Bitte bereiten Sie die Antwort vor: Stadt Brandis, „{TITLE}“"),
    }
    text = sent[BRITTA, asked]
    for words in (
        "Guten Tag Britta Beispiel,", "Stadt Naunhof schlägt Stadt Brandis eine Kooperation vor",
        "> Ein Bauhof für alle.", "Ein Ja ist eine Willensbekundung, kein Vertrag.", "Sie sagen Ja, wünschen",
        f"/konto/kooperationen/{cooperation.id}/partner/{towns.brandis.body.id}/antwort",
        "weil Sie für einen Partner dieser Kooperation sprechen",
    ):  # fmt: skip
        assert words in text, words
    assert "Stabsstelle" not in text, "no office writes this"
    english = sent["olga@example.org", f"Stadt Naunhof asks Stadt Brandis: “{TITLE}”"]
    assert "You can write out the answer; only those who represent Stadt Brandis declare it." in english
    mandated = sent["carla@example.org", f"Bitte bereiten Sie die Antwort vor: Stadt Brandis, „{TITLE}“"]
    assert "Erklären kann sie nur, wer Stadt Brandis vertritt." in mandated


def test_a_public_proposal_says_who_is_named(cast: Cast, towns: Towns, post: Post) -> None:
    a_cooperation(cast, *towns.all[:2], public_from="proposed")
    (text,) = post().values()
    assert "Genannt werden Sie dort erst, wenn Sie Ja gesagt haben." in text


def test_whoever_has_left_the_town_hall_before_the_mail_leaves_gets_none(cast: Cast, towns: Towns, post: Post) -> None:
    a_cooperation(cast, *towns.all[:3])
    with transaction():
        held = db.session.scalars(select(Membership).where(Membership.person_id == towns.brandis.mayor.id)).one()
        held.until = today() - timedelta(days=1)
    assert {to for to, _subject in post()} == {BORIS, "brandis@example.org"}, (
        "nobody speaks for Brandis: its office hears"
    )


def test_a_draft_is_nobodys_news(cast: Cast, towns: Towns, post: Post) -> None:
    a_cooperation(cast, *towns.all[:2], state="draft")
    assert post() == {}


def test_a_changed_text_says_what_has_changed_since_ones_own_yes(cast: Cast, towns: Towns, post: Post) -> None:
    cooperation = a_cooperation(cast, *towns.all[:3])
    say(cooperation, towns.brandis)
    post()
    rewrite(
        cooperation, towns.naunhof, *towns.all[:3], why="Wir sparen.", exit="Zum Jahresende.", title="Bauhof zu dritt"
    )
    lay(cooperation, towns.naunhof, "Der Austritt war offen.")
    sent = post()
    said_yes = sent[BRITTA, "Der Text ist geändert, bitte antworten Sie noch einmal: „Bauhof zu dritt“"]
    for words in (
        "Stadt Naunhof hat den Text von „Bauhof zu dritt“ geändert und fragt Stadt Brandis nach Fassung 2.",
        "Ihr Ja zu Fassung 1 gilt dafür nicht.", "Geändert seit Ihrem Ja:", "> Der Austritt war offen.",
        "Was anders ist, in den Worten von Stadt Naunhof:",
    ):  # fmt: skip
        assert words in said_yes, words
    silent = sent[BORIS, "Der Text ist geändert: „Bauhof zu dritt“"]
    assert "Geändert seit Fassung 1:" in silent
    assert "Ihr Ja" not in silent


def test_what_holds_goes_on_holding_says_the_mail(cast: Cast, towns: Towns, post: Post) -> None:
    cooperation = a_cooperation(cast, *towns.all[:2], state="agreed")
    post()
    rewrite(cooperation, towns.naunhof, *towns.all[:2], why="Wir sparen.")
    lay(cooperation, towns.naunhof)
    assert "Bis die neue vereinbart ist, gilt jene weiter." in next(iter(post().values()))


def test_of_two_texts_in_a_row_only_the_newer_is_told(cast: Cast, towns: Towns, post: Post) -> None:
    cooperation = a_cooperation(cast, *towns.all[:2])
    rewrite(cooperation, towns.naunhof, *towns.all[:2], why="Wir sparen.")
    lay(cooperation, towns.naunhof)
    assert list(post()) == [(BRITTA, f"Der Text ist geändert: „{TITLE}“")]


def test_whoever_is_named_no_more_hears_so_and_nothing_of_the_new_text(cast: Cast, towns: Towns, post: Post) -> None:
    cooperation = a_cooperation(cast, *towns.all[:3])
    post()
    rewrite(cooperation, towns.naunhof, *towns.all[:2], title="Geheimer Bauhof zu zweit")
    lay(cooperation, towns.naunhof)
    text = post()[BORIS, f"Stadt Borsdorf wird nicht mehr gefragt: „{TITLE}“"]
    assert "Sie müssen nicht mehr antworten" in text
    assert "Geheimer" not in text


def test_a_town_hall_nobody_speaks_for_is_asked_in_its_mailbox(cast: Cast, towns: Towns, post: Post) -> None:
    with transaction():
        for held in db.session.scalars(select(Membership).where(Membership.organisation_id == towns.borsdorf.body.id)):
            db.session.delete(held)
    cooperation = a_cooperation(cast, *towns.all[:3])
    text = post()["borsdorf@example.org", f"Stadt Naunhof fragt Stadt Borsdorf: „{TITLE}“"]
    for words in (
        "Für Stadt Borsdorf kann hier noch niemand antworten", "Stabsstelle Kreisentwicklung, Landkreis Hier",
        "weil dies das Postfach der Stelle ist: Stadt Borsdorf",
    ):  # fmt: skip
        assert words in text, words
    for secret in ("Ein Bauhof für alle.", f"/konto/kooperationen/{cooperation.id}"):
        assert secret not in text


# ---- the reminder --------------------------------------------------------------------------------


def test_one_reminder_after_two_weeks_to_whoever_has_not_answered(cast: Cast, towns: Towns, post: Post) -> None:
    cooperation = a_cooperation(cast, *towns.all[:3])
    say(cooperation, towns.brandis, "declined")
    post()
    db.session.rollback()
    with time_machine.travel(now() + timedelta(days=13)):
        assert post() == {}
    with time_machine.travel(now() + timedelta(days=14, hours=1)):
        sent = post()
        assert list(sent) == [(BORIS, f"Erinnerung: Die Antwort fehlt noch: Stadt Borsdorf, „{TITLE}“")]
        assert "Auch eine Absage oder ein Änderungswunsch ist eine Antwort" in next(iter(sent.values()))
    with time_machine.travel(now() + timedelta(days=60)):
        assert post() == {}


@pytest.mark.parametrize("what", ["new_text", "withdrawn", "left_out"])
def test_nobody_is_reminded_of_what_is_asked_no_more(cast: Cast, towns: Towns, post: Post, what: str) -> None:
    cooperation = a_cooperation(cast, *towns.all[:3])
    if what == "withdrawn":
        with transaction():
            withdraw_proposal(cooperation, by=cast.frieda, reason="Kein Geld.")
    else:
        rewrite(cooperation, towns.naunhof, *towns.all[: 3 if what == "new_text" else 2], why="Neu.")
        lay(cooperation, towns.naunhof)
        for town in towns.all[1 : 3 if what == "new_text" else 2]:
            say(cooperation, town, "declined")
    post()
    db.session.rollback()
    with time_machine.travel(now() + timedelta(days=20)):
        assert post() == {}
    assert db.session.scalars(select(Job.key).where(Job.key.contains("reminder"))).all() == []
