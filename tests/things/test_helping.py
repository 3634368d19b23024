from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask

from app.core.clock import now
from app.core.database import db, transaction
from app.core.errors import NotAllowedNow
from app.ideas.models import CoAuthor, Idea
from app.things.helping import ThingIsYourOwn, end_offer, offer_help, write_message
from app.things.models import HelpMessage, HelpOffer
from tests.cast import Cast
from tests.projects.stage import promoted
from tests.queries import queries
from tests.things.stage import counters, messages, only_offer, recounted, rows, told
from tests.worlds import an_idea

As = Callable[..., Any]
OFFER = {"text": "Ich habe einen Anhänger.", "name": "Carla B."}


def an_offer(cast: Cast, idea: Idea | None = None) -> HelpOffer:
    """Carla's offer for Anna's idea."""
    idea = idea or an_idea(cast)
    with transaction():
        return offer_help(db.session.get_one(Idea, idea.id), cast.carla, OFFER["text"], OFFER["name"])


def a_message(text: str = "Sonnabend um zehn?") -> dict[str, str]:
    return {"text": text, "once": str(uuid4())}


def test_one_offer_per_person_is_counted_and_told_once(app: Flask, cast: Cast) -> None:
    idea = an_idea(cast)
    first, second = an_offer(cast, idea), an_offer(cast, idea)
    assert first.id == second.id
    assert counters(idea.id) == recounted(idea.id) == (0, 0, 1)
    assert told("offer_help") == [("direct", "citizen", {"offer": first.id})]


def test_an_ended_offer_counts_no_more_and_holds_again_when_offered_again(app: Flask, cast: Cast) -> None:
    offer = an_offer(cast)
    number = offer.thing_id
    for expected in (True, False):
        with transaction():
            assert end_offer(db.session.get_one(HelpOffer, offer.id)) is expected
    assert counters(number) == recounted(number) == (0, 0, 0)
    with pytest.raises(NotAllowedNow), transaction():
        write_message(only_offer(), cast.anna, "Schade", str(uuid4()))
    with transaction():
        again = offer_help(db.session.get_one(Idea, number), cast.carla, "Doch, im Mai.", "Carla")
        assert (again.id, again.text, again.ended_at) == (offer.id, "Doch, im Mai.", None)
    assert counters(number) == recounted(number) == (0, 0, 1)
    assert len(told("offer_help")) == 2


def test_whoever_wrote_the_idea_offers_no_help_with_it(app: Flask, cast: Cast, as_person: As) -> None:
    idea = an_idea(cast)
    with transaction():
        db.session.add(CoAuthor(idea_id=idea.id, person_id=cast.frieda.id, name="Frieda"))
    for person in (cast.anna, cast.frieda):
        with pytest.raises(ThingIsYourOwn), transaction():
            offer_help(db.session.get_one(Idea, idea.id), person, "x", "x")
        browser = as_person(person)
        assert browser.get(f"/mitmachen/{idea.id}/mitanpacken").status_code == 303
        assert browser.post(f"/mitmachen/{idea.id}/mitanpacken", data=OFFER).status_code == 303
    assert rows(HelpOffer) == 0
    body = an_idea(cast)
    with transaction():
        body = db.session.get_one(Idea, body.id)
        body.author_id, body.organisation_id = None, cast.frieda.memberships[0].organisation_id
        body.author_kind = "organisation"
    for thing, person in ((idea, cast.anna), (idea, cast.frieda), (body, cast.frieda)):
        part = as_person(person).get(f"/ideen/{thing.id}-{thing.slug}").get_data(as_text=True)
        assert "mitanpacken" not in part
    assert "mitanpacken" in as_person(cast.anna).get(f"/ideen/{body.id}-{body.slug}").get_data(as_text=True)


def test_the_way_of_an_offer(app: Flask, cast: Cast, client: Any, as_person: As) -> None:
    idea, carla = an_idea(cast), as_person(cast.carla)
    door, page = f"/mitmachen/{idea.id}/mitanpacken", f"/ideen/{idea.id}-{idea.slug}"
    assert client.get(door).location == f"/konto/anmelden?next={door}"
    assert "Carla Beispiel" in carla.get(door).get_data(as_text=True)
    answer = carla.post(door, data=OFFER)
    offer = only_offer()
    assert (answer.status_code, answer.location) == (303, f"/konto/angebote/{offer.id}")
    assert carla.get(door).location == f"/konto/angebote/{offer.id}"
    html = carla.get(page).get_data(as_text=True)
    assert "Sie packen mit an." in html
    assert f'href="/konto/angebote/{offer.id}"' in html
    shown = client.get(page).get_data(as_text=True)
    assert "1 Mensch packt mit an." in shown
    assert "Carla" not in shown
    assert f"/konto/angebote?zu={idea.id}" in as_person(cast.anna).get(f"/konto/ideen/{idea.id}").get_data(as_text=True)


