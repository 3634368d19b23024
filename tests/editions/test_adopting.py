from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from threading import Barrier, Event, Thread
from typing import Any

import pytest
from sqlalchemy import select

from app.accounts.models import Person
from app.concepts.cli import packaged_files
from app.concepts.models import Goal
from app.concepts.queries import find_concept
from app.concepts.reading import read_concept
from app.core.clock import today
from app.core.database import db, to_change, transaction
from app.core.errors import NotAllowedNow, VersionIsStale
from app.core.journal import JournalEntry, record
from app.coverage.tallying import wrong_tallies
from app.editions.adopting import adopt_edition, close_consultation, open_consultation
from app.editions.importing import DraftIsInConsultation, keep_upload, mark_of, take_over
from app.editions.models import ConceptEdition
from app.editions.queries import (
    file_of,
    file_that_holds,
    find_edition_on_desk,
    find_open_draft,
    holding_edition,
    public_editions,
)
from app.ideas.models import Idea, IdeaGoal
from app.ideas.moderating import publish_idea
from app.ideas.places import Place
from app.ideas.submitting import choose_goals, start_draft, submit_idea
from app.things.following import follow
from tests.cast import Cast
from tests.concepts.files import SMALL, without, written
from tests.editions.drafts import RETIRED, REWORDED, adopted, drafted, goals, small

Browser = Callable[..., Any]


def tagged_idea(cast: Cast, goal: Any) -> Idea:
    with transaction():
        idea, _key = start_draft(Place.of_municipalities([cast.naunhof]), title="Rufbus", text="Text", by=cast.anna)
        choose_goals(idea, [goal])
        submit_idea(idea, by=cast.anna, author_name="Anna")
    with transaction():
        publish_idea(idea, by=cast.bernd, version=1)
    return idea


def states() -> dict[str, str]:
    return {f"{edition.id}": edition.status for edition in db.session.scalars(select(ConceptEdition))}


def verbs_on(thing_id: int) -> list[str]:
    rows = select(JournalEntry.verb).where(JournalEntry.thing_id == thing_id).order_by(JournalEntry.id)
    return list(db.session.scalars(rows))


def test_adopting_keeps_numbers_tags_and_addresses(cast: Cast, client: Any, tmp_path: Path) -> None:
    concept = small(tmp_path)
    bus, rad = goals(concept)["bus"], goals(concept)["rad"]
    idea = tagged_idea(cast, bus)
    edition = adopted(cast, drafted(cast, tmp_path, RETIRED), paper_number="2026/17", decision_number="42-7")
    assert (goals(concept)["bus"].id, goals(concept)["bus"].is_retired) == (bus.id, True)
    assert list(db.session.scalars(select(IdeaGoal.goal_id).where(IdeaGoal.idea_id == idea.id))) == [bus.id]
    page = client.get("/konzepte/kek-klein/ziele/bus")
    assert page.status_code == 200
    assert "/konzepte/kek-klein/ziele/rad" in page.get_data(as_text=True)
    for key in ("bus", "rad"):
        assert "Rufbus" in client.get(f"/ideen?ziel=kek-klein:{key}").get_data(as_text=True)
    assert db.session.scalars(wrong_tallies()).all() == []
    assert (edition.status, edition.decision_number, rad.id) == ("adopted", "42-7", goals(concept)["rad"].id)


def test_what_held_before_is_kept_frozen_and_the_file_says_so(cast: Cast, tmp_path: Path) -> None:
    concept = small(tmp_path)
    before = file_that_holds(concept)
    edition = adopted(cast, drafted(cast, tmp_path, REWORDED))
    older = next(one for one in public_editions(concept.id) if one.status == "superseded")
    assert file_of(older) == before
    after = file_that_holds(concept)
    assert file_of(edition) == after
    assert (after.status, after.adopted_on) == ("adopted", today())
    assert [(e.key, e.status) for e in after.editions] == [("2030", "superseded"), ("2030-2", "adopted")]
    with pytest.raises(RuntimeError, match="never changed"), transaction():
        db.session.get_one(ConceptEdition, older.id).file = {}


def test_without_a_frozen_copy_one_is_made(cast: Cast, tmp_path: Path) -> None:
    concept = small(tmp_path, SMALL.replace("status: adopted\nadopted_on: 2020-01-31", "status: draft"))
    assert holding_edition(concept.id) is None
    edition = adopted(cast, drafted(cast, tmp_path, REWORDED))
    assert [one.status for one in public_editions(concept.id)] == ["adopted", "superseded"]
    assert holding_edition(concept.id) == edition


