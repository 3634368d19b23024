"""Reporting: by anybody, about what is public, once; and the desk's answer."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import false, func, select

from app.core.clock import now
from app.core.database import db, transaction
from app.core.journal import JournalEntry
from app.restrictions.models import Report
from app.restrictions.queries import desk_counts, reports_on_desk
from tests.cast import Cast
from tests.queries import count_queries
from tests.restrictions.stage import a_comment, a_file, a_report, hidden
from tests.worlds import HIDDEN_STATES, an_idea

NOTHING = false()
"""None of the things is hers."""


def a_form(**values: str) -> dict[str, str]:
    return {"cause": "insult", "text": "Das beleidigt jemanden.", "once": str(uuid4()), **values}


def reports() -> list[Report]:
    db.session.rollback()
    return list(db.session.scalars(select(Report).order_by(Report.id)))


def test_emil_reports_an_idea_and_learns_what_happens_next(cast: Cast, client: Any) -> None:
    idea = an_idea(cast)
    assert "Beleidigt" not in client.get(f"/melden/{idea.id}").get_data(as_text=True)
    answer = client.post(f"/melden/{idea.id}", data=a_form(email="Emil@example.org"), follow_redirects=True)
    page = answer.get_data(as_text=True)
    [told] = reports()
    assert (told.thing_id, told.cause, told.email, told.reporter_id) == (idea.id, "insult", "emil@example.org", None)
    assert told.authority_id == cast.here.id
    assert str(told.id) in page
    assert f"/ideen/{idea.id}-" in page


def test_somebody_signed_in_reports_a_comment_and_a_file(cast: Cast, as_person: Callable[..., Any]) -> None:
    idea = an_idea(cast)
    comment, attachment = a_comment(cast, idea), a_file(cast, idea)
    anna = as_person(cast.anna)
    assert comment.text in anna.get(f"/melden/kommentar/{comment.id}").get_data(as_text=True)
    assert anna.get(f"/melden/datei/{attachment.id}").status_code == 200
    assert anna.post(f"/melden/kommentar/{comment.id}", data=a_form()).status_code == 303
    assert anna.post(f"/melden/datei/{attachment.id}", data=a_form()).status_code == 303
    about_comment, about_file = reports()
    assert (about_comment.comment_id, about_comment.reporter_id) == (comment.id, cast.anna.id)
    assert (about_file.attachment_id, about_file.comment_id) == (attachment.id, None)


def test_the_same_form_sent_twice_makes_one_report(cast: Cast, client: Any) -> None:
    idea, form = an_idea(cast), a_form()
    first, second = (client.post(f"/melden/{idea.id}", data=form) for _ in range(2))
    assert first.location == second.location
    assert len(reports()) == 1
    client.post(f"/melden/{idea.id}", data=a_form())
    assert len(reports()) == 2


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"cause": ""}, "Bitte wählen Sie, worum es geht."),
        ({"cause": "hunger"}, "Bitte wählen Sie, worum es geht."),
        ({"text": " "}, "Bitte schreiben Sie in wenigen Worten, was nicht stimmt."),
        ({"email": "emil"}, "keine vollständige E-Mail-Adresse"),
    ],
)
def test_a_fault_is_said_at_its_field_and_the_text_is_kept(
    cast: Cast, client: Any, values: dict[str, str], words: str
) -> None:
    answer = client.post(f"/melden/{an_idea(cast).id}", data=a_form(**{"text": "Mein Satz.", **values}))
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert words in page
    assert reports() == []
    assert values.get("text") or "Mein Satz." in page


@pytest.mark.parametrize("state", HIDDEN_STATES)
def test_what_is_not_public_cannot_be_reported(cast: Cast, client: Any, state: str) -> None:
    number = an_idea(cast, state).id
    for answer in (client.get(f"/melden/{number}"), client.post(f"/melden/{number}", data=a_form())):
        assert answer.status_code == 404
    assert reports() == []


def test_hidden_comments_and_files_and_those_of_hidden_ideas_cannot_be_reported(cast: Cast, client: Any) -> None:
    idea = an_idea(cast)
    comment, attachment = a_comment(cast, idea), a_file(cast, idea)
    other, other_file = a_comment(cast, idea, "Noch etwas."), a_file(cast, idea, "Zwei.jpg")
    hidden(cast, comment)
    hidden(cast, attachment)
    addresses = [f"/melden/kommentar/{comment.id}", f"/melden/datei/{attachment.id}"]
    still = [f"/melden/kommentar/{other.id}", f"/melden/datei/{other_file.id}"]
    assert [client.get(address).status_code for address in addresses + still] == [404, 404, 200, 200]
    hidden(cast, idea)
    assert [client.get(address).status_code for address in still] == [404, 404]


def test_goals_and_concepts_are_the_authority_s_own_words(cast: Cast, client: Any) -> None:
    assert client.get(f"/melden/{cast.sub_goal.id}").status_code == 404


def test_who_reports_too_often_is_told_to_wait(cast: Cast, client: Any) -> None:
    number = an_idea(cast).id
    answers = [client.post(f"/melden/{number}", data=a_form()).status_code for _ in range(11)]
    assert answers == [303] * 10 + [429]


def test_the_link_stands_on_the_page_of_an_idea(cast: Cast, client: Any) -> None:
    idea = an_idea(cast)
    assert f'href="/melden/{idea.id}"' in client.get(f"/ideen/{idea.id}-{idea.slug}").get_data(as_text=True)


# ---- at the desk ----------------------------------------------------------------------------------------


def test_bernd_leaves_it_and_answers(cast: Cast, as_person: Callable[..., Any]) -> None:
    idea = an_idea(cast)
    told = a_report(idea, by=cast.carla)
    bernd = as_person(cast.bernd)
    assert idea.title in bernd.get("/verwaltung/meldungen").get_data(as_text=True)
    page = bernd.get(f"/verwaltung/meldungen/{told.id}").get_data(as_text=True)
    assert "Das beleidigt meine Nachbarin." in page
    assert "Carla Beispiel" in page
    assert idea.current.text in page
    assert bernd.post(f"/verwaltung/meldungen/{told.id}/belassen", data={"answer": " "}).status_code == 422
    answer = bernd.post(f"/verwaltung/meldungen/{told.id}/belassen", data={"answer": "Das ist erlaubt."})
    assert answer.status_code == 303
    [settled] = reports()
    assert (settled.outcome, settled.answer, settled.settled_by_id) == ("left", "Das ist erlaubt.", cast.bernd.id)
    entry = db.session.scalars(select(JournalEntry).where(JournalEntry.verb == "settle_report")).one()
    assert (entry.audience, entry.details, entry.reason) == ("direct", {"report": told.id}, None)
    assert idea.title not in bernd.get("/verwaltung/meldungen").get_data(as_text=True)
    assert idea.title in bernd.get("/verwaltung/meldungen/erledigt").get_data(as_text=True)
    again = bernd.post(f"/verwaltung/meldungen/{told.id}/belassen", data={"answer": "Doch nicht."})
    assert again.status_code == 409
    assert reports()[0].answer == "Das ist erlaubt."


def test_nobody_else_reads_a_report(cast: Cast, client: Any, as_person: Callable[..., Any]) -> None:
    told = a_report(an_idea(cast))
    address = f"/verwaltung/meldungen/{told.id}"
    assert as_person(cast.dilek).get(address).status_code == 404
    assert as_person(cast.dilek).post(f"{address}/belassen", data={"answer": "x"}).status_code == 404
    assert as_person(cast.anna).get(address).status_code in {403, 404}
    assert as_person(cast.anna).get("/verwaltung/meldungen").status_code == 403
    assert client.get(address).status_code == 302
    assert as_person(cast.bernd, is_verified_twice=False).get(address).status_code == 302
    assert "Ein sicherer Radweg" not in as_person(cast.dilek).get("/verwaltung/meldungen").get_data(as_text=True)
    # Gerda decides objections; reports are the moderators' business.
    assert as_person(cast.gerda).get(address).status_code in {403, 404}
    assert as_person(cast.gerda).get("/verwaltung/meldungen").location.endswith("/widersprueche")


def test_the_author_does_not_learn_who_reported(cast: Cast, as_person: Callable[..., Any]) -> None:
    idea = an_idea(cast)
    a_report(idea, by=cast.carla, email="carla@example.org")
    restriction = hidden(cast, idea)
    anna = as_person(cast.anna)
    for address in (f"/konto/einschraenkungen/{restriction.id}", "/konto/einschraenkungen", f"/konto/ideen/{idea.id}"):
        page = anna.get(address).get_data(as_text=True)
        assert "Carla" not in page
        assert "carla@" not in page
        assert "Nachbarin" not in page


def test_counts_and_pages_take_one_query_each(cast: Cast) -> None:
    idea = an_idea(cast)
    for _ in range(3):
        a_report(idea)
    with transaction():
        reports()[0].settled_at = now()
    db.session.refresh(cast.bernd)
    with count_queries(1):
        counts = desk_counts(cast.bernd, NOTHING)
    assert (counts.reports, counts.held, counts.objections) == (2, 0, 0)
    assert desk_counts(cast.dilek, NOTHING).reports == 0
    with count_queries(1):
        page = reports_on_desk(cast.bernd, NOTHING)
    ids = [row.id for row in page.rows]
    assert ids == sorted(ids)


def test_the_list_of_reports_is_paged_without_gaps(
    cast: Cast, as_person: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.restrictions.queries.PAGE_SIZE", 2)
    idea, seen, cursor = an_idea(cast), [], None
    told = [a_report(idea).id for _ in range(5)]
    for _ in range(3):
        page = reports_on_desk(cast.bernd, NOTHING, cursor)
        seen += [row.id for row in page.rows]
        cursor = page.next
    assert seen == told
    assert cursor is None
    first = as_person(cast.bernd).get("/verwaltung/meldungen").get_data(as_text=True)
    assert 'rel="next"' in first


def test_a_report_counts_in_the_menu(cast: Cast, as_person: Callable[..., Any]) -> None:
    a_report(an_idea(cast))
    assert '<span class="count">1</span>' in as_person(cast.bernd).get("/verwaltung/projekte").get_data(as_text=True)
    assert db.session.scalar(select(func.count()).select_from(Report)) == 1
