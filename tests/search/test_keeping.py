"""What is found is what everybody may read now: after every verb, and nothing of it is left behind."""

import re
from collections.abc import Callable
from random import Random
from threading import Barrier, Thread
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from app.core.database import db, touch, transaction
from app.core.errors import DomainError
from app.discussion import commenting
from app.discussion.models import Comment
from app.ideas import moderating
from app.ideas.models import Idea
from app.ideas.redacting import redact
from app.pages.queries import TextPlace
from app.pages.texting import restore_default, save_text
from app.privacy.erasing import erase_person
from app.projects.editing import edit_project
from app.restrictions.models import Restriction
from app.restrictions.restricting import lift_restriction, restrict
from app.restrictions.targets import version_of
from app.search import indexing
from app.search.checking import wrong_documents, wrong_terms
from app.search.finding import find, read_query
from app.search.models import SearchDocument, SearchGram, SearchPosting, SearchTerm
from app.things.following import follow
from app.things.supporting import support, take_back_support
from tests.cast import Cast
from tests.pages.world import a_project
from tests.queries import queries
from tests.search.corpus import a_document
from tests.search.world import rebuild
from tests.worlds import HIDDEN_STATES, an_idea

CANARY = "Kanarienvogel"
TYPO = "Kanarienvogle"
WHY = {"ground": "rules", "norm": "Spielregeln, 3", "facts": "Werbung."}
TABLES = (SearchDocument, SearchTerm, SearchGram, SearchPosting)


def found(words: str = CANARY) -> list[tuple[str, str]]:
    db.session.rollback()
    return [(hit.kind, hit.ref) for hit in find(read_query(words), size=50).hits]


def assert_gone(words: str = CANARY, typo: str = TYPO) -> None:
    """Not found, not counted, not corrected to, in no table of the search."""
    for typed in (words, typo, words[:6]):
        nothing = find(read_query(typed))
        assert (nothing.hits, nothing.counts, nothing.corrected) == ([], {}, {}), typed
    assert db.session.scalars(select(SearchTerm.stem).where(SearchTerm.stem.contains(words.lower()[:8]))).all() == []
    assert not db.session.scalar(select(func.count()).where(SearchDocument.folded.contains(words.lower()[:8])))
    db.session.rollback()


def assert_exact() -> None:
    assert list(wrong_documents()) == []
    assert db.session.scalars(wrong_terms()).all() == []
    db.session.rollback()


def again(thing: Any) -> Any:
    return db.session.get_one(type(thing), thing.id, with_for_update={"of": type(thing)}, populate_existing=True)


def a_comment(cast: Cast, idea: Any, words: str) -> Comment:
    with transaction():
        said = commenting.comment(again(idea), by=cast.carla, text=words, lang="de")
    return said


def test_an_idea_is_found_from_the_moment_it_is_public(cast: Cast) -> None:
    idea = an_idea(cast, "submitted", title=CANARY)
    assert_gone()
    with transaction():
        moderating.publish_idea(again(idea), by=cast.bernd, version=1)
    assert found() == found(TYPO) == [("idea", str(idea.id))]
    assert_exact()


@pytest.mark.parametrize("state", HIDDEN_STATES)
def test_nothing_is_left_of_what_is_hidden(cast: Cast, state: str) -> None:
    an_idea(cast, state, title=CANARY, text=f"Ein {CANARY} singt.")
    assert_gone()
    assert_exact()


def test_hiding_takes_the_comments_along_and_lifting_brings_them_back(cast: Cast) -> None:
    idea = an_idea(cast, title=CANARY)
    said = a_comment(cast, idea, f"Der {CANARY} auch.")
    both = {("idea", str(idea.id)), ("comment", str(said.id))}
    assert set(found()) == both
    with transaction():
        hidden = restrict(again(idea), by=cast.bernd, version=1, **WHY)
    assert_gone()
    with transaction():
        lift_restriction(db.session.get_one(Restriction, hidden.id), by=cast.gerda, reason="Doch nicht.")
    assert set(found()) == both
    assert_exact()


