"""The desk's pages about statements: asking, the idea's page, one request, the list; who may not see them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

from flask import Flask
from sqlalchemy import func, select

from app.accounts.models import Organisation
from app.core.clock import clock_at, now
from app.core.database import db, transaction
from app.ideas.models import Idea
from app.ideas.moderating import close_idea
from app.statements.answering import decline_responsibility
from app.statements.models import StatementRequest, StatementSet
from app.statements.queries import list_requests
from app.statements.requesting import Office, request_statements
from tests.cast import Cast
from tests.queries import count_queries
from tests.statement_worlds import a_department, a_request, a_statement, in_days
from tests.worlds import an_idea

Browser = Callable[..., Any]


def page(answer: Any) -> str:
    return str(answer.get_data(as_text=True))


def sent(idea: Idea, *offices: Organisation, **more: Any) -> dict[str, Any]:
    return {
        "offices": [str(office.id) for office in offices], "question": "Spricht etwas dagegen?", "version": "1",
        "due_on": in_days().isoformat(), "once": str(uuid4()), **more,
    }  # fmt: skip


def address(idea: Idea) -> str:
    return f"/verwaltung/ideen/{idea.id}/stellungnahmen"


def requests() -> list[StatementRequest]:
    db.session.rollback()
    db.session.expire_all()
    return list(db.session.scalars(select(StatementRequest).order_by(StatementRequest.id)))


def moved(idea: Idea, **values: Any) -> None:
    with transaction():
        found = db.session.get_one(Idea, idea.id)
        for name, value in values.items():
            setattr(found, name, value)


# ---- asking --------------------------------------------------------------------------------------


def test_the_form_proposes_the_town_and_says_why(cast: Cast, as_person: Browser) -> None:
    earlier, idea, office = an_idea(cast), an_idea(cast), a_department(cast)
    a_request(cast, earlier, office)
    text = page(as_person(cast.bernd).get(address(idea)))
    town = cast.naunhof.organisation_id
    assert f'value="{town}" checked' in text
    assert "die Idee betrifft diesen Ort" in text
    assert "bei 1 anderen Idee mit diesem Ziel gefragt" in text
    assert f'value="{office.id}" checked' not in text


def test_asking_several_at_once_and_sending_the_form_twice(cast: Cast, as_person: Browser) -> None:
    idea, traffic, water = an_idea(cast), a_department(cast), a_department(cast, "Amt für Wasser")
    browser = as_person(cast.bernd)
    data = sent(idea, traffic, water, name="Beirat für Radverkehr", email="Beirat@Example.org")
    for _ in range(2):
        answer = browser.post(address(idea), data=data)
        assert (answer.status_code, answer.location) == (303, f"/verwaltung/ideen/{idea.id}#stellungnahmen")
    assert [(one.office, one.email) for one in requests()] == [
        ("Amt für Verkehr", traffic.email), ("Amt für Wasser", water.email),
        ("Beirat für Radverkehr", "beirat@example.org"),
    ]  # fmt: skip


def test_faults_stand_at_their_fields_and_keep_the_text(cast: Cast, as_person: Browser) -> None:
    idea, traffic, silent = an_idea(cast), a_department(cast), a_department(cast, "Amt ohne Postfach")
    with transaction():
        db.session.get_one(Organisation, silent.id).email = None
    a_request(cast, idea, traffic)
    saturday = in_days() + timedelta(days=(5 - in_days().weekday()) % 7)
    browser = as_person(cast.bernd)
    for data, words in (
        (sent(idea), "Bitte kreuzen Sie mindestens eine Stelle an"),
        (sent(idea, traffic), "Schon gefragt, noch ohne Antwort: Amt für Verkehr"),
        (sent(idea, silent), "Amt ohne Postfach"),
        (sent(idea, name="Beirat"), "Bitte geben Sie das Postfach an"),
        (sent(idea, email="a@example.org"), "Bitte sagen Sie, zu welcher Stelle"),
        (sent(idea, name="Amt für Verkehr", email="a@example.org"), "Schon gefragt"),
        (sent(idea, traffic, due_on=saturday.isoformat()), "Bitte wählen Sie einen Arbeitstag"),
        (sent(idea, traffic, due_on="kein Tag"), "Bitte wählen Sie einen Arbeitstag"),
        (sent(idea, traffic, question=""), "Bitte schreiben Sie Ihre Frage."),
        (sent(idea, traffic, question="Was ist {mit}?"), "{mit}"),
    ):
        answer = browser.post(address(idea), data=data)
        assert answer.status_code == 422, words
        assert words in page(answer)
        assert data["question"] in page(answer)
    assert len(requests()) == 1


def test_a_day_past_the_promised_answer_is_warned_of(cast: Cast, as_person: Browser) -> None:
    idea, traffic = an_idea(cast), a_department(cast)
    moved(idea, answer_due_on=in_days(5))
    browser = as_person(cast.bernd)
    assert f'value="{in_days(5)}"' in page(browser.get(address(idea)))
    warned = browser.post(address(idea), data=sent(idea, traffic))
    assert warned.status_code == 422
    assert "Trotzdem bis zu diesem Tag fragen" in page(warned)
    assert browser.post(address(idea), data=sent(idea, traffic, late_anyway="y")).status_code == 303


def test_the_other_buttons_fill_the_form_and_send_nothing(cast: Cast, as_person: Browser) -> None:
    idea, traffic = an_idea(cast), a_department(cast)
    with transaction():
        chosen = StatementSet(authority_id=cast.here.id, name="Radwege")
        chosen.members = [db.session.get_one(Organisation, traffic.id)]
        db.session.add(chosen)
    browser = as_person(cast.bernd)
    ticked = page(browser.post(address(idea), data=sent(idea, set=str(chosen.id), schritt="verteiler")))
    assert f'value="{traffic.id}" checked' in ticked
    preview = page(browser.post(address(idea), data=sent(idea, traffic, schritt="vorschau")))
    assert "So liest sich die Mail" in preview
    assert "Spricht etwas dagegen?" in preview
    assert "anna@example.org" not in preview
    assert requests() == []


def test_a_text_replaced_meanwhile_is_shown_and_what_was_typed_is_kept(cast: Cast, as_person: Browser) -> None:
    idea, traffic = an_idea(cast), a_department(cast)
    answer = as_person(cast.bernd).post(address(idea), data=sent(idea, traffic, version="0"))
    assert answer.status_code == 409
    for words in (
        "Der Text wurde inzwischen ersetzt.",
        "Spricht etwas dagegen?",
        'name="version" type="hidden" value="1"',
    ):
        assert words in page(answer)
    assert requests() == []


def test_an_idea_closed_meanwhile_is_not_asked_about(cast: Cast, as_person: Browser) -> None:
    idea, traffic = an_idea(cast), a_department(cast)
    with transaction():
        close_idea(db.session.get_one(Idea, idea.id), by=cast.bernd, outcome="done", answer="Steht.", version=1)
    answer = as_person(cast.bernd).post(address(idea), data=sent(idea, traffic))
    assert answer.status_code == 409
    assert "Spricht etwas dagegen?" in page(answer)
    assert requests() == []


# ---- what came back ------------------------------------------------------------------------------


def test_the_page_of_the_idea_says_how_it_stands(cast: Cast, as_person: Browser) -> None:
    idea = an_idea(cast)
    a_statement(a_request(cast, idea), text="Die Kurve ist eng.", is_public=False)
    with clock_at(now() - timedelta(days=40)):
        a_request(cast, idea, a_department(cast, "Amt für Wasser"))
    wrong = a_request(cast, idea, a_department(cast, "Amt für Schule"))
    with transaction():
        decline_responsibility(
            db.session.get_one(StatementRequest, wrong.id), suggestion="Amt für Umwelt", speaker_name="Vera",
            speaker_office="Schule", email=wrong.email,
        )  # fmt: skip
    browser = as_person(cast.bernd)
    text = page(browser.get(f"/verwaltung/ideen/{idea.id}"))
    for words in (
        "eingegangen: Hinweise", "Die Kurve ist eng.", "Vera Vorlage", "Nicht zur Veröffentlichung", "überfällig",
        "Amt für Umwelt",
    ):  # fmt: skip
        assert words in text
    form = page(browser.get(f"{address(idea)}?name=Amt+für+Umwelt"))
    assert 'value="Amt für Umwelt"' in form
    known = a_department(cast, "Amt für Umwelt")
    assert f'value="{known.id}" checked' in page(browser.get(f"{address(idea)}?name=Amt+für+Umwelt"))


def test_noting_extending_reminding_taking_back(cast: Cast, as_person: Browser) -> None:
    idea, browser = an_idea(cast), as_person(cast.bernd)
    said, late = a_statement(a_request(cast, idea)), a_request(cast, idea, a_department(cast, "Amt für Wasser"))
    base = "/verwaltung/stellungnahmen"
    assert browser.post(f"{base}/{said.id}/gesehen").status_code == 303
    assert browser.post(f"{base}/{late.id}/gesehen").status_code == 409
    assert browser.post(f"{base}/{late.id}/erinnern").status_code == 303
    until = {"due_on": in_days(12).isoformat(), "reason": "Gern."}
    assert browser.post(f"{base}/{late.id}/verlaengern", data=until).status_code == 303
    faulty = browser.post(f"{base}/{late.id}/verlaengern", data={**until, "reason": "Zweimal."})
    assert (faulty.status_code, "Zweimal." in page(faulty)) == (422, True)
    assert browser.post(f"{base}/{late.id}/zuruecknehmen", data={"reason": ""}).status_code == 422
    assert browser.post(f"{base}/{late.id}/zuruecknehmen", data={"reason": "Geklärt."}).status_code == 303
    again = browser.post(f"{base}/{late.id}/zuruecknehmen", data={"reason": "Noch einmal."})
    assert (again.status_code, "Noch einmal." in page(again)) == (409, True)
    assert [one.seen_at is not None for one in requests()] == [True, True]


def test_the_list_by_due_day_with_late_ones_marked_page_by_page(cast: Cast, as_person: Browser) -> None:
    idea = an_idea(cast)
    offices = [Office(f"Stelle {n}", f"stelle{n}@example.org") for n in range(4)]
    for n, office in enumerate(offices):
        with transaction():
            request_statements(
                db.session.get_one(Idea, idea.id), [office], by=cast.bernd, question="?", due_on=in_days(8 - n),
                version=1,
            )  # fmt: skip
    seen, cursor = [], None
    while True:
        rows, cursor = list_requests([cast.here.id], "offen", cursor=cursor, size=3)
        seen += [row.office for row in rows]
        if cursor is None:
            break
    assert seen == ["Stelle 3", "Stelle 2", "Stelle 1", "Stelle 0"]
    assert list_requests([cast.elsewhere.id], "offen")[0] == []
    browser = as_person(cast.bernd)
    with clock_at(now() + timedelta(days=60)):
        text = page(browser.get("/verwaltung/stellungnahmen"))
    assert "überfällig seit" in text
    assert "4 sind überfällig" in text
    only = page(browser.get("/verwaltung/stellungnahmen?stelle=Stelle+1"))
    assert "Stelle 1</b>" in only
    assert "Stelle 2</b>" not in only
    assert browser.get("/verwaltung/stellungnahmen?nach=Unsinn").status_code == 200


def test_as_many_queries_for_three_as_for_one(app: Flask, cast: Cast) -> None:
    idea = an_idea(cast)
    a_statement(a_request(cast, idea))
    for view in ("offen", "eingegangen"):
        db.session.remove()
        with count_queries(1):
            list_requests([cast.here.id], view)
    a_request(cast, idea, a_department(cast, "Amt für Wasser"))
    a_request(cast, idea, a_department(cast, "Amt für Schule"))
    for view in ("offen", "eingegangen"):
        db.session.remove()
        with count_queries(1):
            list_requests([cast.here.id], view)


def test_nobody_elses_business(cast: Cast, as_person: Browser, client: Any) -> None:
    idea = an_idea(cast)
    request = a_request(cast, idea, question="Nur für Sie.")
    for person, status in ((cast.dilek, 404), (cast.gerda, 404), (cast.anna, 404)):
        browser = as_person(person)
        for path in (address(idea), f"/verwaltung/stellungnahmen/{request.id}"):
            assert browser.get(path).status_code == status, (person.display_name, path)
        assert browser.post(address(idea), data=sent(idea)).status_code == status
        assert browser.post(f"/verwaltung/stellungnahmen/{request.id}/gesehen").status_code == status
    assert as_person(cast.anna).get("/verwaltung/stellungnahmen").status_code == 403
    assert "Amt für Verkehr" not in page(as_person(cast.dilek).get("/verwaltung/stellungnahmen"))
    assert client.get("/verwaltung/stellungnahmen").status_code == 302
    public = page(client.get(f"/ideen/{idea.id}-{idea.slug}"))
    assert "Wir fragen: Amt für Verkehr" in public
    assert "Nur für Sie." not in public
    assert db.session.scalar(select(func.count(StatementRequest.id))) == 1