@pytest.mark.parametrize(
    ("sent", "field"), [({"text": "", "name": "Carla"}, "text"), ({"text": "Hilfe " * 400, "name": ""}, "name")]
)
def test_a_fault_keeps_what_was_typed(app: Flask, cast: Cast, as_person: As, sent: dict[str, str], field: str) -> None:
    idea = an_idea(cast)
    answer = as_person(cast.carla).post(f"/mitmachen/{idea.id}/mitanpacken", data=sent)
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.get_data(as_text=True)
    assert (sent["text"] or sent["name"]).strip() in answer.get_data(as_text=True)
    assert rows(HelpOffer) == 0


def test_both_sides_talk_without_seeing_an_address(app: Flask, cast: Cast, as_person: As) -> None:
    offer = an_offer(cast)
    door, anna, carla = f"/konto/angebote/{offer.id}", as_person(cast.anna), as_person(cast.carla)
    assert anna.post(door, data=a_message()).location == f"{door}#antwort"
    assert carla.post(door, data=a_message("Gern.")).location == f"{door}#antwort"
    assert messages() == ["Sonnabend um zehn?", "Gern."]
    ids = [details["message"] for _audience, _role, details in told("answer_help")]
    assert [(audience, role) for audience, role, _details in told("answer_help")] == [
        ("direct", "author"), ("direct", "citizen"),
    ]  # fmt: skip
    assert len(set(ids)) == 2
    for reader in (anna, carla):
        html = reader.get(door).get_data(as_text=True)
        assert "Sonnabend um zehn?" in html
        assert "Gern." in html
        assert "carla@example.org" not in html
        assert "anna@example.org" not in html.replace("Angemeldet als", "")
    assert "<b>Anna Beispiel</b>" in carla.get(door).get_data(as_text=True)
    assert "<b>Carla B.</b>" in anna.get(door).get_data(as_text=True)


def test_whoever_signed_without_a_name_answers_without_one(app: Flask, cast: Cast, as_person: As) -> None:
    offer = an_offer(cast)
    with transaction():
        db.session.get_one(Idea, offer.thing_id).author_name = None
    as_person(cast.anna).post(f"/konto/angebote/{offer.id}", data=a_message())
    html = as_person(cast.carla).get(f"/konto/angebote/{offer.id}").get_data(as_text=True)
    assert "Wer die Idee geschrieben hat" in html
    assert "Anna Beispiel" not in html


def test_a_repeated_message_is_one_message(app: Flask, cast: Cast, as_person: As) -> None:
    offer, sent = an_offer(cast), a_message()
    carla, anna = as_person(cast.carla), as_person(cast.anna)
    for reader in (carla, carla, anna):
        assert reader.post(f"/konto/angebote/{offer.id}", data=sent).status_code == 303
    assert messages() == ["Sonnabend um zehn?"]
    assert len(told("answer_help")) == 1
    refused = carla.post(f"/konto/angebote/{offer.id}", data={"text": "", "once": str(uuid4())})
    assert refused.status_code == 422


def test_nobody_else_reads_or_writes(app: Flask, cast: Cast, client: Any, as_person: As) -> None:
    offer = an_offer(cast)
    door = f"/konto/angebote/{offer.id}"
    for person in (cast.dilek, cast.frieda, cast.gerda):
        reader = as_person(person)
        assert reader.get(door).status_code == 404
        assert reader.post(door, data=a_message()).status_code == 404
        assert reader.post(f"{door}/beenden").status_code == 404
        assert OFFER["name"] not in reader.get(f"/konto/angebote?zu={offer.thing_id}").get_data(as_text=True)
    assert client.get(door).status_code == 302
    assert as_person(cast.bernd, is_verified_twice=False).get(door).status_code == 404
    assert (rows(HelpMessage), only_offer().ended_at) == (0, None)


def test_the_moderator_reads_along_and_does_not_write(app: Flask, cast: Cast, as_person: As) -> None:
    offer, bernd = an_offer(cast), as_person(cast.bernd)
    door = f"/konto/angebote/{offer.id}"
    html = bernd.get(door).get_data(as_text=True)
    assert OFFER["text"] in html
    assert "<textarea" not in html
    assert bernd.post(door, data=a_message()).status_code == 403
    assert bernd.post(f"{door}/beenden").status_code == 403
    assert OFFER["name"] in bernd.get(f"/konto/angebote?zu={offer.thing_id}").get_data(as_text=True)
    assert OFFER["name"] not in bernd.get("/konto/angebote").get_data(as_text=True)


def test_co_authors_and_speakers_of_the_organisation_answer(app: Flask, cast: Cast, as_person: As) -> None:
    offer = an_offer(cast)
    town_hall = cast.frieda.memberships[0].organisation_id
    with transaction():
        idea = db.session.get_one(Idea, offer.thing_id)
        idea.author_id, idea.organisation_id, idea.author_kind = None, town_hall, "organisation"
        db.session.add(CoAuthor(idea_id=idea.id, person_id=cast.dilek.id, name="Dilek K."))
    for person in (cast.frieda, cast.dilek):
        browser = as_person(person)
        assert browser.post(f"/konto/angebote/{offer.id}", data=a_message()).status_code == 303
        assert OFFER["name"] in browser.get("/konto/angebote").get_data(as_text=True)
    assert "<b>Dilek K.</b>" in as_person(cast.carla).get(f"/konto/angebote/{offer.id}").get_data(as_text=True)
    assert as_person(cast.anna).get(f"/konto/angebote/{offer.id}").status_code == 404


