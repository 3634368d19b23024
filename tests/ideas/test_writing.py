"""Step 1: writing, keeping, finding again."""

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from app.accounts.models import EmailProof
from app.core.clock import now
from app.core.database import db, transaction
from app.ideas.models import Idea, IdeaVersion
from tests.cast import Cast
from tests.ideas.helping import a_draft, link_in, number_in, sheet, written


def drafts() -> int:
    return db.session.scalar(select(func.count()).select_from(Idea)) or 0


def the_idea(number: int) -> Idea:
    db.session.expire_all()
    idea = db.session.get(Idea, number)
    assert idea is not None
    return idea


def test_the_sheet_opens_and_is_never_cached(client: Any, cast: Cast) -> None:
    answer = client.get("/ideen/neu")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert 'value="kek-hier:rad"' in answer.text


def test_a_written_idea_becomes_a_draft_with_place_and_goals(client: Any, cast: Cast) -> None:
    number = written(client, place_2="ort:14729060", who_benefits="Pendelnden", touches_youth="y")
    idea = the_idea(number)
    assert (idea.state, idea.authority, idea.version) == ("draft", cast.here, 0)
    assert [town.name for town in idea.municipalities] == ["Brandis", "Naunhof"]
    assert [tag.goal.key for tag in idea.goal_tags if tag.is_main] == ["rad"]
    assert idea.current.who_benefits == "Pendelnden"
    assert idea.current.touches_youth
    assert client.get(f"/ideen/{number}/schreiben").status_code == 200


def test_the_coupon_of_the_start_page_brings_its_text_without_reproach(client: Any, cast: Cast) -> None:
    first, again = (client.post("/ideen/neu", data={"text": "Bitte eine Bank am See."}) for _ in range(2))
    assert (first.status_code, first.location) == (303, again.location), "a page one can come back to, and one draft"
    page = client.get(first.location).text
    assert "Bitte eine Bank am See." in page
    assert "errsum" not in page
    assert drafts() == 1
    assert client.post("/ideen/neu", data={"text": "Eine andere Bank."}).location != first.location


def test_too_long_a_text_of_the_start_page_is_said_and_an_empty_one_opens_the_sheet(client: Any, cast: Cast) -> None:
    answer = client.post("/ideen/neu", data={"text": "x" * 10_001})
    assert (answer.status_code, 'id="text-err"' in answer.text) == (422, True)
    empty = client.post("/ideen/neu?stelle=hier", data={"text": " "})
    assert (empty.status_code, empty.location, drafts()) == (303, "/ideen/neu?stelle=hier", 0)


def test_whoever_comes_back_to_an_empty_sheet_is_told_of_the_draft(
    app: Any, client: Any, cast: Cast, as_person: Any
) -> None:
    number = written(client)
    said = f'href="/ideen/{number}/schreiben">Entwurf Nr. {number}'
    assert said in client.get("/ideen/neu").text
    assert "autocomplete" not in client.get("/ideen/neu").text.split('id="title"')[1].split(">")[0]
    assert "Sie haben schon angefangen" not in app.test_client().get("/ideen/neu").text
    with transaction():
        the_idea(number).author_id = cast.anna.id
    assert said not in client.get("/ideen/neu").text, "what belongs to a person shows to nobody else"
    with transaction():
        the_idea(number).author_id = None
        the_idea(number).draft_expires_at = now() + timedelta(days=13)
    assert said not in client.get("/ideen/neu").text, "what is older than today is not asked about"


def test_a_link_brings_text_goal_and_place_along(client: Any, cast: Cast) -> None:
    page = client.get("/ideen/neu?text=Hallo+Welt&ziel=kek-hier:rad&ort=14729300").text
    assert "Hallo Welt" in page
    assert 'value="kek-hier:rad" checked' in page
    assert '<option selected value="ort:14729300">' in page


@pytest.mark.parametrize(
    "query", ["ziel=kek-hier:nichts", "ort=99999999", "stelle=mond", "region=x", "ziel=%E2%80%AE", "ort=x:y"]
)
def test_a_link_with_something_unknown_opens_all_the_same(client: Any, cast: Cast, query: str) -> None:
    answer = client.get(f"/ideen/neu?{query}&text=Bleibt")
    assert answer.status_code == 200
    assert "Bleibt" in answer.text
    assert "note--info" in answer.text


