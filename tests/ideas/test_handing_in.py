"""Step 2: from a draft to a received idea, by code, by link, or signed in."""

from datetime import timedelta
from typing import Any

import html5lib
import pytest
from flask_babel import ngettext
from sqlalchemy import select

from app.accounts.models import EmailProof, Person
from app.core.clock import now
from app.core.database import db, transaction
from app.ideas.models import Idea
from tests.cast import Cast
from tests.ideas.helping import code_in, link_in, other_than, signing, written


def the_idea(number: int) -> Idea:
    db.session.expire_all()
    idea = db.session.get(Idea, number)
    assert idea is not None
    return idea


def asked(client: Any, mails: Any, **changes: Any) -> tuple[int, str]:
    """A draft waiting for its code; number and code."""
    number = written(client)
    answer = client.post(f"/ideen/{number}/code", data=signing(**changes))
    assert answer.status_code == 303, answer.get_data(as_text=True)[-2500:]
    return number, code_in(mails()[-1])


def test_the_whole_way_by_code(client: Any, cast: Cast, mails: Any) -> None:
    number, code = asked(client, mails)
    assert 'autocomplete="one-time-code"' in client.get(f"/ideen/{number}/absenden").text
    answer = client.post(f"/ideen/{number}/einreichen", data={"code": f"{code[:3]} {code[3:]}"})
    assert answer.location == f"/konto/ideen/{number}/quittung"
    idea = the_idea(number)
    assert (idea.state, idea.author_name, idea.author_kind, idea.version) == ("submitted", "Emil Muster", "person", 1)
    assert idea.author is not None
    assert idea.author.email == "emil@example.org"
    receipt = client.get(answer.location)
    assert receipt.status_code == 200, "she is signed in, without a password"
    assert idea.publish_due_on is not None
    assert f'datetime="{idea.publish_due_on.isoformat()}"' in receipt.text


def test_the_whole_way_by_link(app: Any, client: Any, cast: Cast, mails: Any) -> None:
    number, _code = asked(client, mails)
    path, phone = link_in(mails()[-1]), app.test_client()
    assert phone.get(path).status_code == 200
    assert the_idea(number).state == "draft", "looking hands nothing in"
    assert phone.post(path).location == f"/konto/ideen/{number}/quittung"
    assert the_idea(number).author_name == "Emil Muster"
    assert phone.get(f"/konto/ideen/{number}/quittung").status_code == 200
    assert phone.post(path).status_code == 410


def test_a_known_person_keeps_her_account(client: Any, cast: Cast, mails: Any) -> None:
    number, code = asked(client, mails, email="Anna@example.org")
    client.post(f"/ideen/{number}/einreichen", data={"code": code})
    assert the_idea(number).author_id == cast.anna.id
    assert len(db.session.scalars(select(Person).where(Person.email == "anna@example.org")).all()) == 1


def test_the_name_becomes_the_accounts_only_when_it_is_her_own(client: Any, cast: Cast, mails: Any) -> None:
    number, code = asked(client, mails, name_choice="pseudonym", author_name="Radlerin 71")
    client.post(f"/ideen/{number}/einreichen", data={"code": code})
    idea = the_idea(number)
    assert idea.author_name == "Radlerin 71"
    assert idea.author is not None
    assert idea.author.display_name is None


def test_a_resident_gives_no_name(client: Any, cast: Cast, mails: Any) -> None:
    number, code = asked(client, mails, name_choice="resident", author_name="")
    client.post(f"/ideen/{number}/einreichen", data={"code": code})
    assert the_idea(number).author_name is None


