"""Who hears of what, exactly once, in a mail that says what matters."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import delete, func, select, update

from app.accounts.models import Membership, Person
from app.core.clock import now
from app.core.database import db, transaction
from app.core.jobs import Job, run_due_jobs
from app.core.journal import JournalEntry
from app.discussion.commenting import comment, reply
from app.ideas import moderating as desk
from app.ideas.merging import merge_ideas
from app.ideas.models import Idea
from app.ideas.places import Place
from app.ideas.submitting import choose_goals, save_text, start_draft, submit_idea, withdraw_idea
from app.notifications.telling import tell_unprocessed
from app.notifications.working import work_once
from app.projects.editing import change_status
from app.projects.models import Project
from app.projects.promoting import promote_idea
from app.things.supporting import support
from tests.cast import Cast

TITLE = "Radweg nach Brandis"
Mails = Callable[[], list[Any]]


def submitted(cast: Cast, *, title: str = TITLE, place: Place | None = None, **values: Any) -> Idea:
    """Anna's idea for Naunhof, just handed in."""
    with transaction():
        idea, _key = start_draft(
            place or Place.of_municipalities([cast.brandis]), title=title, text="Ein Weg für alle.", by=cast.anna
        )
        choose_goals(idea, [cast.sub_goal])
        submit_idea(idea, by=cast.anna, author_name="Anna", **values)
    return idea


def to(mails: list[Any]) -> list[str]:
    return [str(mail["To"]) for mail in mails]


def text_of(mail: Any) -> str:
    return str(mail.get_body(("plain",)).get_content()).replace("\r\n", "\n")


def html_of(mail: Any) -> str:
    return str(mail.get_body(("html",)).get_content())


BEFORE = {
    "retract_question": ["request_revision"],
    "pool_idea": ["publish_idea"], "close_idea": ["publish_idea"], "promote_idea": ["publish_idea"],
    "reopen_idea": ["publish_idea", "close_idea"], "return_idea": ["publish_idea", "promote_idea"],
}  # fmt: skip
STEPS: dict[str, Callable[[Cast, Idea], object]] = {
    "request_revision": lambda c, i: desk.request_revision(i, by=c.bernd, version=i.version, reason="Wo genau?"),
    "retract_question": lambda c, i: desk.retract_question(i, by=c.bernd, version=i.version, reason="Ist klar."),
    "publish_idea": lambda c, i: desk.publish_idea(i, by=c.bernd, version=i.version, message="Willkommen!"),
    "refuse_idea": lambda c, i: desk.refuse_idea(i, by=c.bernd, version=i.version, reason="Das ist Werbung."),
    "pool_idea": lambda c, i: desk.pool_idea(i, by=c.bernd, version=i.version, answer="Noch ohne Geld."),
    "close_idea": lambda c, i: desk.close_idea(
        i, by=c.bernd, version=i.version, outcome="forwarded", answer="Gute Sache.", forwarded_to="die Stadt"
    ),
    "promote_idea": lambda c, i: promote_idea(
        i, by=c.bernd, version=i.version, title="Radweg Projekt", description="Bau", reason="Passt."
    ),
    "return_idea": lambda c, i: change_status(
        db.session.scalars(select(Project)).one(), by=c.bernd, state="dropped", reason="Kein Träger."
    ),
    "reopen_idea": lambda c, i: desk.reopen_idea(i, by=c.bernd, version=i.version, reason="Neue Lage."),
    "withdraw_idea": lambda c, i: withdraw_idea(i, by=c.anna),
    "tag_idea": lambda c, i: desk.tag_idea(i, [c.other_sub_goal], by=c.bernd),
}


def decided(cast: Cast, idea: Idea, verb: str) -> None:
    """Take the idea to where the verb has just happened."""
    for step in [*BEFORE.get(verb, []), verb]:
        with transaction():
            STEPS[step](cast, idea)


FACTS = {
    "request_revision": "> Wo genau?",
    "retract_question": "> Ist klar.",
    "publish_idea": "> Willkommen!",
    "refuse_idea": "> Das ist Werbung.",
    "pool_idea": "> Noch ohne Geld.",
    "close_idea": "die Stadt",
    "promote_idea": "Radweg Projekt",
    "return_idea": "> Kein Träger.",
    "reopen_idea": "> Neue Lage.",
    "withdraw_idea": TITLE,
}