@pytest.mark.parametrize(
    ("changes", "at"),
    [
        ({"title": ""}, "title"),
        ({"title": "\u202e\x00 "}, "title"),
        ({"text": ""}, "text"),
        ({"title": "x" * 121}, "title"),
        ({"text": "x" * 10_001}, "text"),
        ({"place": ""}, "place"),
        ({"place": "ort:00000000"}, "place"),
        ({"place": "mond:1"}, "place"),
        ({"place": "\x00"}, "place"),
        ({"place_2": "ort:1"}, "place"),
        ({"goals": ["kek-hier:gibt-es-nicht"]}, "goals"),
        ({"goals": ["kek-hier:hf1"]}, "goals"),
        ({"goals": ["ohne-doppelpunkt"]}, "goals"),
        ({"goals": [f"kek-hier:z{n}" for n in range(400)]}, "goals"),
        ({"who_benefits": "x" * 301}, "who_benefits"),
    ],
)
def test_every_fault_stands_at_its_field_and_the_text_stays(
    client: Any, cast: Cast, changes: dict[str, Any], at: str
) -> None:
    filled = sheet(**{"text": "Das bleibt stehen.", **changes})
    answer = client.post("/ideen/neu", data=filled)
    assert answer.status_code == 422
    assert f'id="{at}-err"' in answer.text
    assert "errsum" in answer.text
    assert filled["text"][:2000] in answer.text
    assert drafts() == 0


def test_controls_that_nobody_sees_are_taken_out(client: Any, cast: Cast) -> None:
    number = written(client, title="Rad\u202eweg\x00", text="Zeile\x00 eins\r\nZeile zwei")
    version = the_idea(number).current
    assert (version.title, version.text) == ("Radweg", "Zeile eins\nZeile zwei")


def test_sent_twice_it_is_one_draft_with_the_last_text(client: Any, cast: Cast) -> None:
    filled = sheet()
    first = client.post("/ideen/neu", data=filled)
    second = client.post("/ideen/neu", data={**filled, "text": "Nachgebessert."})
    assert second.location == first.location
    assert drafts() == 1
    assert db.session.scalars(select(IdeaVersion.text)).all() == ["Nachgebessert."]


def test_a_lost_answer_does_not_lose_the_draft(app: Any, cast: Cast) -> None:
    filled = sheet()
    app.test_client().post("/ideen/neu", data=filled)
    again = app.test_client()
    answer = again.post("/ideen/neu", data=filled)
    assert drafts() == 1
    assert again.get(answer.location).status_code == 200


def test_the_same_sheet_after_handing_in_leads_to_the_ideas(as_person: Any, cast: Cast) -> None:
    anna, filled = as_person(cast.anna), sheet()
    path = anna.post("/ideen/neu", data=filled).location
    anna.post(path.replace("absenden", "einreichen"), data={"name_choice": "resident", "rules": "y"})
    answer = anna.post("/ideen/neu", data=filled)
    assert answer.location == "/konto/ideen"
    assert drafts() == 1


def test_two_different_sheets_are_two_drafts(client: Any, cast: Cast) -> None:
    assert written(client) != written(client)
    assert drafts() == 2


def test_a_signed_in_persons_sheet_is_not_taken_over_by_another(as_person: Any, client: Any, cast: Cast) -> None:
    filled = sheet()
    path = as_person(cast.anna).post("/ideen/neu", data=filled).location
    assert client.post("/ideen/neu", data={**filled, "text": "Fremd"}).location == "/konto/ideen"
    assert client.get(path).status_code == 404


DOORS = ("schreiben", "absenden", "loeschen", "merken")
CHANGES = ("schreiben", "sichern", "merken", "code", "code-noch-einmal", "einreichen", "loeschen")


@pytest.mark.parametrize("door", DOORS)
def test_a_strangers_browser_cannot_read_a_draft(app: Any, client: Any, as_person: Any, cast: Cast, door: str) -> None:
    number = written(client)
    assert app.test_client().get(f"/ideen/{number}/{door}").status_code == 404
    assert as_person(cast.dilek).get(f"/ideen/{number}/{door}").status_code == 404
    assert client.get(f"/ideen/{number}/{door}").status_code == 200


@pytest.mark.parametrize("door", CHANGES)
def test_a_strangers_browser_cannot_change_a_draft(app: Any, client: Any, cast: Cast, door: str) -> None:
    number = written(client)
    answer = app.test_client().post(f"/ideen/{number}/{door}", data=sheet(title="Gekapert", code="000000"))
    assert answer.status_code == 404
    assert the_idea(number).title != "Gekapert"


@pytest.mark.parametrize("door", DOORS)
def test_an_expired_or_foreign_number_is_not_found(client: Any, cast: Cast, door: str) -> None:
    number = written(client)
    with transaction():
        the_idea(number).draft_expires_at = now() - timedelta(seconds=1)
    for wrong in (number, number + 1, 2147483647, 10**30):
        assert client.get(f"/ideen/{wrong}/{door}").status_code == 404


def test_a_browser_forgets_its_eleventh_oldest_draft_only(client: Any, cast: Cast) -> None:
    numbers = [written(client) for _ in range(11)]
    assert client.get(f"/ideen/{numbers[0]}/schreiben").status_code == 404
    assert all(client.get(f"/ideen/{number}/schreiben").status_code == 200 for number in numbers[1:])


