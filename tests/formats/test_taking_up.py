"""What was said becomes an idea: once, under the name of the event until its writer says otherwise."""

from threading import Barrier, Thread
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from app.accounts.models import Person
from app.core.database import db, transaction
from app.core.errors import NotAllowedNow
from app.formats import taking_up
from app.formats.assigning import assign_goals
from app.formats.contributing import contribute, voice_of, voice_of_room
from app.formats.inviting import change_audience
from app.formats.models import Contribution, ParticipationFormat
from app.formats.outcome import became_of
from app.formats.taking_up import TakenUpAlready, Words, take_up
from app.forums.models import Thread as ForumThread
from app.ideas.models import Idea
from app.ideas.moderating import publish_idea, refuse_idea
from app.ideas.places import Place
from app.ideas.submitting import delete_draft, submit_idea, withdraw_idea
from app.things.models import ThingLink
from tests.cast import Cast
from tests.format_worlds import a_format, a_thread

WORDS = Words("Licht am Schulweg", "Der Weg braucht Licht.")


def said(cast: Cast, format: ParticipationFormat, wish: str = "event", by: Person | None = None) -> Contribution:
    one = a_thread(cast, format, by=by)
    with transaction():
        one.wish = wish
    return one


def taken(cast: Cast, *contributions: Contribution) -> Idea:
    with transaction():
        place = taking_up.place_of(contributions[0].format)
        assert place is not None
        return take_up(contributions, WORDS, place, [cast.sub_goal], by=cast.bernd)


def links_to(one: Contribution) -> list[tuple[int, str]]:
    rows = db.session.execute(select(ThingLink.from_id, ThingLink.kind).where(ThingLink.to_id == one.id))
    return [(number, kind) for number, kind in rows]


def test_take_up_receives_an_idea_under_the_name_of_the_event(cast: Cast) -> None:
    one = said(cast, a_format(cast))
    idea = taken(cast, one)
    assert (idea.state, idea.author_kind, idea.author_id, idea.author_name) == (
        "submitted", "event", None, "Wie kommen alle gut an?",
    )  # fmt: skip
    assert idea.origin == "format"
    assert idea.publish_due_on is not None
    assert idea.authority == cast.here
    assert links_to(one) == [(idea.id, "arose_from")]


def test_nobody_is_named_before_she_says_so(cast: Cast) -> None:
    one = said(cast, a_format(cast), "person")
    idea = taken(cast, one)
    assert (idea.author_kind, idea.author_id) == ("event", None)
    for _time in range(2):
        with transaction():
            taking_up.claim_authorship(one, by=cast.anna)
        assert (idea.author_kind, idea.author_id, idea.author_name) == ("person", cast.anna.id, "Anna Beispiel")
        assert not idea.co_author_ids


def test_a_format_closed_later_is_no_longer_named_on_its_ideas(cast: Cast) -> None:
    format = a_format(cast, invited=(cast.anna, cast.carla))
    idea, own = taken(cast, said(cast, format)), said(cast, format, by=cast.carla)
    hers = taken(cast, own)
    with transaction():
        taking_up.claim_authorship(own, by=cast.carla)
        change_audience(format, "invited", by=cast.bernd, version=format.version, reason="Vertraulich.")
    assert (idea.author_kind, idea.author_name) == ("event", None)
    assert hers.author_id == cast.carla.id


def test_what_was_typed_in_for_the_room_is_the_event_s(cast: Cast) -> None:
    format = a_format(cast)
    with transaction():
        format.place = "Rathaus Naunhof"
        format.municipality_id = cast.naunhof.id
        one = contribute(
            ForumThread, format.sections[0], voice_of_room(format, cast.bernd), by=cast.bernd, text="Ein Überweg.",
            is_captured=True,
        )  # fmt: skip
        one.wish = "person"
    idea = taken(cast, one)
    assert (idea.author_kind, idea.origin) == ("event", "event")
    assert [town.name for town in idea.municipalities] == ["Naunhof"]


