"""The verbs: what is counted, who waits, what is refused, what stays of a comment."""

from datetime import timedelta
from typing import Any

import pytest

from app.core.clock import clock_at, now
from app.core.database import db, transaction
from app.core.errors import NotAllowedNow, VersionIsStale
from app.discussion import checking, commenting
from app.discussion.models import Comment, CommentVersion
from app.restrictions.passages import pattern_of
from tests.cast import Cast
from tests.discussion.saying import again, counted, replied, said, told
from tests.worlds import an_idea


def do(verb: Any, comment: Comment, **values: Any) -> Any:
    with transaction():
        return verb(again(comment), **values)


def test_a_comment_is_public_at_once_and_counted(cast: Cast) -> None:
    idea = an_idea(cast)
    comment = said(idea, cast.carla)
    assert comment.is_shown
    assert (comment.author_kind, comment.author_name) == ("person", "Carla Beispiel")
    assert counted(idea) == 1
    assert told(idea) == [("comment", "citizen", "direct")]


def test_a_comment_does_not_date_the_idea(cast: Cast) -> None:
    idea = an_idea(cast)
    before = idea.updated_at
    said(idea, cast.carla)
    assert db.session.get_one(type(idea), idea.id, populate_existing=True).updated_at == before


def test_answers_count_for_the_idea_and_for_the_comment(cast: Cast) -> None:
    idea = an_idea(cast)
    comment = said(idea, cast.carla)
    replied(comment, cast.anna)
    assert (counted(idea), again(comment).replies) == (2, 1)


def test_an_answer_to_an_answer_stands_below_the_same_comment(cast: Cast) -> None:
    comment = said(an_idea(cast), cast.carla)
    answer = replied(comment, cast.anna)
    assert replied(answer, cast.frieda, "Und ich erst.").parent_id == comment.id
    assert again(answer).replies == 0


def test_nobody_answers_a_removed_comment(cast: Cast) -> None:
    comment = said(an_idea(cast), cast.carla)
    answer = replied(comment, cast.anna)
    do(commenting.remove_comment, comment, by=cast.carla)
    for aim in (comment, answer):
        with pytest.raises(NotAllowedNow):
            replied(aim, cast.frieda)


def test_nobody_comments_on_what_is_closed(cast: Cast) -> None:
    from app.ideas.submitting import withdraw_idea

    idea = an_idea(cast)
    comment = said(idea, cast.carla)
    with transaction():
        withdraw_idea(idea, by=cast.anna)
    for say in (lambda: said(idea, cast.frieda), lambda: replied(comment, cast.frieda)):
        with pytest.raises(NotAllowedNow):
            say()
    with pytest.raises(NotAllowedNow):
        do(commenting.edit_comment, comment, by=cast.carla, text="Anders", version=1)


# ---- in whose name ------------------------------------------------------------------------------


def test_for_an_organisation_and_for_the_office(cast: Cast) -> None:
    idea = an_idea(cast)
    town_hall = cast.frieda.memberships[0].organisation
    for_town = said(idea, cast.frieda, as_organisation=town_hall)
    for_office = said(idea, cast.bernd, as_office=True)
    assert (for_town.author_kind, for_town.author_name) == ("organisation", "Stadt Naunhof")
    assert (for_office.author_kind, for_office.author_name) == ("office", "Stabsstelle Kreisentwicklung")
    assert [row[1] for row in told(idea)] == ["citizen", "moderator"]


def test_a_name_given_with_the_comment_is_kept(cast: Cast) -> None:
    with transaction():
        cast.carla.display_name = None
    assert said(an_idea(cast), cast.carla, "Ohne Namen").author_name is None
    assert said(an_idea(cast), cast.carla, "Mit Namen", name="Carla C.").author_name == "Carla C."
    assert cast.carla.display_name == "Carla C."
    assert said(an_idea(cast), cast.carla, "Später", name="Anders").author_name == "Carla C."