def test_a_comment_is_followed_alone(cast: Cast) -> None:
    idea = an_idea(cast)
    said = a_comment(cast, idea, f"Ein {CANARY} singt.")
    assert found() == [("comment", str(said.id))]
    with transaction():
        commenting.edit_comment(again(said), by=cast.carla, text="Ein Zaunkönig singt.", version=1)
    assert_gone()
    assert found("Zaunkönig") == [("comment", str(said.id))]
    with transaction():
        restrict(again(said), by=cast.bernd, version=2, **WHY)
    assert_gone("Zaunkönig", "Zaunköngi")
    other = a_comment(cast, idea, f"Noch ein {CANARY}.")
    with transaction():
        commenting.remove_comment(again(other), by=cast.carla)
    assert_gone()
    assert_exact()


def test_what_is_not_pursued_is_found_below_what_goes_on(cast: Cast) -> None:
    over, on = an_idea(cast, title=CANARY), an_idea(cast, title=f"Ein {CANARY} in einem langen Titel", text="Ja.")
    assert found()[0] == ("idea", str(over.id))
    with transaction():
        moderating.close_idea(again(over), by=cast.bernd, outcome="not_pursued", answer="Nein.", version=1)
    assert found() == [("idea", str(on.id)), ("idea", str(over.id))]
    assert_exact()


def test_a_held_comment_is_found_when_it_is_released(cast: Cast) -> None:
    idea = an_idea(cast)
    with transaction():
        again(cast.here).holds_first_comments = True
    said = a_comment(cast, idea, f"Ein {CANARY} singt.")
    assert_gone()
    with transaction():
        commenting.release_comment(again(said), by=cast.bernd, version=1)
    assert found() == [("comment", str(said.id))]


def test_a_project_is_followed(cast: Cast) -> None:
    with transaction():
        project = a_project(cast, CANARY)
        touch(project.id)
    assert found() == [("project", str(project.id))]
    with transaction():
        values = {"title": "Zaunkönig", "description": "Singt."}
        edit_project(again(project), by=cast.bernd, changes=values, reason="Falscher Vogel.")
    assert_gone()
    with transaction():
        wrong = again(project)
        restrict(wrong, by=cast.bernd, version=version_of(wrong), **WHY)
    assert_gone("Zaunkönig", "Zaunköngi")
    assert_exact()


def test_what_is_blacked_out_is_found_no_more(cast: Cast) -> None:
    idea = an_idea(cast, title=f"Frau {CANARY} hilft", text=f"Fragen Sie {CANARY}.")
    said = a_comment(cast, idea, f"{CANARY} weiß Bescheid.")
    with transaction():
        redact(again(idea), [CANARY], by=cast.bernd, reason="Name einer Dritten.", version=1)
    assert found() == [("comment", str(said.id))]
    with transaction():
        commenting.redact_comment(again(said), re.compile(CANARY), by=cast.bernd, reason="Name einer Dritten.")
    assert_gone()
    assert_exact()


def test_no_address_of_an_erased_person_is_left_in_any_table(cast: Cast) -> None:
    address = f"{CANARY.lower()}.anna@beispielpost.example"
    with transaction():
        again(cast.anna).email = address
    idea = an_idea(cast, title="Ein Weg", text=f"Schreiben Sie mir: {address}")
    said = a_comment(cast, idea, f"Oder an {address.upper()}?")
    assert len(found()) == 2
    with transaction():
        erase_person(again(cast.anna))
    assert_gone()
    assert_gone("beispielpost", "beispielpots")
    assert set(found("Weg gelöscht")) >= {("idea", str(idea.id))}
    assert db.session.get_one(Comment, said.id).text.startswith("Oder an [")
    assert_exact()


