"""A clerk answers by the link in a mail: the four ways, the code, the copy; and what the link does not open."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from app.accounts.models import EmailProof
from app.core import clock
from app.core.clock import now
from app.core.database import db, transaction
from app.core.working_days import add_working_days
from app.ideas import moderating
from app.statements.answering import latest_extension
from app.statements.models import StatementLink, StatementRequest
from tests.cast import Cast
from tests.inbox.stage import kinds_of
from tests.statement_worlds import a_department, a_request, a_statement
from tests.statements.mailed import a_link, code_to, fresh, typed
from tests.worlds import an_idea

Mails = Callable[[], list[Any]]
BOX = "amt-fuer-verkehr@kreis.example"


@pytest.fixture
def asked(cast: Cast) -> StatementRequest:
    return a_request(cast, an_idea(cast, title="Ein Radweg nach Naunhof", text="Bitte am Fluss entlang."))


@pytest.fixture
def link(asked: StatementRequest) -> str:
    return a_link(asked)


def test_the_page_says_what_is_asked_and_leads_nowhere_else(asked: StatementRequest, link: str, client: Any) -> None:
    answer = client.get(link)
    page = answer.text
    for words in (
        "Ein Radweg nach Naunhof", "Bitte am Fluss entlang.", "Naunhof", "Spricht etwas dagegen?",
        "Stabsstelle Kreisentwicklung", "Antworten", "Frist verlängern", "Nicht zuständig, richtig wäre …",
        "Fehlanzeige", "ersetzt weder Genehmigung noch Zusicherung", "noindex", "03433 000 000",
    ):  # fmt: skip
        assert words in page, words
    assert "/anmelden" not in page
    assert 'class="nav"' not in page
    headers = answer.headers
    assert (headers["Cache-Control"], headers["X-Robots-Tag"]) == ("no-store", "noindex, nofollow")
    assert headers["Referrer-Policy"] == "strict-origin"


def test_the_statement_is_given_with_a_code_to_the_mailbox_of_the_link(
    asked: StatementRequest, link: str, client: Any, mails: Mails
) -> None:
    answer = client.post(f"{link}/antworten", data=typed())
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{link}/bestaetigen")
    page = client.get(f"{link}/bestaetigen").text
    assert "Bitte die Breite beachten." in page
    assert BOX in page
    sent = mails()
    code = code_to(sent, BOX)
    body = next(mail for mail in sent if mail["Subject"].startswith(code)).get_body(("plain",)).get_content()
    assert f"Idee Nr. {asked.idea_id}" in body
    assert "/anmelden/link" not in body
    assert fresh(asked).state == "open"
    answer = client.post(f"{link}/bestaetigen", data={"code": f"{code[:3]} {code[3:]}"})
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{link}/quittung")
    receipt = client.get(f"{link}/quittung").text
    for words in ("Vera Vorlage", "Bitte die Breite beachten.", "Hinweise", BOX, "Amt für Verkehr"):
        assert words in receipt, words
    given = fresh(asked)
    assert given.statement is not None
    assert (given.state, given.statement.email, given.statement.is_public) == ("answered", BOX, True)
    (copy,) = [mail for mail in mails() if mail["Subject"].startswith("Kopie:")]
    text = copy.get_body(("plain",)).get_content()
    assert copy["To"] == BOX
    assert "Bitte die Breite beachten." in text
    assert "Vera Vorlage" in text


def test_after_it_the_link_is_dead_and_says_nothing_of_what_was_said(
    asked: StatementRequest, link: str, client: Any, app: Flask
) -> None:
    a_statement(asked)
    for door in doors_of(app, link):
        answer = app.test_client().open(door[1], method=door[0], data={**typed(), "code": "123456"})
        assert answer.status_code == 410, door
        page = answer.text
        assert "Diese Anfrage ist beendet" in page
        assert "03433 000 000" in page
        assert "Radweg" not in page
        assert ("Breite" in page) == (door[0] == "POST"), door  # only what was just sent, to keep
    assert client.get(f"{link}/quittung").status_code == 410


def doors_of(app: Flask, link: str) -> list[tuple[str, str]]:
    """Every door under the link, from the site map itself."""
    rules = [rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/stellungnahme/")]
    assert len(rules) >= 14
    return [
        (method, rule.rule.replace("/stellungnahme/<token>", link))
        for rule in rules
        for method in sorted((rule.methods or set()) & {"GET", "POST"})
    ]


def test_no_door_opens_to_a_guess(asked: StatementRequest, link: str, client: Any, app: Flask) -> None:
    flipped = "A" if link[-1] != "A" else "B"
    for wrong in (f"{link[:-1]}{flipped}", "/stellungnahme/falsch", f"{link}x", f"/stellungnahme/{'x' * 4000}"):
        for method, door in doors_of(app, wrong):
            answer = client.open(door, method=method, data=typed())
            assert answer.status_code == 404, (method, door)
            assert "Radweg" not in answer.text
    assert fresh(asked).statement.version == 1  # type: ignore[union-attr]
    with transaction():
        (kept,) = db.session.scalars(db.select(StatementLink).where(StatementLink.token_hash.is_not(None)))
    assert client.get(f"/stellungnahme/{kept.token_hash}").status_code == 404


def test_the_link_of_one_request_neither_reads_nor_changes_another(
    cast: Cast, asked: StatementRequest, link: str, client: Any, app: Flask, mails: Mails
) -> None:
    other = a_request(cast, an_idea(cast, title="Geheimtipp Brunnen"), a_department(cast, "Wasseramt"))
    for method, door in doors_of(app, link):
        assert "Geheimtipp" not in client.open(door, method=method, data=typed(to="x@kreis.example")).text
    untouched = fresh(other)
    assert (untouched.state, untouched.statement.version) == ("open", 1)  # type: ignore[union-attr]
    second = a_link(other, BOX)
    client.post(f"{link}/antworten", data=typed(fresh(asked).statement.version))  # type: ignore[union-attr]
    client.post(f"{second}/antworten", data=typed())
    codes = {code_to([mail], BOX): mail for mail in mails() if re.match(r"\d{6}", mail["Subject"])}
    foreign = next(code for code, mail in codes.items() if f"Nr. {asked.idea_id} " in mail["Subject"])
    assert client.post(f"{second}/bestaetigen", data={"code": foreign}).status_code == 422
    assert fresh(other).state == "open"
    own = next(code for code, mail in codes.items() if f"Nr. {other.idea_id} " in mail["Subject"])
    assert client.post(f"{second}/bestaetigen", data={"code": own}).status_code == 303
    assert (fresh(other).state, fresh(asked).state) == ("answered", "open")


def test_a_code_confirms_the_words_it_was_asked_for(
    asked: StatementRequest, link: str, client: Any, mails: Mails
) -> None:
    client.post(f"{link}/antworten", data=typed())
    code = code_to(mails(), BOX)
    client.post(f"{link}/antworten", data=typed(2, text="Ganz anders.", later="1"))
    answer = client.post(f"{link}/bestaetigen", data={"code": code})
    assert answer.status_code == 409
    assert "Ganz anders." in answer.text
    assert fresh(asked).state == "open"


def test_a_colleague_who_saves_meanwhile_takes_neither_words_nor_name(
    asked: StatementRequest, link: str, client: Any, mails: Mails, app: Flask
) -> None:
    client.post(f"{link}/antworten", data=typed(text="Text von Vera"))
    code, karl = code_to(mails(), BOX), app.test_client()
    assert "Vera Vorlage" not in karl.get(f"{link}/antworten").text
    karl.post(f"{link}/antworten", data=typed(2, text="Text von Karl", speaker_name="Karl Kollege", later="1"))
    for answer in (client.post(f"{link}/bestaetigen", data={"code": code}), client.get(f"{link}/bestaetigen")):
        assert answer.status_code == 409
        kept, _between, form = answer.text.partition('action="' + link + '/antworten"')
        assert "Text von Karl" in kept
        assert "Text von Vera" in form
        assert 'value="Vera Vorlage"' in form
        assert "Karl" not in form.split("<aside")[0]
    for step in ("antworten", "fehlanzeige", "nicht-zustaendig"):
        assert "Karl Kollege" not in client.get(f"{link}/{step}").text
    assert 'value="Karl Kollege"' in karl.get(f"{link}/antworten").text
    client.post(f"{link}/antworten", data=typed(3, text="Text von Vera"))
    assert client.post(f"{link}/bestaetigen", data={"code": code_to(mails(), BOX)}).status_code == 303


def test_language_and_theme_come_back_to_the_request_without_a_referrer(
    asked: StatementRequest, link: str, client: Any
) -> None:
    for page in (link, f"{link}/antworten", f"/dateien/stellungnahme/{asked.id}?link={link.split('/')[2]}"):
        assert client.get(page).text.count(f'name="next" value="{page}"') == 2
    client.post(f"{link}/antworten", data=typed())
    answer = client.post(f"{link}/bestaetigen", data={"code": "000000"})
    assert f'name="next" value="{link}/bestaetigen"' in answer.text


def test_five_wrong_codes_and_an_old_one_are_refused_and_a_new_one_helps(
    asked: StatementRequest, link: str, client: Any, mails: Mails
) -> None:
    client.post(f"{link}/antworten", data=typed())
    code = code_to(mails(), BOX)
    wrong = f"{(int(code) + 1) % 10**6:06}"
    for left in ("4 Versuche", "3 Versuche", "2 Versuche", "einen Versuch", "gilt nicht mehr"):
        answer = client.post(f"{link}/bestaetigen", data={"code": wrong})
        assert answer.status_code == 422
        assert left in answer.text
    assert answer.text.count("gilt nicht mehr") == 1
    assert client.post(f"{link}/bestaetigen", data={"code": code}).status_code == 422
    assert client.post(f"{link}/neuer-code").status_code == 303
    new = code_to(mails(), BOX)
    with transaction():
        db.session.execute(db.update(EmailProof).values(expires_at=now() - timedelta(minutes=1)))
    assert client.post(f"{link}/bestaetigen", data={"code": new}).status_code == 422
    client.post(f"{link}/neuer-code")
    assert client.post(f"{link}/bestaetigen", data={"code": code_to(mails(), BOX)}).status_code == 303
    assert fresh(asked).state == "answered"


def test_a_statement_code_opens_no_account(asked: StatementRequest, link: str, client: Any, mails: Mails) -> None:
    client.post(f"{link}/antworten", data=typed())
    code = code_to(mails(), BOX)
    with transaction():
        (proof,) = db.session.scalars(db.select(EmailProof).where(EmailProof.purpose == "statement"))
    assert proof.link_hash is None
    assert client.get(f"/konto/anmelden/code/{proof.id}").status_code == 404
    assert client.post(f"/konto/anmelden/code/{proof.id}", data={"code": code}).status_code == 404


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"verdict": "objection", "text": ""}, "Bitte schreiben Sie, worum es geht"),
        ({"text": "x" * 20_001}, "Bitte kürzen Sie das"),
        ({"verdict": "perfekt"}, "für Ihre Stelle nicht vorgesehen"),
        ({"verdict": "welcome"}, "für Ihre Stelle nicht vorgesehen"),
        ({"verdict": ""}, "zu welchem Ergebnis"),
        ({"speaker_name": " "}, "Bitte geben Sie Ihren Namen an."),
    ],
)
def test_bad_input_is_said_at_its_field_and_the_text_stays(
    asked: StatementRequest, link: str, client: Any, values: dict[str, str], message: str
) -> None:
    answer = client.post(f"{link}/antworten", data=typed(**{"speaker_office": "Sachgebiet 3", **values}))
    assert answer.status_code == 422
    assert message in answer.text
    assert "Sachgebiet 3" in answer.text
    assert fresh(asked).statement.version == 1  # type: ignore[union-attr]


def test_two_colleagues_at_once_read_both_texts(asked: StatementRequest, link: str, client: Any) -> None:
    assert client.post(f"{link}/antworten", data=typed(text="Text von Vera", later="1")).status_code == 303
    answer = client.post(f"{link}/antworten", data=typed(text="Text von Karl"))
    assert answer.status_code == 409
    assert "Text von Vera" in answer.text
    assert "Text von Karl" in answer.text.split("<textarea")[1]
    assert 'name="version" value="2"' in answer.text
    assert client.post(f"{link}/antworten", data=typed(2, text="Text von Karl")).status_code == 303


def test_the_text_is_kept_while_it_is_typed(asked: StatementRequest, link: str, client: Any) -> None:
    kept = client.post(f"{link}/sichern", data={"version": "1", "text": "Angefangen", "consent": "no"})
    assert kept.status_code == 200
    assert "Gespeichert um" in kept.text
    assert 'value="2"' in kept.text
    assert "jemand anderes gespeichert" in client.post(f"{link}/sichern", data={"version": "1", "text": "Anders"}).text
    assert "Nicht gespeichert" in client.post(f"{link}/sichern", data={"version": "2", "text": "x" * 20_001}).text
    assert "Angefangen" in client.get(f"{link}/antworten").text


def test_nothing_to_report_is_one_click_a_name_and_the_code(
    asked: StatementRequest, link: str, client: Any, mails: Mails
) -> None:
    form = {"version": "1", "speaker_name": "Vera Vorlage", "speaker_office": "Amt für Verkehr"}
    assert client.post(f"{link}/fehlanzeige", data=form).status_code == 303
    assert f'href="{link}/fehlanzeige">Noch ändern' in client.get(f"{link}/bestaetigen").text
    assert client.post(f"{link}/bestaetigen", data={"code": code_to(mails(), BOX)}).status_code == 303
    given = fresh(asked)
    assert given.statement is not None
    assert (given.state, given.statement.verdict, given.statement.is_public) == ("answered", "not_affected", False)


def test_not_responsible_wants_a_name_and_a_code(asked: StatementRequest, link: str, client: Any, mails: Mails) -> None:
    form = {"suggestion": "Gemeinde Brandis", "speaker_name": "Vera Vorlage", "speaker_office": "Amt für Verkehr"}
    assert client.post(f"{link}/nicht-zustaendig", data={**form, "suggestion": ""}).status_code == 422
    assert client.post(f"{link}/nicht-zustaendig", data=form).status_code == 303
    assert "Gemeinde Brandis" in client.get(f"{link}/bestaetigen").text
    assert client.post(f"{link}/bestaetigen", data={"code": code_to(mails(), BOX)}).status_code == 303
    assert "Gemeinde Brandis" in client.get(f"{link}/quittung").text
    assert (fresh(asked).state, fresh(asked).suggestion) == ("not_responsible", "Gemeinde Brandis")
    assert any(mail["Subject"].startswith("Gemeldet: nicht zuständig") for mail in mails())


def test_more_time_shows_the_day_before_and_names_the_telephone_after(
    asked: StatementRequest, link: str, client: Any
) -> None:
    last = latest_extension(asked)
    assert f'value="{last.isoformat()}"' in client.get(f"{link}/frist").text
    for wrong in ("2020-01-01", "morgen", (last + timedelta(days=7)).isoformat()):
        assert client.post(f"{link}/frist", data={"until": wrong, "reason": "Urlaub"}).status_code == 422
    assert client.post(f"{link}/frist", data={"until": last.isoformat(), "reason": ""}).status_code == 422
    assert client.post(f"{link}/frist", data={"until": last.isoformat(), "reason": "Urlaub"}).status_code == 303
    page = client.get(link).text
    assert "schon einmal verlängert" in page
    assert "Frist verlängern" not in page
    assert client.post(f"{link}/frist", data={"until": last.isoformat(), "reason": "Urlaub"}).status_code == 422
    assert fresh(asked).due_on == last


def test_a_late_office_can_still_answer(asked: StatementRequest, link: str, client: Any, mails: Mails) -> None:
    with transaction():
        request = db.session.get_one(StatementRequest, asked.id)
        request.due_on = request.first_due_on = clock.today() - timedelta(days=3)
    assert "Sie können noch antworten" in client.get(link).text
    client.post(f"{link}/antworten", data=typed())
    assert client.post(f"{link}/bestaetigen", data={"code": code_to(mails(), BOX)}).status_code == 303


def test_a_colleague_gets_a_link_of_her_own_and_confirms_by_her_own_mailbox(
    asked: StatementRequest, link: str, client: Any, mails: Mails, as_person: Any, cast: Cast
) -> None:
    for stranger in ("x@anderswo.example", BOX, "kein Postfach"):
        answer = client.post(f"{link}/weitergeben", data={"to": stranger, "note": "Deins?"})
        assert answer.status_code == 422
        assert "Deins?" in answer.text
    assert client.post(f"{link}/weitergeben", data={"to": "karl@kreis.example", "note": "Deins?"}).status_code == 303
    sent = mails()
    (asking,) = [mail for mail in sent if mail["To"] == "karl@kreis.example"]
    found = re.search(r"/stellungnahme/[\w-]+", asking.get_body(("plain",)).get_content())
    assert found is not None
    own = found[0]
    assert own != link
    (note,) = [mail for mail in sent if mail["Subject"].startswith("Im Haus weitergegeben")]
    assert note["To"] == BOX
    assert "karl@kreis.example" in note.get_body(("plain",)).get_content()
    assert "Deins?" in client.get(own).text
    client.post(f"{own}/antworten", data=typed(speaker_name="Karl Kollege"))
    assert client.post(f"{own}/bestaetigen", data={"code": code_to(mails(), "karl@kreis.example")}).status_code == 303
    assert fresh(asked).statement.email == "karl@kreis.example"  # type: ignore[union-attr]
    assert {mail["To"] for mail in mails() if mail["Subject"].startswith("Kopie:")} == {BOX, "karl@kreis.example"}
    assert not [mail for mail in mails() if mail["Subject"].startswith("Erledigt")]
    assert client.get(link).status_code == 410


def test_whoever_has_it_too_is_named_and_hears_that_it_is_settled_but_not_what_was_said(
    asked: StatementRequest, link: str, client: Any, mails: Mails
) -> None:
    client.post(f"{link}/weitergeben", data={"to": "karl@kreis.example"})
    assert "weitergegeben an karl@kreis.example" in client.get(link).text
    mails()
    a_statement(asked)
    (settled,) = [mail for mail in mails() if mail["Subject"].startswith("Erledigt")]
    text = settled.get_body(("plain",)).get_content()
    assert settled["To"] == "karl@kreis.example"
    assert "ist beantwortet worden" in text
    for words in ("Vera", "Breite", "Radweg", "/stellungnahme/"):
        assert words not in text, words


def test_a_link_that_was_cut_off_says_so_and_whom_to_call(link: str, client: Any) -> None:
    answer = client.get(link[:-5])
    assert answer.status_code == 404
    assert "ganzen Link aus der Mail" in answer.text
    assert "03433 000 000" in answer.text


def test_faults_are_listed_in_the_order_of_the_form(asked: StatementRequest, link: str, client: Any) -> None:
    page = client.post(f"{link}/antworten", data=typed(verdict="", speaker_name="")).text
    summary = page.split('id="fehler"')[1].split("</ul>")[0]
    assert summary.index("#verdict") < summary.index("#speaker_name")
    assert page.count("only-narrow") == page.count("only-wide") == 1


def test_more_time_past_the_promised_day_is_warned_of_and_marked_for_the_desk(
    cast: Cast, asked: StatementRequest, link: str, client: Any
) -> None:
    promised = add_working_days(asked.due_on, 3, "SN")
    with transaction():
        fresh_idea(asked).answer_due_on = promised
    page = client.get(f"{link}/frist").text
    assert "Eine Antwort ist bis" in page
    assert f'<option selected value="{add_working_days(asked.due_on, 2, "SN")}"' in page
    assert "statement_asked" in kinds_of(cast.bernd, "wartet")
    client.post(f"{link}/frist", data={"until": latest_extension(asked).isoformat(), "reason": "Urlaub"})
    assert kinds_of(cast.bernd).count("statement_beyond") == 1
    assert "statement_asked" not in kinds_of(cast.bernd, "wartet")


def test_the_desk_has_closed_the_idea_meanwhile(
    cast: Cast, asked: StatementRequest, link: str, client: Any, mails: Mails
) -> None:
    client.post(f"{link}/antworten", data=typed())
    code = code_to(mails(), BOX)
    with transaction():
        idea = fresh_idea(asked)
        moderating.close_idea(idea, by=cast.bernd, outcome="done", answer="Steht.", version=1, is_released=True)
    for answer in (client.get(link), client.post(f"{link}/bestaetigen", data={"code": code})):
        assert answer.status_code == 410
        assert "Radweg" not in answer.text


def test_a_hidden_idea_is_shown_to_no_office(asked: StatementRequest, link: str, client: Any) -> None:
    with transaction():
        idea = fresh_idea(asked)
        idea.restricted_at = now()
        idea.relist()
    answer = client.get(link)
    assert (answer.status_code, "Radweg" in answer.text) == (410, False)


def fresh_idea(asked: StatementRequest) -> Any:
    return db.session.get_one(StatementRequest, asked.id).idea