def test_the_text_is_kept_while_it_is_written(client: Any, cast: Cast) -> None:
    number = written(client)
    answer = client.post(f"/ideen/{number}/sichern", data={"title": "Neu", "text": "<b>Zwischenstand</b>"})
    assert answer.status_code == 200
    assert "<" not in answer.text
    assert the_idea(number).current.text == "<b>Zwischenstand</b>"


def test_keeping_refuses_what_is_too_long(client: Any, cast: Cast) -> None:
    number = written(client)
    assert client.post(f"/ideen/{number}/sichern", data={"title": "Neu", "text": "x" * 10_001}).status_code == 422
    assert the_idea(number).title != "Neu"


def test_changing_a_draft_may_move_it_to_another_authority(client: Any, cast: Cast) -> None:
    number = written(client)
    answer = client.post(f"/ideen/{number}/schreiben", data=sheet(place="stelle:drueben", goals=[]))
    assert answer.status_code == 303
    assert the_idea(number).authority == cast.elsewhere
    assert the_idea(number).goal_tags == []


def test_a_region_is_a_place_of_its_own(client: Any, cast: Cast) -> None:
    idea = the_idea(written(client, place="region:partheland"))
    assert (idea.authority.slug, idea.region, idea.municipalities) == ("verbund", cast.partheland, [])


def test_an_empty_kept_text_leads_back_to_the_sheet(client: Any, cast: Cast) -> None:
    number = written(client)
    client.post(f"/ideen/{number}/sichern", data={"title": "", "text": ""})
    assert client.get(f"/ideen/{number}/absenden").location == f"/ideen/{number}/schreiben"


def test_a_draft_can_be_thrown_away(client: Any, cast: Cast) -> None:
    number = written(client, place_2="ort:14729060")
    assert client.get(f"/ideen/{number}/loeschen").status_code == 200
    assert client.post(f"/ideen/{number}/loeschen").location == "/ideen"
    assert drafts() == 0


def test_later_button_keeps_the_text_and_offers_the_link(client: Any, cast: Cast) -> None:
    answer = client.post("/ideen/neu", data=sheet(later="1", text="Das bleibt."))
    number = number_in(answer.location)
    assert answer.location == f"/ideen/{number}/merken"
    page = client.get(answer.location).text
    assert 'name="later_email"' in page
    assert the_idea(number).current.text == "Das bleibt."


def test_later_on_an_existing_draft_saves_what_was_just_typed(client: Any, cast: Cast) -> None:
    number = written(client)
    page = client.get(f"/ideen/{number}/schreiben").text
    assert page.count('name="later"') == 1
    answer = client.post(f"/ideen/{number}/schreiben", data=sheet(later="1", text="Neu getippt."))
    assert answer.location == f"/ideen/{number}/merken"
    assert the_idea(number).current.text == "Neu getippt."


@pytest.mark.parametrize("given", [{"title": "", "text": "Ein Satz."}, {"title": "Nur Titel", "text": ""}])
def test_a_single_sentence_can_be_kept_and_has_no_place_yet(client: Any, cast: Cast, given: dict[str, str]) -> None:
    answer = client.post("/ideen/neu", data=sheet(later="1", place="", goals=[], **given))
    number = number_in(answer.location)
    assert client.get(answer.location).status_code == 200
    assert (the_idea(number).authority, the_idea(number).municipalities) == (None, [])
    assert '<option value="" selected>' in client.get(f"/ideen/{number}/schreiben").text
    assert client.post(f"/ideen/{number}/schreiben", data=sheet()).location == f"/ideen/{number}/absenden"
    assert the_idea(number).authority == cast.here


def test_a_draft_without_a_place_is_not_handed_in(client: Any, cast: Cast, as_person: Any) -> None:
    anna = as_person(cast.anna)
    number = number_in(anna.post("/ideen/neu", data=sheet(later="1", place="")).location)
    for answer in (
        anna.get(f"/ideen/{number}/absenden"),
        anna.post(f"/ideen/{number}/einreichen", data={"name_choice": "resident", "rules": "y"}),
        anna.post(f"/ideen/{number}/code", data={}),
    ):
        assert answer.location == f"/ideen/{number}/schreiben"
    assert the_idea(number).state == "draft"
    assert anna.get("/konto/ideen").status_code == 200
    assert anna.get(f"/ideen/{number}/loeschen").status_code == 200


def test_taking_the_place_back_leaves_the_draft_without_one(client: Any, cast: Cast) -> None:
    number = written(client)
    client.post(f"/ideen/{number}/schreiben", data=sheet(later="1", place=""))
    assert (the_idea(number).authority, the_idea(number).municipalities) == (None, [])