def test_adopted_unchanged_every_document_comes_out_as_it_went_in(cast: Cast, documents: object) -> None:
    for path in packaged_files():
        file = read_concept(path)
        concept = find_concept(file.slug)
        assert concept is not None
        with transaction():
            upload = keep_upload(concept, file_that_holds(concept), by=cast.bernd)
            take_over(upload, by=cast.bernd, replaces="")
            adopt_edition(upload, by=cast.bernd, adopted_on=today(), version=1)
        db.session.expire_all()
        after = file_that_holds(concept)
        kept = {"status", "adopted_on", "editions", "goals"}
        assert after.model_dump(exclude=kept) == file.model_dump(exclude=kept)
        assert [goal.model_copy(update={"edition": None}) for goal in after.goals] == [
            goal.model_copy(update={"edition": None}) for goal in file.goals
        ]
        assert file_of(upload) == after


def test_a_goal_the_file_leaves_out_is_retired_and_its_old_tags_count_on(cast: Cast, tmp_path: Path) -> None:
    concept = small(tmp_path)
    adopted(cast, drafted(cast, tmp_path, RETIRED))
    adopted(cast, drafted(cast, tmp_path, without(RETIRED, "bus").replace("Die Luft ist rein", "Saubere Luft")))
    found = goals(concept)
    assert (found["bus"].is_retired, found["bus"].details["successors"]) == (True, ["rad"])
    assert "bus" in {goal.key for goal in file_that_holds(concept).goals}


def test_followers_and_readers_of_tagged_goals_hear_of_it(cast: Cast, tmp_path: Path) -> None:
    concept = small(tmp_path)
    keys = goals(concept)
    with transaction():
        follow(keys["rad"], cast.carla)
    both = RETIRED.replace("title: Radverkehr wird gefördert.", "title: Neu.").replace("Wege bauen", "Wege pflegen")
    draft = drafted(cast, tmp_path, both)
    with transaction():
        found = find_open_draft(concept.id)
        assert found is not None
        adopt_edition(found, by=cast.gerda, adopted_on=today(), version=1, tagged={keys["bus"].id})
    assert verbs_on(concept.id)[-1] == "adopt_edition"
    assert {key: verbs_on(goal.id) for key, goal in keys.items() if verbs_on(goal.id)} == {
        "rad": ["reword_goal"], "bus": ["retire_goal"],
    }  # fmt: skip
    row = db.session.scalars(select(JournalEntry).where(JournalEntry.verb == "adopt_edition")).one()
    assert (row.audience, row.actor_role, row.details) == ("public", "approver", {"edition": draft.id})


def test_a_consultation_opens_the_draft_and_freezes_it(cast: Cast, client: Any, tmp_path: Path) -> None:
    concept, draft = small(tmp_path), drafted(cast, tmp_path, REWORDED)
    address = f"/konzepte/kek-klein/fassungen/{draft.id}"
    assert client.get(address).status_code == 404
    with transaction():
        open_consultation(draft, by=cast.bernd, version=1)
    assert "Der Radverkehr wächst überall." in client.get(address).get_data(as_text=True)
    other = drafted_beside(cast, tmp_path)
    with pytest.raises(DraftIsInConsultation), transaction():
        take_over(other, by=cast.bernd, replaces=mark_of(find_open_draft(concept.id)))
    with pytest.raises(NotAllowedNow), transaction():
        open_consultation(draft, by=cast.bernd, version=1)
    with transaction():
        close_consultation(draft, by=cast.bernd, version=1)
    assert client.get(address).status_code == 404
    assert [verb for verb in verbs_on(concept.id) if "consultation" in verb] == [
        "open_consultation", "close_consultation",
    ]  # fmt: skip


def drafted_beside(cast: Cast, folder: Path) -> ConceptEdition:
    concept = find_concept("kek-klein")
    assert concept is not None
    with transaction():
        return keep_upload(concept, read_concept(written(folder, RETIRED, "anders.yaml")), by=cast.bernd)


def test_a_draft_changed_meanwhile_is_not_adopted(cast: Cast, tmp_path: Path) -> None:
    draft = drafted(cast, tmp_path, REWORDED)
    with transaction():
        db.session.get_one(ConceptEdition, draft.id).version = 2
    with pytest.raises(VersionIsStale), transaction():
        adopt_edition(draft, by=cast.gerda, adopted_on=today(), version=1)
    adopted(cast, draft)
    with pytest.raises(NotAllowedNow), transaction():
        adopt_edition(draft, by=cast.gerda, adopted_on=today(), version=2)


DECISION = {
    "version": "1",
    "paper_number": "2026/17",
    "decision_number": "42",
    "link": "https://example.org/42",
    "sure": "y",
}