# ---- what is refused ----------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["", "x" * 5001])
def test_length(cast: Cast, text: str) -> None:
    with pytest.raises(commenting.TextDoesNotFit):
        said(an_idea(cast), cast.carla, text)


def test_a_first_comment_holds_one_link_and_later_ones_three(cast: Cast) -> None:
    idea = an_idea(cast)
    links = ["https://eins.example", "http://zwei.example", "www.drei.example", "HTTPS://vier.example"]
    with pytest.raises(checking.TooManyLinks) as refused:
        said(idea, cast.carla, " ".join(links[:2]))
    assert refused.value.most == 1
    said(idea, cast.carla, "https://www.eins.example")
    said(idea, cast.carla, " ".join(links[:3]))
    with pytest.raises(checking.TooManyLinks) as refused:
        said(idea, cast.carla, " ".join(links))
    assert refused.value.most == 3


def test_the_same_text_twice_within_a_day_is_refused_to_the_same_person(cast: Cast) -> None:
    idea = an_idea(cast)
    with clock_at(now() - timedelta(hours=25)):
        said(idea, cast.carla, "Kauft bei uns")
    said(idea, cast.carla, "Kauft bei uns")
    with pytest.raises(checking.SaidBefore):
        said(an_idea(cast), cast.carla, "kauft  bei\nuns")
    said(idea, cast.anna, "Kauft bei uns")


def test_what_was_removed_may_be_said_again(cast: Cast) -> None:
    idea = an_idea(cast)
    do(commenting.remove_comment, said(idea, cast.carla), by=cast.carla)
    said(idea, cast.carla)
    assert counted(idea) == 1


# ---- editing and removing -----------------------------------------------------------------------


def test_an_edited_comment_keeps_what_it_said(cast: Cast) -> None:
    comment = said(an_idea(cast), cast.carla, "Erste Worte")
    do(commenting.edit_comment, comment, by=cast.carla, text="Zweite Worte", version=1)
    comment = again(comment)
    assert (comment.text, comment.version, comment.edited_at is not None) == ("Zweite Worte", 2, True)
    assert [(old.number, old.text) for old in comment.earlier] == [(1, "Erste Worte")]
    assert comment.earlier[0].written_at == comment.published_at


def test_the_same_words_again_are_no_edit(cast: Cast) -> None:
    comment = said(an_idea(cast), cast.carla, "Worte")
    do(commenting.edit_comment, comment, by=cast.carla, text="Worte", version=1)
    assert (again(comment).version, again(comment).edited_at) == (1, None)


def test_a_stale_edit_changes_nothing(cast: Cast) -> None:
    comment = said(an_idea(cast), cast.carla, "Erste Worte")
    do(commenting.edit_comment, comment, by=cast.carla, text="Zweite Worte", version=1)
    with pytest.raises(VersionIsStale):
        do(commenting.edit_comment, comment, by=cast.carla, text="Dritte Worte", version=1)
    assert again(comment).text == "Zweite Worte"


def test_removing_takes_the_words_out_of_the_database(cast: Cast) -> None:
    idea = an_idea(cast)
    comment = said(idea, cast.carla, "Erste Worte")
    do(commenting.edit_comment, comment, by=cast.carla, text="Zweite Worte", version=1)
    for _ in range(2):
        do(commenting.remove_comment, comment, by=cast.carla)
    assert again(comment).text == ""
    assert db.session.scalars(db.select(CommentVersion)).all() == []
    assert counted(idea) == 0


# ---- restricting --------------------------------------------------------------------------------


def test_hiding_and_showing_again_correct_the_counters_once(cast: Cast) -> None:
    idea = an_idea(cast)
    comment = said(idea, cast.carla)
    answer = replied(comment, cast.anna)
    for _ in range(2):
        do(commenting.hide_comment, answer)
    assert (counted(idea), again(comment).replies, again(answer).is_shown) == (1, 0, False)
    for _ in range(2):
        do(commenting.show_comment_again, answer)
    assert (counted(idea), again(comment).replies, again(answer).is_shown) == (2, 1, True)