@pytest.mark.parametrize(
    ("changes", "at"),
    [
        ({"email": ""}, "email"),
        ({"email": "anna"}, "email"),
        ({"email": "a@" + "b" * 400 + ".de"}, "email"),
        ({"email": "\x00"}, "email"),
        ({"author_name": ""}, "author_name"),
        ({"author_name": "x" * 121}, "author_name"),
        ({"author_name": "\u202e"}, "author_name"),
        ({"rules": ""}, "rules"),
    ],
)
def test_faults_before_the_code_stand_at_their_field(
    client: Any, cast: Cast, mails: Any, changes: dict[str, str], at: str
) -> None:
    number = written(client)
    data = signing(**changes)
    if not data["rules"]:
        del data["rules"]
    answer = client.post(f"/ideen/{number}/code", data=data)
    assert answer.status_code == 422
    assert f'id="{at}-err"' in answer.text
    if at != "email":
        assert 'value="emil@example.org"' in answer.text
    assert mails() == []


@pytest.mark.parametrize("code", ["", "12", "abcdef", "\x00", "١٢٣٤٥٦", "1" * 500])
def test_what_is_no_code_is_said_at_the_field(client: Any, cast: Cast, mails: Any, code: str) -> None:
    number, _code = asked(client, mails)
    answer = client.post(f"/ideen/{number}/einreichen", data={"code": code})
    assert answer.status_code == 422
    assert 'id="code-err"' in answer.text
    assert the_idea(number).state == "draft"


def test_a_wrong_code_can_be_corrected_and_is_counted(client: Any, cast: Cast, mails: Any) -> None:
    number, code = asked(client, mails)
    answer = client.post(f"/ideen/{number}/einreichen", data={"code": other_than(code)})
    assert (answer.status_code, 'id="code-err"' in answer.text) == (422, True)
    db.session.expire_all()
    assert db.session.scalars(select(EmailProof.attempts)).all() == [1]
    assert client.post(f"/ideen/{number}/einreichen", data={"code": code}).status_code == 303


def test_guessing_ends_after_five_tries(client: Any, cast: Cast, mails: Any) -> None:
    number, code = asked(client, mails)
    for _ in range(5):
        client.post(f"/ideen/{number}/einreichen", data={"code": other_than(code)})
    assert client.post(f"/ideen/{number}/einreichen", data={"code": code}).status_code == 422
    assert the_idea(number).state == "draft"


def test_an_expired_code_is_refused_and_a_new_one_works(client: Any, cast: Cast, mails: Any) -> None:
    number, code = asked(client, mails)
    with transaction():
        db.session.scalars(select(EmailProof)).one().expires_at = now() - timedelta(seconds=1)
    assert client.post(f"/ideen/{number}/einreichen", data={"code": code}).status_code == 422
    assert client.post(f"/ideen/{number}/code-noch-einmal").status_code == 303
    fresh = code_in(mails()[-1])
    assert client.post(f"/ideen/{number}/einreichen", data={"code": fresh}).status_code == 303


def test_the_first_of_two_codes_still_works(client: Any, cast: Cast, mails: Any) -> None:
    number, first = asked(client, mails)
    client.post(f"/ideen/{number}/code-noch-einmal")
    assert client.post(f"/ideen/{number}/einreichen", data={"code": first}).status_code == 303


def test_too_many_codes_are_refused_in_words(client: Any, cast: Cast, mails: Any) -> None:
    number, _code = asked(client, mails)
    for _ in range(4):
        client.post(f"/ideen/{number}/code-noch-einmal")
    answer = client.post(f"/ideen/{number}/code-noch-einmal")
    assert (answer.status_code, 'id="code-err"' in answer.text) == (422, True)


def test_a_code_hands_in_only_the_idea_it_was_asked_for(client: Any, cast: Cast, mails: Any) -> None:
    first, code = asked(client, mails)
    second = written(client)
    with client.session_transaction() as session:
        session["proof"] = {**session["proof"], "idea": second}
    with transaction():
        the_idea(second).contact_email = "emil@example.org"
    answer = client.post(f"/ideen/{second}/einreichen", data={"code": code})
    assert answer.status_code == 422
    assert (the_idea(first).state, the_idea(second).state) == ("draft", "draft")


def test_another_address_makes_the_earlier_link_worthless(app: Any, client: Any, cast: Cast, mails: Any) -> None:
    number, _code = asked(client, mails)
    path = link_in(mails()[-1])
    client.post(f"/ideen/{number}/code", data=signing(email="anna@example.org"))
    assert app.test_client().post(path).status_code == 410
    assert the_idea(number).state == "draft"