def test_an_authoritys_own_page_is_found_while_it_counts(cast: Cast) -> None:
    place = TextPlace(cast.here, "hilfe", "de")
    with transaction():
        save_text(place, by=cast.bernd, body=f"# Fragen\n\nWer ist der **{CANARY}**?", version=0)
    assert found() == [("page", "hilfe@hier")]
    assert_exact()
    with transaction():
        restore_default(place, by=cast.bernd, version=1)
    assert_gone()


def test_supporting_following_and_talking_rewrite_nothing(cast: Cast) -> None:
    idea = an_idea(cast, title=CANARY)
    for number in range(5):
        a_comment(cast, idea, f"Kommentar Nummer {number}.")

    def statements(act: Callable[[Idea], object]) -> list[str]:
        with queries() as asked, transaction():
            act(again(idea))
        return [one for one in asked if "search_" in one]

    for act in (support, follow, take_back_support):
        asked = statements(lambda thing, act=act: act(thing, cast.frieda))
        assert len(asked) == 1, asked
        assert asked[0].startswith("SELECT")
    asked = statements(lambda thing: commenting.comment(thing, by=cast.frieda, text="Und noch einer.", lang="de"))
    assert len([one for one in asked if "INSERT INTO search_document" in one]) == 1
    assert not [one for one in asked if one.startswith(("UPDATE", "DELETE"))], asked
    assert len(asked) <= 7
    assert_exact()


def contents() -> list[Any]:
    """All tables of the search, without the numbers of rows."""
    terms = {row.id: row.stem for row in db.session.execute(select(SearchTerm.id, SearchTerm.stem))}
    names = {row.id: (row.kind, row.ref, row.digest) for row in db.session.scalars(select(SearchDocument))}
    postings = select(SearchPosting.term_id, SearchPosting.document_id, SearchPosting.weight)
    grams = select(SearchGram.gram, SearchGram.term_id)
    return [
        sorted(names.values()),
        sorted((terms[row[0]], names[row[1]], row[2]) for row in db.session.execute(postings)),
        sorted((row[0], terms[row[1]]) for row in db.session.execute(grams)),
        sorted(tuple(row) for row in db.session.execute(select(SearchTerm.stem, SearchTerm.documents))),
    ]


def test_after_many_verbs_what_is_kept_is_what_would_be_made_anew(cast: Cast) -> None:
    random = Random(20261123)
    birds = ("Amsel", "Buchfink", "Zaunkönig", "Zaunkönige", "Kohlmeise", "Blaumeise")
    ideas = [an_idea(cast, random.choice(("published", "pooled", "submitted")), title=bird) for bird in birds]
    verbs: list[Callable[[Any], Any]] = [
        lambda idea: restrict(idea, by=cast.bernd, version=1, **WHY),
        lambda idea: lift_restriction(
            db.session.scalars(select(Restriction).where(Restriction.thing_id == idea.id)).all()[-1],
            by=cast.gerda, reason="Doch nicht.",
        ),
        lambda idea: commenting.comment(
            idea, by=cast.carla, text=f"{random.choice(birds)} {random.random()}", lang="de"
        ),
        lambda idea: moderating.publish_idea(idea, by=cast.bernd, version=1),
        lambda idea: moderating.close_idea(idea, by=cast.bernd, outcome="done", answer="Der Fink singt.", version=1),
        lambda idea: redact(idea, [random.choice(birds)], by=cast.bernd, reason="Name.", version=1),
        lambda idea: support(idea, cast.carla),
    ]  # fmt: skip
    done = 0
    for _step in range(60):
        try:
            with transaction():
                random.choice(verbs)(again(random.choice(ideas)))
            done += 1
        except (DomainError, IndexError):  # Not every verb fits every state; nothing is restricted yet.
            continue
    assert done > 20
    with transaction():
        rebuild()
    kept = contents()
    assert_exact()
    with transaction():
        for table in (SearchPosting, SearchGram, SearchTerm, SearchDocument):
            db.session.execute(text(f"DELETE FROM {table.__tablename__}"))
        rebuild()
    assert contents() == kept
    with transaction(), queries() as asked:
        rebuild()
    assert not [one for one in asked if one.startswith(("INSERT", "UPDATE", "DELETE"))]