def test_the_receipt_names_number_and_promised_day(cast: Cast, mails: Mails) -> None:
    idea = submitted(cast)
    assert idea.publish_due_on is not None
    (mail,) = mails()
    assert mail["To"] == "anna@example.org"
    assert str(idea.number) in mail["Subject"]
    assert TITLE in mail["Subject"]
    assert str(idea.publish_due_on.year) in text_of(mail)
    assert re.search(rf"\b{idea.publish_due_on.day}\b", text_of(mail))
    assert f"/konto/ideen/{idea.number}" in text_of(mail)


@pytest.mark.parametrize("verb", FACTS)
def test_each_step_is_told_to_the_author_once_and_to_nobody_else(cast: Cast, mails: Mails, verb: str) -> None:
    idea = submitted(cast)
    with transaction():
        db.session.execute(update(JournalEntry).values(told_at=now()))
    decided(cast, idea, verb)
    with transaction():
        last = select(func.max(JournalEntry.id)).where(JournalEntry.thing_id == idea.id)
        earlier = update(JournalEntry).where(JournalEntry.id != last.scalar_subquery())
        db.session.execute(earlier.values(told_at=now()).execution_options(synchronize_session=False))
    (mail,) = mails()
    assert mail["To"] == "anna@example.org"
    assert TITLE in mail["Subject"]
    assert f"{idea.number}" in mail["Subject"]
    assert FACTS[verb] in text_of(mail)
    assert len(mails()) == 1


def test_tagging_is_told_to_nobody(cast: Cast, mails: Mails) -> None:
    idea = submitted(cast)
    assert len(mails()) == 1
    decided(cast, idea, "tag_idea")
    assert len(mails()) == 1
    assert db.session.scalar(select(func.count()).where(JournalEntry.told_at.is_(None))) == 0


def test_nothing_is_told_of_what_was_rolled_back(cast: Cast, mails: Mails) -> None:
    idea = submitted(cast)
    mails()
    with pytest.raises(ZeroDivisionError), transaction():
        desk.publish_idea(idea, by=cast.bernd, version=1)
        tell_unprocessed()
        raise ZeroDivisionError
    assert len(mails()) == 1


def test_the_town_hears_of_a_new_idea_for_it_but_not_of_the_rest(cast: Cast, mails: Mails) -> None:
    idea = submitted(cast, place=Place.of_municipalities([cast.naunhof]))
    assert sorted(to(mails())) == ["anna@example.org", "frieda@example.org"]
    town = next(mail for mail in mails() if mail["To"] == "frieda@example.org")
    assert TITLE in text_of(town)
    assert "Naunhof" in text_of(town)
    assert "/ideen/" not in text_of(town)
    for verb in ("request_revision",):
        decided(cast, idea, verb)
    with transaction():
        save_text(idea, title=TITLE, text="Am Ortsausgang.")
        submit_idea(idea, by=cast.anna)
    decided(cast, idea, "refuse_idea")
    assert to(mails()).count("frieda@example.org") == 1
    assert to(mails()).count("anna@example.org") == 4
    assert set(to(mails())) == {"anna@example.org", "frieda@example.org"}


def test_an_organisation_s_idea_is_told_to_all_who_speak_for_it(cast: Cast, mails: Mails) -> None:
    town_hall = cast.naunhof.organisation
    assert town_hall is not None
    with transaction():
        db.session.add(Membership(person_id=cast.anna.id, role="representative", organisation_id=town_hall.id))
    db.session.refresh(cast.anna)
    submitted(cast, place=Place.of_municipalities([cast.naunhof]), organisation=town_hall)
    assert sorted(to(mails())) == ["anna@example.org", "frieda@example.org"]