def test_change_of_address_keeps_what_was_typed(client: Any, cast: Cast, mails: Any) -> None:
    number, _code = asked(client, mails)
    page = client.get(f"/ideen/{number}/absenden?adresse=neu").text
    assert 'value="emil@example.org"' in page
    assert 'value="Emil Muster"' in page


def test_without_a_code_asked_for_there_is_nothing_to_submit(client: Any, cast: Cast) -> None:
    number = written(client)
    answer = client.post(f"/ideen/{number}/einreichen", data={"code": "123456"})
    assert answer.location == f"/ideen/{number}/absenden?adresse=neu"


def test_a_signed_in_person_submits_at_once(as_person: Any, cast: Cast) -> None:
    anna = as_person(cast.anna)
    number = written(anna)
    page = anna.get(f"/ideen/{number}/absenden").text
    assert 'name="email"' not in page
    assert 'value="Anna Beispiel"' in page
    answer = anna.post(f"/ideen/{number}/einreichen", data=signing(author_name="Anna Beispiel"))
    assert answer.location == f"/konto/ideen/{number}/quittung"
    assert the_idea(number).author_id == cast.anna.id
    assert db.session.scalars(select(EmailProof)).all() == [], "no code was needed"


def test_signed_in_faults_keep_the_name(as_person: Any, cast: Cast) -> None:
    anna = as_person(cast.anna)
    number = written(anna)
    answer = anna.post(f"/ideen/{number}/einreichen", data={"name_choice": "pseudonym", "author_name": "Radlerin"})
    assert answer.status_code == 422
    assert 'value="Radlerin"' in answer.text
    assert 'id="rules-err"' in answer.text


def test_an_organisation_is_chosen_by_its_member(as_person: Any, cast: Cast) -> None:
    frieda = as_person(cast.frieda)
    number = written(frieda)
    body = cast.frieda.valid_memberships[0].organisation
    frieda.post(f"/ideen/{number}/einreichen", data=signing(organisation=str(body.id), author_name=""))
    idea = the_idea(number)
    assert (idea.author_kind, idea.author_name, idea.organisation_id) == ("organisation", "Stadt Naunhof", body.id)


def test_nobody_writes_for_an_organisation_of_others(as_person: Any, cast: Cast) -> None:
    anna = as_person(cast.anna)
    number = written(anna)
    body = cast.frieda.valid_memberships[0].organisation
    answer = anna.post(f"/ideen/{number}/einreichen", data=signing(organisation=str(body.id)))
    assert answer.status_code == 422
    assert the_idea(number).state == "draft"


def test_a_second_click_finds_the_idea_handed_in(as_person: Any, cast: Cast) -> None:
    anna = as_person(cast.anna)
    number = written(anna)
    anna.post(f"/ideen/{number}/einreichen", data=signing())
    assert anna.post(f"/ideen/{number}/einreichen", data=signing()).location == f"/konto/ideen/{number}/quittung"


@pytest.mark.parametrize("door", ["einreichen", "code", "code-noch-einmal"])
def test_a_reload_after_a_fault_leads_back_to_the_page(client: Any, cast: Cast, door: str) -> None:
    number = written(client)
    assert client.get(f"/ideen/{number}/{door}").location == f"/ideen/{number}/absenden"


@pytest.mark.parametrize("door", ["schreiben", "absenden", "merken", "loeschen"])
def test_going_back_after_handing_in_leads_the_author_alone_to_her_idea(
    app: Any, as_person: Any, cast: Cast, door: str
) -> None:
    anna = as_person(cast.anna)
    number = written(anna)
    anna.post(f"/ideen/{number}/einreichen", data=signing())
    assert anna.get(f"/ideen/{number}/{door}").location == f"/konto/ideen/{number}"
    assert as_person(cast.dilek).get(f"/ideen/{number}/{door}").status_code == 404
    assert app.test_client().get(f"/ideen/{number}/{door}").status_code == 404
    if door != "absenden":
        assert anna.post(f"/ideen/{number}/{door}", data={"text": "Zu spät"}).status_code == 404