def test_negative_control_what_is_changed_past_the_verbs_is_noticed(cast: Cast) -> None:
    idea = an_idea(cast, title=CANARY)
    with transaction():
        db.session.execute(text(f"UPDATE thing SET restricted_at = published_at WHERE id = {idea.id}"))
    assert list(wrong_documents()) == [f"idea/{idea.id}"]
    db.session.rollback()
    with transaction():
        touch(idea.id)
    assert_gone()


# ---- many writers at once -------------------------------------------------------------------------


def write_at_once(app: Flask, orders: list[list[str]], ref: str = "{number}-{step}") -> list[BaseException]:
    """Each thread puts documents of the same stems, all at the same moment."""
    together, wrong = Barrier(len(orders)), list[BaseException]()

    def write(number: int, words: list[str]) -> None:
        with app.app_context():
            try:
                for step in range(4):
                    together.wait(20)
                    with transaction():
                        stems = [f"{word}{step}" for word in words]
                        one = a_document(ref.format(number=number, step=step), " ".join(stems))
                        indexing.bring_in_line([one], {})
            except BaseException as error:
                wrong.append(error)
                together.abort()
            db.session.remove()

    threads = [Thread(target=write, args=pair) for pair in enumerate(orders)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return wrong


def a_lot_of_words() -> list[list[str]]:
    words = [f"wort{chr(97 + n // 26)}{chr(97 + n % 26)}" for n in range(300)]
    return [words if n % 2 else words[::-1] for n in range(8)]


def test_eight_writers_of_the_same_words_wait_in_a_line(app: Flask) -> None:
    if db.engine.dialect.name != "postgresql":
        pytest.skip("SQLite lets one transaction write at a time")
    assert write_at_once(app, a_lot_of_words()) == []
    assert set(db.session.scalars(select(SearchTerm.documents))) == {8}
    assert db.session.scalars(wrong_terms()).all() == []


def test_eight_writers_of_the_same_document_wait_in_a_line_too(app: Flask) -> None:
    if db.engine.dialect.name != "postgresql":
        pytest.skip("SQLite lets one transaction write at a time")
    orders = [[f"allein{chr(97 + n)}", *words[:20]] for n, words in enumerate(a_lot_of_words())]
    assert write_at_once(app, orders, ref="{step}") == []
    assert set(db.session.scalars(select(SearchTerm.documents))) == {1}
    assert db.session.scalars(wrong_terms()).all() == []


def test_negative_control_without_the_order_of_letters_they_wait_in_a_circle(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    if db.engine.dialect.name != "postgresql":
        pytest.skip("SQLite lets one transaction write at a time")
    monkeypatch.setattr(indexing, "in_order", list)
    assert any("deadlock" in str(error) for error in write_at_once(app, a_lot_of_words()))


def test_the_command_makes_everything_anew_and_the_start_only_what_is_missing(app: Flask, cast: Cast) -> None:
    idea = an_idea(cast, title=CANARY)
    with transaction():
        for table in (SearchPosting, SearchGram, SearchTerm, SearchDocument):
            db.session.execute(text(f"DELETE FROM {table.__tablename__}"))
    db.session.rollback()
    runner = app.test_cli_runner()
    assert "Fundstellen." in runner.invoke(args=["search", "rebuild", "--if-missing"]).output
    assert found() == [("idea", str(idea.id))]
    assert runner.invoke(args=["search", "rebuild", "--if-missing"]).output == ""
    assert "Suche: " in runner.invoke(args=["search", "rebuild"]).output
    assert ("page", "hilfe") in found("Hilfe")
    assert_exact()
