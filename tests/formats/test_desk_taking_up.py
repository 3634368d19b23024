"""The desk's list of contributions, one contribution, taking up and assigning through the doors."""

from typing import Any

from sqlalchemy import select

from app.core.database import db, transaction
from app.formats.assigning import assign_goals
from app.formats.contributing import contribute, voice_of
from app.formats.models import Contribution, ParticipationFormat
from app.formats.taking_up import Words, take_up
from app.forums.models import Thread
from app.ideas.models import Idea
from app.ideas.places import Place
from app.things.models import AudienceMember
from tests.cast import Cast
from tests.format_worlds import CANARY, a_format, a_thread
from tests.queries import count_queries
from tests.worlds import an_idea

LIST = "/verwaltung/beteiligung/{}/beitraege"
TAKE_UP = "/verwaltung/beteiligung/{}/aufgreifen"
GOAL = "kek-hier:rad"


def words(answer: Any) -> str:
    return str(answer.get_data(as_text=True))


def idea_of(answer: Any) -> Idea:
    return db.session.get_one(Idea, int(answer.location.rsplit("/", 1)[1]))


def test_the_list_counts_what_is_untouched(cast: Cast, as_person: Any) -> None:
    format = a_format(cast)
    _one, two, hidden = (a_thread(cast, format, text) for text in ("Licht fehlt.", "Bänke fehlen.", "Unfug."))
    with transaction():
        assign_goals(two, [cast.sub_goal], by=cast.bernd)
        hidden.hide()
    desk = as_person(cast.bernd)
    page = words(desk.get(LIST.format(format.id)))
    assert "Noch unbearbeitet: 1 von 3" in page
    untouched = words(desk.get(LIST.format(format.id) + "?stand=offen"))
    assert "Licht fehlt." in untouched
    assert "Bänke fehlen." not in untouched
    found = words(desk.get(LIST.format(format.id) + "?q=bänke"))
    assert "Bänke fehlen." in found
    assert "Licht fehlt." not in found
    assert "Unfug." in words(desk.get(LIST.format(format.id) + "?stand=ausgeblendet"))


def test_whoever_only_runs_it_reads_no_idea_that_is_not_public(cast: Cast, as_person: Any) -> None:
    format = a_format(cast)
    one = a_thread(cast, format)
    with transaction():
        db.session.add(AudienceMember(audience_id=format.id, role="facilitator", person_id=cast.carla.id))
        take_up([one], Words("Interner Titel", "Text"), Place.whole(cast.here), [], by=cast.bernd)
    for address in (LIST.format(format.id), f"/verwaltung/beteiligung/beitraege/{one.id}"):
        assert "Interner Titel" not in words(as_person(cast.carla).get(address))
        assert "Interner Titel" in words(as_person(cast.bernd).get(address))


def test_the_list_asks_as_often_for_one_as_for_many(cast: Cast, as_person: Any) -> None:
    format = a_format(cast)
    desk = as_person(cast.bernd)
    counts = []
    for _round in range(2):
        for _n in range(3):
            a_thread(cast, format)
        desk.get(LIST.format(format.id))
        with count_queries_of() as asked:
            assert desk.get(LIST.format(format.id)).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


def count_queries_of() -> Any:
    from tests.queries import queries

    return queries()


def test_only_this_desk_and_who_runs_it_see_the_list(cast: Cast, as_person: Any, client: Any) -> None:
    format = a_format(cast)
    one = a_thread(cast, format)
    with transaction():
        db.session.add(AudienceMember(audience_id=format.id, role="facilitator", person_id=cast.carla.id))
    assert as_person(cast.dilek).get(LIST.format(format.id)).status_code == 404
    assert as_person(cast.anna).get(LIST.format(format.id)).status_code == 404
    assert client.get(LIST.format(format.id)).status_code == 302
    runs = as_person(cast.carla)
    assert runs.get(LIST.format(format.id)).status_code == 200
    assert runs.get(f"/verwaltung/beteiligung/beitraege/{one.id}").status_code == 200
    assert runs.post(TAKE_UP.format(format.id), data={"beitrag": one.id}).status_code == 403
    assigned = runs.post(f"/verwaltung/beteiligung/beitraege/{one.id}/ziele", data={"goals": [GOAL]})
    assert assigned.status_code == 303


