"""Two ideas become one: who is carried along, what stays readable, how it is undone, and that two deciders agree."""

from collections.abc import Callable
from threading import Barrier, Event, Thread, current_thread
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, event, func, select
from sqlalchemy.orm.attributes import set_committed_value

from app.core.database import db, transaction
from app.core.errors import NotAllowedNow, ReasonIsMissing, VersionIsStale
from app.core.journal import JournalEntry
from app.ideas.handing_over import accept_hand_over, offer_hand_over
from app.ideas.merging import MergeIsImpossible, forget_kept_apart, keep_apart, merge_ideas, unmerge_idea
from app.ideas.models import CoAuthor, Idea, KeptApart
from app.ideas.similar_desk import look_alikes
from app.ideas.together_queries import candidates, find_merged, find_pair
from app.things.models import Follow, Support, Thing, ThingLink
from tests.cast import Cast
from tests.ideas_desk.stage import fresh, received
from tests.invariants import assert_sound

Browser = Callable[..., Any]


def two(cast: Cast, gone: str = "published", into: str = "published") -> tuple[Idea, Idea]:
    """Carla's idea, which goes, and Anna's, which stays."""
    return received(cast, gone, by=cast.carla, title="Radweg bitte"), received(cast, into)


def merged(cast: Cast, gone: Idea, into: Idea) -> None:
    with transaction():
        merge_ideas(
            fresh_in(gone), fresh_in(into), by=cast.bernd, reason="Beide wollen einen Radweg.", version=gone.version,
            into_version=into.version,
        )  # fmt: skip


def fresh_in(idea: Idea) -> Idea:
    found = db.session.get(Idea, idea.id)
    assert found is not None
    return found


def entry(idea: Idea, verb: str) -> JournalEntry:
    rows = (
        select(JournalEntry)
        .where(JournalEntry.thing_id == idea.id, JournalEntry.verb == verb)
        .order_by(JournalEntry.id)
    )
    return db.session.scalars(rows).one()


def follow(idea: Idea, *people: Any) -> None:
    with transaction():
        for person in people:
            db.session.add(Follow(person_id=person.id, thing_id=idea.id))
        fresh_in(idea).followers = len(people)


def test_authors_and_followers_go_along_and_supports_never(cast: Cast) -> None:
    gone, into = two(cast)
    follow(gone, cast.dilek, cast.frieda)
    follow(into, cast.frieda)
    with transaction():
        db.session.add(CoAuthor(idea_id=gone.id, person_id=cast.gerda.id, name="Gerda G."))
        db.session.add(CoAuthor(idea_id=gone.id, person_id=cast.anna.id, name="Anna"))
        db.session.add(Support(thing_id=gone.id, person_id=cast.frieda.id))
        fresh_in(gone).supports = 1
    merged(cast, gone, into)
    stays, went = fresh(into), fresh_in(gone)
    assert {(one.person_id, one.name) for one in stays.co_authors} == {
        (cast.carla.id, "Carla Beispiel"),
        (cast.gerda.id, "Gerda G."),
    }
    followers = set(db.session.scalars(select(Follow.person_id).where(Follow.thing_id == into.id)))
    assert followers == {cast.dilek.id, cast.frieda.id}
    assert stays.followers == 2
    assert (went.state, went.supports, stays.supports) == ("merged", 1, 0)
    assert db.session.scalars(select(Support.thing_id)).all() == [gone.id]
    assert went.is_public
    assert not went.is_open
    link = db.session.scalars(select(ThingLink)).one()
    assert (link.kind, link.from_id, link.to_id) == ("merged_into", gone.id, into.id)


def test_both_ends_tell_of_it_and_a_hidden_one_tells_only_whom_it_concerns(cast: Cast) -> None:
    gone, into = two(cast)
    hidden, other = two(cast, "submitted")
    merged(cast, gone, into)
    merged(cast, hidden, other)
    assert (entry(gone, "merge_ideas").details, entry(gone, "merge_ideas").audience) == ({"into": into.id}, "public")
    assert (entry(into, "take_in_idea").details, entry(into, "take_in_idea").audience) == ({"idea": gone.id}, "public")
    assert entry(hidden, "merge_ideas").audience == "author"
    assert entry(other, "take_in_idea").audience == "staff"