def test_who_no_longer_speaks_for_the_town_gets_nothing(cast: Cast, app: Flask, mails: Mails) -> None:
    submitted(cast, place=Place.of_municipalities([cast.naunhof]))
    with transaction():
        assert tell_unprocessed() == 1
        db.session.execute(
            update(Membership).where(Membership.person_id == cast.frieda.id).values(until=now().date() - timedelta(2))
        )
    assert to(mails()) == ["anna@example.org"]


def test_an_erased_author_gets_nothing_and_the_job_is_done(cast: Cast, mails: Mails) -> None:
    submitted(cast)
    with transaction():
        tell_unprocessed()
        db.session.execute(update(Person).where(Person.id == cast.anna.id).values(email=None, erased_at=now()))
    assert mails() == []
    assert db.session.scalar(select(func.count(Job.id)).where(Job.kind == "send_mail")) == 0


def test_a_job_about_nothing_is_done(cast: Cast, app: Flask) -> None:
    handler = app.extensions["jobs"]["send_mail"]
    assert handler({"entry": 4711, "person": 4711}) is None


def test_nobody_is_told_of_his_own_act(cast: Cast, mails: Mails) -> None:
    with transaction():
        idea, _key = start_draft(Place.whole(cast.here), title=TITLE, text="Text", by=cast.bernd)
        choose_goals(idea, [cast.sub_goal])
        submit_idea(idea, by=cast.bernd)
    assert to(mails()) == ["bernd@example.org"]
    decided(cast, idea, "refuse_idea")
    assert len(mails()) == 1


def test_a_repeat_carries_the_same_message_id(cast: Cast, app: Flask, mails: Mails) -> None:
    submitted(cast)
    with transaction():
        tell_unprocessed()
    payload = db.session.scalars(select(Job.payload)).one()
    (mail,) = mails()
    again = app.extensions["jobs"]["send_mail"](payload)
    again()
    assert len(mails()) == 2
    assert mails()[1]["Message-ID"] == mail["Message-ID"]
    assert re.fullmatch(r"<entry-\d+-person-\d+@example\.org>", mail["Message-ID"])


def test_a_crash_between_telling_and_sending_loses_nothing(cast: Cast, app: Flask, mails: Mails) -> None:
    submitted(cast)
    with transaction():
        tell_unprocessed()
    sane = app.config["MAIL_URL"]
    app.config["MAIL_URL"] = "smtp://127.0.0.1:1"
    assert run_due_jobs() == 1
    app.config["MAIL_URL"] = sane
    assert mails() == []
    with time_machine.travel(now() + timedelta(minutes=2)):
        assert len(mails()) == 1
    with time_machine.travel(now() + timedelta(hours=2)):
        assert len(mails()) == 1


def test_telling_twice_makes_no_second_job(cast: Cast) -> None:
    submitted(cast)
    with transaction():
        assert tell_unprocessed() == 1
        assert tell_unprocessed() == 0
        db.session.execute(update(JournalEntry).values(told_at=None))
        db.session.expire_all()
        assert tell_unprocessed() == 1
    assert db.session.scalar(select(func.count(Job.id))) == 1


def test_a_title_cannot_write_headers_or_markup(cast: Cast, mails: Mails) -> None:
    submitted(cast, title="Rad\r\nBcc: alle@example.org\u2028 <b>fett</b> <script>x()</script>")
    (mail,) = mails()
    assert mail["Bcc"] is None
    assert "\n" not in mail["Subject"]
    assert "<script>" not in html_of(mail)
    assert "<b>fett" not in html_of(mail)
    assert "&lt;script&gt;" in html_of(mail)


def test_an_answer_is_quoted_verbatim_and_escaped(cast: Cast, mails: Mails) -> None:
    idea = submitted(cast)
    mails()
    with transaction():
        desk.refuse_idea(idea, by=cast.bernd, version=1, reason="Erste Zeile <i>\n\nZweite & letzte")
    mail = mails()[-1]
    assert "> Erste Zeile <i>\n>\n> Zweite & letzte" in text_of(mail)
    assert "Erste Zeile &lt;i&gt;<br>" in html_of(mail)