@pytest.mark.parametrize(
    ("given", "at"), [({"title": "", "text": ""}, "text"), ({"title": "x" * 121}, "title"), ({"place": "x:1"}, "place")]
)
def test_nothing_or_something_wrong_is_not_kept(client: Any, cast: Cast, given: dict[str, str], at: str) -> None:
    answer = client.post("/ideen/neu", data=sheet(later="1", **given))
    assert (answer.status_code, f'id="{at}-err"' in answer.text, drafts()) == (422, True, 0)


def test_without_later_all_three_are_asked_for(client: Any, cast: Cast) -> None:
    page = client.post("/ideen/neu", data=sheet(title="", text="", place="")).text
    assert all(f'id="{at}-err"' in page for at in ("title", "text", "place"))


def test_the_draft_is_found_in_another_browser_by_its_link(app: Any, client: Any, cast: Cast, mails: Any) -> None:
    number = written(client)
    answer = client.post(f"/ideen/{number}/merken", data={"later_email": "Emil@Example.org"})
    assert answer.status_code == 303
    other, path = app.test_client(), link_in(mails()[-1])
    assert path.startswith("/ideen/entwurf/")
    assert other.get(path).status_code == 200
    assert other.get(f"/ideen/{number}/schreiben").status_code == 404, "looking alone opens nothing"
    assert other.post(path).location == f"/ideen/{number}/schreiben"
    assert "Ein Weg daneben" in other.get(f"/ideen/{number}/schreiben").text


def test_the_link_opens_the_draft_as_often_as_wanted(app: Any, client: Any, cast: Cast, mails: Any) -> None:
    number = written(client)
    client.post(f"/ideen/{number}/merken", data={"later_email": "emil@example.org"})
    path = link_in(mails()[-1])
    for _device in range(3):
        device = app.test_client()
        assert device.get(path).status_code == 200
        assert device.post(path).location == f"/ideen/{number}/schreiben"
    with transaction():
        db.session.scalars(select(EmailProof)).one().expires_at = now() - timedelta(seconds=1)
    assert app.test_client().get(path).status_code == 410
    assert app.test_client().post(path).status_code == 410


def test_the_link_ends_with_the_draft(app: Any, client: Any, cast: Cast, mails: Any) -> None:
    number = written(client)
    client.post(f"/ideen/{number}/merken", data={"later_email": "emil@example.org"})
    client.post(f"/ideen/{number}/loeschen")
    assert app.test_client().post(link_in(mails()[-1])).status_code == 410


def test_the_mail_for_later_holds_a_link_and_no_code(client: Any, cast: Cast, mails: Any) -> None:
    number = written(client)
    client.post(f"/ideen/{number}/merken", data={"later_email": "emil@example.org"})
    text = mails()[-1].get_body("plain").get_content()
    assert link_in(mails()[-1]) in text
    assert re.search(r"^\s*\d{6}\s*$", text, re.M) is None
    assert db.session.scalars(select(EmailProof.code_hash)).all() == [None]


@pytest.mark.parametrize("token", ["x", "x.y", "00000000-0000-0000-0000-000000000000.abc", "ä" * 300])
@pytest.mark.parametrize("door", ["entwurf", "einreichen"])
def test_a_wrong_link_says_so(client: Any, cast: Cast, token: str, door: str) -> None:
    assert client.get(f"/ideen/{door}/{token}").status_code == 410
    assert client.post(f"/ideen/{door}/{token}").status_code == 410


def test_a_wrong_address_for_the_link_is_said_at_its_field(client: Any, cast: Cast, mails: Any) -> None:
    number = written(client)
    answer = client.post(f"/ideen/{number}/merken", data={"later_email": "keine adresse"})
    assert answer.status_code == 422
    assert 'id="later_email-err"' in answer.text
    assert mails() == []


def test_the_draft_is_found_by_whoever_signs_in_with_its_address(client: Any, cast: Cast, as_person: Any) -> None:
    number = written(client)
    client.post(f"/ideen/{number}/merken", data={"later_email": "anna@example.org"})
    from app.ideas.submitting import claim_drafts

    with transaction():
        claim_drafts(cast.anna)
    assert as_person(cast.anna).get(f"/ideen/{number}/schreiben").status_code == 200


def test_the_key_of_another_draft_opens_nothing_else(client: Any, cast: Cast) -> None:
    idea, _key = a_draft(cast)
    written(client)
    assert client.get(f"/ideen/{idea.id}/schreiben").status_code == 404


@pytest.mark.parametrize("text", ["", "Ein Radweg."])
def test_only_a_text_that_came_along_is_greeted(client: Any, cast: Cast, text: str) -> None:
    page = client.post("/ideen/neu", data={"text": text}, follow_redirects=True).text
    assert ("Ihr Text ist da." in page) is bool(text)
    assert "maxlength" not in page
    for limit in ("120 Zeichen", "10.000 Zeichen"):
        assert limit in page