def test_the_page_shows_the_consequences_and_keeps_what_was_typed(
    cast: Cast, as_person: Browser, tmp_path: Path
) -> None:
    concept = small(tmp_path)
    tagged_idea(cast, goals(concept)["bus"])
    drafted(cast, tmp_path, RETIRED)
    gerda, address = as_person(cast.gerda), "/verwaltung/konzepte/kek-klein/fassungen/beschluss"
    page = gerda.get(address).get_data(as_text=True)
    assert "Radverkehr stärken" in page
    assert '<td class="num">1</td>' in page
    wrong = gerda.post(address, data={**DECISION, "link": "javascript:alert(1)", "adopted_on": str(today())})
    ahead = gerda.post(address, data={**DECISION, "adopted_on": str(today() + timedelta(days=9))})
    stale = gerda.post(address, data={**DECISION, "version": "7", "adopted_on": str(today())})
    assert [answer.status_code for answer in (wrong, ahead, stale)] == [422, 422, 409]
    assert all("2026/17" in answer.get_data(as_text=True) for answer in (wrong, ahead, stale))
    assert gerda.post(address, data={**DECISION, "adopted_on": str(today())}).status_code == 303
    late = gerda.post(address, data={**DECISION, "adopted_on": str(today())})
    assert (late.status_code, "2026/17" in late.get_data(as_text=True)) == (409, True)


def test_who_may_not_adopt(cast: Cast, client: Any, as_person: Browser, tmp_path: Path) -> None:
    drafted(cast, tmp_path, RETIRED)
    address, data = "/verwaltung/konzepte/kek-klein/fassungen/beschluss", {**DECISION, "adopted_on": str(today())}
    answers = [browser.post(address, data=data).status_code for browser in map(as_person, (cast.dilek, cast.anna))]
    assert (answers, client.post(address, data=data).status_code) == ([404, 404], 302)
    assert "draft" in states().values()


def test_an_idea_sent_with_a_goal_retired_meanwhile_is_offered_the_successor(
    cast: Cast, as_person: Browser, tmp_path: Path
) -> None:
    adopted(cast, drafted(cast, tmp_path, RETIRED))
    typed = {
        "title": "Rufbus",
        "text": "Der Text bleibt.",
        "place": f"ort:{cast.naunhof.ags}",
        "goals": "kek-klein:bus",
    }
    answer = as_person(cast.anna).post("/ideen/neu", data=typed)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "„No“ wird nicht mehr verfolgt" in page
    assert "Der Text bleibt." in page
    box = page[page.index('value="kek-klein:rad"') - 200 : page.index('value="kek-klein:rad"') + 200]
    assert "checked" in box
    again = as_person(cast.anna).post("/ideen/neu", data={**typed, "goals": "kek-klein:rad"})
    assert again.status_code == 303


def test_a_goal_retired_while_somebody_tags_it_keeps_the_tag_and_counts_right(
    app: Any, cast: Cast, tmp_path: Path
) -> None:
    concept = small(tmp_path)
    bus_id = goals(concept)["bus"].id
    idea = tagged_idea(cast, goals(concept)["rad"])
    draft = drafted(cast, tmp_path, RETIRED)
    idea_id, draft_id, gerda_id = idea.id, draft.id, cast.gerda.id
    db.session.remove()
    is_tagged, faults = Event(), list[BaseException]()

    def tag() -> None:
        with app.app_context(), transaction():
            late = db.session.scalar(to_change(select(Idea).where(Idea.id == idea_id), of=Idea))
            late.goal_tags.append(IdeaGoal(goal=db.session.get_one(Goal, bus_id)))
            record(late.id, "tag_idea", role="moderator")
            db.session.flush()
            is_tagged.set()

    def adopt() -> None:
        is_tagged.wait(5)
        with app.app_context(), transaction():
            gerda = db.session.get_one(Person, gerda_id)
            found = find_edition_on_desk("kek-klein", draft_id, to=gerda)
            assert found is not None
            adopt_edition(found, by=gerda, adopted_on=today(), version=1)

    threads = [Thread(target=caught, args=(work, faults)) for work in (tag, adopt)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert faults == []
    db.session.expire_all()
    assert set(db.session.scalars(select(IdeaGoal.goal_id).where(IdeaGoal.idea_id == idea_id))) >= {bus_id}
    assert goals(concept)["bus"].is_retired
    assert db.session.scalars(wrong_tallies()).all() == []


def test_two_adopters_at_once_make_one_edition(app: Any, cast: Cast, as_person: Browser, tmp_path: Path) -> None:
    drafted(cast, tmp_path, RETIRED)
    browsers = [as_person(cast.gerda), as_person(cast.bernd)]
    db.session.remove()
    start, answers = Barrier(2), list[int]()

    def press(browser: Any) -> None:
        start.wait()
        data = {**DECISION, "adopted_on": str(today())}
        answers.append(browser.post("/verwaltung/konzepte/kek-klein/fassungen/beschluss", data=data).status_code)

    threads = [Thread(target=press, args=(browser,)) for browser in browsers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(answers) == [303, 409]
    assert sorted(states().values()) == ["adopted", "superseded"]


def caught(work: Callable[[], None], faults: list[BaseException]) -> None:
    try:
        work()
    except BaseException as fault:
        faults.append(fault)