def test_a_question_is_reminded_of_once_after_four_weeks(cast: Cast, mails: Mails) -> None:
    decided(cast, submitted(cast), "request_revision")
    assert len(mails()) == 2
    for weeks, count in ((3.9, 2), (4.1, 3), (5.5, 3)):
        with time_machine.travel(now() + timedelta(weeks=weeks)):
            assert len(mails()) == count
    assert "> Wo genau?" in text_of(mails()[-1])


def test_an_answered_question_is_not_reminded_of(cast: Cast, mails: Mails) -> None:
    idea = submitted(cast)
    decided(cast, idea, "request_revision")
    with transaction():
        save_text(idea, title=TITLE, text="Am Ortsausgang.")
        submit_idea(idea, by=cast.anna)
    assert len(mails()) == 3
    with time_machine.travel(now() + timedelta(weeks=4.1)):
        assert not [mail for mail in mails() if "reminder-" in mail["Message-ID"]]


def test_a_question_nobody_answers_is_withdrawn_by_the_clock_and_told(cast: Cast, mails: Mails) -> None:
    idea = submitted(cast)
    decided(cast, idea, "request_revision")
    mails()
    with time_machine.travel(now() + timedelta(weeks=7)):
        told = mails()
    assert db.session.scalar(select(Idea.state).where(Idea.id == idea.id)) == "withdrawn"
    assert to(told) == ["anna@example.org"] * 3


def test_the_letter_speaks_the_person_s_language(cast: Cast, mails: Mails) -> None:
    with transaction():
        db.session.execute(update(Person).where(Person.id == cast.anna.id).values(locale="en"))
    submitted(cast)
    (mail,) = mails()
    assert "thank you for your idea" in text_of(mail)
    assert 'lang="en"' in html_of(mail)


def test_an_idle_round_does_nothing(cast: Cast) -> None:
    work_once()
    assert work_once() == 0


# ---- nothing of what was hidden meanwhile ---------------------------------------------------------


def test_an_answer_to_a_comment_on_a_hidden_idea_is_told_to_nobody(cast: Cast, mails: Mails) -> None:
    idea = submitted(cast)
    decided(cast, idea, "publish_idea")
    mails()
    with transaction():
        said = comment(idea, by=cast.carla, text="Gut!", lang="de")
        reply(said, by=cast.dilek, text="Kanarienvogel", lang="de")
        idea.restricted_at = now()
        idea.relist()
    assert "carla@example.org" not in to(mails())


def test_supporters_are_asked_only_about_what_they_can_read(cast: Cast, mails: Mails) -> None:
    gone, into = submitted(cast), submitted(cast, title="Ein zweiter")
    for idea in (gone, into):
        decided(cast, idea, "publish_idea")
    with transaction():
        support(gone, cast.carla)
        merge_ideas(gone, into, by=cast.bernd, reason="Dasselbe.", version=1, into_version=1)
    assert to(mails()).count("carla@example.org") == 1
    with transaction():
        db.session.execute(update(JournalEntry).where(JournalEntry.verb == "merge_ideas").values(told_at=None))
        db.session.execute(delete(Job))
        gone.restricted_at = now()
    assert to(mails()).count("carla@example.org") == 1


def test_what_was_never_public_is_not_told_to_the_author_of_the_other(cast: Cast, mails: Mails) -> None:
    with transaction():
        hidden, _key = start_draft(
            Place.of_municipalities([cast.brandis]), title="Kanarienvogel", text="Geheim.", by=cast.carla
        )
        submit_idea(hidden, by=cast.carla, author_name="Carla")
    into = submitted(cast, title="Ein zweiter")
    with transaction():
        merge_ideas(hidden, into, by=cast.bernd, reason="Kanarienvogel auch", version=1, into_version=1)
    to_anna = [mail for mail in mails() if mail["To"] == "anna@example.org"]
    assert any("Eine andere Idee kommt" in mail["Subject"] for mail in to_anna)
    assert all("Kanarienvogel" not in text_of(mail) for mail in to_anna)


def test_a_town_hears_nothing_of_an_idea_refused_before_its_mail_left(cast: Cast, mails: Mails) -> None:
    idea = submitted(cast, place=Place.of_municipalities([cast.naunhof]))
    decided(cast, idea, "refuse_idea")
    assert "frieda@example.org" not in to(mails())
