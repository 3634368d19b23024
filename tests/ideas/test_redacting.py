"""Blacking out: it goes from everywhere, for good, and the journal does not repeat it."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import String, Text, select
from sqlalchemy.types import JSON

from app.core.database import Base, db, transaction
from app.core.errors import ReasonIsMissing, VersionIsStale
from app.core.journal import JournalEntry, record
from app.files.models import Attachment
from app.ideas import amending, merging, moderating, splitting, submitting
from app.ideas.models import CoAuthor, Idea
from app.ideas.places import Place
from app.ideas.redacting import find_passages, redact
from app.restrictions.models import Report
from app.restrictions.passages import NothingIsFound, PassageIsShort
from app.restrictions.reporting import report
from tests.cast import Cast
from tests.worlds import an_idea

NAME, STREET = "Krautmüller", "Am Wehr 77b"


def everything() -> list[str]:
    """Every text in the database, with the column it stands in."""
    db.session.rollback()
    texts = []
    for table in Base.metadata.sorted_tables:
        columns = [column for column in table.columns if isinstance(column.type, String | Text | JSON)]
        columns = [column for column in columns if column.name != "session_key"]  # drawn by lot, holds any letters
        if columns:
            for row in db.session.execute(select(*columns)):
                texts += [f"{table.name}.{column.name}: {row[n]}" for n, column in enumerate(columns)]
    return texts


def holding(*words: str) -> list[str]:
    return [text for text in everything() if any(word.lower() in text.lower() for word in words)]


@pytest.fixture
def named(cast: Cast) -> Idea:
    """An idea that names Mr Krautmüller in two versions, the title, the answer, a question, a file and a report."""
    with transaction():
        place = Place.of_municipalities([cast.naunhof])
        idea, _key = submitting.start_draft(
            place, title=f"Der Zaun von {NAME}", text=f"{NAME} wohnt\nAm  Wehr\n77b. Herr {NAME.upper()} baut.",
            by=cast.anna,
        )  # fmt: skip
        submitting.save_text(
            idea, title=f"Der Zaun von {NAME}", text=f"{NAME} wohnt\nAm Wehr 77b. Herr {NAME.upper()} baut.",
            who_benefits=f"alle außer {NAME}",
        )  # fmt: skip
        submitting.choose_goals(idea, [cast.sub_goal])
    with transaction():
        submitting.submit_idea(idea, by=cast.anna, author_name="Anna Beispiel")
    with transaction():
        moderating.request_revision(idea, by=cast.bernd, reason=f"Was sagt {NAME}?", version=1)
        submitting.save_text(idea, title=f"Ein Zaun bei {NAME}", text=f"Der Zaun {STREET} stört.")
        submitting.submit_idea(idea, by=cast.anna)
    with transaction():
        moderating.publish_idea(idea, by=cast.bernd, version=2)
    with transaction():
        moderating.close_idea(
            idea, by=cast.bernd, outcome="forwarded", answer=f"{NAME} wird gefragt.", version=2,
            forwarded_to=f"Ordnungsamt, {STREET}",
        )  # fmt: skip
        db.session.add(
            Attachment(
                thing_id=idea.id,
                key="k",
                sha256="0" * 64,
                name=f"{NAME}.jpg",
                media_type="image/jpeg",
                size=1,
                alt=f"{NAME} am Zaun",
            )
        )
        report(idea, cause="personal_data", text=f"Das nennt {NAME} mit Anschrift.")
    return idea


def test_it_is_found_nowhere_afterwards(cast: Cast, client: Any, named: Idea) -> None:
    assert len(holding(NAME, "kraut", "Wehr 77b")) > 10
    before = {version.number: version.saved_at for version in named.versions}
    with transaction():
        places = redact(named, [NAME, STREET], by=cast.bernd, reason=f"{NAME} wollte das so.", version=2)
    assert places > 10
    # Neither as written nor as it would stand in an address or in what is searched.
    assert holding(NAME, "krautm", "77b") == []
    db.session.expire_all()
    assert named.title == "Ein Zaun bei ▇▇▇▇"
    assert named.slug == "ein-zaun-bei"
    assert named.versions[0].text == "▇▇▇▇ wohnt\n▇▇▇▇. Herr ▇▇▇▇ baut."
    assert {version.number: version.saved_at for version in named.versions} == before
    assert "zaun" in named.folded
    entry = db.session.scalars(select(JournalEntry).where(JournalEntry.verb == "redact")).one()
    assert (entry.audience, entry.actor_id, entry.details) == ("public", cast.bernd.id, {})
    assert db.session.scalars(select(Report)).one().outcome == "redacted"
    assert client.get(f"/ideen/{named.id}-ein-zaun-bei-krautmueller").location.endswith("ein-zaun-bei")
    assert "▇▇▇▇" in client.get(f"/ideen/{named.id}-ein-zaun-bei").get_data(as_text=True)


def test_the_working_version_is_blacked_out_too(cast: Cast) -> None:
    idea = an_idea(cast, "revision_requested", text=f"Mit {NAME}.")
    with transaction():
        submitting.save_text(idea, title="Neu", text=f"Ohne {NAME}?")
    with transaction():
        redact(idea, [NAME], by=cast.bernd, reason="Daten anderer.", version=1)
    assert holding(NAME, "krautm") == []
    entry = db.session.scalars(select(JournalEntry).where(JournalEntry.verb == "redact")).one()
    assert entry.audience == "author"


def test_other_ideas_keep_their_words(cast: Cast, named: Idea) -> None:
    other = an_idea(cast, text=f"Auch {NAME}.")
    with transaction():
        redact(named, [NAME], by=cast.bernd, reason="x", version=2)
    db.session.expire_all()
    assert other.current.text == f"Auch {NAME}."


def test_a_text_never_outgrows_its_column(cast: Cast) -> None:
    idea = an_idea(cast, "revision_requested")
    with transaction():
        submitting.save_text(idea, title="abc", text="x", who_benefits="abc" * 100)
    with transaction():
        redact(idea, ["abc"], by=cast.bernd, reason="x", version=1, inside_words=True)
    db.session.expire_all()
    assert idea.working is not None
    assert idea.working.who_benefits == "▇" * 300


@pytest.mark.parametrize(
    ("passages", "reason", "version", "error"),
    [
        (["Niemand"], "x", 2, NothingIsFound),
        ([], "x", 2, NothingIsFound),
        (["ab"], "x", 2, PassageIsShort),
        ([NAME], " ", 2, ReasonIsMissing),
        ([NAME], "x", 1, VersionIsStale),
    ],
)
def test_what_it_needs(
    cast: Cast, named: Idea, passages: list[str], reason: str, version: int, error: type[Exception]
) -> None:
    before = everything()
    with pytest.raises(error), transaction():
        redact(named, passages, by=cast.bernd, reason=reason, version=version)
    assert everything() == before


def test_signs_with_a_meaning_to_machines_are_only_signs(cast: Cast) -> None:
    idea = an_idea(cast, text="Tel. (03433) 1+1, 100% .* a|b")
    assert sum(found.count for found in find_passages(idea, ["(03433) 1+1"])) == 1
    assert find_passages(idea, [".{3}"]) == []
    with transaction():
        redact(idea, ["(03433) 1+1", "100% .*"], by=cast.bernd, reason="x", version=1)
    db.session.expire_all()
    assert idea.current.text == "Tel. ▇▇▇▇, ▇▇▇▇ a|b"


def test_bernd_looks_before_he_blacks_out(cast: Cast, as_person: Callable[..., Any], named: Idea) -> None:
    bernd, address = as_person(cast.bernd), f"/verwaltung/ideen/{named.id}/schwaerzen"
    assert "Der Text enthielt Daten anderer Personen." in bernd.get(address).get_data(as_text=True)
    form = {"passages": f"{NAME}\n\n  {STREET} ", "reason": "Daten anderer Personen.", "version": "2"}
    before = everything()
    page = bernd.post(f"{address}/vorschau", data=form)
    assert page.status_code == 200
    assert "Ein Zaun bei ▇▇▇▇" in page.get_data(as_text=True)
    assert "Text, in allen Fassungen" in page.get_data(as_text=True)
    assert everything() == before
    assert bernd.post(address, data=form).status_code == 303
    assert holding(NAME, "krautm", "77b") == []


@pytest.mark.parametrize("way", ["", "/vorschau"])
def test_faults_stand_at_the_field(cast: Cast, as_person: Callable[..., Any], named: Idea, way: str) -> None:
    bernd, address = as_person(cast.bernd), f"/verwaltung/ideen/{named.id}/schwaerzen{way}"
    form = {"passages": NAME, "reason": "Daten anderer Personen.", "version": "2"}
    before = everything()
    for values, words in (
        ({"passages": "Herr Niemand"}, "Diese Worte stehen nirgends im Text."),
        ({"passages": f"{NAME}\nab"}, "mindestens drei Buchstaben"),
        ({"passages": " "}, "Bitte schreiben Sie die Worte"),
        ({"passages": "\n".join(f"Wort {n}" for n in range(31))}, "zu viel auf einmal"),
        ({"reason": ""}, "Bitte begründen Sie"),
    ):
        answer = bernd.post(address, data=form | values)
        assert answer.status_code == 422, values
        if "reason" not in values:
            assert words in answer.get_data(as_text=True), values
    stale = bernd.post(address, data=form | {"version": "1"})
    assert stale.status_code == 409
    assert NAME in stale.get_data(as_text=True)
    assert everything() == before


def test_nobody_else_blacks_out(cast: Cast, client: Any, as_person: Callable[..., Any], named: Idea) -> None:
    address, before = f"/verwaltung/ideen/{named.id}/schwaerzen", everything()
    form = {"passages": NAME, "reason": "x", "version": "2"}
    for person in (cast.dilek, cast.anna, cast.gerda, cast.frieda):
        for answer in (as_person(person).get(address), as_person(person).post(address, data=form)):
            assert answer.status_code in {403, 404}
    assert client.post(address, data=form).status_code == 302
    assert everything() == before


def test_the_preview_points_at_comments_that_say_it_too(cast: Cast, as_person: Callable[..., Any], named: Idea) -> None:
    from tests.restrictions.stage import a_comment

    comment = a_comment(cast, named, f"{NAME} ist mein Nachbar.")
    form = {"passages": NAME, "reason": "x", "version": "2"}
    page = as_person(cast.bernd).post(f"/verwaltung/ideen/{named.id}/schwaerzen/vorschau", data=form)
    assert f"/verwaltung/meldungen/kommentar/{comment.id}/schwaerzen" in page.get_data(as_text=True)


def test_the_names_of_those_who_wrote_it_are_blacked_out_too(cast: Cast) -> None:
    idea = an_idea(cast)
    with transaction():
        mine = db.session.get_one(Idea, idea.id)
        mine.author_name = f"Familie {NAME}"
        mine.co_authors.append(CoAuthor(person_id=cast.carla.id, name=f"Nachbarin von {NAME}"))
        mine.co_authors.append(CoAuthor(person_id=cast.frieda.id, name="Frieda"))
    with transaction():
        redact(db.session.get_one(Idea, idea.id), [NAME], by=cast.bernd, reason="x", version=1)
    assert holding(NAME) == []
    db.session.expire_all()
    assert idea.author_name == "Familie ▇▇▇▇"
    assert {one.name for one in idea.co_authors} == {"Nachbarin von ▇▇▇▇", "Frieda"}


def test_a_waiting_amendment_is_blacked_out_too(cast: Cast) -> None:
    idea = an_idea(cast)
    with transaction():
        mine = db.session.get_one(Idea, idea.id)
        amending.write_amendment(mine, title="Neu", text=f"Bei {NAME}.", version=1)
        amending.amend_idea(mine, by=cast.anna)
    assert holding(NAME) != []
    with transaction():
        redact(db.session.get_one(Idea, idea.id), [NAME], by=cast.bernd, reason="x", version=1)
    assert holding(NAME) == []


def test_the_reason_goes_from_the_journal_of_the_partner_and_from_no_other(cast: Cast) -> None:
    gone, into = an_idea(cast, title="Weg"), an_idea(cast, title="Ziel")
    with transaction():
        merging.merge_ideas(
            db.session.get_one(Idea, gone.id), db.session.get_one(Idea, into.id), by=cast.bernd,
            reason=f"Wie {NAME} sagt.", version=1, into_version=1,
        )  # fmt: skip
    with transaction():
        merging.unmerge_idea(db.session.get_one(Idea, gone.id), by=cast.bernd, reason=f"Doch nicht, sagt {NAME}.")
        # Another entry there that names other numbers, among them one that begins like this one.
        record(into.id, "take_in_idea", role="moderator", reason=f"Auch {NAME}.", idea=gone.id * 10, size=gone.id)
    with transaction():
        redact(db.session.get_one(Idea, gone.id), [NAME], by=cast.bernd, reason="x", version=1)
    assert holding(NAME) == [f"journal_entry.reason: Auch {NAME}."]


def test_the_parts_of_a_split_idea_share_a_reason(cast: Cast) -> None:
    idea = an_idea(cast)
    with transaction():
        [part] = splitting.split_idea(
            db.session.get_one(Idea, idea.id), [("A", "a"), ("B", "b")], by=cast.bernd, reason=f"Das meint {NAME}.",
            version=1,
        )  # fmt: skip
    with transaction():
        redact(db.session.get_one(Idea, part.id), [NAME], by=cast.bernd, reason="x", version=1)
    assert holding(NAME) == []


@pytest.mark.parametrize("passage", ["\u0301\u0302\u0303\u0304", "´´´´", "a´´´"])
@pytest.mark.parametrize("way", ["", "/vorschau"])
def test_accents_alone_are_no_words(cast: Cast, as_person: Callable[..., Any], passage: str, way: str) -> None:
    idea = an_idea(cast, text=f"abc {passage} def")
    before = everything()
    form = {"passages": passage, "reason": "Grund", "version": "1"}
    answer = as_person(cast.bernd).post(f"/verwaltung/ideen/{idea.id}/schwaerzen{way}", data=form)
    assert answer.status_code == 422
    assert "mindestens drei" in answer.get_data(as_text=True)
    assert everything() == before


def test_words_in_comments_alone_are_told_apart_from_words_that_stand_nowhere(
    cast: Cast, as_person: Callable[..., Any], named: Idea
) -> None:
    from app.discussion import commenting
    from tests.restrictions.stage import a_comment

    comment = a_comment(cast, named, f"Frau Sonderbar wohnt neben {NAME}.")
    with transaction():
        commenting.edit_comment(comment, by=cast.carla, text="Sie wohnt dort.", version=1)
    link = f"/verwaltung/meldungen/kommentar/{comment.id}/schwaerzen"
    bernd, address = as_person(cast.bernd), f"/verwaltung/ideen/{named.id}/schwaerzen"
    form = {"passages": "Sonderbar", "reason": "Daten anderer.", "version": "2"}
    for way in ("", "/vorschau"):
        page = bernd.post(f"{address}{way}", data=form)
        assert page.status_code == 422
        assert link in page.get_data(as_text=True)
        assert "nirgends" not in page.get_data(as_text=True)
    done = bernd.post(address, data=form | {"passages": NAME})
    assert done.status_code == 303
    assert link in bernd.get(done.location).get_data(as_text=True)


def test_the_preview_shows_every_hit_and_only_whole_words(
    cast: Cast, as_person: Callable[..., Any], named: Idea
) -> None:
    bernd, address = as_person(cast.bernd), f"/verwaltung/ideen/{named.id}/schwaerzen"
    form = {"passages": NAME, "reason": "Daten anderer.", "version": "2"}
    page = bernd.post(f"{address}/vorschau", data=form).get_data(as_text=True)
    assert f"<mark>{NAME}</mark> am Zaun" in page
    assert f"Das nennt <mark>{NAME}</mark> mit Anschrift." in page
    assert f'<input type="hidden" name="passages" value="{NAME}">' in page
    part = form | {"passages": NAME[1:]}
    assert bernd.post(f"{address}/vorschau", data=part).status_code == 422
    assert bernd.post(f"{address}/vorschau", data=part | {"inside_words": "y"}).status_code == 200