def test_the_idea_of_a_closed_format_does_not_name_it(cast: Cast) -> None:
    one = said(cast, a_format(cast, audience="invited", invited=(cast.anna,)))
    assert taken(cast, one).author_name is None


def test_a_contribution_is_taken_up_once(cast: Cast) -> None:
    one = said(cast, a_format(cast))
    idea = taken(cast, one)
    with pytest.raises(TakenUpAlready) as refused:
        taken(cast, one)
    assert refused.value.idea.id == idea.id


def test_hidden_words_and_words_before_the_opening_are_not_taken_up(cast: Cast) -> None:
    one = said(cast, a_format(cast))
    with transaction():
        one.hide()
    with pytest.raises(NotAllowedNow):
        taken(cast, one)


def test_the_key_of_the_links_holds_without_any_look_before(cast: Cast) -> None:
    one = said(cast, a_format(cast))
    idea = taken(cast, one)
    other = taken(cast, said(cast, one.format))
    with pytest.raises(IntegrityError), transaction():
        db.session.add(ThingLink(kind="arose_from", from_id=other.id, to_id=one.id))
    assert links_to(one) == [(idea.id, "arose_from")]


def desks_at_once(app: Flask, cast: Cast, as_person: Any, one: Contribution) -> list[Any]:
    """Two desks send the form of taking up at the same moment."""
    barrier, answers = Barrier(2), list[Any]()
    form = {"beitrag": one.id, "title": WORDS.title, "text": WORDS.text, "place": "stelle:hier"}
    clients = [as_person(cast.bernd), as_person(cast.bernd)]
    address = f"/verwaltung/beteiligung/{one.format_id}/aufgreifen"
    db.session.rollback()

    def send(client: Any) -> None:
        barrier.wait()
        answers.append(client.post(address, data=form))

    threads = [Thread(target=send, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_two_desks_at_once_make_one_idea(app: Flask, cast: Cast, as_person: Any) -> None:
    one = said(cast, a_format(cast))
    answers = desks_at_once(app, cast, as_person, one)
    assert [answer.status_code for answer in answers] == [303, 303]
    assert len({answer.location for answer in answers}) == 1
    assert db.session.scalar(select(func.count()).select_from(Idea)) == 1


def test_negative_control_without_the_look_before_only_the_key_stops_the_second(
    app: Flask, cast: Cast, as_person: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = said(cast, a_format(cast))
    monkeypatch.setattr(taking_up, "find_arisen", lambda _one: None)
    answers = desks_at_once(app, cast, as_person, one)
    assert len({answer.location for answer in answers}) == 2, "the second desk no longer learns of the first idea"
    assert db.session.scalar(select(func.count()).select_from(Idea)) == 1


# ---- her own idea ---------------------------------------------------------------------------------


def test_her_own_idea_is_linked_once_it_is_handed_in(cast: Cast) -> None:
    one = said(cast, a_format(cast))
    with transaction():
        draft = taking_up.take_up_own(one, by=cast.anna)
        assert taking_up.take_up_own(one, by=cast.anna).id == draft.id
    assert taking_up.find_arisen(one) is None
    with transaction():
        submit_idea(draft, by=cast.anna, author_name="Anna")
    assert taking_up.find_arisen(one) == draft
    with pytest.raises(TakenUpAlready):
        taken(cast, one)


def test_her_draft_gives_way_to_the_office_and_can_be_thrown_away(cast: Cast) -> None:
    one = said(cast, a_format(cast))
    with transaction():
        draft = taking_up.take_up_own(one, by=cast.anna)
    idea = taken(cast, one)
    assert sorted(links_to(one)) == [(draft.id, "corresponds_to"), (idea.id, "arose_from")]
    with transaction():
        delete_draft(draft)
    assert links_to(one) == [(idea.id, "arose_from")]


# ---- being named ----------------------------------------------------------------------------------


def test_claim_makes_it_hers_where_all_of_it_is_hers(cast: Cast) -> None:
    one = said(cast, a_format(cast))
    idea = taken(cast, one)
    with transaction():
        taking_up.claim_authorship(one, by=cast.anna)
    assert (idea.author_id, idea.author_name, one.wish) == (cast.anna.id, "Anna Beispiel", "person")


def test_claim_lets_her_write_along_where_others_said_it_too(cast: Cast) -> None:
    format = a_format(cast)
    one, other = said(cast, format), said(cast, format, by=cast.carla)
    idea = taken(cast, one, other)
    with transaction():
        taking_up.claim_authorship(one, by=cast.anna)
    assert (idea.author_kind, idea.author_id, idea.co_author_ids) == ("event", None, {cast.anna.id})


def test_renounce_gives_it_back_to_the_event_until_it_is_public(cast: Cast) -> None:
    one = said(cast, a_format(cast), "person")
    idea = taken(cast, one)
    with transaction():
        taking_up.claim_authorship(one, by=cast.anna)
        taking_up.renounce_authorship(one, by=cast.anna)
    assert (idea.author_kind, idea.author_id, one.wish) == ("event", None, "event")
    with transaction():
        taking_up.claim_authorship(one, by=cast.anna)
        publish_idea(idea, by=cast.bernd, version=1)
    with pytest.raises(NotAllowedNow), transaction():
        taking_up.renounce_authorship(one, by=cast.anna)
    assert idea.author_id == cast.anna.id


def test_nobody_claims_what_the_office_did_not_make(cast: Cast) -> None:
    one = said(cast, a_format(cast))
    with pytest.raises(NotAllowedNow), transaction():
        taking_up.claim_authorship(one, by=cast.anna)


# ---- an idea that is there already ----------------------------------------------------------------


def test_a_contribution_belongs_to_an_idea_without_a_new_one(cast: Cast) -> None:
    format = a_format(cast)
    idea, one = taken(cast, said(cast, format)), said(cast, format)
    with transaction():
        assert taking_up.add_to_idea(one, idea, by=cast.bernd)
        assert not taking_up.add_to_idea(one, idea, by=cast.bernd)
    assert links_to(one) == [(idea.id, "corresponds_to")]
    with transaction():
        assert taking_up.take_from_idea(one, idea.id, by=cast.bernd)
    assert links_to(one) == []


def test_an_organisation_is_named_where_it_says_so(cast: Cast) -> None:
    format = a_format(cast)
    body = cast.naunhof.organisation
    with transaction():
        one = contribute(
            ForumThread, format.sections[0], voice_of(cast.frieda, wish="person", as_organisation=body), by=cast.frieda,
            text="Wir bauen Bänke.",
        )  # fmt: skip
        assign_goals(one, [cast.sub_goal], by=cast.bernd)
    assert taking_up.goals_of([one]) == [cast.sub_goal]
    with transaction():
        idea = take_up([one], WORDS, Place.whole(cast.here), [], by=cast.bernd)
        taking_up.claim_authorship(one, by=cast.frieda)
    assert (idea.author_kind, idea.organisation_id, idea.author_name) == ("organisation", body.id, "Stadt Naunhof")
    with transaction():
        another = contribute(
            ForumThread, format.sections[0], voice_of(cast.frieda, as_organisation=body), by=cast.frieda,
            text="Und wir streichen sie.",
        )  # fmt: skip
    taken(cast, another, said(cast, format))
    with pytest.raises(NotAllowedNow), transaction():
        taking_up.claim_authorship(another, by=cast.frieda)


def test_an_idea_that_was_withdrawn_or_refused_gives_way_to_the_next(cast: Cast) -> None:
    one = said(cast, a_format(cast))
    with transaction():
        own = taking_up.take_up_own(one, by=cast.anna)
        submit_idea(own, by=cast.anna, author_name="Anna")
        withdraw_idea(own, by=cast.anna)
    assert not became_of([one.id])[one.id][0].is_arisen
    second = taken(cast, one)
    with transaction():
        refuse_idea(second, by=cast.bernd, version=second.version, reason="Beleidigung.")
    third = taken(cast, one)
    assert dict(links_to(one)) == {own.id: "corresponds_to", second.id: "corresponds_to", third.id: "arose_from"}