def test_what_its_author_removed_meanwhile_does_not_come_back(cast: Cast) -> None:
    idea = an_idea(cast)
    comment = said(idea, cast.carla)
    do(commenting.hide_comment, comment)
    do(commenting.remove_comment, comment, by=cast.carla)
    do(commenting.show_comment_again, comment)
    assert (counted(idea), again(comment).is_shown, again(comment).text) == (0, False, "")


def test_a_hidden_comment_is_not_edited(cast: Cast) -> None:
    comment = said(an_idea(cast), cast.carla)
    do(commenting.hide_comment, comment)
    with pytest.raises(NotAllowedNow):
        do(commenting.edit_comment, comment, by=cast.carla, text="Anders", version=1)


def test_redacting_reaches_the_history_and_an_open_edit(cast: Cast) -> None:
    comment = said(an_idea(cast), cast.carla, "Frau Muster, Weg 3")
    do(commenting.edit_comment, comment, by=cast.carla, text="Frau Muster", version=1)
    do(
        commenting.redact_comment,
        comment,
        pattern=pattern_of(["Muster", "Frau Muster"]),
        by=cast.bernd,
        reason="Daten.",
    )
    comment = again(comment)
    assert [comment.text, comment.earlier[0].text] == ["▇▇▇▇", "▇▇▇▇, Weg 3"]
    with pytest.raises(VersionIsStale):
        do(commenting.edit_comment, comment, by=cast.carla, text="Frau Muster wieder", version=2)


# ---- held back ----------------------------------------------------------------------------------


@pytest.fixture
def cautious(cast: Cast) -> Cast:
    with transaction():
        cast.here.holds_first_comments = True
    return cast


def test_a_first_comment_waits_and_the_next_does_not(cautious: Cast) -> None:
    idea = an_idea(cautious)
    first = said(idea, cautious.carla)
    assert (first.is_held, counted(idea)) == (True, 0)
    assert said(idea, cautious.carla, "Noch einer").is_held
    assert told(idea)[0] == ("hold_comment", "citizen", "direct")
    do(commenting.release_comment, first, by=cautious.bernd, version=1)
    assert (again(first).is_shown, counted(idea)) == (True, 1)
    assert told(idea)[-2:] == [("release_comment", "moderator", "direct"), ("comment", "citizen", "direct")]
    assert said(idea, cautious.carla, "Der dritte").is_shown


def test_staff_and_organisations_do_not_wait(cautious: Cast) -> None:
    idea = an_idea(cautious)
    town_hall = cautious.frieda.memberships[0].organisation
    assert said(idea, cautious.frieda, as_organisation=town_hall).is_shown
    assert said(idea, cautious.gerda).is_shown
    assert said(idea, cautious.bernd, as_office=True).is_shown


def test_somebody_whose_only_comment_was_hidden_waits_again(cautious: Cast) -> None:
    idea = an_idea(cautious)
    first = said(idea, cautious.carla)
    do(commenting.release_comment, first, by=cautious.bernd, version=1)
    do(commenting.hide_comment, first)
    assert said(idea, cautious.carla, "Nächster").is_held


def test_what_was_edited_since_it_was_read_is_not_released(cautious: Cast) -> None:
    comment = said(an_idea(cautious), cautious.carla, "Harmlos")
    do(commenting.edit_comment, comment, by=cautious.carla, text="Gar nicht harmlos", version=1)
    assert again(comment).earlier == []
    with pytest.raises(VersionIsStale):
        do(commenting.release_comment, comment, by=cautious.bernd, version=1)


def test_a_held_answer_counts_once_released(cautious: Cast) -> None:
    idea = an_idea(cautious)
    comment = said(idea, cautious.bernd, as_office=True)
    answer = replied(comment, cautious.carla)
    assert (counted(idea), again(comment).replies) == (1, 0)
    do(commenting.release_comment, answer, by=cautious.bernd, version=1)
    assert (counted(idea), again(comment).replies) == (2, 1)
    with pytest.raises(NotAllowedNow):
        do(commenting.release_comment, answer, by=cautious.bernd, version=1)