def test_undoing_brings_back_the_state_before_and_takes_away_who_came_along(cast: Cast) -> None:
    gone, into = two(cast, "pooled")
    follow(gone, cast.dilek)
    with transaction():
        db.session.add(CoAuthor(idea_id=into.id, person_id=cast.frieda.id))
    merged(cast, gone, into)
    with transaction():
        unmerge_idea(fresh_in(gone), by=cast.bernd, reason="Doch zweierlei.")
    assert (fresh(gone).state, fresh_in(gone).answer) == ("pooled", "Gut, aber ohne Geld")
    assert fresh_in(into).co_author_ids == {cast.frieda.id}
    assert fresh_in(into).followers == 1
    assert db.session.scalars(select(ThingLink)).all() == []
    assert entry(gone, "unmerge_idea").details == {"from": into.id}
    assert entry(into, "unmerge_idea").details == {"from": gone.id}
    merged(cast, gone, into)
    assert fresh(gone).state == "merged"


def test_there_are_no_chains_into_a_merged_one_but_a_taker_in_may_go_on(cast: Cast) -> None:
    first, second = two(cast)
    third = received(cast, "published")
    merged(cast, first, second)
    with pytest.raises(NotAllowedNow):
        merged(cast, third, first)
    merged(cast, second, third)
    assert {fresh(first).state, fresh_in(second).state} == {"merged"}
    assert fresh_in(third).co_author_ids == {cast.carla.id}


@pytest.mark.parametrize("wrong", ["stale", "stale other", "no reason", "itself", "elsewhere", "hidden", "restricted"])
def test_what_does_not_fit_leaves_everything_as_it_was(cast: Cast, wrong: str) -> None:
    gone, into = two(cast, into="submitted" if wrong == "hidden" else "published")
    if wrong == "itself":
        into = gone
    with transaction():
        fresh_in(into).authority_id = cast.elsewhere.id if wrong == "elsewhere" else cast.here.id
        fresh_in(into).restricted_at = into.submitted_at if wrong == "restricted" else None
    kind = {"stale": VersionIsStale, "stale other": VersionIsStale, "no reason": ReasonIsMissing}
    with pytest.raises(kind.get(wrong, MergeIsImpossible)), transaction():
        merge_ideas(
            fresh_in(gone), fresh_in(into), by=cast.bernd, reason=" " if wrong == "no reason" else "Gleich.",
            version=7 if wrong == "stale" else 1, into_version=7 if wrong == "stale other" else 1,
        )  # fmt: skip
    assert fresh(gone).state == "published"
    assert db.session.scalars(select(ThingLink)).all() == []