def test_two_contributions_become_one_idea_through_the_form(cast: Cast, as_person: Any) -> None:
    format = a_format(cast)
    one, two = a_thread(cast, format, "Licht fehlt."), a_thread(cast, format, "Bänke fehlen.")
    desk = as_person(cast.bernd)
    form = words(desk.get(TAKE_UP.format(format.id) + f"?beitrag={one.id}&beitrag={two.id}"))
    assert "Licht fehlt.\n\nBänke fehlen." in form.replace("\r", "")
    sent = {"beitrag": [one.id, two.id], "title": "Licht und Bänke", "text": "Beides.", "place": "stelle:hier",
            "goals": [GOAL], "once": "0b0b6f0e-3a5e-4d0e-9a51-0d3c37a0a001"}  # fmt: skip
    first, again = (desk.post(TAKE_UP.format(format.id), data=sent) for _time in range(2))
    assert first.location == again.location
    assert [tag.goal.key for tag in idea_of(first).goal_tags] == ["rad"]
    assert str(idea_of(first).id) in words(desk.get("/verwaltung/eingang"))
    assert "Licht und Bänke" in words(desk.get(f"/verwaltung/beteiligung/beitraege/{one.id}"))


def test_a_faulty_form_keeps_what_was_typed(cast: Cast, as_person: Any) -> None:
    one = a_thread(cast, a_format(cast))
    sent = {"beitrag": one.id, "title": "", "text": "Schon getippt.", "place": "stelle:hier"}
    answer = as_person(cast.bernd).post(TAKE_UP.format(one.format_id), data=sent)
    assert answer.status_code == 422
    assert "Schon getippt." in words(answer)


def test_a_closed_format_asks_whether_the_words_are_fit_for_everybody(cast: Cast, as_person: Any) -> None:
    one = a_thread(cast, a_format(cast, audience="invited", invited=(cast.anna,)))
    sent = {"beitrag": one.id, "title": "Licht", "text": "Der Weg braucht Licht.", "place": "stelle:hier"}
    desk = as_person(cast.bernd)
    assert desk.post(TAKE_UP.format(one.format_id), data=sent).status_code == 422
    assert desk.post(TAKE_UP.format(one.format_id), data={**sent, "fit": "y"}).status_code == 303


def test_many_are_assigned_at_once_and_a_colleague_s_goals_stay(cast: Cast, as_person: Any) -> None:
    format = a_format(cast)
    one, two = a_thread(cast, format), a_thread(cast, format)
    with transaction():
        assign_goals(one, [cast.other_sub_goal], by=cast.bernd)
    desk = as_person(cast.bernd)
    desk.post(LIST.format(format.id), data={"beitrag": [one.id, two.id], "goals": [GOAL]})
    assert goals(one) == {"rad", "bus"}
    assert goals(two) == {"rad"}
    # Shown before the bus was assigned: unticking the bicycle takes that one alone.
    desk.post(f"/verwaltung/beteiligung/beitraege/{one.id}/ziele", data={"shown": str(cast.sub_goal.id)})
    assert goals(one) == {"bus"}
    assert desk.post(LIST.format(format.id), data={"beitrag": [one.id]}).status_code == 422


def goals(one: Contribution) -> set[str]:
    db.session.expire_all()
    return {tag.goal.key for tag in one.goal_tags}


def test_goals_are_suggested_from_its_words(cast: Cast, as_person: Any) -> None:
    one = a_thread(cast, a_format(cast), "Der Radverkehr braucht einen Radweg.")
    page = words(as_person(cast.bernd).get(f"/verwaltung/beteiligung/beitraege/{one.id}"))
    assert 'name="suggested"' in page


