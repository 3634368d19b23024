"""The verbs: attach, describe, order, release, remove, carry on."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.clock import clock_at, now
from app.core.database import db, transaction
from app.core.journal import JournalEntry
from app.files.attaching import (
    MOST_FILES,
    TooManyFiles,
    attach,
    carry_files,
    describe,
    move_up,
    release_files,
    remove_file,
)
from app.files.models import Attachment
from app.files.queries import files_of, find_by_once, shown_files_of, waiting_files
from app.ideas import moderating, submitting
from app.projects.promoting import promote_idea
from tests.cast import Cast
from tests.files.stage import hang, received
from tests.queries import count_queries
from tests.worlds import an_idea


def promoted(cast: Cast, idea: object) -> object:
    with transaction():
        return promote_idea(idea, by=cast.bernd, version=1, title="Radweg", description="Wird gebaut.")  # type: ignore[arg-type]


def test_files_wait_for_the_publication_of_their_idea(app: Flask, cast: Cast) -> None:
    idea = an_idea(cast, "submitted")
    file = hang(app, idea, cast.anna)
    assert list(shown_files_of(idea.id)) == []
    with transaction():
        moderating.publish_idea(idea, by=cast.bernd, version=1)
    db.session.refresh(file)
    assert [shown.id for shown in shown_files_of(idea.id)] == [file.id]
    assert file.is_shown


def test_negative_control_another_ideas_files_stay_unreleased(app: Flask, cast: Cast) -> None:
    other = hang(app, an_idea(cast, "submitted"), cast.anna)
    an_idea(cast, "published")
    db.session.refresh(other)
    assert other.released_at is None


def test_an_addition_to_a_public_idea_waits(app: Flask, cast: Cast) -> None:
    idea = an_idea(cast)
    early = hang(app, idea, cast.anna)
    moment = now() + timedelta(minutes=1)
    with clock_at(moment):
        late = hang(app, idea, cast.anna)
    assert list(shown_files_of(idea.id)) == []
    assert [row[0].id for row in waiting_files({cast.here.id})[0]] == [late.id, early.id]
    assert waiting_files({cast.elsewhere.id})[0] == []
    with transaction():
        release_files(idea.id, before=moment)
    assert [file.id for file in shown_files_of(idea.id)] == [early.id]
    with transaction():
        release_files(idea.id)
    assert len(shown_files_of(idea.id)) == 2
    assert waiting_files({cast.here.id})[0] == []


def test_six_files_are_the_limit_and_removed_ones_do_not_count(app: Flask, cast: Cast) -> None:
    idea = an_idea(cast, "draft")
    files = [hang(app, idea, cast.anna) for _ in range(MOST_FILES)]
    with pytest.raises(TooManyFiles), transaction():
        attach(idea, received(app), cast.anna, None)
    with transaction():
        remove_file(files[0])
    hang(app, idea, cast.anna)
    assert len(files_of(idea.id)) == MOST_FILES


def test_moving_up_changes_the_order_and_the_first_stays(app: Flask, cast: Cast) -> None:
    idea = an_idea(cast, "draft")
    first, second, third = (hang(app, idea, cast.anna) for _ in range(3))
    for moved in (third, third, third):
        with transaction():
            move_up(db.session.get_one(Attachment, moved.id))
    assert [file.id for file in files_of(idea.id)] == [third.id, first.id, second.id]


def test_a_description_is_there_or_missing(app: Flask, cast: Cast) -> None:
    file = hang(app, an_idea(cast, "draft"), cast.anna)
    assert file.lacks_alt
    with transaction():
        describe(file, "Ein Radweg im Wald")
    assert not file.lacks_alt
    with transaction():
        describe(file, "")
    assert file.lacks_alt
    assert not hang(app, an_idea(cast, "draft"), cast.anna, media_type="application/pdf").lacks_alt


def test_the_author_hears_what_the_office_took_away(app: Flask, cast: Cast) -> None:
    idea = an_idea(cast, "submitted")
    mine, theirs = hang(app, idea, cast.anna), hang(app, idea, cast.anna)
    with transaction():
        remove_file(mine, by=cast.anna)
        remove_file(theirs, by=cast.bernd, role="moderator")
    entry = db.session.scalars(select(JournalEntry).where(JournalEntry.verb == "remove_file")).one()
    assert (entry.audience, entry.details, entry.reason) == ("author", {"file": theirs.id}, None)
    assert list(files_of(idea.id)) == []


def test_a_project_shows_the_photos_of_its_idea(app: Flask, cast: Cast) -> None:
    idea = an_idea(cast, "submitted")
    shown, restricted = hang(app, idea, cast.anna, alt="Der Weg"), hang(app, idea, cast.anna)
    with transaction():
        moderating.publish_idea(idea, by=cast.bernd, version=1)
        restricted.restricted_at = now()
    waiting = hang(app, idea, cast.anna)
    project = promoted(cast, idea)
    carried = shown_files_of(project.id)  # type: ignore[attr-defined]
    assert [(file.key, file.alt) for file in carried] == [(shown.key, "Der Weg")]
    assert waiting.key not in {file.key for file in carried}
    with transaction():
        carry_files(idea.id, project.id)  # type: ignore[attr-defined]
    assert len(shown_files_of(project.id)) == 1  # type: ignore[attr-defined]


def test_what_is_hidden_at_the_idea_is_hidden_at_the_project(app: Flask, cast: Cast) -> None:
    idea = an_idea(cast, "submitted")
    file = hang(app, idea, cast.anna)
    with transaction():
        moderating.publish_idea(idea, by=cast.bernd, version=1)
    project = promoted(cast, idea)
    with transaction():
        file.restricted_at = now()
    assert list(shown_files_of(project.id)) == []  # type: ignore[attr-defined]


def test_a_draft_thrown_away_leaves_no_row(app: Flask, cast: Cast) -> None:
    deleted, expired = an_idea(cast, "draft"), an_idea(cast, "draft")
    hang(app, deleted, cast.anna)
    hang(app, expired, cast.anna)
    kept = hang(app, an_idea(cast, "submitted"), cast.anna)
    with transaction():
        submitting.delete_draft(deleted)
    with clock_at(now() + timedelta(days=15)), transaction():
        assert submitting.forget_old_drafts() == 1
    assert [file.id for file in db.session.query(Attachment)] == [kept.id]


def test_reading_the_files_of_a_thing_is_one_query(app: Flask, cast: Cast) -> None:
    idea = an_idea(cast, "draft")
    for _ in range(3):
        hang(app, idea, cast.anna)
    db.session.rollback()
    number = idea.id
    with count_queries(1):
        shown_files_of(number)
    with count_queries(1):
        assert len(files_of(number)) == 3


def test_what_was_sent_once_is_found_again_with_its_thing_alone(app: Flask, cast: Cast) -> None:
    idea, other = an_idea(cast, "draft"), an_idea(cast, "draft")
    file = hang(app, idea, cast.anna, once="a" * 36)
    assert find_by_once(idea.id, "a" * 36) is file
    assert find_by_once(other.id, "a" * 36) is None
    assert find_by_once(idea.id, None) is None