def test_the_tries_left_are_counted_down(client: Any, cast: Cast, mails: Any) -> None:
    number, code = asked(client, mails)
    for left in (4, 3, 2, 1):
        page = client.post(f"/ideen/{number}/einreichen", data={"code": other_than(code)}).text
        with client.application.test_request_context():
            words = ngettext(
                "That is not the code from our mail. You have one more try.",
                "That is not the code from our mail. You have %(num)s more tries.",
                left,
            )
        assert words in page
        assert 'name="code"' in page
        assert "note--ok" not in page


def test_a_dead_code_leaves_only_the_way_to_a_new_one(client: Any, cast: Cast, mails: Any) -> None:
    number, code = asked(client, mails)
    assert "note--ok" in client.get(f"/ideen/{number}/absenden").text
    for _try in range(5):
        page = client.post(f"/ideen/{number}/einreichen", data={"code": other_than(code)}).text
    for dead in (page, client.get(f"/ideen/{number}/absenden").text):
        assert 'name="code"' not in dead
        assert "note--ok" not in dead
        assert "note--warn" in dead
        assert f'action="/ideen/{number}/code-noch-einmal"' in dead
        assert 'href="#code"' not in dead
    client.post(f"/ideen/{number}/code-noch-einmal")
    assert 'name="code"' in client.get(f"/ideen/{number}/absenden").text
    assert client.post(f"/ideen/{number}/einreichen", data={"code": code_in(mails()[-1])}).status_code == 303


def test_the_summary_calls_the_consent_as_the_page_does(client: Any, cast: Cast) -> None:
    number = written(client)
    page = client.post(f"/ideen/{number}/code", data={"email": "emil@example.org"}).text
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    label = next(one for one in tree.iter("label") if one.get("for") == "rules")
    for hidden in [one for one in label.iter("span") if one.get("class") == "vh"]:
        hidden.text = ""
    link = next(one for one in tree.iter("a") if one.get("href") == "#rules")
    assert " ".join("".join(link.itertext()).split()) == " ".join("".join(label.itertext()).split()).replace(" .", ".")


def test_a_second_click_that_left_with_the_old_cookie_is_led_to_the_receipt(
    app: Any, client: Any, cast: Cast, mails: Any
) -> None:
    number, code = asked(client, mails)
    second = app.test_client()
    second.set_cookie("sitzung", client.get_cookie("sitzung").value)
    assert client.post(f"/ideen/{number}/einreichen", data={"code": code}).status_code == 303
    answer = second.post(f"/ideen/{number}/einreichen", data={"code": code})
    assert answer.location == f"/konto/anmelden?next=/konto/ideen/{number}/quittung"


def test_a_code_for_an_idea_does_not_spare_the_second_factor(client: Any, cast: Cast, mails: Any) -> None:
    with transaction():
        cast.anna.totp_secret = "JBSWY3DPEHPK3PXP"
    number, code = asked(client, mails, email="anna@example.org")
    answer = client.post(f"/ideen/{number}/einreichen", data={"code": code})
    assert answer.location.startswith("/konto/zweiter-faktor?next=")
    assert the_idea(number).author_id == cast.anna.id
    assert client.get("/konto").location.startswith("/konto/anmelden")


def test_the_link_to_a_draft_opens_the_draft_and_no_account(app: Any, client: Any, cast: Cast, mails: Any) -> None:
    number = written(client)
    client.post(f"/ideen/{number}/merken", data={"later_email": "anna@example.org", "email": "anna@example.org"})
    path, phone = link_in(mails()[-1]), app.test_client()
    assert phone.post(path).location == f"/ideen/{number}/schreiben"
    assert phone.get(f"/ideen/{number}/schreiben").status_code == 200
    assert phone.get("/konto").location.startswith("/konto/anmelden")
