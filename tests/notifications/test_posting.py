"""Authors without an account hear what others hear: by mail, by letter, or not at all; a letter is posted once."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from app.core.clock import now
from app.core.database import db, transaction
from app.discussion.commenting import comment
from app.ideas import moderating as desk
from app.ideas.models import Idea
from app.ideas.splitting import split_idea
from app.inbox.kinds import Waiting
from app.notifications.models import PaperLetter
from app.notifications.posting import IsPostedAlready, post_letter
from app.notifications.waiting import paper_letters
from app.reception.claiming import claim_idea, is_code_of
from tests.cast import Cast
from tests.papers import Read
from tests.queries import queries
from tests.reception.typed import a_typed_idea, again, hanna, text_of, typed_with_code

Browser = Callable[..., Any]
Jobs = Callable[[], int]
Mails = Callable[[], list[Any]]
DOOR = "/verwaltung/briefe"
CODE = re.compile(r"[A-HJ-NP-Z2-9]{4}(?:-[A-HJ-NP-Z2-9]{4}){2}")


def letters() -> list[PaperLetter]:
    db.session.rollback()
    return list(db.session.query(PaperLetter).order_by(PaperLetter.id))


def verbs() -> list[str]:
    return [letter.entry.verb for letter in letters()]


def body(mail: Any) -> str:
    return str(mail.get_body(("plain",)).get_content())


def flat(text: str) -> str:
    return " ".join(text.split())


DECIDED: dict[str, Callable[[Cast, Idea], object]] = {
    "request_revision": lambda c, i: desk.request_revision(i, by=c.bernd, version=1, reason="An welcher Ecke?"),
    "refuse_idea": lambda c, i: desk.refuse_idea(i, by=c.bernd, version=1, reason="Das ist Werbung."),
    "publish_idea": lambda c, i: desk.publish_idea(i, by=c.bernd, version=1, message="Willkommen!"),
    "withdraw_idea": lambda c, i: desk.withdraw_on_request(i, by=c.bernd, version=1, reason="Am Telefon gewünscht."),
}


@pytest.mark.parametrize("verb", DECIDED)
def test_each_decision_becomes_one_letter_or_one_mail(
    cast: Cast, run_jobs: Jobs, mails: Mails, as_person: Browser, verb: str
) -> None:
    clerk = hanna(cast)
    by_post, by_mail = a_typed_idea(cast, clerk), a_typed_idea(cast, clerk, email="paul@example.org")
    unreached = a_typed_idea(cast, clerk, email=None)
    for idea in (by_post, by_mail, unreached):
        with transaction():
            DECIDED[verb](cast, again(idea))
    to_paul = [mail for mail in mails() if mail["To"] == "paul@example.org"]
    assert verbs() == ["submit_idea", verb]
    assert {letter.thing_id for letter in letters()} == {by_post.id}
    assert len(to_paul) == 2
    quoted = {"request_revision": "An welcher Ecke?", "refuse_idea": "Werbung", "publish_idea": "Willkommen!"}
    page = text_of(as_person(cast.bernd).get(f"{DOOR}/{letters()[1].id}"))
    for said in (body(to_paul[1]), page):
        assert quoted.get(verb, "Am Telefon gewünscht.") in said
        assert "Bitte öffnen Sie Ihre Idee" not in said
        assert "/konto/" not in said or said is page
    assert "diese Adresse angegeben" in flat(body(to_paul[1]))
    run_jobs()
    assert len(letters()) == 2


def test_what_people_say_to_each_other_is_no_letter(cast: Cast, run_jobs: Jobs) -> None:
    idea = a_typed_idea(cast, hanna(cast), state="published")
    with transaction():
        comment(again(idea), by=cast.anna, text="Schöne Idee.", lang="de")
    run_jobs()
    assert verbs() == ["submit_idea", "publish_idea"]


def test_a_question_is_reminded_by_mail_alone_and_withdrawn_by_the_clock(
    cast: Cast, mails: Mails, run_jobs: Jobs
) -> None:
    clerk = hanna(cast)
    ideas = [a_typed_idea(cast, clerk), a_typed_idea(cast, clerk, email="paul@example.org")]
    for idea in ideas:
        with transaction():
            desk.request_revision(again(idea), by=cast.bernd, version=1, reason="Wo?")
    run_jobs()
    with time_machine.travel(now() + timedelta(weeks=4, hours=1)):
        subjects = [mail["Subject"] for mail in mails() if mail["To"] == "paul@example.org"]
    assert [subject.startswith("Erinnerung") for subject in subjects] == [False, False, True]
    assert verbs() == ["submit_idea", "request_revision"]
    with time_machine.travel(now() + timedelta(weeks=7)):
        run_jobs()
        assert {again(idea).state for idea in ideas} == {"withdrawn"}
        assert verbs()[-1] == "withdraw_idea"


def test_the_print_is_tagged_bears_address_number_and_a_fresh_code(
    cast: Cast, run_jobs: Jobs, as_person: Browser
) -> None:
    idea, code = typed_with_code(cast, hanna(cast))
    run_jobs()
    with transaction():
        desk.publish_idea(again(idea), by=cast.bernd, version=1)
    run_jobs()
    bernd = as_person(cast.bernd)
    first, second = letters()
    assert "Quittung" in text_of(bernd.get(DOOR))
    paper = Read(bernd.post(f"{DOOR}/{first.id}/drucken").data)
    assert paper.root.MarkInfo.Marked
    said = flat(paper.text)
    for words in ("Paul Papier", "Dorfstraße 3", "04683 Naunhof", "Landkreis Hier", f"Nr. {idea.id}"):
        assert words in said
    (fresh,) = CODE.findall(said)
    assert is_code_of(again(idea), fresh)
    assert not is_code_of(again(idea), code)
    later = flat(Read(bernd.post(f"{DOOR}/{second.id}/drucken").data).text)
    assert CODE.findall(later) == []
    assert is_code_of(again(idea), fresh)
    both = Read(bernd.post(f"{DOOR}/drucken", data={"brief": [str(first.id), str(second.id), "x", "99999"]}).data)
    assert len(both.pdf.pages) == 2
    assert len(both.of("/H1")) == 2


def test_posted_once_and_brought_back(cast: Cast, run_jobs: Jobs, as_person: Browser) -> None:
    idea = a_typed_idea(cast, hanna(cast))
    run_jobs()
    (letter,) = letters()
    bernd, gerda = as_person(cast.bernd), as_person(cast.gerda)
    assert gerda.get(DOOR).status_code == 403
    assert as_person(cast.dilek).get(f"{DOOR}/{letter.id}").status_code == 404
    as_person(cast.dilek).post(f"{DOOR}/abgeschickt", data={"brief": str(letter.id)})
    assert letters()[0].posted_at is None
    assert bernd.post(f"{DOOR}/abgeschickt", data={"brief": str(letter.id)}).status_code == 303
    (posted,) = letters()
    assert (posted.posted_by_id, posted.posted_at is not None) == (cast.bernd.id, True)
    with pytest.raises(IsPostedAlready), transaction():
        post_letter(db.session.merge(posted), by=cast.bernd)
    assert "schon jemand" in text_of(bernd.post(f"{DOOR}/{letter.id}/abgeschickt", follow_redirects=True))
    assert "Bank am Markt" not in text_of(bernd.get(DOOR))
    assert "Bank am Markt" in text_of(bernd.get(f"{DOOR}?ansicht=erledigt"))
    before = again(idea).claim_hash
    assert CODE.findall(flat(Read(bernd.post(f"{DOOR}/{letter.id}/drucken").data).text)) == []
    assert again(idea).claim_hash == before
    bernd.post(f"{DOOR}/{letter.id}/zurueck")
    assert "Bank am Markt" in text_of(bernd.get(DOOR))


def waiting_numbers(kind: Waiting, cast: Cast) -> list[int]:
    return [row.number for row in db.session.execute(kind.query([cast.here.id]))]


def test_a_letter_waits_no_more_once_the_idea_is_in_an_account(cast: Cast, run_jobs: Jobs, as_person: Browser) -> None:
    idea, code = typed_with_code(cast, hanna(cast))
    run_jobs()
    (letter,) = letters()
    assert waiting_numbers(paper_letters, cast) == [letter.id]
    with transaction():
        claim_idea(again(idea), by=cast.anna, code=code)
    assert waiting_numbers(paper_letters, cast) == []
    bernd = as_person(cast.bernd)
    assert "Bank am Markt" not in text_of(bernd.get(DOOR))
    assert bernd.get(f"{DOOR}/{letter.id}").status_code == 200
    assert bernd.post(f"{DOOR}/{letter.id}/drucken").status_code == 303


def test_a_mail_under_way_is_not_sent_to_an_address_that_is_deleted(cast: Cast, mails: Mails) -> None:
    idea = a_typed_idea(cast, hanna(cast), email="paul@example.org")
    with transaction():
        again(idea).contact_email = None
    assert "paul@example.org" not in {mail["To"] for mail in mails()}


def test_parts_of_a_divided_idea_reach_the_same_author(cast: Cast, run_jobs: Jobs) -> None:
    idea = a_typed_idea(cast, hanna(cast), state="published")
    with transaction():
        parts = [("Bank", "Sitzen."), ("Baum", "Schatten.")]
        (part,) = split_idea(again(idea), parts, by=cast.bernd, reason="Zweierlei.", version=1)
        number = part.id
    with transaction():
        desk.pool_idea(db.session.get_one(Idea, number), by=cast.bernd, answer="Gut.", version=1)
    run_jobs()
    assert [letter.thing_id for letter in letters()][-1] == number


def test_the_list_asks_as_often_for_three_as_for_one(cast: Cast, run_jobs: Jobs, as_person: Browser) -> None:
    clerk, bernd, asked = hanna(cast), as_person(cast.bernd), []
    for more in (1, 2):
        for _ in range(more):
            a_typed_idea(cast, clerk)
        run_jobs()
        with queries() as statements:
            bernd.get(DOOR)
        asked.append(len(statements))
    assert asked[0] == asked[1]