def test_a_held_one_is_released_as_it_was_read(cast: Cast, as_person: Any) -> None:
    format = a_format(cast)
    with transaction():
        one = contribute(
            Thread, format.sections[0], voice_of(cast.anna), by=cast.anna, text="Wartet.", title="Held", is_held=True
        )
    desk, address = as_person(cast.bernd), f"/verwaltung/beteiligung/beitraege/{one.id}"
    desk.post(f"{address}/freigeben", data={"version": 7})
    assert shown(one) is False
    desk.post(f"{address}/freigeben", data={"version": 1})
    assert shown(one) is True


def shown(one: Contribution) -> bool:
    db.session.expire_all()
    return one.is_shown


def test_it_belongs_to_an_idea_at_this_desk_alone(cast: Cast, as_person: Any) -> None:
    one, idea = a_thread(cast, a_format(cast)), an_idea(cast)
    desk, address = as_person(cast.bernd), f"/verwaltung/beteiligung/beitraege/{one.id}"
    assert desk.post(f"{address}/gehoert-zu", data={"number": "999999"}).status_code == 422
    assert desk.post(f"{address}/gehoert-zu", data={"number": f"Nr. {idea.id}"}).status_code == 303
    assert "Ein sicherer Radweg" in words(desk.get(address))
    desk.post(f"{address}/gehoert-nicht-zu", data={"idee": idea.id})
    assert "Ein sicherer Radweg" not in words(desk.get(address))


def test_a_canary_of_a_closed_format_stays_inside(cast: Cast, as_person: Any, client: Any) -> None:
    format = a_format(cast, title=f"{CANARY} unter uns", audience="invited", invited=(cast.anna,))
    one = a_thread(cast, format, f"{CANARY} im Keller")
    with transaction():
        assign_goals(one, [cast.sub_goal], by=cast.bernd)
    idea = published(cast, as_person, format, one)
    address = f"/ideen/{idea.id}-{idea.slug}"
    for reader in (client, as_person(cast.carla)):
        assert CANARY not in words(reader.get(address))
        assert CANARY not in words(reader.get("/konzepte/kek-hier/ziele/rad"))
        assert CANARY not in words(reader.get(f"/api/v1/ideas/{idea.id}"))
    page = words(client.get(address))
    assert "a closed participation" in page or "geschlossenen Beteiligung" in page


def test_a_public_one_is_named_on_the_idea_and_the_goal_until_it_is_hidden(
    cast: Cast, as_person: Any, client: Any
) -> None:
    format = a_format(cast)
    one = a_thread(cast, format, "Licht am Weg fehlt.")
    with transaction():
        assign_goals(one, [cast.sub_goal], by=cast.bernd)
    idea = published(cast, as_person, format, one)
    pages = (f"/ideen/{idea.id}-{idea.slug}", "/konzepte/kek-hier/ziele/rad", "/konzepte/kek-hier/ziele/hf1")
    assert all("Zu: Licht am Weg fehlt." in words(client.get(page)) for page in pages)
    with transaction():
        one.hide()
    assert not any("Licht am Weg fehlt." in words(client.get(page)) for page in pages)
    assert format.title in words(client.get(pages[0]))


def published(cast: Cast, as_person: Any, format: ParticipationFormat, one: Contribution) -> Idea:
    from app.ideas.moderating import publish_idea

    sent = {"beitrag": one.id, "title": "Ein Licht", "text": "Der Weg.", "place": "stelle:hier", "fit": "y",
            "goals": [GOAL]}  # fmt: skip
    idea = idea_of(as_person(cast.bernd).post(TAKE_UP.format(format.id), data=sent))
    with transaction():
        idea = db.session.scalars(select(Idea).where(Idea.id == idea.id)).one()
        publish_idea(idea, by=cast.bernd, version=1)
    return idea


def test_what_became_of_many_is_one_query(cast: Cast) -> None:
    from app.formats.outcome import became_of

    format = a_format(cast)
    numbers = [a_thread(cast, format).id for _n in range(3)]
    with count_queries(1):
        assert became_of(numbers) == {}