def test_two_who_merge_crosswise_leave_exactly_one_merged(app: Flask, cast: Cast, as_person: Browser) -> None:
    a, b = two(cast)
    db.session.remove()
    ways = [(a.id, b.id), (b.id, a.id)] * 2
    browsers = [as_person(cast.bernd) for _ in ways]
    start, answers = Barrier(len(ways)), []

    def press(browser: Any, gone: int, into: int) -> None:
        start.wait()
        sent = {"version": "1", "into_version": "1", "reason": "Dasselbe."}
        answers.append(browser.post(f"/verwaltung/ideen/{gone}/zusammenfuehren/{into}", data=sent).status_code)

    threads = [Thread(target=press, args=(browser, *way)) for browser, way in zip(browsers, ways, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(answers) == [303, 303, 409, 409]
    states = sorted(db.session.scalars(select(Idea.state).where(Idea.id.in_((a.id, b.id)))))
    assert states == ["merged", "published"]
    assert db.session.scalar(select(func.count()).select_from(ThingLink)) == 1


def test_without_reading_under_the_lock_both_would_be_gone(cast: Cast) -> None:
    a, b = two(cast)
    merged(cast, a, b)
    with transaction():
        late = fresh_in(a)
        set_committed_value(late, "state", "published")  # what a decider saw who read before the other one saved
        merge_ideas(fresh_in(b), late, by=cast.bernd, reason="Dasselbe.", version=1, into_version=1)
    assert (fresh(a).state, fresh_in(b).state) == ("merged", "merged")


def test_the_pair_is_found_for_its_own_moderators_alone(cast: Cast) -> None:
    gone, into = two(cast)
    elsewhere = received(cast, authority=cast.elsewhere)
    pair = find_pair(gone.id, into.id, cast.bernd)
    assert pair is not None
    assert (pair.gone.id, pair.into.id, pair.authority_id) == (gone.id, into.id, cast.here.id)
    assert find_pair(gone.id, into.id, cast.dilek) is None
    assert find_pair(gone.id, elsewhere.id, cast.bernd) is None
    assert find_pair(gone.id, elsewhere.id, cast.dilek) is None
    assert find_pair(gone.id, gone.id, cast.bernd) is None


def test_what_is_kept_apart_is_remembered_once_and_not_proposed_until_forgotten(cast: Cast) -> None:
    gone, into = two(cast)
    assert [row.number for row in look_alikes(gone)] == [into.id]
    for a, b in ((gone, into), (into, gone)):
        with transaction():
            keep_apart(fresh_in(a), fresh_in(b), by=cast.bernd)
    assert db.session.scalar(select(func.count()).select_from(KeptApart)) == 1
    kept = [(entry(idea, "keep_apart"), other) for idea, other in ((gone, into), (into, gone))]
    assert all((one.audience, one.details) == ("staff", {"idea": other.id}) for one, other in kept)
    assert look_alikes(fresh(gone)) == []
    assert candidates(fresh_in(gone), "Radweg").rows == []
    assert candidates(fresh_in(into), str(gone.id)).rows == []
    with transaction():
        forget_kept_apart(fresh_in(into), fresh_in(gone), by=cast.bernd)
    assert {entry(idea, "forget_kept_apart").audience for idea in (gone, into)} == {"staff"}
    with transaction():
        forget_kept_apart(fresh_in(into), fresh_in(gone), by=cast.bernd)
    assert entry(gone, "forget_kept_apart"), "what is forgotten already is not told again"
    assert [row.number for row in candidates(fresh(gone), "radweg brandis").rows] == [into.id]


def test_only_what_it_could_go_into_is_proposed(cast: Cast) -> None:
    gone, _into = two(cast)
    received(cast, "submitted")
    received(cast, "refused")
    received(cast, authority=cast.elsewhere)
    assert len(candidates(gone, "Radweg").rows) == 1
    unpublished = received(cast, "submitted", title="Radweg auch hier")
    assert len(candidates(unpublished, "Radweg").rows) == 3


def unmarked(answer: Any) -> str:
    """The page without the marks around the words looked for."""
    return str(answer.get_data(as_text=True)).replace("<mark>", "").replace("</mark>", "")


def test_a_merged_idea_leaves_lists_and_counts_and_stays_by_address_and_in_the_api(
    cast: Cast, client: Any, as_person: Browser
) -> None:
    gone, into = two(cast)
    merged(cast, gone, into)
    lists = ("/ideen", "/ideen?q=radweg", f"/ideen?gemeinde={cast.naunhof.ags}")
    for address in lists:
        page = unmarked(client.get(address))
        assert "Radweg bitte" not in page, address
        assert into.title in page, address
    assert "Radweg bitte" in client.get("/ideen?status=merged").get_data(as_text=True)
    found = unmarked(client.get("/suche?q=radweg"))
    # Whoever remembers its title finds it, and reads where it went.
    assert "Mit einer anderen Idee zusammengeführt" in found
    assert "Radweg bitte" in found
    assert into.title in found
    page = client.get(f"/ideen/{gone.id}-{gone.slug}").get_data(as_text=True)
    assert "Radweg bitte" in page
    assert f"Zusammengeführt mit Nr. {into.id}" in page
    assert f'href="/ideen/{into.id}-{into.slug}"' in page
    listed = client.get("/api/v1/ideas").get_json()["items"]
    assert {item["number"]: item["status"] for item in listed} == {gone.id: "merged", into.id: "published"}


def test_who_supported_the_one_is_asked_by_mail_and_who_wrote_it_is_told(cast: Cast, mails: Any) -> None:
    gone, into = two(cast)
    with transaction():
        db.session.add(Support(thing_id=gone.id, person_id=cast.frieda.id))
        db.session.add(Support(thing_id=gone.id, person_id=cast.gerda.id))
        db.session.add(Support(thing_id=into.id, person_id=cast.gerda.id))
    before = len(mails())
    merged(cast, gone, into)
    told = {mail["To"] for mail in mails()[before:]}
    assert "frieda@example.org" in " ".join(told)
    assert "carla@example.org" in " ".join(told)
    assert "gerda@example.org" not in " ".join(told)
    assert db.session.scalar(select(Thing.supports).where(Thing.id == into.id)) == 0


# ---- several mergers, several offices -----------------------------------------------------------


def carried_twice(cast: Cast) -> tuple[Idea, Idea, Idea]:
    """Carla's idea went into Dilek's, and that one into Anna's."""
    a, c = two(cast)
    b = received(cast, "published", by=cast.dilek, title="Noch ein Radweg")
    merged(cast, a, b)
    merged(cast, fresh(b), fresh_in(c))
    return a, b, c


def taken_back(cast: Cast, idea: Idea, as_person: Browser) -> Any:
    return as_person(cast.bernd).post(f"/verwaltung/ideen/{idea.id}/trennen", data={"reason": "Irrtum", "version": "1"})


def offers_to_take_back(cast: Cast, idea: Idea, as_person: Browser) -> bool:
    page = as_person(cast.bernd).get(f"/verwaltung/ideen/{idea.id}").get_data(as_text=True)
    return f"/verwaltung/ideen/{idea.id}/trennen" in page


def test_in_a_chain_authors_are_carried_once_and_the_first_page_leads_on(cast: Cast, client: Any) -> None:
    a, b, c = carried_twice(cast)
    assert sorted(one.person_id for one in fresh(c).co_authors) == sorted([cast.carla.id, cast.dilek.id])
    for gone, into in ((a, b), (b, c)):
        page = client.get(f"/ideen/{gone.id}-{gone.slug}").get_data(as_text=True)
        assert f'href="/ideen/{into.id}-{into.slug}"' in page


def test_in_a_chain_the_last_merger_is_undone_first(cast: Cast, as_person: Browser) -> None:
    a, b, c = carried_twice(cast)
    assert not offers_to_take_back(cast, a, as_person)
    assert offers_to_take_back(cast, b, as_person)
    answer = taken_back(cast, a, as_person)
    assert answer.status_code == 422
    assert "selbst in eine dritte" in answer.get_data(as_text=True)
    assert fresh(a).state == "merged"
    assert taken_back(cast, b, as_person).status_code == 303
    assert fresh(c).co_author_ids == set()
    assert offers_to_take_back(cast, a, as_person)
    assert taken_back(cast, a, as_person).status_code == 303
    assert (fresh(a).state, fresh_in(b).co_author_ids) == ("published", set())


def test_what_went_to_another_office_is_not_written_to_from_here(cast: Cast, as_person: Browser) -> None:
    gone, into = two(cast)
    merged(cast, gone, into)
    with transaction():
        accept_hand_over(
            offer_hand_over(fresh_in(into), to=cast.elsewhere, by=cast.bernd, reason="Dorthin.", version=1),
            by=cast.dilek, version=1,
        )  # fmt: skip
    assert not offers_to_take_back(cast, gone, as_person)
    answer = taken_back(cast, gone, as_person)
    assert answer.status_code == 422
    assert "bei einer anderen Stelle" in answer.get_data(as_text=True)
    assert fresh(gone).state == "merged"
    assert cast.carla.id in fresh_in(into).co_author_ids
    assert db.session.scalars(select(JournalEntry).where(JournalEntry.verb == "unmerge_idea")).all() == []


def test_the_merged_one_is_found_for_its_own_desk_alone(cast: Cast) -> None:
    gone, into = two(cast)
    merged(cast, gone, into)
    assert find_merged(gone.id, cast.bernd) is fresh_in(gone)
    assert find_merged(gone.id, cast.dilek) is None
    assert find_merged(gone.id, cast.carla) is None


def test_one_takes_a_merger_back_while_another_merges_the_same_two(app: Flask, cast: Cast, as_person: Browser) -> None:
    """The one that goes has the higher number: locked one after the other, each would wait for the other for ever."""
    into, gone = received(cast), received(cast, by=cast.carla, title="Radweg bitte")
    merged(cast, gone, into)
    ways = (
        (as_person(cast.bernd), f"/verwaltung/ideen/{gone.id}/trennen"),
        (as_person(cast.bernd), f"/verwaltung/ideen/{into.id}/zusammenfuehren/{gone.id}"),
    )
    db.session.remove()
    holds_one, started = Event(), Event()
    answers: list[int] = []

    def after(_connection: Any, _cursor: Any, statement: str, _given: Any, *_rest: Any) -> None:
        is_lock = "FROM thing" in statement and "FOR UPDATE" in statement
        if current_thread().name == "merging" and is_lock:
            holds_one.set()
        elif current_thread().name == "parting" and is_lock and not holds_one.is_set():
            started.set()
            holds_one.wait(0.4)

    def press(browser: Any, address: str) -> None:
        if current_thread().name == "merging":
            started.wait(2)
        sent = {"version": "1", "into_version": "1", "reason": "Irrtum."}
        answers.append(browser.post(address, data=sent).status_code)

    event.listen(Engine, "after_cursor_execute", after)
    try:
        names = ("parting", "merging")
        threads = [Thread(target=press, args=way, name=name) for way, name in zip(ways, names, strict=True)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
    finally:
        event.remove(Engine, "after_cursor_execute", after)
    assert 303 in answers
    assert set(answers) <= {303, 409}
    assert_sound()