def test_the_office_answers_for_a_project(app: Flask, cast: Cast, as_person: As) -> None:
    project, carla, bernd = promoted(cast), as_person(cast.carla), as_person(cast.bernd)
    carla.post(f"/mitmachen/{project.id}/mitanpacken", data=OFFER)
    door = f"/konto/angebote/{only_offer().id}"
    assert bernd.post(door, data=a_message("Danke!")).status_code == 303
    assert "<b>Stabsstelle Kreisentwicklung</b>" in carla.get(door).get_data(as_text=True)
    assert OFFER["name"] in bernd.get("/konto/angebote").get_data(as_text=True)
    assert told("answer_help")[0][1] == "project_editor"
    assert as_person(cast.anna).get(door).status_code == 404
    assert as_person(cast.dilek).get(door).status_code == 404
    assert f"/konto/angebote?zu={project.id}" in bernd.get(f"/projekte/{project.id}-{project.slug}").get_data(
        as_text=True
    )


def test_what_was_hidden_since_shows_its_title_to_the_author_alone(app: Flask, cast: Cast, as_person: As) -> None:
    offer = an_offer(cast, an_idea(cast, title="Geheimgang"))
    with transaction():
        db.session.get_one(Idea, offer.thing_id).restricted_at = now()
    carla, anna = as_person(cast.carla), as_person(cast.anna)
    for page in (f"/konto/angebote/{offer.id}", "/konto/angebote"):
        assert "Geheimgang" in anna.get(page).get_data(as_text=True)
        assert "Geheimgang" not in carla.get(page).get_data(as_text=True)
        assert "Nicht mehr öffentlich" in carla.get(page).get_data(as_text=True)


def test_flooding_ends_with_words_and_keeps_the_text(
    app: Flask, cast: Cast, as_person: As, monkeypatch: pytest.MonkeyPatch
) -> None:
    offer, carla = an_offer(cast), as_person(cast.carla)
    for n in range(30):
        assert carla.post(f"/konto/angebote/{offer.id}", data=a_message(f"Nummer {n}")).status_code == 303
    refused = carla.post(f"/konto/angebote/{offer.id}", data=a_message("Eine zu viel"))
    assert refused.status_code == 422
    assert "Eine zu viel" in refused.get_data(as_text=True)
    assert rows(HelpMessage) == 30
    monkeypatch.setattr("app.things.queries.PAGE_SIZE", 20)
    html = carla.get(f"/konto/angebote/{offer.id}").get_data(as_text=True)
    assert "Nummer 29" in html
    assert "Nummer 9<" not in html
    assert "Frühere Nachrichten" in html


def test_the_list_costs_the_same_for_one_and_three(app: Flask, cast: Cast, as_person: As) -> None:
    asked = []
    carla = as_person(cast.carla)
    for n in range(3):
        an_offer(cast, an_idea(cast, title=f"Idee {n}"))
        carla.get("/konto/angebote")
        with queries() as statements:
            html = carla.get("/konto/angebote").get_data(as_text=True)
        asked.append(len(statements))
    assert "Idee 0" in html
    assert "Idee 2" in html
    assert asked[0] == asked[2]


def test_i_end_my_offer_by_its_page(app: Flask, cast: Cast, as_person: As) -> None:
    offer, carla = an_offer(cast), as_person(cast.carla)
    number = offer.thing_id
    assert carla.post(f"/konto/angebote/{offer.id}/beenden").status_code == 303
    assert "Dieses Angebot ist beendet." in carla.get(f"/konto/angebote/{offer.id}").get_data(as_text=True)
    assert carla.post(f"/konto/angebote/{offer.id}", data=a_message()).status_code == 409
    assert as_person(cast.anna).post(f"/konto/angebote/{offer.id}/beenden").status_code == 403
    assert counters(number) == (0, 0, 0)
    assert "Ich packe mit an" in carla.get(f"/mitmachen/{number}/mitanpacken").get_data(as_text=True)


def test_who_ends_her_offer_is_asked_first_and_the_other_side_is_told_once(
    app: Flask, cast: Cast, as_person: As
) -> None:
    offer, carla = an_offer(cast), as_person(cast.carla)
    door = f"/konto/angebote/{offer.id}"
    page = carla.get(door).text
    assert "Ja, mein Angebot beenden" in page[page.index("<details>") :]
    for _ in range(2):
        assert carla.post(f"{door}/beenden").location == f"{door}#antwort"
    assert "Ihr Angebot ist beendet. Danke, dass Sie helfen wollten." in carla.get(door).text
    assert told("end_offer") == [("direct", "citizen", {"offer": offer.id})]


def test_what_others_end_tells_nobody(app: Flask, cast: Cast) -> None:
    an_offer(cast)
    with transaction():
        end_offer(only_offer())
    assert told("end_offer") == []
